/**
 * A mount namespace of a container, made before its program starts:
 *
 *   unshare -m  sh: mount -a, pivot_root, "ready"        runner: opens /proc/PID/ns/mnt, lets the shell go
 *   nsenter --mount=/proc/RUNNER/fd/N --wdns=CWD PROGRAM    becomes the program: same pid, same environment
 *
 * As root the namespace is root's. For anyone else it belongs to a user namespace in which the caller is root as long as mounts are made; a
 * second one gives the program the caller's own number back.
 */
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { isAbsolute, join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** How namespaces can be had here. */
export type Privilege = "root" | "user";

export interface Namespace {
  /** The argv of a program that runs in the namespace, in this directory of it. */
  enter(argv: readonly string[], directory: string): readonly string[];
  /** No program enters any more; those inside are left alone. */
  release(): void;
}

const setUp =
  'mount -a -T "$1" && cd "$2" && mkdir -p .old && pivot_root . .old && umount -l /.old && { rmdir /.old; echo ready; read -r end; }';
const trial = 'mount --rbind / "$1" && cd "$1" && command -v pivot_root && nsenter --help | grep -q -e --wdns';

const unshare = (privilege: Privilege, env: Env): string[] => [
  tool("unshare", env),
  ...(privilege === "user" ? ["--user", "--map-root-user"] : []),
  "--mount",
];
const pathOf = (env: Env): string => [env["PATH"], "/usr/sbin:/usr/bin:/sbin:/bin"].filter(Boolean).join(":");
const environment = (env: Env) => ({ PATH: pathOf(env) });

/** Absolute, because a container has a PATH of its own. */
function tool(name: string, env: Env): string {
  const folders = pathOf(env).split(":");
  return folders.map((folder) => join(folder, name)).find((path) => isAbsolute(path) && existsSync(path)) ?? name;
}

/** undefined where this machine, or who watches over it, does not allow them. @param folder an empty one */
export function privilegeHere(folder: string, env: Env): Privilege | undefined {
  if (process.platform !== "linux") return undefined;
  const candidates: readonly Privilege[] = process.getuid?.() === 0 ? ["root", "user"] : ["user"];
  return candidates.find((privilege) => {
    const [program = "", ...args] = unshare(privilege, env);
    const options = { env: environment(env), stdio: "ignore", timeout: 2000 } as const;
    return spawnSync(program, [...args, "/bin/sh", "-c", trial, "sh", folder], options).status === 0;
  });
}

export interface NamespaceOptions {
  readonly privilege: Privilege;
  /** fstab(5) with the mounts below `root`. */
  readonly table: string;
  readonly root: string;
  /** For the tools, and to be found by whoever cleans up. */
  readonly env: Env;
  readonly marker: Readonly<Record<string, string>>;
}

/** Rejects with what the tools say. */
export async function makeNamespace({ privilege, table, root, env, marker }: NamespaceOptions): Promise<Namespace> {
  const [program = "", ...args] = unshare(privilege, env);
  const child = spawn(program, [...args, "/bin/sh", "-c", setUp, "sh", table, root], {
    env: { ...environment(env), ...marker },
    cwd: "/",
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {});
  let said = "";
  child.stderr.on("data", (bytes) => {
    said += bytes;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()).once("error", () => resolve()));
  const ready = new Promise<boolean>((resolve) => {
    child.stdout.once("data", () => resolve(true));
    void ended.then(() => resolve(false));
  });
  if (!(await ready)) throw new Error(`failed to create containerd task: error mounting: ${said.trim() || "unshare cannot be executed"}`);
  const descriptors = (privilege === "user" ? (["user", "mnt"] as const) : (["mnt"] as const)).map((name) =>
    openSync(`/proc/${child.pid}/ns/${name}`, "r"),
  );
  child.stdin.end("\n");
  const path = (index: number): string => `/proc/${process.pid}/fd/${descriptors[index]}`;
  const flags = privilege === "user" ? [`--user=${path(0)}`, `--mount=${path(1)}`, "--preserve-credentials"] : [`--mount=${path(0)}`];
  const asOneself =
    privilege === "user"
      ? [tool("unshare", env), "--user", `--map-user=${process.getuid?.()}`, `--map-group=${process.getgid?.()}`, "--"]
      : [];
  const nsenter = tool("nsenter", env);
  let released = false;
  return {
    enter: (argv, directory) => [nsenter, ...flags, `--wdns=${directory}`, "--", ...asOneself, ...argv],
    release() {
      if (released) return;
      released = true;
      for (const descriptor of descriptors) closeSync(descriptor);
    },
  };
}
