// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { fstatSync, readSync } from "node:fs";
import { basename } from "node:path";
import { type BatchBuilder, behindBytes } from "../batch-builder.ts";
import type { Framed } from "../framer.ts";
import { markBytes, utf8 } from "../framing/encoding.ts";
import type { Ending } from "../framing/framer.ts";
import type { Framer } from "../framing/framing.ts";
import type { Handle } from "./descriptors.ts";
import { Growth } from "./growth.ts";
import { lookThrough } from "./hole.ts";
import { type Found, isArchive } from "./siblings.ts";
import { bornApart, bornAt, fileKey, type Position, printBytes, printOf, readAt, type Stream, startPosition, streamId } from "./stream.ts";
import type { TailEvents } from "./tail-events.ts";
import type { Watched } from "./watched.ts";

/** A file that was quiet for this long is looked at when globs are looked up. */
const restAfterMs = 2000;
const none = Buffer.alloc(0);

/** One file, read from its offset on. Holds a descriptor, so a renamed or deleted file can be read to its end. */
export class Tail {
  readonly handle: Handle;
  /** The path it was found under first: what records carry. */
  readonly path: string;
  readonly key: string;
  /** What it belongs to. */
  readonly source: Watched;
  stream: Stream;
  offset = 0;
  /** As of the last `poll`. */
  size = -1;
  mtimeNs = -1n;
  ctimeNs = -1n;
  /** 0: deleted, only this descriptor keeps it. */
  links = 1;
  changedAt = 0;
  readonly growth = new Growth();
  /** Where it was seen last; undefined: under no watched name any more. */
  seenAs: string | undefined;
  /** It is to be polled, however quiet it was. */
  stirred = true;
  /** Its content was replaced, and it is not known where to begin in the new one: nothing is read. */
  held = false;
  /** It was just seen to change: what comes within the same tick of the file system's clock leaves the same times. */
  #lookAgain = false;
  /** Since when it is a rotated file: its last line may have no end. */
  endingSince: number | undefined;
  /** When it was written to last, as of the last look that found it under its name. */
  namedUntilNs: bigint | undefined;
  #skipping = false;
  /** The first bytes, and the bytes in front of the offset. */
  #head: Buffer = none;
  #context: Buffer = none;
  /** What is left is an unfinished line: nothing to do until the file changes. */
  #waiting = false;
  /** What is left are whole lines to which others may belong; and it was waited long enough for those. */
  #open = false;
  #flush = false;
  /** How far a hole in front of the next line was looked through. */
  #hole = 0;
  /** undefined: as long as the encoding is not known. */
  #framer: Framer | undefined;
  readonly #events: TailEvents;

  constructor(handle: Handle, stream: Stream, from: Position, source: Watched, events: TailEvents) {
    this.handle = handle;
    this.source = source;
    this.path = stream.path;
    this.seenAs = stream.path;
    this.key = fileKey(stream);
    this.#events = events;
    this.stream = stream;
    const { offset, skipping, head, tail } = from;
    this.offset = offset;
    this.#skipping = skipping;
    this.#head = readAt(this.fd, 0, head.length);
    this.#context = readAt(this.fd, offset - tail.length, tail.length);
    if (offset > 0 && stream.id === "") stream.id = streamId(stream, readAt(this.fd, 0, printBytes));
  }

  get fd(): number {
    return this.handle.fd;
  }

  get position(): Position {
    return { offset: this.offset, skipping: this.#skipping, head: printOf(this.#head), tail: printOf(this.#context) };
  }

  /** Bytes that are in the file and not in a batch yet. */
  get unread(): number {
    return this.held ? 0 : Math.max(0, this.size - this.offset);
  }

  get isAcknowledged(): boolean {
    return this.stream.position.offset >= this.offset;
  }

  /** Takes note of what its name says: something has happened to it since the last `poll`. */
  compare({ size, mtimeNs, ctimeNs }: Found): void {
    if (this.#lookAgain || size !== this.size || mtimeNs !== this.mtimeNs || ctimeNs !== this.ctimeNs) this.stirred = true;
  }

  /** It is known by a name and has been quiet: what `compare` finds out is enough, and it needs no descriptor. */
  isResting(now: number): boolean {
    if (this.stirred || this.seenAs === undefined || this.endingSince !== undefined || this.#open) return false;
    return !this.handle.isOpen || now - this.changedAt > restAfterMs;
  }

  /** Looks whether there is something new. Cheap: one fstat for a file that did not change. */
  poll(now: number): boolean {
    if (this.held) return false;
    const stat = fstatSync(this.fd, { bigint: true });
    const size = Number(stat.size);
    this.links = Number(stat.nlink);
    // The time of the last write can be set to anything, that of the last change of the inode cannot.
    const written = size !== this.size || stat.mtimeNs !== this.mtimeNs;
    const changed = written || stat.ctimeNs !== this.ctimeNs;
    if (written) {
      this.#waiting = false;
      this.#flush = false;
      this.#hole = 0;
      this.changedAt = now;
    }
    // What an archive was unpacked to is made anew by every agent that comes.
    const born = changed && !isArchive(this.path) ? bornAt(stat) : undefined;
    // Cut short and written anew, or another file with the same inode number.
    const another = bornApart(this.stream.born, born) || (size < this.size && this.offset === 0);
    if ((changed || this.#lookAgain) && (another || size < this.offset || !this.#contentHolds())) this.#restart();
    else if (size < this.size) this.#events.cutOff(size, this.size);
    if (written) this.growth.saw(size, now);
    if (born !== undefined) this.stream.born = born;
    this.#lookAgain = changed;
    this.stirred = false;
    this.size = size;
    this.mtimeNs = stat.mtimeNs;
    this.ctimeNs = stat.ctimeNs;
    if (now - this.changedAt >= this.source.framing.flushMs) this.endGroup();
    return this.unread > 0 && !this.#waiting;
  }

  /** A group of whole lines that may go on ends with what is there. Returns whether there is one. */
  endGroup(): boolean {
    if (!this.#open) return false;
    this.#waiting = false;
    this.#flush = true;
    return true;
  }

  /**
   * Adds lines to the batch, from at most `quota` bytes unless one line is longer.
   * Returns whether to come back without waiting for a change.
   */
  read(builder: BatchBuilder, quota: number, now: number): boolean {
    const base = builder.used;
    const start = base + this.#context.length;
    const room = builder.room - this.#context.length;
    for (let length = Math.min(quota, room); ; length = room) {
      if (length <= 0) {
        builder.closeEarly();
        return true;
      }
      // What lies in front of the offset is read again with every read: should the file have been replaced, it differs.
      const got = readSync(this.fd, builder.bytes, base, this.#context.length + length, this.offset - this.#context.length);
      if (got < this.#context.length || this.#context.compare(builder.bytes, base, start) !== 0) {
        this.#restart();
        return !this.held;
      }
      const end = base + got;
      const filled = end - start === length;
      const framer = this.#framerOf(builder, base, end);
      if (!framer) {
        if (filled && length < room) continue;
        this.#waiting = true;
        return false;
      }
      const ending = this.#flush && !filled && this.offset + end - start === this.size ? "flush" : "open";
      const framed = this.#frame(builder, framer, base, end, ending, now);
      this.#open = framed.open === true;
      if (framed.next > start) {
        this.#waiting = !filled && framed.next < end && !builder.full;
        return filled || builder.full;
      }
      if (filled && framer.encoding.skipNuls(builder.bytes.subarray(0, end), start) > start) return this.#skipHole(builder, framer);
      if (filled && length < room) continue;
      if (filled && base > 0) builder.closeEarly();
      else this.#waiting = true;
      return filled && base > 0;
    }
  }

  /**
   * Adds an unfinished last line, and a group of lines that may go on, as they are, unless they were finished meanwhile: then there is
   * something to `read` again. Returns false when the batch has no room for it: ask again with the next one.
   */
  readUnfinished(builder: BatchBuilder, now: number): boolean {
    const base = builder.used;
    const start = base + this.#context.length;
    const length = Math.min(builder.room - this.#context.length, builder.limits.maxLineBytes + behindBytes);
    if (builder.full || (base > 0 && length < this.unread)) {
      builder.closeEarly();
      return false;
    }
    const end = base + readSync(this.fd, builder.bytes, base, this.#context.length + length, this.offset - this.#context.length);
    if (end <= start || this.#context.compare(builder.bytes, base, start) !== 0) return true;
    const framer = this.#framerOf(builder, base, end) ?? this.source.framing.fallback;
    const readTo = this.offset + end - start;
    if (readTo > this.size && framer.encoding.lineEnd(builder.bytes.subarray(0, end), start) >= 0) {
      this.#waiting = false;
      return true;
    }
    const framed = this.#frame(builder, framer, base, end, readTo < this.size ? "open" : "all", now);
    if (readTo < this.size || (framed.next < end && builder.full)) {
      builder.closeEarly();
      return false;
    }
    this.#open = false;
    // The rest of an over-long line, or NUL bytes.
    this.#events.passedOver(end - framed.next);
    this.#advance(builder, framed.next > start ? framed.next - this.#context.length : base, end, this.#skipping);
    return true;
  }

  close(): void {
    this.handle.close();
  }

  #contentHolds(): boolean {
    const holdsAt = (at: number, bytes: Buffer) => readAt(this.fd, at, bytes.length).equals(bytes);
    return holdsAt(this.offset - this.#context.length, this.#context) && holdsAt(0, this.#head);
  }

  /** The content was replaced in place: everything from 0 on is new. */
  #restart(): void {
    const { stream, position, unread } = this;
    this.stream = { ...stream, generation: stream.generation + 1, id: "", position: startPosition };
    this.offset = 0;
    this.#skipping = false;
    this.#head = none;
    this.#context = none;
    this.#waiting = false;
    this.#open = false;
    this.#flush = false;
    this.#framer = undefined;
    this.#hole = 0;
    // What was there is no measure for the new content: the next poll tells its size.
    this.size = -1;
    this.#events.replaced(stream, position, unread, this.mtimeNs);
    this.growth.clear();
  }

  /** Knows how to read the content as soon as its first bytes are there. `base` is where the context begins in the batch's buffer. */
  #framerOf(builder: BatchBuilder, base: number, end: number): Framer | undefined {
    const fromStart = this.offset === this.#context.length;
    this.#framer ??= this.source.framing.beginning(fromStart ? builder.bytes.subarray(base, end) : readAt(this.fd, 0, markBytes));
    return this.#framer;
  }

  /** Adds what is between the context and `end`, and moves behind what was taken. */
  #frame(builder: BatchBuilder, framer: Framer, base: number, end: number, ending: Ending, now: number): Framed {
    const start = base + this.#context.length;
    const mark = this.offset === 0 ? framer.mark : 0;
    const from = this.#skipping ? this.#skipRest(builder, framer, start, end) : start + mark;
    const before = builder.count;
    const framed = framer.frame(builder, from, end, ending);
    if (framed.next > start) {
      this.#events.passedOver(framed.left + mark);
      if (builder.count > before) this.#addSegment(builder, before, base, from, framed.next, now);
      this.#advance(builder, base, framed.next, this.#skipping || framed.cut);
    }
    return framed;
  }

  #skipRest(builder: BatchBuilder, { encoding }: Framer, start: number, end: number): number {
    const lineEnd = encoding.lineEnd(builder.bytes.subarray(0, end), start);
    const from = lineEnd < 0 ? end - ((end - start) % encoding.width) : lineEnd + encoding.width;
    this.#skipping = lineEnd < 0;
    this.#events.passedOver(from - start);
    return from;
  }

  /** Looks for the end of a hole that is longer than the buffer. A hole up to the end of the file is left alone: it may be filled later. */
  #skipHole(builder: BatchBuilder, { encoding }: Framer): boolean {
    const { at, ended } = lookThrough(this.fd, Math.max(this.offset, this.#hole), this.size, encoding);
    this.#hole = at;
    this.#waiting = !ended && at >= this.size;
    if (!ended) return !this.#waiting;
    this.#events.passedOver(this.#hole - this.offset);
    this.offset = this.#hole;
    const length = Math.min(printBytes, this.offset);
    this.#context = readAt(this.fd, this.offset - length, length);
    builder.positions.set(this.stream, this.position);
    return true;
  }

  #addSegment(builder: BatchBuilder, firstRecord: number, base: number, byteStart: number, byteEnd: number, observedMs: number): void {
    const start = base + this.#context.length;
    const beginning = this.offset === this.#context.length ? builder.bytes.subarray(base, byteEnd) : readAt(this.fd, 0, printBytes);
    const id = this.stream.id || streamId(this.stream, beginning);
    // An unfinished first line may still grow, and would then have another id.
    if (beginning.length >= printBytes || beginning.includes(10)) this.stream.id = id;
    const fileOffset = this.offset + byteStart - start;
    const written = this.growth.written(fileOffset, fileOffset + byteEnd - byteStart, observedMs);
    const { source, stream, path, mtimeNs } = this;
    const { decode } = this.#framer?.encoding ?? utf8;
    const place = { firstRecord, byteStart, byteEnd, fileOffset, ...(decode && { decode }) };
    builder.addSegment({ source, stream, path, name: basename(path), streamId: id, observedMs, written, mtimeNs, ...place });
  }

  /** `base` is where the context begins in the batch's buffer, `next` the first byte that was not taken. */
  #advance(builder: BatchBuilder, base: number, next: number, skipping: boolean): void {
    const bytes = builder.bytes.subarray(base, next);
    if (this.#head.length < printBytes && this.offset === this.#context.length) this.#head = Buffer.from(bytes.subarray(0, printBytes));
    this.offset += bytes.length - this.#context.length;
    this.#context = Buffer.from(bytes.subarray(-printBytes));
    this.#skipping = skipping;
    builder.used = next;
    builder.positions.set(this.stream, this.position);
  }
}
