/**
 * One instance of a container, from its start until nothing of it is left.
 *
 *   leader exits -> rest of its group, its hooks and probes are killed -> processes that left the group -> output drained -> over
 *
 * In a container an untrapped SIGTERM does not end PID 1. Here it ends a shell at once, while the program that the shell started may
 * still be finishing its work: a leader that died of the signal that asked it to end leaves its group the rest of the grace period.
 */
import type { Writable } from "node:stream";
import type { SignalName } from "../../driver.ts";
import { LOG_TAIL_BYTES } from "../../termination-message.ts";
import { type GroupLedger, type ProcessGroup, type ProgramSpec, startGroup } from "./group.ts";
import type { LogWriter } from "./logs.ts";
import { type OnOutput, pump, tailOf } from "./output.ts";
import { groupIsAlive, stateOf } from "./proc.ts";
import { exitCodeOf } from "./signals.ts";
import type { Sweeper } from "./sweep.ts";

export interface ExecResult {
  readonly exitCode: number;
  /** stdout and stderr as they came, at most 10 KiB. */
  readonly output: string;
  readonly timedOut: boolean;
}

/** What a program that someone else runs in a container reads and prints. */
export interface Attachment {
  /** Called once, with the program's standard input if it was asked for. */
  readonly begun?: (program: { readonly stdin: Writable | null; signal(signal: SignalName): void }) => void;
  readonly stdin: boolean;
  /** When it returns a promise, the program's next bytes come after it has settled. */
  readonly onOutput: (stream: "stdout" | "stderr", bytes: Uint8Array) => void | Promise<void>;
}

export interface Instance {
  readonly pid: number;
  /** The exit code, once nothing of the instance is left. */
  readonly over: Promise<number>;
  /** All output was taken. */
  readonly drained: Promise<unknown>;
  /** The end of the output. */
  logTail(): Uint8Array;
  /** Lets go of output that nobody takes, or that a process that could not be found keeps open. */
  release(): void;
  signal(signal: SignalName): void;
  /** Runs a program beside the container's, in its environment. A timeout ends it. Rejects when it cannot be executed. */
  exec(argv: readonly string[], timeoutMs?: number): Promise<ExecResult>;
  /** The same for a person: all its output as it comes, and an input. Resolves to its exit code, also when it ended with the container. */
  attach(argv: readonly string[], attachment: Attachment): Promise<number>;
}

export interface InstanceContext {
  readonly container: string;
  readonly instance: number;
  readonly ledger: GroupLedger;
  readonly sweeper: Sweeper;
  readonly log: LogWriter;
  readonly onOutput?: OnOutput | undefined;
  /** Makes the argv of a program that is to run beside the one with this pid. */
  readonly enter: (argv: readonly string[], pid: number) => readonly string[];
  /** Something went wrong that is no event of the pod. */
  readonly onTrouble?: ((text: string) => void) | undefined;
}

/** How often a group is looked at that was asked to end and whose leader is gone, ms. */
const LINGER_LOOK = 25;
/** How long the end of an instance waits for a listener that is slow to take the last output, ms. */
const DRAIN = 200;
/** How long after SIGKILL a leader is waited for that is in a system call which cannot be interrupted, ms. */
const UNKILLABLE = 10_000;
const EXEC_OUTPUT_BYTES = 10 * 1024;

export async function startInstance(program: ProgramSpec, context: InstanceContext): Promise<Instance> {
  const { container, instance, ledger, sweeper, log, onOutput, enter, onTrouble } = context;
  const leader = await startGroup(program, ledger);
  const beside = new Set<ProcessGroup>();
  const tail = tailOf(LOG_TAIL_BYTES);
  let asked: SignalName | undefined;
  let ended = false;
  let giveUp: (exitCode: number) => void;
  const givenUp = new Promise<number>((resolve) => {
    giveUp = resolve;
  });
  let patience: NodeJS.Timeout | undefined;

  const streams = (["stdout", "stderr"] as const).map((stream) =>
    pump(leader[stream], (bytes) => {
      tail.add(bytes);
      log.write(stream, bytes);
      return onOutput?.({ container, instance, stream, bytes });
    }),
  );

  async function end(): Promise<number> {
    const exitCode = await Promise.race([leader.exit, givenUp]);
    clearTimeout(patience);
    if (asked !== undefined && exitCode === exitCodeOf(asked)) await lingering();
    ended = true;
    leader.signal("SIGKILL");
    for (const group of beside) group.signal("SIGKILL");
    const left = await sweeper.instance(container, instance);
    if (left.length > 0)
      onTrouble?.(`${container}: killed and still there: ${left.length === 1 ? "process" : "processes"} ${left.join(", ")}`);
    ledger.gone(leader.id);
    await atMost(DRAIN, Promise.all(streams));
    return exitCode;
  }

  /** Nobody waits for it any more; its pod goes on, or ends, as if it had ended. */
  function abandon(): void {
    onTrouble?.(unkillable(container, leader.id, stateOf(leader.id)));
    giveUp(exitCodeOf("SIGKILL") ?? 137);
  }

  async function lingering(): Promise<void> {
    while (asked !== "SIGKILL" && groupIsAlive(leader.id)) await delay(LINGER_LOOK);
  }

  async function exec(argv: readonly string[], timeoutMs?: number): Promise<ExecResult> {
    if (ended) throw new Error(`container "${container}" is not running`);
    const group = await startGroup({ ...program, argv: enter(argv, leader.id) }, ledger);
    beside.add(group);
    if (ended) group.signal("SIGKILL");
    const parts: Buffer[] = [];
    let size = 0;
    const keep = (bytes: Uint8Array): void => {
      if (size < EXEC_OUTPUT_BYTES) parts.push(Buffer.from(bytes.subarray(0, EXEC_OUTPUT_BYTES - size)));
      size += bytes.length;
    };
    const read = Promise.all([pump(group.stdout, keep), pump(group.stderr, keep)]);
    let timedOut = false;
    const kill = (): void => {
      timedOut = true;
      group.signal("SIGKILL");
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(kill, timeoutMs);
    const exitCode = await group.exit;
    clearTimeout(timer);
    // What a command leaves in the background belongs to the container; it ends with it, by its marker. It may hold the pipes open.
    await atMost(DRAIN, read);
    group.release();
    beside.delete(group);
    if (!groupIsAlive(group.id)) ledger.gone(group.id);
    // Killed along with the container: that says nothing about the command.
    if (ended) throw new Error(`container "${container}" is not running`);
    return { exitCode, output: Buffer.concat(parts).toString("utf8"), timedOut };
  }

  async function attach(argv: readonly string[], { stdin, onOutput: deliver, begun }: Attachment): Promise<number> {
    if (ended) throw new Error(`container "${container}" is not running`);
    const group = await startGroup({ ...program, argv: enter(argv, leader.id) }, ledger, stdin ? "pipe" : "ignore");
    beside.add(group);
    if (ended) group.signal("SIGKILL");
    const read = Promise.all([
      pump(group.stdout, (bytes) => deliver("stdout", bytes)),
      pump(group.stderr, (bytes) => deliver("stderr", bytes)),
    ]);
    begun?.(group);
    const exitCode = await group.exit;
    // Its last output is waited for as long as someone takes it; what it left in the background may hold the pipes open.
    if (groupIsAlive(group.id)) await atMost(DRAIN, read);
    else await read;
    group.release();
    beside.delete(group);
    if (!groupIsAlive(group.id)) ledger.gone(group.id);
    return exitCode;
  }

  return {
    pid: leader.id,
    over: end(),
    drained: Promise.all(streams),
    logTail: () => tail.bytes(),
    release: leader.release,
    signal(signal) {
      if (ended) return;
      if (asked !== "SIGKILL") asked = signal;
      leader.signal(signal);
      if (signal === "SIGKILL") patience ??= setTimeout(abandon, UNKILLABLE);
    },
    exec,
    attach,
  };
}

/** @param state as /proc has it: D is a system call that cannot be interrupted, of a disk or a network file system mostly */
export function unkillable(container: string, pid: number, state: string | undefined): string {
  const where = state === "D" ? ", it waits in the kernel for a device (state D)" : "";
  return `${container}: process ${pid} was killed ${UNKILLABLE / 1000} s ago and has not ended${where}: the container counts as ended with 137`;
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
