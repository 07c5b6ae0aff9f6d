/** One program as a process group, and a session, of its own: whatever it starts can be reached and ended with it. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import type { SignalName } from "../../driver.ts";
import { signalGroup, wouldDieOf } from "./proc.ts";
import { isRealTime, signalNumber } from "./signals.ts";

export interface ProgramSpec {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface ProcessGroup {
  /** The leader's pid, which is also the number of the group and of the session. */
  readonly id: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** null unless a pipe was asked for. */
  readonly stdin: Writable | null;
  /** The leader's exit code, 128 + signal number when a signal ended it. Others of the group may live on. */
  readonly exit: Promise<number>;
  signal(signal: SignalName): void;
  /** Closes our ends of the pipes. */
  release(): void;
}

/** Where numbers of groups are written down for the case that this process dies. */
export interface GroupLedger {
  started(group: number): void;
  gone(group: number): void;
}

/** Rejects with a text like the container runtime's when the program cannot be executed. */
export function startGroup(
  { argv, env, cwd }: ProgramSpec,
  ledger: GroupLedger,
  stdin: "ignore" | "pipe" = "ignore",
): Promise<ProcessGroup> {
  const [program = "", ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...env }, detached: true, stdio: [stdin, "pipe", "pipe"] });
    child.once("error", (error: NodeJS.ErrnoException) => reject(new Error(execText(program, error))));
    const { pid, stdout, stderr } = child;
    if (pid === undefined || stdout === null || stderr === null) return;
    // A program that does not read to the end closes its own.
    child.stdin?.on("error", () => {});
    ledger.started(pid);
    let deadly = 0;
    const exit = new Promise<number>((done) => {
      // Of a real-time signal Node tells nothing: whom it ended seems to have exited with 0.
      child.once("exit", (code, signal) => done(signal ? 128 + constants.signals[signal] : code || (deadly && 128 + deadly)));
    });
    const release = (): void => {
      stdout.destroy();
      stderr.destroy();
      child.stdin?.destroy();
    };
    const signal = (name: SignalName): void => {
      const number = signalNumber(name);
      if (number === undefined) return;
      if (isRealTime(number) && wouldDieOf(pid, number)) deadly = number;
      signalGroup(pid, number);
    };
    resolve({ id: pid, stdout, stderr, stdin: child.stdin, exit, release, signal });
  });
}

function execText(program: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT" && !program.includes("/")) return `exec: "${program}": executable file not found in $PATH`;
  if (code === "ENOENT") return `exec: "${program}": stat ${program}: no such file or directory`;
  if (code === "EACCES") return `exec: "${program}": permission denied`;
  return `exec: "${program}": ${message}`;
}
