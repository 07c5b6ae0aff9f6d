/**
 * Mount namespaces of a pod's containers, made beside their programs and before they start:
 *
 *   unshare --mount sh                 one for the pod, which takes a directory with every line it reads
 *     unshare --mount sh: mount -a -T DIRECTORY/mounts    the root is put together, and mounted over `/` at last. It says its pid, and waits
 *   runner                             opens /proc/PID/ns/mnt and ends it. Should it die, a pipe's end ends both of them
 *   nsenter --mount=/proc/RUNNER/fd/N --wdns=CWD PROGRAM  becomes the program: same pid, same environment
 *
 * Who enters a mount namespace gets what is mounted last over its `/`, so neither pivot_root nor chroot is needed, and a program inside may
 * make user namespaces of its own. As root the namespaces are root's. For anyone else they belong to a user namespace in which the caller is
 * root as long as mounts are made; a second one gives the program the caller's own number back.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";

type Env = Readonly<Record<string, string | undefined>>;

/** How namespaces can be had here. */
export type Privilege = "root" | "user";

export interface Namespace {
  /** The argv of a program that runs in the namespace, in this directory of it. */
  enter(argv: readonly string[], directory: string): readonly string[];
  /** No program enters any more; those inside are left alone. */
  release(): void;
}

export interface Maker {
  /** This machine's root directory, as every namespace begins with it. */
  base(): Promise<string>;
  /** From the table `mounts` in the directory, as in fstab(5). Rejects with what the tools say. */
  make(directory: string): Promise<Namespace>;
  /** What it has made lasts. */
  close(): void;
}

export interface MakerOptions {
  readonly privilege: Privilege;
  /** For the tools, and to be found by whoever cleans up. */
  readonly env: Env;
  readonly marker: Readonly<Record<string, string>>;
  /** A directory that is an empty one in memory in every namespace. */
  readonly scratch?: string;
}

const inside = `mount -a -T "$1/mounts" 2>"$1/said"; echo "$$ $? $1"; read -r never <&3`;
const script = `
[ -z "$1" ] || mount -t tmpfs none "$1" || exit
echo
while read -r place; do unshare --mount /bin/sh -c "$2" sh "$place" & done
wait`;

/** Nothing is made, and nothing fails, before the first namespace is asked for. */
export function createMaker(options: MakerOptions): Maker {
  const waiting = new Map<string, (made: Made | undefined) => void>();
  let closed = false;
  let shell: Promise<Shell> | undefined;

  const answer = (place: string, made?: Made): void => {
    waiting.get(place)?.(made);
    waiting.delete(place);
  };
  const end = (): void => {
    shell = undefined;
    for (const place of waiting.keys()) answer(place);
  };

  const begun = async (): Promise<Shell> => {
    if (closed) throw new Error(refusal("the run has ended"));
    shell ??= startShell(options, { answer, end });
    return shell;
  };

  return {
    base: async () => rootOf(await begun()),
    async make(directory) {
      const own = await begun();
      const answered = new Promise<Made | undefined>((resolve) => waiting.set(directory, resolve));
      own.child.stdin.write(`${directory}\n`);
      const made = await answered;
      if (made === undefined || closed) throw new Error(refusal("the run has ended"));
      try {
        if (made.code !== "0") throw new Error(refusal(readFileSync(join(rootOf(own), directory, "said"), "utf8")));
        return namespace(openSync(`/proc/${made.pid}/ns/mnt`, "r"), own.user, options);
      } finally {
        process.kill(made.pid, "SIGKILL");
      }
    },
    close() {
      if (closed) return;
      closed = true;
      void shell?.then(
        ({ child, user }) => {
          child.kill("SIGKILL");
          for (const stream of child.stdio) stream?.destroy();
          if (user !== undefined) closeSync(user);
        },
        () => {},
      );
    },
  };
}

/** Who made a namespace, and with what result. */
interface Made {
  readonly pid: number;
  readonly code: string;
}

interface Shell {
  readonly child: ChildProcessWithoutNullStreams;
  /** Its user namespace, when there is one. */
  readonly user: number | undefined;
}

const rootOf = ({ child }: Shell): string => `/proc/${child.pid}/root`;

interface Answers {
  answer(place: string, made: Made): void;
  /** None comes any more. */
  end(): void;
}

async function startShell({ privilege, env, marker, scratch }: MakerOptions, { answer, end }: Answers): Promise<Shell> {
  const own = privilege === "user" ? ["--user", "--map-root-user"] : [];
  const child = spawn(tool("unshare", env), [...own, "--mount", "/bin/sh", "-c", script, "sh", scratch ?? "", inside], {
    env: { PATH: pathOf(env), ...marker },
    cwd: "/",
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  }) as ChildProcessWithoutNullStreams;
  for (const stream of child.stdio) stream?.on("error", () => {});
  let said = "";
  child.stderr.on("data", (bytes) => {
    said += bytes;
  });
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, pid, code = "", place = ""] = /^(\d+) (\d+) (.*)$/.exec(line) ?? [];
      if (pid === undefined) resolve();
      else answer(place, { pid: Number(pid), code });
    });
    child.once("error", (error) => reject(new Error(refusal(error.message))));
    child.once("close", () => {
      reject(new Error(refusal(said)));
      end();
    });
  });
  await ready;
  return { child, user: privilege === "user" ? openSync(`/proc/${child.pid}/ns/user`, "r") : undefined };
}

function namespace(mounts: number, user: number | undefined, { env }: MakerOptions): Namespace {
  const path = (descriptor: number): string => `/proc/${process.pid}/fd/${descriptor}`;
  const flags = [...(user === undefined ? [] : [`--user=${path(user)}`, "--preserve-credentials"]), `--mount=${path(mounts)}`];
  const ids = [`--map-user=${process.getuid?.()}`, `--map-group=${process.getgid?.()}`];
  const asOneself = user === undefined ? [] : [tool("unshare", env), "--user", ...ids, "--"];
  const nsenter = tool("nsenter", env);
  let released = false;
  return {
    enter: (argv, directory) => [nsenter, ...flags, `--wdns=${directory}`, "--", ...asOneself, ...argv],
    release() {
      if (!released) closeSync(mounts);
      released = true;
    },
  };
}

const refusal = (said: string): string => `failed to create containerd task: error mounting: ${said.trim() || "unshare fails"}`;

export const pathOf = (env: Env): string => [env["PATH"], "/usr/sbin:/usr/bin:/sbin:/bin"].filter(Boolean).join(":");

/** Absolute, because a container has a PATH of its own. */
function tool(name: string, env: Env): string {
  const folders = pathOf(env).split(":");
  return folders.map((folder) => join(folder, name)).find((path) => isAbsolute(path) && existsSync(path)) ?? name;
}
