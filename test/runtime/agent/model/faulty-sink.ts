import type { Batch } from "../../../../src/runtime/agent/batch.ts";
import type { LogRecord } from "../../../../src/runtime/agent/record.ts";
import { defineSink, type Outcome, type SinkDefinition } from "../../../../src/runtime/agent/sinks/sink.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";

/**
 * What the sink does with one batch:
 * - `refuse`: none is stored, for good
 * - `retry`: none is stored, this time
 * - `hang`: it is stored, and the answer comes three seconds later
 * - `lost answer`: it is stored, and the sender does not hear of it
 * - `mixed`: of three records one is stored, one refused and one to be sent again
 * - `poison`: batches are too large until one record is left, which is refused
 * - `partial`: stored but for the first record, and the sender does not hear which
 */
export const faults = ["refuse", "retry", "hang", "lost answer", "mixed", "poison", "partial"] as const;
export type Fault = (typeof faults)[number];

const hangMs = 3000;

/** The other end: what it has stored outlives every agent. */
export class FaultySink {
  readonly stored: { readonly record: LogRecord; readonly life: number }[] = [];
  /** Records that may arrive twice, because the sender was told less than is true. */
  ambiguous = 0;
  readonly concurrency: number;
  #faults: Fault[] = [];
  #closed: Promise<void> | undefined;
  #open: () => void = () => undefined;

  constructor(concurrency: number) {
    this.concurrency = concurrency;
  }

  fail(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  /** Takes nothing, and does not answer, until it is open again. */
  close(): void {
    this.#closed ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** All is well from now on. */
  open(): void {
    this.#open();
    this.#closed = undefined;
    this.#faults = [];
  }

  /** As one process sees it: nothing of that process is stored once it is dead. */
  seenBy(life: { readonly number: number; readonly isDead: boolean }): SinkDefinition {
    const send = async (batch: Batch, signal: AbortSignal): Promise<Outcome> => {
      const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      if (this.#closed) await Promise.race([this.#closed, aborted]);
      if (life.isDead || signal.aborted) return { kind: "retry", reason: "aborted" };
      const records = toRecords(batch);
      const store = (some: readonly LogRecord[]) => this.stored.push(...some.map((record) => ({ record, life: life.number })));
      const fault = this.#faults.shift();
      if (fault === "poison" && batch.count > 1) this.#faults.unshift("poison");
      if (fault !== "hang") return this.#answer(fault, records, store);
      store(records);
      await Promise.race([new Promise((resolve) => setTimeout(resolve, hangMs)), aborted]);
      return signal.aborted ? this.#doubt(records) : { kind: "delivered" };
    };
    const { concurrency } = this;
    const sink = { name: "model", concurrency, send, close: async () => undefined };
    return defineSink("model", {}, {}, () => ({ timeoutMs: 60_000, open: () => sink }));
  }

  #answer(fault: Fault | undefined, records: readonly LogRecord[], store: (records: readonly LogRecord[]) => void): Outcome {
    switch (fault) {
      case "refuse":
        return { kind: "rejected", reason: "refused" };
      case "retry":
        return { kind: "retry", reason: "busy" };
      case "lost answer":
        store(records);
        return this.#doubt(records);
      case "poison":
        return records.length > 1 ? { kind: "split", reason: "too large" } : { kind: "rejected", reason: "poison" };
      case "partial":
        store(records.slice(1));
        this.ambiguous += records.length;
        return { kind: "partial", rejected: 1, reason: "one was refused" };
      case "mixed": {
        const numbers = [...records.keys()];
        store(records.filter((_record, index) => index % 3 === 0));
        return {
          kind: "mixed",
          rejected: numbers.filter((number) => number % 3 === 1).map((record) => ({ record, reason: "refused" })),
          again: numbers.filter((number) => number % 3 === 2),
        };
      }
      default:
        store(records);
        return { kind: "delivered" };
    }
  }

  #doubt(records: readonly LogRecord[]): Outcome {
    this.ambiguous += records.length;
    return { kind: "retry", reason: "no answer" };
  }
}
