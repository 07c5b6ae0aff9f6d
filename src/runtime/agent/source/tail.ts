import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { flag } from "../batch.ts";
import type { BatchBuilder } from "../batch-builder.ts";
import { cutAt, frameLines, skipNuls } from "../framer.ts";
import { fileKey, type Position, printBytes, printOf, readAt, type Stream, startPosition, streamId } from "./stream.ts";
import type { Watched } from "./watched.ts";

/** How far a hole of NUL bytes is looked through in one go. */
const holeStep = 16 * 2 ** 20;
const none = Buffer.alloc(0);

/** What happens to a file that others should hear of. */
export interface TailEvents {
  /** The content in front of the offset is gone. `unread`: bytes that were there and never read. */
  replaced(old: Stream, position: Position, unread: number): void;
  /** Bytes that are part of no record: the rest of over-long lines, NUL bytes of holes. */
  passedOver(bytes: number): void;
}

/** One open file, read from its offset on. Holds the descriptor, so a renamed or deleted file can be read to its end. */
export class Tail {
  readonly fd: number;
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
  /** 0: deleted, only this descriptor keeps it. */
  links = 1;
  changedAt = 0;
  /** Where it was seen last; undefined: under no watched name any more. */
  seenAs: string | undefined;
  /** Since when it is a rotated file: its last line may have no end. */
  endingSince: number | undefined;
  #skipping = false;
  /** The first bytes, and the bytes in front of the offset. */
  #head: Buffer = none;
  #context: Buffer = none;
  /** What is left is an unfinished line: nothing to do until the file changes. */
  #waiting = false;
  /** How far a hole in front of the next line was looked through. */
  #hole = 0;
  readonly #name: string;
  readonly #events: TailEvents;

  constructor(fd: number, stream: Stream, source: Watched, events: TailEvents) {
    this.fd = fd;
    this.source = source;
    this.path = stream.path;
    this.seenAs = stream.path;
    this.key = fileKey(stream);
    this.#name = basename(stream.path);
    this.#events = events;
    this.stream = stream;
    const { offset, skipping, head, tail } = stream.position;
    this.offset = offset;
    this.#skipping = skipping;
    this.#head = readAt(fd, 0, head.length);
    this.#context = readAt(fd, offset - tail.length, tail.length);
    if (offset > 0 && stream.id === "") stream.id = streamId(stream, readAt(fd, 0, printBytes));
  }

  /** Opens without waiting, should the path have become a pipe. Throws what open(2) throws. */
  static open(path: string): number {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  }

  get position(): Position {
    return { offset: this.offset, skipping: this.#skipping, head: printOf(this.#head), tail: printOf(this.#context) };
  }

  /** Bytes that are in the file and not in a batch yet. */
  get unread(): number {
    return Math.max(0, this.size - this.offset);
  }

  get isAcknowledged(): boolean {
    return this.stream.position.offset >= this.offset;
  }

  /** Looks whether there is something new. Cheap: one fstat for a file that did not change. */
  poll(now: number): boolean {
    const stat = fstatSync(this.fd, { bigint: true });
    const size = Number(stat.size);
    this.links = Number(stat.nlink);
    if (size !== this.size || stat.mtimeNs !== this.mtimeNs) {
      this.#waiting = false;
      this.#hole = 0;
      this.changedAt = now;
      // Cut short, or written anew.
      if (size < this.offset || !this.#contextHolds()) this.#restart();
      this.size = size;
      this.mtimeNs = stat.mtimeNs;
    }
    return this.size > this.offset && !this.#waiting;
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
        return true;
      }
      const end = base + got;
      const filled = end - start === length;
      const from = this.#skipping ? this.#skipRest(builder, start, end) : start;
      const before = builder.count;
      const framed = frameLines(builder, from, end);
      if (framed.next > start) {
        this.#events.passedOver(framed.left);
        if (builder.count > before) this.#addSegment(builder, before, base, from, framed.next, now);
        this.#advance(builder, base, framed.next, this.#skipping || framed.cut);
        this.#waiting = !filled && framed.next < end && !builder.full;
        return filled || builder.full;
      }
      if (skipNuls(builder.bytes.subarray(0, end), start) > start && filled) return this.#skipHole(builder);
      if (filled && length < room) continue;
      if (filled && base > 0) builder.closeEarly();
      else this.#waiting = true;
      return filled && base > 0;
    }
  }

  /**
   * Adds an unfinished last line as it is, unless it was finished meanwhile: then there is something to `read` again.
   * Returns false when the batch has no room for it: ask again with the next one.
   */
  readUnfinished(builder: BatchBuilder, now: number): boolean {
    const base = builder.used;
    const start = base + this.#context.length;
    const length = Math.min(builder.room - this.#context.length, builder.limits.maxLineBytes + 2);
    if (builder.full || (base > 0 && length < this.unread)) {
      builder.closeEarly();
      return false;
    }
    const end = base + readSync(this.fd, builder.bytes, base, this.#context.length + length, this.offset - this.#context.length);
    if (end <= start || this.#context.compare(builder.bytes, base, start) !== 0) return true;
    if (builder.bytes.subarray(start, end).includes(10)) {
      this.#waiting = false;
      return true;
    }
    const from = this.#skipping ? end : skipNuls(builder.bytes.subarray(0, end), start);
    if (from < end) {
      const cut = Math.min(end, from + builder.limits.maxLineBytes);
      builder.add(from, cut < end ? cutAt(builder.bytes, from, cut) : end, cut < end ? flag.partial | flag.truncated : flag.partial);
      this.#addSegment(builder, builder.count - 1, base, from, end, now);
    }
    this.#advance(builder, base, end, this.#skipping);
    return true;
  }

  close(): void {
    closeSync(this.fd);
  }

  #contextHolds(): boolean {
    return readAt(this.fd, this.offset - this.#context.length, this.#context.length).equals(this.#context);
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
    this.#hole = 0;
    this.#events.replaced(stream, position, unread);
  }

  #skipRest(builder: BatchBuilder, start: number, end: number): number {
    const lineEnd = builder.bytes.subarray(0, end).indexOf(10, start);
    const from = lineEnd < 0 ? end : lineEnd + 1;
    this.#skipping = lineEnd < 0;
    this.#events.passedOver(from - start);
    return from;
  }

  /** Looks for the end of a hole that is longer than the buffer. A hole up to the end of the file is left alone: it may be filled later. */
  #skipHole(builder: BatchBuilder): boolean {
    const from = Math.max(this.offset, this.#hole);
    const bytes = readAt(this.fd, from, Math.max(0, Math.min(holeStep, this.size - from)));
    const data = skipNuls(bytes, 0);
    this.#hole = from + data;
    if (data === bytes.length) {
      this.#waiting = this.#hole >= this.size;
      return !this.#waiting;
    }
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
    const { source, stream, path } = this;
    const place = { firstRecord, byteStart, byteEnd, fileOffset };
    builder.addSegment({ source, stream, path, name: this.#name, streamId: id, observedMs, ...place });
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
