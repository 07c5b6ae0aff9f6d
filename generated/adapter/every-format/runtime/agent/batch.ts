// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { Edited } from "./edited.ts";
import type { Encoding } from "./framing/encoding.ts";
import type { LogRecord } from "./record.ts";
import type { Written } from "./source/growth.ts";
import type { Stream } from "./source/stream.ts";
import type { Watched } from "./source/watched.ts";

/** Bits of a record's flags. */
export const flag = {
  /** The line was longer than allowed: this is its beginning. */
  truncated: 1,
  /** The line had no end when its file, or the agent, ended. */
  partial: 2,
  /** Part of a later record: not a record itself. */
  held: 4,
} as const;

/** Consecutive records of one file whose bytes are consecutive in it too. */
export interface Segment {
  readonly source: Watched;
  readonly stream: Stream;
  readonly path: string;
  readonly name: string;
  /** Of what came over the network: what its records say of where they are from, instead of a path and a name. */
  readonly origin?: Readonly<Record<string, string>>;
  /** Names one content of one file; with an offset it names a record. */
  readonly streamId: string;
  readonly observedMs: number;
  /** When its bytes were written, as far as that is known. */
  readonly written?: Written;
  /** When its file was written to last, as that says. */
  readonly mtimeNs?: bigint;
  readonly firstRecord: number;
  /** Where the segment's bytes begin in the batch, and in the file; without any: its one record is not as it was in the file. */
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly fileOffset: number;
  /** Of the file's bytes, where it is not UTF-8: what records are given as is decoded. */
  readonly decode?: Encoding["decode"];
}

/** Called once per record; `bytes[start, end)` is valid UTF-8 without the line end. A number is noted as the record's kind. */
export type Visit = (bytes: Buffer, start: number, end: number, offset: number, flags: number, segment: Segment) => number | undefined;

/** Told of each line, whose bytes are those of the file (decoded, where it is not UTF-8), what becomes of it. */
export type Edit = (line: Buffer, segment: Segment, offset: number, edited: Pick<Edited, "keep" | "put">) => void;

/** The kind of a record that nobody named. */
export const noKind = 255;

export interface Contents {
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly flags: Uint8Array;
  /** What `visit` was told of each record. */
  readonly kinds: Uint8Array;
  readonly segments: readonly Segment[];
  /** Records that are not as they were in the file: of another encoding, of invalid UTF-8, with U+FFFD in its place, or joined. */
  readonly repaired: ReadonlyMap<number, Buffer>;
  /** Records that are something else than the file says on purpose: redacted ones. */
  readonly replaced?: ReadonlyMap<number, Buffer>;
  /** What the transform made of each record; undefined where it dropped one. Absent without a transform. */
  readonly records?: readonly (LogRecord | undefined)[];
}

/** Bytes, and where the records are in them. A part of a batch (`slice`) is a batch over the same bytes. */
export class Batch {
  readonly #contents: Contents;
  readonly #from: number;
  readonly #to: number;

  constructor(contents: Contents, from: number, to: number) {
    this.#contents = contents;
    this.#from = from;
    this.#to = to;
  }

  /** A batch of records that are in no file any more. */
  static of(records: readonly LogRecord[]): Batch {
    const numbers = () => new Uint32Array(records.length);
    const bits = () => new Uint8Array(records.length);
    const lines = { bytes: Buffer.alloc(0), starts: numbers(), ends: numbers(), flags: bits(), kinds: bits().fill(noKind) };
    return new Batch({ ...lines, segments: [], repaired: new Map(), records }, 0, records.length);
  }

  /** Records of the range, those that a transform dropped included. */
  get length(): number {
    return this.#to - this.#from;
  }

  /** What a transform left, in order; undefined without a transform. */
  get records(): readonly LogRecord[] | undefined {
    return this.#contents.records?.slice(this.#from, this.#to).filter((record) => record !== undefined);
  }

  /** How many records there are to send. */
  get count(): number {
    return this.records?.length ?? this.length - this.#held;
  }

  #isPresent(index: number): boolean {
    const { flags, records } = this.#contents;
    return !(at(flags, index) & flag.held) && (!records || records[index] !== undefined);
  }

  #isInside(index: number): boolean {
    return index >= this.#from && index < this.#to;
  }

  get #held(): number {
    let held = 0;
    for (let index = this.#from; index < this.#to; index += 1) if (at(this.#contents.flags, index) & flag.held) held += 1;
    return held;
  }

  /** The bytes of the lines that are sent, without line ends. */
  get textBytes(): number {
    const { starts, ends } = this.#contents;
    let sum = 0;
    for (let index = this.#from; index < this.#to; index += 1) if (this.#isPresent(index)) sum += at(ends, index) - at(starts, index);
    return sum;
  }

  /** The same for the same records: the id of the first, and how many. */
  get id(): string {
    const [first] = this.records ?? [];
    if (first) return `${first.id}+${this.count}`;
    let id = "";
    this.visit((_bytes, _start, _end, offset, _flags, segment) => {
      id ||= recordId(segment.streamId, offset);
      return undefined;
    });
    return `${id}+${this.count}`;
  }

  slice(from: number, to: number): Batch {
    return new Batch(this.#contents, this.#from + from, Math.min(this.#to, this.#from + to));
  }

  /** Two batches of half its records each. */
  halves(): Batch[] {
    const { count, length } = this;
    const half = Math.ceil(count / 2);
    if (count === length) return [this.slice(0, half), this.slice(half, length)];
    return [this.pick((record) => record < half), this.pick((record) => record >= half)];
  }

  /** Those of its records (`count` of them, in their order) that are wanted. */
  pick(wanted: (record: number) => boolean): Batch {
    const { records } = this.#contents;
    let record = -1;
    const next = () => {
      record += 1;
      return wanted(record);
    };
    if (records) {
      const picked = records.map((one, index) => (one && this.#isInside(index) && next() ? one : undefined));
      return new Batch({ ...this.#contents, records: picked }, this.#from, this.#to);
    }
    const flags = this.#contents.flags.slice();
    for (let index = this.#from; index < this.#to; index += 1)
      if (!(at(flags, index) & flag.held) && !next()) flags[index] = at(flags, index) | flag.held;
    return new Batch({ ...this.#contents, flags }, this.#from, this.#to);
  }

  /** @param records what each of its records became, in order; undefined for those that are dropped */
  withRecords(records: readonly (LogRecord | undefined)[]): Batch {
    const placed: (LogRecord | undefined)[] = new Array(this.#to);
    let record = 0;
    for (let index = this.#from; index < this.#to; index += 1) {
      if (this.#isPresent(index)) placed[index] = records[record++];
    }
    return new Batch({ ...this.#contents, records: placed }, this.#from, this.#to);
  }

  /** What of which content each record is, its line end included; records are numbered as they are given. */
  visitSpans(visit: (stream: Stream, bytes: number, record: number) => void): void {
    const { bytes, starts, ends, flags, segments } = this.#contents;
    let record = 0;
    for (const [number, { firstRecord, byteStart, byteEnd, stream, decode }] of segments.entries()) {
      const next = segments[number + 1]?.firstRecord ?? this.#to;
      for (let index = Math.max(this.#from, firstRecord); index < Math.min(this.#to, next); index += 1) {
        if (!this.#isPresent(index)) continue;
        const [start, end] = [at(starts, index), at(ends, index)];
        if (byteStart === byteEnd) {
          // Of what was put together of several lines, the text.
          visit(stream, end - start, record++);
          continue;
        }
        const limit = index + 1 < next ? at(starts, index + 1) : byteEnd;
        // What an over-long line is cut off is counted on its own.
        const whole = at(flags, index) & flag.truncated ? end : decode ? limit : behindLineEnd(bytes, end, limit);
        visit(stream, whole - start, record);
        record += 1;
      }
    }
  }

  /**
   * The same lines, as `edit` says of each: kept, left out, replaced, or with others in front of it. The batch must not be read while this
   * runs.
   */
  edit(edit: Edit): Batch {
    const { bytes, starts, ends, flags, segments, repaired } = this.#contents;
    const edited = new Edited(this.length);
    for (const [number, segment] of segments.entries()) {
      const last = Math.min(this.#to, segments[number + 1]?.firstRecord ?? this.#to);
      const shift = segment.fileOffset - segment.byteStart;
      for (let index = Math.max(this.#from, segment.firstRecord); index < last; index += 1) {
        const start = at(starts, index);
        const bits = at(flags, index);
        if (bits & flag.held) continue;
        const copy = repaired.size > 0 ? repaired.get(index) : undefined;
        edited.current = { segment, start, end: at(ends, index), flags: bits, copy };
        // A line may have been split inside a character, which is whole again once its parts are together.
        const line = copy && segment.decode ? copy : bytes.subarray(start, at(ends, index));
        edit(line, segment, start + shift, edited);
      }
    }
    return new Batch({ bytes, ...edited.contents() }, 0, edited.count);
  }

  /** The same records, some with other bytes: by number, as `visit` counts them. */
  replace(bytes: ReadonlyMap<number, Buffer>): Batch {
    const { flags } = this.#contents;
    const repaired = new Map(this.#contents.repaired);
    const replaced = new Map(this.#contents.replaced);
    let record = -1;
    for (let index = this.#from; index < this.#to; index += 1) {
      if (at(flags, index) & flag.held) continue;
      record += 1;
      const other = bytes.get(record);
      if (!other) continue;
      repaired.set(index, other);
      replaced.set(index, other);
    }
    return new Batch({ ...this.#contents, repaired, replaced }, this.#from, this.#to);
  }

  /** How many records `visit` was told are of each kind. */
  countKinds(add: (kind: number, records: number) => void): void {
    const counts = new Map<number, number>();
    for (let index = this.#from; index < this.#to; index += 1) {
      const kind = at(this.#contents.kinds, index);
      if (kind !== noKind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    for (const [kind, records] of counts) add(kind, records);
  }

  /** The records of one kind, as `visit` was told of them. */
  visitKind(kind: number, visit: (bytes: Buffer, start: number, end: number, segment: Segment) => void): void {
    const { bytes, starts, ends, flags, kinds, segments, repaired } = this.#contents;
    for (const [number, segment] of segments.entries()) {
      const last = Math.min(this.#to, segments[number + 1]?.firstRecord ?? this.#to);
      for (let index = Math.max(this.#from, segment.firstRecord); index < last; index += 1) {
        if (at(kinds, index) !== kind || at(flags, index) & flag.held) continue;
        const copy = repaired.get(index);
        visit(copy ?? bytes, copy ? 0 : at(starts, index), copy ? copy.length : at(ends, index), segment);
      }
    }
  }

  /** The hot path: no object and no string is made per record. */
  visit(visit: Visit): void {
    const { bytes, starts, ends, flags, kinds, segments, repaired } = this.#contents;
    for (const [number, segment] of segments.entries()) {
      const next = segments[number + 1]?.firstRecord ?? this.#to;
      const last = Math.min(this.#to, next);
      const shift = segment.fileOffset - segment.byteStart;
      for (let index = Math.max(this.#from, segment.firstRecord); index < last; index += 1) {
        const start = at(starts, index);
        const copy = repaired.size > 0 ? repaired.get(index) : undefined;
        const bits = at(flags, index);
        if (bits & flag.held) continue;
        const kind = copy
          ? visit(copy, 0, copy.length, start + shift, bits, segment)
          : visit(bytes, start, at(ends, index), start + shift, bits, segment);
        if (kind !== undefined) kinds[index] = kind;
      }
    }
  }

  /** The bytes as they were in the file, or decoded, where that was not UTF-8. */
  visitRaw(visit: (bytes: Buffer, start: number, end: number) => void): void {
    const { bytes, starts, ends, flags, segments, repaired, replaced } = this.#contents;
    for (const [number, { firstRecord, byteStart, byteEnd, decode }] of segments.entries()) {
      const last = Math.min(this.#to, segments[number + 1]?.firstRecord ?? this.#to);
      for (let index = Math.max(this.#from, firstRecord); index < last; index += 1) {
        if (at(flags, index) & flag.held) continue;
        const copy = replaced?.get(index) ?? (decode || byteEnd === byteStart ? repaired.get(index) : undefined);
        if (copy) visit(copy, 0, copy.length);
        else visit(bytes, at(starts, index), at(ends, index));
      }
    }
  }
}

/** Behind the line end that begins at `end`, if there is one. */
function behindLineEnd(bytes: Buffer, end: number, limit: number): number {
  const newline = bytes.subarray(0, limit).indexOf(10, end);
  return newline < 0 ? limit : newline + 1;
}

/** `"9f86d081884c7d65-1042"` */
export function recordId(streamId: string, offset: number): string {
  return `${streamId}-${offset}`;
}

/** An index that is in bounds by construction. */
export function at(numbers: Uint32Array | Uint8Array, index: number): number {
  return numbers[index] as number;
}
