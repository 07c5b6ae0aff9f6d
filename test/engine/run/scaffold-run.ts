/** `scaffold run` as a process of its own, in a runtime directory of its own, and what is left of it. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import type { Pod } from "../../../src/pod/model.ts";

/** SCAFFOLD_BIN: try another build than the checkout's own. */
const bin = process.env["SCAFFOLD_BIN"] ?? fileURLToPath(new URL("../../../bin/scaffold.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  stderr(): string;
}

export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), "scaffold-test-"));
  readonly runtime = join(this.folder, "runtime");
  readonly statusFile = join(this.folder, "status.json");
  readonly #children: ChildProcess[] = [];

  constructor() {
    mkdirSync(this.runtime);
  }

  /** A file of the bench, given as text or as objects. */
  file(name: string, content: string | readonly object[]): string {
    const path = join(this.folder, name);
    writeFileSync(path, typeof content === "string" ? content : content.map((object) => stringify(object)).join("---\n"));
    return path;
  }

  start(...args: string[]): Started {
    return this.#spawn(process.execPath, [bin, "run", ...args], {});
  }

  /** The same below a shell, as npm and npx start programs; `child` is the shell. */
  startBelow(env: Record<string, string>, ...args: string[]): Started {
    return this.#spawn("/bin/sh", ["-c", '"$0" "$@" & wait', process.execPath, bin, "run", ...args], env);
  }

  /** The same put into the background behind nohup; `child` is the shell. A shell names what it starts in `_`. */
  startBehindNohup(env: Record<string, string>, ...args: string[]): Started {
    return this.#spawn("/bin/sh", ["-c", '_="$(command -v nohup)" nohup "$0" "$@" & wait', process.execPath, bin, "run", ...args], env);
  }

  #spawn(program: string, args: readonly string[], more: Record<string, string>): Started {
    const env = {
      ...more,
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      XDG_RUNTIME_DIR: this.runtime,
      TMPDIR: this.folder,
      NO_COLOR: "1",
    };
    const child = spawn(program, args, { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#children.push(child);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (bytes) => (stdout += bytes));
    child.stderr.on("data", (bytes) => (stderr += bytes));
    const finished = new Promise<Finished>((resolve) => child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr })));
    return { child, finished, stderr: () => stderr };
  }

  run(...args: string[]): Promise<Finished> {
    return this.start(...args).finished;
  }

  status(): Pod | undefined {
    return existsSync(this.statusFile) ? (JSON.parse(readFileSync(this.statusFile, "utf8")) as Pod) : undefined;
  }

  /** Processes whose command line or environment names this bench, the runner included. */
  processes(): string[] {
    return readdirSync("/proc").filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        const text = readFileSync(`/proc/${pid}/cmdline`, "latin1") + readFileSync(`/proc/${pid}/environ`, "latin1");
        return text.includes(this.folder) && Number(pid) !== process.pid;
      } catch {
        return false;
      }
    });
  }

  /** The runners among them, by number. */
  runners(): string[] {
    return this.processes().filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0")[1] === bin);
  }

  files(): string[] {
    return readdirSync(this.folder);
  }

  /** Entries of the runtime directory: run folders. */
  leftovers(): string[] {
    return readdirSync(this.runtime);
  }

  async close(): Promise<void> {
    for (const child of this.#children) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await until(() => this.processes().length === 0 && this.leftovers().length === 0);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function until(holds: () => boolean, what = "it", ms = 18_000): Promise<void> {
  for (const end = Date.now() + ms; !holds(); ) {
    if (Date.now() > end) throw new Error(`${what} did not happen within ${ms / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A container that runs a shell script and mounts the volume `shared` at /shared. */
export function shell(name: string, script: string, more: object = {}) {
  return {
    name,
    image: "example/shell",
    command: ["/bin/sh", "-c", script],
    volumeMounts: [{ name: "shared", mountPath: "/shared" }],
    ...more,
  };
}

/** A pod with the volume `shared`; on `directory` of this machine when one is given, so that what is written there outlives it. */
export function pod(spec: object, directory?: string) {
  const shared = directory === undefined ? { emptyDir: {} } : { hostPath: { path: directory } };
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec: { volumes: [{ name: "shared", ...shared }], ...spec } };
}
