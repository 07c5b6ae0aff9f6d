import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogRecord } from "../../../../src/runtime/agent/record.ts";
import { Disk } from "./disk.ts";
import { FaultySink } from "./faulty-sink.ts";
import { judge } from "./judge.ts";
import { Lives, sizes } from "./lives.ts";
import type { Step } from "./steps.ts";
import { VirtualTime } from "./virtual-time.ts";

/** Where it costs nothing to sync, and thousands of sequences do that often. */
const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Longer than looking, saving, hanging and retrying take together; and than a copy may be left alone. */
const calmMs = 6500;
const endMs = 12_000;

/** Does it all, to a real agent and real files, and to the model. Returns what cannot be explained. */
export async function follow(steps: readonly Step[], concurrency: number): Promise<string[]> {
  const folder = mkdtempSync(join(base, "agent-model-"));
  const time = new VirtualTime();
  const sequence = new Sequence(folder, time, concurrency);
  try {
    await sequence.lives.start();
    for (const step of steps) await sequence.take(step);
    return await sequence.end();
  } finally {
    await sequence.lives.kill();
    time.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Sequence {
  readonly lives: Lives;
  readonly #time: VirtualTime;
  readonly #disk: Disk;
  readonly #sink: FaultySink;
  /** Records that an agent was asked to send before they were whole. */
  #unfinished = 0;
  /** What arrived last in lives that were cut short: they may not have lived to remember that it did. */
  readonly #inDoubt: LogRecord[] = [];

  constructor(folder: string, time: VirtualTime, concurrency: number) {
    this.#time = time;
    this.#disk = new Disk(folder);
    this.#sink = new FaultySink(concurrency);
    this.lives = new Lives(folder, this.#sink, time);
  }

  async take(step: Step): Promise<void> {
    const disk = this.#disk;
    switch (step.do) {
      case "write":
        return disk.append(step.name, this.#text(step.lines));
      case "rotate":
        disk.rotate(step.name, step.place);
        return step.create ? disk.append(step.name, "") : undefined;
      case "copytruncate":
        return disk.copyTruncate(step.name, step.place);
      case "truncate":
        return disk.truncate(step.name, step.share);
      case "delete":
        return disk.delete(step.name);
      case "replace":
        return disk.atomicallyReplace(step.name, step.keep, this.#text(step.lines));
      case "pause":
        return this.#pass(step.ms);
      case "calm":
        this.#sink.open();
        await this.#pass(calmMs);
        return disk.delivered();
      case "kill":
        await this.#time.advance(step.ms, step.turns);
        await this.#cut(() => this.lives.kill());
        return disk.ended();
      case "restart":
        await this.#start();
        await this.#stop();
        return this.#start();
      case "fault":
        return this.#sink.fail(...step.faults);
      case "close sink":
        return this.#sink.close();
      default:
        step satisfies never;
    }
  }

  async end(): Promise<string[]> {
    await this.take({ do: "calm" });
    await this.#pass(endMs);
    this.#disk.delivered();
    const ledger = await this.lives.stop();
    return judge({
      disk: this.#disk,
      stored: this.#stored,
      deadLetters: this.#deadLetters,
      inDoubt: this.#inDoubt,
      ledger,
      mostRepeats:
        this.lives.cutShort * sizes.batchRecords * sizes.windowBatches + this.#sink.ambiguous + this.#unfinished + this.#disk.rewritten,
    });
  }

  get #stored(): LogRecord[] {
    return this.#sink.stored.map(({ record }) => record);
  }

  get #deadLetters(): LogRecord[] {
    const path = join(this.lives.state, "dead-letter.ndjson");
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    return text.split("\n").flatMap((line): LogRecord[] => (line === "" ? [] : [JSON.parse(line).record]));
  }

  async #cut(end: () => Promise<unknown>): Promise<void> {
    const before = this.lives.cutShort;
    await end();
    if (this.lives.cutShort > before) this.#inDoubt.push(...lastOf(this.#stored), ...lastOf(this.#deadLetters));
  }

  #text(lines: readonly { readonly parts: number; readonly wide: boolean; readonly end: string }[]): string {
    return lines.map(({ parts, wide, end }) => this.#disk.line(parts, wide) + end).join("");
  }

  async #start(): Promise<void> {
    if (this.lives.isRunning) return;
    await this.lives.start();
    this.#disk.started();
  }

  async #stop(): Promise<void> {
    await this.#cut(() => this.lives.stop());
    this.#unfinished += 4;
    this.#disk.ended();
  }

  async #pass(ms: number): Promise<void> {
    await this.#start();
    await this.#time.pass(ms);
    if (ms < 1500) return;
    this.#disk.looked();
    // Looked at, and saved a second later at the latest.
    if (ms >= 3000) this.#disk.saved();
  }
}

/** As many different records as may be under way at once. */
function lastOf(records: readonly LogRecord[]): Iterable<LogRecord> {
  const last = new Map<string, LogRecord>();
  for (const record of [...records].reverse()) if (last.size < sizes.batchRecords * sizes.windowBatches) last.set(record.id, record);
  return last.values();
}
