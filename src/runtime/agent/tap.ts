import type { Batch } from "./batch.ts";
import type { Normaliser } from "./normaliser.ts";
import type { LogRecord } from "./record.ts";
import { toRecords } from "./transform.ts";

/** What waits for one listener, in records and in characters (the last one may go beyond); a slower one misses some, and is told how many. */
const most = { records: 1000, characters: 4 * 2 ** 20 };

export interface TapRequest {
  /** Only records whose body this regular expression finds. */
  readonly match?: RegExp | undefined;
  /** The listener leaves after so many. */
  readonly count: number;
}

interface Waiting {
  readonly line: string;
  readonly isRecord: boolean;
}

interface Listener extends TapRequest {
  readonly waiting: Waiting[];
  characters: number;
  /** Since the last one that waits. */
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
    const listener: Listener = { ...request, waiting: [], characters: 0, missed: 0, wake: () => undefined };
    this.#listeners.add(listener);
    const leave = () => listener.wake();
    signal.addEventListener("abort", leave);
    try {
      for (let given = 0; given < request.count && !signal.aborted; ) {
        if (listener.waiting.length === 0) tellMissed(listener);
        const next = listener.waiting.shift();
        if (!next) await new Promise<void>((resolve) => Object.assign(listener, { wake: resolve }));
        else {
          listener.characters -= next.line.length;
          if (next.isRecord) given += 1;
          yield next.line;
        }
      }
    } finally {
      signal.removeEventListener("abort", leave);
      this.#listeners.delete(listener);
    }
  }
}

function offerTo(listener: Listener, record: LogRecord, sink: string): void {
  if (listener.match && !listener.match.test(record.body)) return;
  if (listener.waiting.length >= most.records || listener.characters >= most.characters) {
    listener.missed += 1;
    return;
  }
  tellMissed(listener);
  wait(listener, { line: JSON.stringify({ sink, record }), isRecord: true });
}

/** Where they would have been. */
function tellMissed(listener: Listener): void {
  if (listener.missed > 0) wait(listener, { line: JSON.stringify({ missed: listener.missed }), isRecord: false });
  listener.missed = 0;
}

function wait(listener: Listener, one: Waiting): void {
  listener.waiting.push(one);
  listener.characters += one.line.length;
}
