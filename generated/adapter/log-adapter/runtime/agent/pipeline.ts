// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { setMaxListeners } from "node:events";
import { sleep } from "../service/backoff.ts";
import type { Backlog } from "./backlog.ts";
import type { Batch } from "./batch.ts";
import { BatchBuilder, type BatchLimits } from "./batch-builder.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Delivery } from "./delivery.ts";
import type { Derived } from "./derive.ts";
import type { Beat, Heartbeat } from "./heartbeat.ts";
import { Joiner, nothingOpen } from "./join.ts";
import type { Exceptions, Ledger } from "./ledger.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { Normaliser } from "./normaliser.ts";
import type { LogRecord, Transform } from "./record.ts";
import type { Shaping } from "./shaping/shaping.ts";
import type { LineSource } from "./source/line-source.ts";
import { printBytes } from "./source/stream.ts";
import { transformBatch } from "./transform.ts";
import { Turns } from "./turns.ts";
import type { UnparsedLines } from "./unparsed-lines.ts";
import { Window } from "./window.ts";

/** More than `next` of a source waits with any settings. */
const longestWaitMs = 120_000;
/** After `leave`: what is under way is awaited this long. */
const leaveTimeoutMs = 3000;

/** What ends an agent. */
export interface Signals {
  /** Go on until everything is delivered. */
  readonly asked: AbortSignal;
  /** End at once. */
  readonly insisted: AbortSignal;
  /** Make room for another: no more is read, and what is under way is awaited for a few seconds. Files are looked at until that one does. */
  readonly leave: AbortSignal;
}

export interface PipelineOptions {
  readonly source: LineSource;
  /** Several where what was read cannot be read again: each must have taken a batch. */
  readonly deliveries: readonly Delivery[];
  /** How many batches may be on their way to the sinks at once. */
  readonly concurrency: number;
  readonly windowBatches: number;
  readonly checkpoint: Pick<Checkpoint, "save" | "hurry" | "close">;
  readonly ledger: Pick<Ledger, "except" | "move">;
  /** What became part of no record while the batch was read. */
  readonly takePassedOver: () => Exceptions;
  readonly limits: BatchLimits;
  readonly normaliser: Normaliser | undefined;
  readonly unparsed: UnparsedLines;
  readonly derived: Derived | undefined;
  readonly shaping: Shaping | undefined;
  readonly transform: Transform | undefined;
  /** Told of every batch that is about to be sent. */
  readonly tap: (batch: Batch) => void;
  /** A sink takes other JSON than the normaliser writes. */
  readonly asObjects: boolean;
  readonly drainTimeoutMs: number;
  readonly drainSettleMs: number;
  readonly metrics: AgentMetrics;
  readonly heartbeat: Heartbeat;
  readonly now: () => number;
}

/**
 *   files on a volume                            pulled, never pushed: at most `windowBatches` batches are under way
 *        │
 *   ┌────┴─────┐  bytes   ┌────────┐  batch: bytes and   ┌───────────┐ records ┌──────────┐  request  ┌──────┐
 *   │  Source  ├─────────►│ framer ├────────────────────►│ transform ├────────►│ Delivery ├──────────►│ Sink │
 *   │ (Tail×n) │          └────────┘  record boundaries  │ (if any)  │         │ retries, │◄──────────┤      │
 *   └────▲─────┘                                         └───────────┘         │ splits   │  outcome  └──────┘
 *        │ offset at a restart                                                 └─┬──────┬─┘
 *   ┌────┴───────┐          position of every file, fsynced        ┌────────┐    │      │ refused for good
 *   │ Checkpoint │◄────────────────────────────────────────────────┤ Window │◄───┘      ▼
 *   └────────────┘          in the order of reading, when          └────────┘     dead-letter.ndjson
 *                           everything in front was acknowledged
 *
 * A slow sink leaves the lines where they are, in the files. The next batch is read while earlier ones are under way; what is under way or
 * not in the checkpoint yet is the window, so a kill at any moment repeats at most the batches of the window and loses nothing.
 */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #joiner: Joiner | undefined;
  readonly #window: Window;
  readonly #turns: Turns;
  readonly #beat: Beat;

  constructor(options: PipelineOptions) {
    const { limits, normaliser, concurrency, windowBatches, checkpoint, ledger, heartbeat } = options;
    this.#options = options;
    this.#joiner = normaliser?.joins ? new Joiner(limits.maxLineBytes) : undefined;
    this.#turns = new Turns(concurrency);
    this.#beat = heartbeat.begin();
    // One more than are being sent is ready to be sent, and another is being filled.
    const createBuilder = () => new BatchBuilder(limits, printBytes);
    this.#window = new Window({ size: windowBatches, buffers: concurrency + 2, createBuilder, checkpoint, ledger });
  }

  /**
   * Ships until `asked` is aborted, then goes on until everything is delivered, time is over, or `insisted` is aborted; or until `leave` is
   * aborted, then ends between two batches.
   * @returns what was not delivered; of what is left for the next agent, nothing
   */
  async run({ asked, insisted, leave }: Signals): Promise<Backlog> {
    const { source, checkpoint, drainTimeoutMs, now } = this.#options;
    const late = new AbortController();
    const [afterStop, afterLeave] = [timeLimit(asked, drainTimeoutMs, late), timeLimit(leave, leaveTimeoutMs, late)];
    const over = AbortSignal.any([late.signal, insisted]);
    const pause = AbortSignal.any([asked, leave]);
    // Every batch under way listens.
    setMaxListeners(0, over, pause, asked, leave);
    // A line of which only a part was read is waited for: else it is read again, and with it whole lines behind it.
    while (!asked.aborted && !(leave.aborted && (over.aborted || !this.#joiner?.isWaiting))) {
      const builder = await this.#room();
      if (!builder) break;
      this.#beat.expect("something to read", longestWaitMs);
      const begun = now();
      await source.next(builder, leave.aborted ? over : pause);
      this.#joiner?.waited(now() - begun, builder.positions);
      this.#ship(builder, over);
      if (!(await this.#shipParts("overdue", over))) break;
    }
    const drained = !leave.aborted && (await this.#drain(over));
    if (leave.aborted) await this.#window.atRest();
    afterStop();
    afterLeave();
    this.#beat.end();
    if (leave.aborted) return nothingLeft;
    source.stop();
    await checkpoint.close();
    return drained ? nothingLeft : source.backlog(this.#window.underWay);
  }

  /** Something else for a sink, in turns with what is read. */
  inTurn(send: () => Promise<boolean>): Promise<boolean> {
    return this.#turns.take(send);
  }

  #room(): Promise<BatchBuilder | undefined> {
    this.#beat.expect("room for a batch", Number.POSITIVE_INFINITY);
    return this.#window.room();
  }

  /** Sends the batch on its way. */
  #ship(builder: BatchBuilder, over: AbortSignal, remember = true): void {
    if (builder.idle) {
      this.#window.release(builder);
      return;
    }
    const { metrics } = this.#options;
    const built = builder.build((replaced) => metrics.invalidSequences.add(replaced));
    const batch = this.#joiner?.join(built) ?? built;
    metrics.recordsRead.add(batch.length);
    metrics.bytesRead.add(batch.textBytes);
    const exceptions = this.#options.takePassedOver();
    const ended = this.#turns.take(() => this.#bring(batch, exceptions, over));
    this.#window.add(builder, { openFrom: this.#joiner?.open() ?? nothingOpen, remember, exceptions }, ended);
  }

  /** Brings the batch to its end. Resolves with false when it was given up. */
  async #bring(batch: Batch, exceptions: Exceptions, over: AbortSignal): Promise<boolean> {
    const { deliveries, normaliser, transform, asObjects, tap, metrics } = this.#options;
    const shaped = this.#shape(batch, exceptions);
    const hook = transform ?? (asObjects ? (record: LogRecord) => record : undefined);
    const {
      dropped,
      failed,
      batch: transformed,
    } = hook ? transformBatch(shaped, hook, normaliser, exceptions) : { ...untouched, batch: shaped };
    if (dropped > 0) metrics.recordsDropped.add(dropped, { rule: "transform" });
    tap(transformed);
    const brought = await Promise.all(
      deliveries.map(async (delivery, index) => {
        if (failed.length > 0 && !(await delivery.fileAway(failed, over))) return false;
        return delivery.deliver(transformed, over, index === 0 ? exceptions : undefined);
      }),
    );
    if (brought.includes(false)) return false;
    if (normaliser) this.#countFormats(batch, normaliser);
    return true;
  }

  /** Lines that no format took are looked at once more; the others cost nothing here. */
  #countFormats(batch: Batch, normaliser: Normaliser): void {
    const { unparsed, derived, metrics } = this.#options;
    derived?.note(batch, normaliser);
    batch.countKinds((kind, records) => {
      metrics.formats.add(records, { format: normaliser.formats[kind] ?? "" });
      if (kind === normaliser.formats.length - 1) unparsed.note(batch, kind, normaliser, metrics);
    });
  }

  #shape(batch: Batch, exceptions: Exceptions): Batch {
    const { shaping, normaliser, metrics } = this.#options;
    if (!shaping) return batch;
    const { batch: shaped, dropped } = shaping.shape(batch, normaliser);
    if (dropped.size === 0) return shaped;
    for (const rule of dropped.values()) metrics.recordsDropped.add(1, { rule });
    batch.visitSpans((stream, bytes, record) => {
      const rule = dropped.get(record);
      if (rule !== undefined) exceptions.dropped(stream, rule, bytes);
    });
    return shaped;
  }

  /** Lines that were begun, without their end. Returns false when they were given up. */
  async #shipParts(which: "overdue" | "any", over: AbortSignal, remember = true): Promise<boolean> {
    while (this.#joiner?.isWaiting) {
      const builder = await this.#room();
      if (!builder) return false;
      const flushed = this.#joiner.flush(builder, which);
      this.#ship(builder, over, remember);
      if (!flushed) break;
    }
    return true;
  }

  /** Reads every file to its end, and what is added to them until they have been quiet for a while. Returns true when all was delivered. */
  async #drain(over: AbortSignal): Promise<boolean> {
    const { source, drainSettleMs, now } = this.#options;
    for (let quietSince = now(); !over.aborted; ) {
      const builder = await this.#room();
      if (!builder) return false;
      source.fill(builder);
      if (builder.idle) {
        source.look();
        source.fill(builder);
      }
      if (!builder.idle) quietSince = now();
      const isQuiet = builder.idle && this.#window.isEmpty && now() - quietSince >= drainSettleMs;
      const pauseMs = builder.idle ? Math.max(1, Math.min(50, drainSettleMs)) : 0;
      this.#ship(builder, over);
      if (isQuiet) return this.#shipUnfinished(over);
      if (pauseMs > 0) await sleep(pauseMs, over);
    }
    return false;
  }

  /**
   * Lines whose end has not come are sent as they are, and remembered: what comes after them is sent on its own. Unfinished last lines are
   * sent too: this may be the last chance. Those are not remembered as delivered, so that an agent that starts again on the same volume
   * sends the whole line once it is finished.
   */
  async #shipUnfinished(over: AbortSignal): Promise<boolean> {
    const { source } = this.#options;
    source.endGroups();
    if (!(await this.#shipRest(over, true))) return false;
    if (!(await this.#shipParts("any", over))) return false;
    source.readUnfinished();
    if (!(await this.#shipRest(over, false))) return false;
    return (await this.#shipParts("any", over, false)) && this.#window.emptied();
  }

  async #shipRest(over: AbortSignal, remember: boolean): Promise<boolean> {
    for (let more = true; more; ) {
      const builder = await this.#room();
      if (!builder) return false;
      this.#options.source.fill(builder);
      more = !builder.idle;
      this.#ship(builder, over, remember);
    }
    return true;
  }
}

/** Aborts `late` so long after `signal`. Returns what forgets about it. */
function timeLimit(signal: AbortSignal, ms: number, late: AbortController): () => void {
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => late.abort(), ms);
  };
  if (signal.aborted) start();
  else signal.addEventListener("abort", start);
  return () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", start);
  };
}

const nothingLeft: Backlog = { lines: 0, bytes: 0, files: 0, exact: true };
const untouched = { dropped: 0, failed: [] };
