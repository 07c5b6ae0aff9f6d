// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { sleep } from "../service/backoff.ts";
import type { Backlog } from "./backlog.ts";
import { BatchBuilder, type BatchLimits } from "./batch-builder.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Delivery } from "./delivery.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { Joiner } from "./join.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { Normaliser } from "./normaliser.ts";
import type { Transform } from "./record.ts";
import type { LineSource } from "./source/line-source.ts";
import { type Position, printBytes, type Stream } from "./source/stream.ts";
import { transformBatch } from "./transform.ts";

/** More than `next` of a source waits with any settings. */
const longestWaitMs = 120_000;

export interface PipelineOptions {
  readonly source: LineSource;
  readonly delivery: Delivery;
  readonly checkpoint: Pick<Checkpoint, "save" | "close">;
  readonly limits: BatchLimits;
  readonly normaliser: Normaliser | undefined;
  readonly transform: Transform | undefined;
  readonly drainTimeoutMs: number;
  readonly drainSettleMs: number;
  readonly metrics: AgentMetrics;
  readonly heartbeat: Heartbeat;
  readonly now: () => number;
}

/**
 *   files on a volume                                 one batch at a time: pulled, never pushed
 *        │
 *   ┌────┴─────┐  bytes   ┌────────┐  batch: bytes and   ┌───────────┐ records ┌──────────┐  request  ┌──────┐
 *   │  Source  ├─────────►│ framer ├────────────────────►│ transform ├────────►│ Delivery ├──────────►│ Sink │
 *   │ (Tail×n) │          └────────┘  record boundaries  │ (if any)  │         │ retries, │◄──────────┤      │
 *   └────▲─────┘                                         └───────────┘         │ splits   │  outcome  └──────┘
 *        │ offset at a restart                                                 └─┬──────┬─┘
 *   ┌────┴───────┐          position of every file, fsynced                      │      │ refused for good
 *   │ Checkpoint │◄──────────────────────────────────────────────────────────────┘      ▼
 *   └────────────┘          only after the sink's acknowledgement                 dead-letter.ndjson
 *
 * A slow sink leaves the lines where they are, in the files. A batch is not asked for before the checkpoint of the one in front of it is on
 * disk, so a kill at any moment repeats at most one batch and loses nothing.
 */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #builder: BatchBuilder;
  readonly #joiner: Joiner | undefined;
  /** Where streams will stand once the lines of which only parts were read are whole: by batch, the last one behind. */
  readonly #deferred = new Map<Stream, Position[]>();

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#joiner = options.normaliser?.joins ? new Joiner(options.limits.maxLineBytes) : undefined;
    this.#builder = new BatchBuilder(options.limits, printBytes);
  }

  /**
   * Ships until `asked` is aborted, then goes on until everything is delivered, time is over, or `insisted` is aborted.
   * @returns what was not delivered
   */
  async run(asked: AbortSignal, insisted: AbortSignal): Promise<Backlog> {
    const { source, checkpoint, heartbeat, drainTimeoutMs, now } = this.#options;
    const late = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const startTimer = () => {
      timer = setTimeout(() => late.abort(), drainTimeoutMs);
    };
    if (asked.aborted) startTimer();
    else asked.addEventListener("abort", startTimer);
    const over = AbortSignal.any([late.signal, insisted]);
    while (!asked.aborted) {
      heartbeat.expect("something to read", longestWaitMs);
      const begun = now();
      await source.next(this.#builder, asked);
      this.#joiner?.waited(now() - begun, this.#builder.positions);
      if (!this.#builder.idle && !(await this.#ship(over))) break;
      if (!(await this.#shipParts("overdue", over))) break;
    }
    const drained = await this.#drain(over);
    clearTimeout(timer);
    source.stop();
    await checkpoint.close();
    return drained ? { lines: 0, bytes: 0, files: 0, exact: true } : source.backlog(this.#builder);
  }

  /** Brings the batch to its end, and then remembers so. Returns false when it was given up. */
  async #ship(over: AbortSignal, remember = true): Promise<boolean> {
    const { delivery, checkpoint, normaliser, transform, metrics } = this.#options;
    const built = this.#builder.build((replaced) => metrics.invalidSequences.add(replaced));
    const batch = this.#joiner?.join(built) ?? built;
    metrics.recordsRead.add(batch.length);
    metrics.bytesRead.add(batch.textBytes);
    if (transform && batch.length > 0) {
      const transformed = transformBatch(batch, transform, normaliser);
      metrics.recordsDropped.add(transformed.dropped);
      if (transformed.failed.length > 0 && !(await delivery.fileAway(transformed.failed, over))) return false;
      if (!(await delivery.deliver(transformed.batch, over))) return false;
    } else if (!(await delivery.deliver(batch, over))) return false;
    if (normaliser) batch.countKinds((kind, records) => metrics.formats.add(records, { format: normaliser.formats[kind] ?? "" }));
    if (!remember) return true;
    this.#moveOn();
    await checkpoint.save();
    return true;
  }

  /** Streams move to the end of the last batch in front of the lines that wait for their end. */
  #moveOn(): void {
    for (const [stream, position] of this.#builder.positions) {
      const waiting = this.#deferred.get(stream);
      if (waiting) waiting.push(position);
      else this.#deferred.set(stream, [position]);
    }
    for (const [stream, positions] of this.#deferred) {
      const limit = this.#joiner?.openFrom(stream) ?? Number.POSITIVE_INFINITY;
      for (let [next] = positions; next && next.offset <= limit; [next] = positions) {
        stream.position = next;
        positions.shift();
      }
      if (positions.length === 0) this.#deferred.delete(stream);
    }
  }

  /** Lines that were begun, without their end. Returns false when they were given up. */
  async #shipParts(which: "overdue" | "any", over: AbortSignal, remember = true): Promise<boolean> {
    while (this.#joiner?.flush(this.#builder, which)) if (!(await this.#ship(over, remember))) return false;
    return true;
  }

  /** Reads every file to its end, and what is added to them until they have been quiet for a while. Returns true when all was delivered. */
  async #drain(over: AbortSignal): Promise<boolean> {
    const { source, heartbeat, drainTimeoutMs, drainSettleMs, now } = this.#options;
    heartbeat.expect("the end of the drain", drainTimeoutMs);
    for (let quietSince = now(); !over.aborted; ) {
      this.#builder.reset();
      source.fill(this.#builder);
      if (this.#builder.idle) {
        source.look();
        source.fill(this.#builder);
      }
      if (!this.#builder.idle) {
        if (!(await this.#ship(over))) return false;
        quietSince = now();
      } else if (now() - quietSince < drainSettleMs) await sleep(Math.min(50, drainSettleMs), over);
      else return this.#shipUnfinished(over);
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
    if (!(await this.#shipParts("any", over))) return false;
    source.readUnfinished();
    do {
      this.#builder.reset();
      source.fill(this.#builder);
      if (!this.#builder.idle && !(await this.#ship(over, false))) return false;
    } while (!this.#builder.idle);
    return this.#shipParts("any", over, false);
  }
}
