// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Backlog } from "../backlog.ts";
import { flag } from "../batch.ts";
import type { BatchBuilder } from "../batch-builder.ts";
import { type Position, type Stream, startPosition } from "../source/stream.ts";
import type { Watched } from "../source/watched.ts";
import type { Intake, Placed } from "./intake.ts";
import { type Piece, passedOver } from "./piece.ts";

export interface NetworkSourceOptions {
  readonly intakes: readonly Intake[];
  /** Which of the streams of each intake is this one's. */
  readonly lane: number;
  /** How what comes in is read. */
  readonly source: Watched;
  /** Told of bytes that became part of no record. */
  readonly dropped: (stream: Stream, rule: string, bytes: number) => void;
}

/** Where one stream is read. */
interface Cursor {
  readonly intake: Intake;
  readonly stream: Stream;
  /** The number of the piece. */
  at: number;
  offset: number;
}

/** One lane's way through what came in: each intake in turn, from where its stream was acknowledged. */
export class NetworkSource {
  readonly #options: NetworkSourceOptions;
  readonly #cursors: readonly Cursor[];
  #turn = 0;

  constructor(options: NetworkSourceOptions) {
    const { intakes, lane } = options;
    this.#options = options;
    this.#cursors = intakes.flatMap((intake) => {
      const stream = intake.streams[lane];
      if (!stream) return [];
      const { offset } = stream.position;
      return [{ intake, stream, at: intake.numberAt(offset), offset }];
    });
  }

  get streams(): readonly Stream[] {
    return this.#cursors.map(({ stream }) => stream);
  }

  /** Whether `fill` would add something. */
  get isReady(): boolean {
    return this.#cursors.some(({ intake, offset }) => offset < intake.end);
  }

  /** A piece of each in turn. */
  fill(builder: BatchBuilder): void {
    for (let idle = 0; idle < this.#cursors.length && !builder.full; ) {
      const cursor = this.#cursors[this.#turn % this.#cursors.length];
      if (!cursor) return;
      const placed = cursor.intake.at(cursor.at);
      idle = placed ? 0 : idle + 1;
      if (placed && !this.#take(builder, cursor, placed)) return;
      this.#turn += 1;
    }
  }

  /** A position of this lane was moved: its intake may forget. */
  moved(stream: Stream): void {
    this.#cursors.find((cursor) => cursor.stream === stream)?.intake.settle();
  }

  /** Where what came in ends, for each stream. */
  ends(): readonly { readonly stream: Stream; readonly end: number }[] {
    return this.#cursors.map(({ intake, stream }) => ({ stream, end: intake.end }));
  }

  /** By address: bytes that were not acknowledged, and how long the first of them has been there. */
  lag(now: number): readonly { readonly stream: Stream; readonly bytes: number; readonly seconds: number }[] {
    return this.#cursors.map(({ intake, stream }) => {
      const [oldest] = intake.behind(stream);
      const seconds = oldest ? (now - oldest[0].written.until) / 1000 : 0;
      return { stream, bytes: intake.end - stream.position.offset, seconds };
    });
  }

  /** What was not acknowledged. */
  backlog(): Backlog {
    let [lines, bytes, files] = [0, 0, 0];
    for (const { intake, stream } of this.#cursors) {
      const before = bytes;
      for (const [piece, from] of intake.behind(stream)) {
        const rest = piece.bytes.subarray(from);
        bytes += rest.length;
        lines += piece.isOne ? 1 : linesOf(rest);
      }
      if (bytes > before) files += 1;
    }
    return { lines, bytes, files, exact: true };
  }

  /** Returns false when the batch has no room for more. */
  #take(builder: BatchBuilder, cursor: Cursor, placed: Placed): boolean {
    const { piece, rule, start, end } = placed;
    const { stream } = cursor;
    if (!piece) {
      this.#options.dropped(stream, rule, end - cursor.offset);
      return this.#advance(builder, cursor, placed, end);
    }
    const from = cursor.offset - start;
    const mark = from === 0 ? piece.mark : 0;
    const base = builder.used;
    const first = builder.count;
    const added = piece.isOne ? addOne(builder, piece, from + mark) : addLines(builder, piece, from + mark);
    if (!added) {
      builder.closeEarly();
      return false;
    }
    const passed = added.passed + mark;
    if (passed > 0) this.#options.dropped(stream, passedOver, passed);
    builder.used += added.used;
    const { decode } = piece.framer.encoding;
    const { path, attributes: origin } = piece.origin;
    const place = {
      firstRecord: first,
      byteStart: base,
      byteEnd: builder.used,
      fileOffset: cursor.offset + mark,
      ...(decode && { decode }),
    };
    const of = { source: this.#options.source, stream, path, name: path, origin, streamId: stream.id };
    if (builder.count > first) builder.addSegment({ ...of, observedMs: piece.written.until, written: piece.written, ...place });
    return this.#advance(builder, cursor, placed, start + added.next);
  }

  #advance(builder: BatchBuilder, cursor: Cursor, { end }: Placed, offset: number): boolean {
    cursor.offset = offset;
    if (offset === end) cursor.at += 1;
    builder.positions.set(cursor.stream, positionAt(offset));
    return true;
  }
}

interface Added {
  /** Bytes of the batch. */
  readonly used: number;
  /** Where in the piece goes on what was not taken. */
  readonly next: number;
  /** Bytes up to there that became part of no record. */
  readonly passed: number;
}

/** Adds all that the piece has behind `from`, as one record; undefined where there is no room for it. */
function addOne(builder: BatchBuilder, { bytes, flags, framer: { encoding } }: Piece, from: number): Added | undefined {
  const { maxLineBytes } = builder.limits;
  const base = builder.used;
  const isLong = bytes.length - from > maxLineBytes;
  const end = isLong ? encoding.cutAt(bytes, from, from + maxLineBytes) : bytes.length;
  if (end - from > builder.room) return undefined;
  bytes.copy(builder.bytes, base, from, end);
  builder.add(base, base + end - from, isLong ? flags | flag.truncated : flags);
  return { used: end - from, next: bytes.length, passed: bytes.length - end };
}

/** Adds lines until the batch is full; undefined where there is no room for the first. */
function addLines(builder: BatchBuilder, { bytes, flags, framer }: Piece, from: number): Added | undefined {
  const { encoding, frame } = framer;
  const base = builder.used;
  const first = builder.count;
  const length = bytes.copy(builder.bytes, base, from);
  const isAll = from + length === bytes.length;
  const framed = frame(builder, base, base + length, isAll ? "all" : "open");
  const used = framed.next - base;
  if (framed.cut) {
    // The piece is at hand: what is too long is passed over at once.
    const lineEnd = encoding.lineEnd(bytes, from + used);
    const next = lineEnd < 0 ? bytes.length : lineEnd + encoding.width;
    return { used, next, passed: framed.left + next - from - used };
  }
  // Behind NUL bytes there may be nothing; a batch that has enough leaves lines.
  const isOver = isAll && encoding.skipNuls(builder.bytes.subarray(0, base + length), framed.next) >= base + length;
  if (isOver && builder.count > first) {
    // Without its end a last line is what its sender says it is.
    const hasEnd = encoding.lineEnd(bytes, bytes.length - encoding.width) >= 0;
    builder.lastFlags = (hasEnd ? builder.lastFlags : builder.lastFlags & ~flag.partial) | flags;
  }
  if (isOver) return { used: length, next: bytes.length, passed: framed.left + length - used };
  return used > 0 ? { used, next: from + used, passed: framed.left } : undefined;
}

function positionAt(offset: number): Position {
  return { ...startPosition, offset };
}

function linesOf(bytes: Buffer): number {
  let lines = bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0;
  for (let index = bytes.indexOf(10); index >= 0; index = bytes.indexOf(10, index + 1)) lines += 1;
  return lines;
}
