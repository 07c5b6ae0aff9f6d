// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isUtf8 } from "node:buffer";
import { at, Batch, noKind, type Segment } from "./batch.ts";
import { lookBytes } from "./framing/grammar.ts";
import type { Position, Stream } from "./source/stream.ts";

export interface BatchLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
  readonly maxLineBytes: number;
}

/** Of what follows the longest record so much is looked at, its line end included, to say where it ends. */
export const behindBytes = lookBytes + 8;

/** Collects a batch. One buffer, used again for every batch: memory does not grow with what comes in. */
export class BatchBuilder {
  readonly bytes: Buffer;
  readonly limits: BatchLimits;
  /** Where each stream stands after this batch. */
  readonly positions = new Map<Stream, Position>();
  used = 0;
  count = 0;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #flags: Uint8Array;
  readonly #kinds: Uint8Array;
  #segments: Segment[] = [];
  #closed = false;

  /** @param context bytes kept free beside one longest line, for what a reader wants in front of it */
  constructor(limits: BatchLimits, context: number) {
    this.limits = limits;
    this.bytes = Buffer.allocUnsafeSlow(Math.max(limits.maxBytes, limits.maxLineBytes + behindBytes) + context);
    this.#starts = new Uint32Array(limits.maxRecords);
    this.#ends = new Uint32Array(limits.maxRecords);
    this.#flags = new Uint8Array(limits.maxRecords);
    this.#kinds = new Uint8Array(limits.maxRecords);
  }

  get full(): boolean {
    return this.#closed || this.count >= this.limits.maxRecords || this.used >= this.limits.maxBytes;
  }

  /** Nothing was read: there is no record, and no position moved. */
  get idle(): boolean {
    return this.count === 0 && this.positions.size === 0;
  }

  get room(): number {
    return this.bytes.length - this.used;
  }

  /** The next line does not fit beside what is there. */
  closeEarly(): void {
    this.#closed = true;
  }

  add(start: number, end: number, flags: number): void {
    this.#starts[this.count] = start;
    this.#ends[this.count] = end;
    this.#flags[this.count] = flags;
    this.count += 1;
  }

  /** Of the record that was added last. */
  get lastFlags(): number {
    return at(this.#flags, this.count - 1);
  }

  set lastFlags(flags: number) {
    this.#flags[this.count - 1] = flags;
  }

  addSegment(segment: Segment): void {
    this.#segments.push(segment);
  }

  reset(): void {
    this.used = 0;
    this.count = 0;
    this.positions.clear();
    this.#segments = [];
    this.#closed = false;
  }

  /** @param onInvalid told how many invalid sequences became U+FFFD */
  build(onInvalid: (replaced: number) => void): Batch {
    const repaired = new Map<number, Buffer>();
    this.#kinds.fill(noKind, 0, this.count);
    for (const [number, segment] of this.#segments.entries()) {
      const { decode } = segment;
      const all = this.bytes.subarray(segment.byteStart, segment.byteEnd);
      // One pass of the native validator: only a segment that fails it is looked at line by line.
      if (!decode && isUtf8(all)) continue;
      const next = this.#segments[number + 1]?.firstRecord ?? this.count;
      for (let index = segment.firstRecord; index < next; index += 1) {
        const line = this.bytes.subarray(at(this.#starts, index), at(this.#ends, index));
        if (decode) {
          const { bytes, replaced } = decode(line);
          if (replaced > 0) onInvalid(replaced);
          repaired.set(index, bytes);
          continue;
        }
        if (isUtf8(line)) continue;
        const copy = Buffer.from(line.toString("utf8"));
        onInvalid(replacements(copy) - replacements(line));
        repaired.set(index, copy);
      }
    }
    const { bytes } = this;
    const arrays = { starts: this.#starts, ends: this.#ends, flags: this.#flags, kinds: this.#kinds };
    return new Batch({ bytes, ...arrays, segments: this.#segments, repaired }, 0, this.count);
  }
}

const replacement = Buffer.from("\uFFFD");

function replacements(bytes: Buffer): number {
  let count = 0;
  for (let index = bytes.indexOf(replacement); index >= 0; index = bytes.indexOf(replacement, index + replacement.length)) count += 1;
  return count;
}
