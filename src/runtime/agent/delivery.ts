import { createBackoff, sleep } from "../service/backoff.ts";
import { type Log, reasonOf } from "../service/log.ts";
import type { Batch } from "./batch.ts";
import type { DeadLetter, DeadLetterFile } from "./dead-letter.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { Outcome, Sink } from "./sinks/sink.ts";
import { toRecords } from "./transform.ts";

/** A failure that lasts is told again this often. */
const complainEveryMs = 30_000;

export interface DeliveryOptions {
  readonly sink: Sink;
  readonly sinkTimeoutMs: number;
  readonly deadLetters: DeadLetterFile;
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

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Resolves with true when every record is delivered or in the dead-letter file; with false when the signal was aborted before. */
  async deliver(batch: Batch, signal: AbortSignal): Promise<boolean> {
    const { sink, metrics } = this.#options;
    const pending = [batch];
    for (let part = pending.pop(); part; part = pending.pop()) {
      if (part.count === 0) continue;
      const outcome = await this.#send(part, signal);
      switch (outcome.kind) {
        case "retry":
          return false;
        case "delivered":
          if (outcome.warning)
            this.#options.log.warn("the sink took a batch with a warning", { sink: sink.name, warning: outcome.warning });
          this.#countDelivered(part, part.count);
          break;
        case "partial": {
          this.#countDelivered(part, Math.max(0, part.count - outcome.rejected));
          const reason = `${outcome.rejected} of these ${part.count} records were refused, the sink does not say which: ${outcome.reason}`;
          if (!(await this.#fileAway(part, reason, signal))) return false;
          break;
        }
        case "mixed": {
          const { rejected, again } = outcome;
          this.#countDelivered(part, part.count - rejected.length - again.length);
          const reasons = new Map(rejected.map(({ record, reason }) => [record, reason]));
          const letters = toRecords(part).flatMap((record, index) => {
            const reason = reasons.get(index);
            return reason === undefined ? [] : [{ record, reason }];
          });
          if (letters.length > 0 && !(await this.fileAway(letters, signal))) return false;
          const left = new Set(again);
          if (left.size > 0) pending.push(part.pick((record) => left.has(record)));
          break;
        }
        case "split": {
          const half = Math.ceil(part.length / 2);
          if (part.length > 1) pending.push(part.slice(half, part.length), part.slice(0, half));
          else if (!(await this.#fileAway(part, outcome.reason, signal))) return false;
          break;
        }
        case "rejected":
          if (!(await this.#fileAway(part, outcome.reason, signal))) return false;
          break;
        default:
          outcome satisfies never;
      }
    }
    metrics.batches.add();
    return true;
  }

  /** Writes to the dead-letter file, again and again until it succeeds: what is refused must not be lost as well. */
  async fileAway(letters: readonly DeadLetter[], signal: AbortSignal): Promise<boolean> {
    const { sink, deadLetters, log, metrics, hurry } = this.#options;
    const backoff = createBackoff(this.#options.retry);
    log.warn("records go to the dead-letter file", { sink: sink.name, records: letters.length, reason: letters[0]?.reason });
    for (;;) {
      try {
        await deadLetters.append(sink.name, letters);
        return true;
      } catch (error) {
        this.#complain("the dead-letter file cannot be written", error);
        metrics.retries.add();
        await this.#pause(Math.max(50, backoff.next()), signal, hurry);
        if (signal.aborted) return false;
      }
    }
  }

  #fileAway(batch: Batch, reason: string, signal: AbortSignal): Promise<boolean> {
    return this.fileAway(
      toRecords(batch).map((record) => ({ record, reason })),
      signal,
    );
  }

  /** Sends until there is an answer other than `retry`, or the signal is aborted. */
  async #send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const { sink, sinkTimeoutMs, metrics, log, heartbeat, hurry } = this.#options;
    const backoff = createBackoff(this.#options.retry);
    for (;;) {
      heartbeat.expect(`an answer of ${sink.name}`, sinkTimeoutMs * 2);
      const outcome = await sink.send(batch, signal).catch((error: unknown): Outcome => ({ kind: "retry", reason: reasonOf(error) }));
      if (outcome.kind !== "retry") {
        if (this.problem !== undefined) log.info("the sink takes records again", { sink: sink.name });
        this.problem = undefined;
        this.answered = true;
        return outcome;
      }
      if (signal.aborted) return outcome;
      metrics.retries.add();
      this.#complain("the sink does not take records, will send them again", outcome.reason);
      const { retryAfterMs } = outcome;
      // The server's wish is the least wait; on top of it the jitter, so that not every client returns at that moment.
      if (retryAfterMs !== undefined) await this.#pause(retryAfterMs + backoff.next(), signal);
      else await this.#pause(backoff.next(), signal, hurry);
      if (signal.aborted) return outcome;
    }
  }

  /** After a stop was asked for, waits are short instead of cut off, or a sink that is down would be asked in a busy loop. */
  #pause(ms: number, signal: AbortSignal, hurry?: AbortSignal): Promise<void> {
    this.#options.heartbeat.expect("the end of a pause", ms + 1000);
    if (hurry?.aborted) return sleep(Math.min(ms, 250) + 10, signal);
    return hurry ? sleep(ms, signal, hurry) : sleep(ms, signal);
  }

  #complain(message: string, reason: unknown): void {
    const { log, sink, now } = this.#options;
    this.problem = `${message}: ${reasonOf(reason)}`;
    if (now() - this.#complainedAt < complainEveryMs) return;
    this.#complainedAt = now();
    log.warn(message, { sink: sink.name, reason });
  }

  #countDelivered(batch: Batch, records: number): void {
    this.#options.metrics.recordsDelivered.add(records);
    this.#options.metrics.bytesDelivered.add(batch.textBytes);
  }
}
