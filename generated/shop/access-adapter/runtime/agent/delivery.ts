// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Backoff, createBackoff, sleep } from "../service/backoff.ts";
import { type Log, reasonOf } from "../service/log.ts";
import type { Batch } from "./batch.ts";
import type { DeadLetter, DeadLetterFile } from "./dead-letter.ts";
import type { Beat, Heartbeat } from "./heartbeat.ts";
import { Exceptions } from "./ledger.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { Normaliser } from "./normaliser.ts";
import type { Outcome, Sink } from "./sinks/sink.ts";
import { toRecords } from "./transform.ts";

/** A failure that lasts is told again this often. */
const complainEveryMs = 30_000;

/** What ends an attempt. */
type Answer = Exclude<Outcome, { readonly kind: "retry" }>;

export interface DeliveryOptions {
  readonly sink: Sink;
  /** What it is called in the dead-letter file. */
  readonly name: string;
  readonly sinkTimeoutMs: number;
  readonly deadLetters: DeadLetterFile;
  readonly normaliser: Normaliser | undefined;
  readonly retry: { readonly initialMs: number; readonly maxMs: number };
  readonly metrics: AgentMetrics;
  readonly log: Log;
  readonly heartbeat: Heartbeat;
  readonly now: () => number;
  /** Aborted when the agent is asked to stop: a wait that is not the server's wish ends at once. */
  readonly hurry: AbortSignal;
}

/** Brings a batch to the sink, however long it takes: retries, splits, and files away what is refused for good. */
export class Delivery {
  /** Why the last attempt failed; undefined when it did not. */
  problem: string | undefined;
  /** Whether the sink ever answered with success. */
  answered = false;
  readonly #options: DeliveryOptions;
  #complainedAt = Number.NEGATIVE_INFINITY;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /**
   * @param exceptions told what went to the dead-letter file
   * Resolves with true when every record is delivered or in the dead-letter file; with false when the signal was aborted before.
   */
  async deliver(batch: Batch, signal: AbortSignal, exceptions = new Exceptions()): Promise<boolean> {
    const beat = this.#options.heartbeat.begin();
    try {
      const pending = [{ part: batch, backoff: createBackoff(this.#options.retry) }];
      for (let next = pending.pop(); next; next = pending.pop()) {
        const { part, backoff } = next;
        if (part.count === 0) continue;
        const outcome = await this.#send(part, backoff, signal, beat);
        if (outcome.kind === "retry" || !(await this.#fileRefused(part, outcome, signal, exceptions))) return false;
        if (outcome.kind === "split" && part.count > 1)
          for (const half of part.halves().reverse()) pending.push({ part: half, backoff: createBackoff(this.#options.retry) });
        if (outcome.kind === "mixed" && outcome.again.length > 0) {
          if (outcome.again.length < part.count) backoff.reset();
          await this.#waitToRepeat(outcome.reason ?? "some records were not taken", outcome.retryAfterMs, backoff, signal, beat);
          if (signal.aborted) return false;
          const left = new Set(outcome.again);
          pending.push({ part: part.pick((record) => left.has(record)), backoff });
        }
      }
      this.#options.metrics.batches.add();
      return true;
    } finally {
      beat.end();
    }
  }

  /** Counts what was stored, and files away what was refused for good. Resolves with false when that was given up. */
  async #fileRefused(part: Batch, outcome: Answer, signal: AbortSignal, exceptions: Exceptions): Promise<boolean> {
    const { name, log } = this.#options;
    switch (outcome.kind) {
      case "delivered":
        if (outcome.warning) log.warn("the sink took a batch with a warning", { sink: name, warning: outcome.warning });
        this.#countDelivered(part);
        return true;
      case "partial": {
        const reason = `${outcome.rejected} of these ${part.count} records were refused, the sink does not say which: ${outcome.reason}`;
        this.#options.metrics.recordsDelivered.add(Math.max(0, part.count - outcome.rejected));
        return this.#fileAway(part, () => reason, signal, exceptions);
      }
      case "mixed": {
        const reasons = new Map(outcome.rejected.map(({ record, reason }) => [record, reason]));
        const others = new Set(outcome.again);
        this.#countDelivered(part.pick((record) => !reasons.has(record) && !others.has(record)));
        if (reasons.size === 0) return true;
        const inOrder = [...reasons].sort(([a], [b]) => a - b).map(([, reason]) => reason);
        return this.#fileAway(
          part.pick((record) => reasons.has(record)),
          (record) => inOrder[record] ?? "",
          signal,
          exceptions,
        );
      }
      case "split":
        return part.count > 1 ? true : this.#fileAway(part, () => outcome.reason, signal, exceptions);
      case "rejected":
        return this.#fileAway(part, () => outcome.reason, signal, exceptions);
    }
  }

  /** Writes to the dead-letter file, again and again until it succeeds: what is refused must not be lost as well. */
  async fileAway(letters: readonly DeadLetter[], signal: AbortSignal): Promise<boolean> {
    const { name, deadLetters, log, metrics, hurry } = this.#options;
    const backoff = createBackoff(this.#options.retry);
    log.warn("records go to the dead-letter file", { sink: name, records: letters.length, reason: letters[0]?.reason });
    for (;;) {
      try {
        await deadLetters.append(name, letters);
        return true;
      } catch (error) {
        this.#complain("the dead-letter file cannot be written", error);
        metrics.retries.add();
        await this.#pause(Math.max(50, backoff.next()), signal, undefined, hurry);
        if (signal.aborted) return false;
      }
    }
  }

  async #fileAway(batch: Batch, reasonFor: (record: number) => string, signal: AbortSignal, exceptions: Exceptions): Promise<boolean> {
    batch.visitSpans((stream, bytes) => exceptions.deadLettered(stream, bytes));
    const letters = toRecords(batch, this.#options.normaliser).map((record, index) => ({ record, reason: reasonFor(index) }));
    if (!(await this.fileAway(letters, signal))) return false;
    exceptions.refuse(letters.length, letters[0]?.reason ?? "");
    return true;
  }

  /** Sends until there is an answer other than `retry`, or the signal is aborted. */
  async #send(batch: Batch, backoff: Backoff, signal: AbortSignal, beat: Beat): Promise<Outcome> {
    const { sink, name, sinkTimeoutMs, log, now } = this.#options;
    for (;;) {
      // A server that wants to be left alone wants that of every batch.
      if (this.#notBefore > now()) await this.#pause(this.#notBefore - now(), signal, beat);
      beat.expect(`an answer of ${sink.name}`, sinkTimeoutMs * 2);
      const outcome = await sink.send(batch, signal).catch((error: unknown): Outcome => ({ kind: "retry", reason: reasonOf(error) }));
      if (outcome.kind !== "retry") {
        if (this.problem !== undefined) log.info("the sink takes records again", { sink: name });
        this.problem = undefined;
        this.answered = true;
        return outcome;
      }
      if (signal.aborted) return outcome;
      await this.#waitToRepeat(outcome.reason, outcome.retryAfterMs, backoff, signal, beat);
      if (signal.aborted) return outcome;
    }
  }

  /** The server's wish is the least wait; on top of it the jitter, so that not every client returns at that moment. */
  async #waitToRepeat(reason: string, retryAfterMs: number | undefined, backoff: Backoff, signal: AbortSignal, beat: Beat): Promise<void> {
    const { metrics, hurry, now } = this.#options;
    metrics.retries.add();
    this.#complain("the sink does not take records, will send them again", reason);
    if (retryAfterMs === undefined) return this.#pause(backoff.next(), signal, beat, hurry);
    this.#notBefore = Math.max(this.#notBefore, now() + retryAfterMs);
    await this.#pause(retryAfterMs + backoff.next(), signal, beat);
  }

  /** After a stop was asked for, waits are short instead of cut off, or a sink that is down would be asked in a busy loop. */
  #pause(ms: number, signal: AbortSignal, beat?: Beat, hurry?: AbortSignal): Promise<void> {
    beat?.expect("the end of a pause", ms + 1000);
    if (hurry?.aborted) return sleep(Math.min(ms, 250) + 10, signal);
    return hurry ? sleep(ms, signal, hurry) : sleep(ms, signal);
  }

  #complain(message: string, reason: unknown): void {
    const { log, name, now } = this.#options;
    this.problem = `${message}: ${reasonOf(reason)}`;
    if (now() - this.#complainedAt < complainEveryMs) return;
    this.#complainedAt = now();
    log.warn(message, { sink: name, reason });
  }

  #countDelivered(batch: Batch): void {
    this.#options.metrics.recordsDelivered.add(batch.count);
    this.#options.metrics.bytesDelivered.add(batch.textBytes);
  }
}
