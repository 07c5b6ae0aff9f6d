// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isUtf8 } from "node:buffer";
import { type Contents, noKind, type Segment } from "./batch.ts";

interface Line {
  readonly segment: Segment;
  readonly start: number;
  readonly end: number;
  readonly flags: number;
  readonly copy: Buffer | undefined;
}

/** The lines of a batch as they are after an edit. */
export class Edited {
  count = 0;
  /** The line that is looked at. */
  current: Line | undefined;
  #starts: Uint32Array;
  #ends: Uint32Array;
  #flags: Uint8Array;
  readonly #segments: Segment[] = [];
  readonly #repaired = new Map<number, Buffer>();
  /** The segment of the batch whose lines follow each other without anything in between. */
  #following: Segment | undefined;

  constructor(lines: number) {
    this.#starts = new Uint32Array(lines + 16);
    this.#ends = new Uint32Array(lines + 16);
    this.#flags = new Uint8Array(lines + 16);
  }

  /** The line stays as it is. */
  keep(): void {
    if (!this.current) return;
    const { segment, start, end, flags, copy } = this.current;
    if (this.#following !== segment) this.#segments.push({ ...segment, firstRecord: this.count });
    this.#following = segment;
    if (copy) this.#repaired.set(this.count, copy);
    this.#add(start, end, flags);
  }

  /** Another line stands here, which begins at this place of that file. */
  put(bytes: Buffer, segment: Segment, offset: number, flags: number): void {
    this.#segments.push({ ...segment, firstRecord: this.count, byteStart: 0, byteEnd: 0, fileOffset: offset });
    this.#following = undefined;
    this.#repaired.set(this.count, isUtf8(bytes) ? bytes : Buffer.from(bytes.toString("utf8")));
    this.#add(0, bytes.length, flags);
  }

  contents(): Omit<Contents, "bytes"> {
    const kinds = new Uint8Array(this.count).fill(noKind);
    return { starts: this.#starts, ends: this.#ends, flags: this.#flags, kinds, segments: this.#segments, repaired: this.#repaired };
  }

  #add(start: number, end: number, flags: number): void {
    if (this.count === this.#starts.length) {
      this.#starts = grown(this.#starts, new Uint32Array(this.count * 2));
      this.#ends = grown(this.#ends, new Uint32Array(this.count * 2));
      this.#flags = grown(this.#flags, new Uint8Array(this.count * 2));
    }
    this.#starts[this.count] = start;
    this.#ends[this.count] = end;
    this.#flags[this.count] = flags;
    this.count += 1;
  }
}

function grown<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
