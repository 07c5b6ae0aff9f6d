import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, onTestFinished } from "vitest";
import { until } from "./folder.ts";

/** Builds the program as an emitted package does: one file. Call it once per test file. */
export function buildProgram(entryPoint = join(import.meta.dirname, "program.ts")): string {
  const folder = mkdtempSync(join(tmpdir(), "agent-program-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "main.mjs");
  buildSync({ entryPoints: [entryPoint], outfile, bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "warning" });
  return outfile;
}

export interface SpawnedOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** As the program knows it: `TEST_SINK`. */
  readonly sink?: string;
  readonly uid?: number;
  /** Leave standard output unread: it is a pipe, and fills. */
  readonly readStdout?: boolean;
  /** A command in front of `node`, such as one that sets limits. */
  readonly under?: readonly string[];
  /** Where to leave what ends it; the running test without. */
  readonly onEnd?: (end: () => Promise<void>) => void;
}

/** The agent as a process of its own, in a folder of the test. */
export class SpawnedAgent {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly exited: Promise<number | string>;

  constructor(program: string, folder: string, options: SpawnedOptions) {
    const { env = {}, sink = "http", uid, readStdout = true, under = [], onEnd = onTestFinished } = options;
    const own = {
      PATH: process.env["PATH"] ?? "",
      TEST_SINK: sink,
      WATCH: join(folder, "logs/*.log"),
      STATE_DIR: join(folder, "state"),
      TERMINATION_MESSAGE_PATH: join(folder, "termination"),
      POLL_INTERVAL: "10ms",
      DISCOVERY_INTERVAL: "20ms",
      BATCH_MAX_WAIT: "5ms",
      RETRY_INITIAL: "10ms",
      RETRY_MAX: "50ms",
      DRAIN_SETTLE: "100ms",
    };
    const [command = process.execPath, ...args] = [...under, process.execPath, program];
    this.child = spawn(command, args, {
      env: { ...own, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(uid && { uid, gid: uid }),
    });
    if (readStdout) this.child.stdout?.on("data", (chunk) => (this.stdout += chunk));
    this.child.stderr?.on("data", (chunk) => (this.stderr += chunk));
    this.exited = new Promise((resolve) => this.child.on("exit", (code, signal) => resolve(code ?? signal ?? "")));
    onEnd(async () => {
      this.child.kill("SIGKILL");
      await this.exited;
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits for the port in the agent's own log, then asks. */
  async get(path: string): Promise<{ status: number; body: string }> {
    const address = () => /"address":"([^"]+)"/.exec(this.stderr)?.[1];
    await until("the health server", () => address() !== undefined || this.child.exitCode !== null);
    const response = await fetch(`${address()}${path}`);
    return { status: response.status, body: await response.text() };
  }

  async ready(): Promise<void> {
    await until("/readyz", async () => (await this.get("/readyz")).status === 200);
  }
}
