/**
 * A mount namespace of a container, made beside its program and before it starts:
 *
 *   unshare --mount  sh: "\n", waits         runner: opens /proc/PID/ns/mnt, lets the shell go on
 *                    mount -a -T TABLE       the container's root is put together, and mounted over `/` at last
 *   nsenter --mount=/proc/RUNNER/fd/N --wdns=CWD PROGRAM    becomes the program: same pid, same environment
 *
 * Who enters a mount namespace gets what is mounted last over its `/`, so neither pivot_root nor chroot is needed, and a program inside may
 * make user namespaces of its own. As root the namespace is root's. For anyone else it belongs to a user namespace in which the caller is root as
 * long as mounts are made; a second one gives the program the caller's own number back.
 */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { isAbsolute, join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** How namespaces can be had here. */
export type Privilege = "root" | "user";

export interface Namespace {
  /** The argv of a program that runs in the namespace, in this directory of it. */
  enter(argv: readonly string[], directory: string): readonly string[];
  /** The same as who made it, who may mount there. */
  enterAsMaker(argv: readonly string[]): readonly string[];
  /** No program enters any more; those inside are left alone. */
  release(): void;
}

export interface NamespaceOptions {
  readonly privilege: Privilege;
  /** fstab(5) with all mounts. */
  readonly table: string;
  /** For the tools, and to be found by whoever cleans up. */
  readonly env: Env;
  readonly marker: Readonly<Record<string, string>>;
  /** Whose mounts it begins with; this machine's unless given. */
  readonly within?: Namespace | undefined;
}

const setUp = 'echo; read -r go && exec mount -a -T "$1"';

/** Rejects with what the tools say. */
export async function makeNamespace({ privilege, table, env, marker, within }: NamespaceOptions): Promise<Namespace> {
  const asRoot = privilege === "user" && within === undefined ? ["--user", "--map-root-user"] : [];
  const own = [tool("unshare", env), ...asRoot, "--mount", "/bin/sh", "-c", setUp, "sh", table];
  const [program = "", ...args] = within ? within.enterAsMaker(own) : own;
  const child = spawn(program, args, {
    env: { PATH: pathOf(env), ...marker },
    cwd: "/",
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {});
  let said = "";
  child.stderr.on("data", (bytes) => {
    said += bytes;
  });
  child.once("error", (error) => {
    said = error.message;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ready = new Promise<boolean>((resolve) => {
    child.stdout.once("data", () => resolve(true));
    void ended.then(() => resolve(false));
  });
  const descriptors: number[] = [];
  const release = (): void => {
    for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
  };
  if (await ready) {
    for (const name of privilege === "user" ? ["user", "mnt"] : ["mnt"]) descriptors.push(openSync(`/proc/${child.pid}/ns/${name}`, "r"));
    child.stdin.end("\n");
  }
  if ((await ended) !== 0) {
    release();
    throw new Error(`failed to create containerd task: error mounting: ${said.trim() || "unshare fails"}`);
  }
  const [first, second] = descriptors.map((descriptor) => `/proc/${process.pid}/fd/${descriptor}`);
  const flags = privilege === "user" ? [`--user=${first}`, `--mount=${second}`, "--preserve-credentials"] : [`--mount=${first}`];
  const ids = [`--map-user=${process.getuid?.()}`, `--map-group=${process.getgid?.()}`];
  const asOneself = privilege === "user" ? [tool("unshare", env), "--user", ...ids, "--"] : [];
  const nsenter = tool("nsenter", env);
  return {
    enter: (argv, directory) => [nsenter, ...flags, `--wdns=${directory}`, "--", ...asOneself, ...argv],
    enterAsMaker: (argv) => [nsenter, ...flags, "--", ...argv],
    release,
  };
}

export const pathOf = (env: Env): string => [env["PATH"], "/usr/sbin:/usr/bin:/sbin:/bin"].filter(Boolean).join(":");

/** Absolute, because a container has a PATH of its own. */
function tool(name: string, env: Env): string {
  const folders = pathOf(env).split(":");
  return folders.map((folder) => join(folder, name)).find((path) => isAbsolute(path) && existsSync(path)) ?? name;
}
