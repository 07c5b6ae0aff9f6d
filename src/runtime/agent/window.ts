import type { BatchBuilder } from "./batch-builder.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { OpenFrom } from "./join.ts";
import type { Exceptions, Ledger } from "./ledger.ts";
import type { Position, Stream } from "./source/stream.ts";

/** A batch under way. */
interface Slot {
  /** Where each stream stands after it. */
  readonly positions: ReadonlyMap<Stream, Position>;
  /** Where streams were begun and not ended right after it was read: no position moves past that. */
  readonly openFrom: OpenFrom;
  /** false: no position moves, and no byte is accounted for. */
  readonly remember: boolean;
  readonly exceptions: Exceptions;
  readonly records: number;
  readonly bytes: number;
  done: boolean;
}

export interface WindowOptions {
  /** Most batches that are under way, or acknowledged and not in the checkpoint yet: what a kill repeats at most. */
  readonly size: number;
  /** Most batches whose bytes are in memory. */
  readonly buffers: number;
  readonly createBuilder: () => BatchBuilder;
  readonly checkpoint: Pick<Checkpoint, "save" | "hurry">;
  readonly ledger: Pick<Ledger, "except" | "move">;
}

/**
 * Batches that were read and are not in the checkpoint yet. They may end in any order; positions move in the order in which they were read,
 * when everything in front has ended.
 *
 *     read ──► │ under way … ended, others in front are not │ ended, not in the checkpoint │ ──► checkpoint
 *              └───────────────── `size` batches at the most ──────────────────────────────┘
 */
export class Window {
  /** A batch was given up: nothing behind it is remembered, and no more is read. */
  failed = false;
  readonly #options: WindowOptions;
  readonly #slots: Slot[] = [];
  readonly #free: BatchBuilder[] = [];
  #builders = 0;
  #unsaved = 0;
  /** Where streams will stand once the lines of which only parts were read are whole: by batch, the last one behind. */
  readonly #deferred = new Map<Stream, Position[]>();
  #changed: () => void = () => undefined;

  constructor(options: WindowOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#slots.length === 0;
  }

  /** What was read and is not delivered. */
  get underWay(): { readonly records: number; readonly bytes: number } {
    const left = this.#slots.filter(({ done }) => !done);
    return { records: left.reduce((sum, { records }) => sum + records, 0), bytes: left.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  /** Resolves with an empty builder as soon as one more batch may be read; with undefined when a batch was given up. */
  async room(): Promise<BatchBuilder | undefined> {
    const { size, buffers, createBuilder, checkpoint } = this.#options;
    for (;;) {
      if (this.failed) return undefined;
      const isFull = this.#slots.length + this.#unsaved >= size;
      if (!isFull && (this.#free.length > 0 || this.#builders < buffers)) break;
      if (isFull && this.#unsaved > 0) checkpoint.hurry();
      await this.#change();
    }
    const builder = this.#free.pop();
    if (builder) {
      builder.reset();
      return builder;
    }
    this.#builders += 1;
    return createBuilder();
  }

  /** Gives back a builder that nothing came of. */
  release(builder: BatchBuilder): void {
    this.#free.push(builder);
    this.#changed();
  }

  /** @param ended resolves with false when the batch was given up */
  add(builder: BatchBuilder, after: Pick<Slot, "openFrom" | "remember" | "exceptions">, ended: Promise<boolean>): void {
    const positions = new Map(builder.positions);
    const slot: Slot = { ...after, positions, records: builder.count, bytes: builder.used, done: false };
    this.#slots.push(slot);
    void ended.then((delivered) => {
      slot.done = delivered;
      this.failed ||= !delivered;
      if (delivered) this.#settle();
      this.release(builder);
    });
  }

  /** Resolves when nothing is under way any more: with false when something was given up. */
  async emptied(): Promise<boolean> {
    while (!this.failed && this.#slots.length > 0) await this.#change();
    return !this.failed;
  }

  /** Resolves when nobody does anything with what was read any more, delivered or given up. */
  async atRest(): Promise<void> {
    while (this.#free.length < this.#builders) await this.#change();
  }

  #settle(): void {
    let moved = 0;
    for (let [slot] = this.#slots; slot?.done; [slot] = this.#slots) {
      this.#slots.shift();
      if (!slot.remember) continue;
      this.#move(slot);
      moved += 1;
    }
    if (moved === 0) return;
    this.#unsaved += moved;
    void this.#options.checkpoint.save().then(() => {
      this.#unsaved -= moved;
      this.#changed();
    });
  }

  /** Streams move to the end of the last batch in front of the lines that wait for their end. */
  #move({ positions, openFrom, exceptions }: Slot): void {
    this.#options.ledger.except(exceptions);
    for (const [stream, position] of positions) {
      const waiting = this.#deferred.get(stream);
      if (waiting) waiting.push(position);
      else this.#deferred.set(stream, [position]);
    }
    for (const [stream, waiting] of this.#deferred) {
      const limit = openFrom(stream);
      for (let [next] = waiting; next && next.offset <= limit; [next] = waiting) {
        this.#options.ledger.move(stream, next);
        waiting.shift();
      }
      if (waiting.length === 0) this.#deferred.delete(stream);
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}
