// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Batch } from "./batch.ts";
import type { Normaliser } from "./normaliser.ts";
import type { LogRecord } from "./record.ts";
import { toRecords } from "./transform.ts";

/** Records that wait for one listener; a slower one misses some, and is told how many. */
const maxWaiting = 1000;

export interface TapRequest {
  /** Only records whose body this regular expression finds. */
  readonly match?: RegExp | undefined;
  /** The listener leaves after so many. */
  readonly count: number;
}

interface Listener extends TapRequest {
  readonly waiting: string[];
  missed: number;
  wake: () => void;
}

/** Shows live records, as they are sent, to whoever asks. Costs nothing while nobody does, and never holds anything up. */
export class Tap {
  readonly #listeners = new Set<Listener>();

  /** A batch is about to be sent. */
  offer(batch: Batch, sink: string, normaliser?: Normaliser): void {
    if (this.#listeners.size === 0) return;
    for (const record of toRecords(batch, normaliser)) for (const listener of this.#listeners) offerTo(listener, record, sink);
    for (const { wake } of this.#listeners) wake();
  }

  /** One JSON object per record: `{"sink":"otlp","record":{…}}`; `{"missed":12}` where the listener was too slow. */
  async *listen(request: TapRequest, signal: AbortSignal): AsyncGenerator<string> {
    const listener: Listener = { ...request, waiting: [], missed: 0, wake: () => undefined };
    this.#listeners.add(listener);
    const leave = () => listener.wake();
    signal.addEventListener("abort", leave);
    try {
      for (let given = 0; given < request.count && !signal.aborted; ) {
        if (listener.waiting.length === 0) await new Promise<void>((resolve) => Object.assign(listener, { wake: resolve }));
        for (const line of listener.waiting.splice(0, request.count - given)) {
          given += 1;
          yield line;
        }
        if (listener.missed > 0) yield JSON.stringify({ missed: listener.missed });
        listener.missed = 0;
      }
    } finally {
      signal.removeEventListener("abort", leave);
      this.#listeners.delete(listener);
    }
  }
}

function offerTo(listener: Listener, record: LogRecord, sink: string): void {
  if (listener.match && !listener.match.test(record.body)) return;
  if (listener.waiting.length < maxWaiting) listener.waiting.push(JSON.stringify({ sink, record }));
  else listener.missed += 1;
}
