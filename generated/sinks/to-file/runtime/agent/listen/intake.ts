// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { randomBytes } from "node:crypto";
import { type Stream, startPosition } from "../source/stream.ts";
import type { Piece } from "./piece.ts";

/** What a piece costs beside its bytes: many small datagrams must not take more memory than a few large ones. */
const pieceCost = 512;

/** What stands in the stream: a piece, or bytes that were dropped, with the rule's name. */
export type Placed = { readonly start: number; end: number } & (
  | { readonly piece: Piece; readonly rule?: never }
  | { readonly rule: string; readonly piece?: never }
);

/**
 * What came in over one address, in order, until every sink has acknowledged it: a file in memory.
 *
 *     put ──► │ pieces, one behind the other, at offsets that only grow │ ──► acknowledged by every lane: forgotten, and told
 *             └── what a connection has of an unfinished line counts too ┘
 *
 * Each lane has a stream, whose position is what its sink has acknowledged, and begins to read there: a lane that goes on for another reads
 * again what was under way. Who puts in looks at `isFull` before, and is told when there is room. Nothing of this outlives the process.
 */
export class Intake {
  readonly name: string;
  /** By lane. */
  readonly streams: readonly Stream[];
  /** Told when something was acknowledged: there may be room. */
  onRoom: () => void = () => undefined;
  /** Bytes in memory. */
  used = 0;
  /** Where what came in ends. */
  end = 0;
  readonly #maxBytes: number;
  readonly #wake: () => void;
  readonly #placed: Placed[] = [];
  /** The number of the first of them, counted from the start. */
  #first = 0;
  /** The number of the first that nobody has looked at. */
  #unseen = 0;
  readonly #waiting: { readonly end: number; readonly done: () => void }[] = [];

  /** @param wake told when there is something to read */
  constructor({ name, lanes, maxBytes, wake }: { name: string; lanes: number; maxBytes: number; wake: () => void }) {
    this.name = name;
    this.#maxBytes = maxBytes;
    this.#wake = wake;
    // The records of a program that is started again are others.
    const id = randomBytes(8).toString("hex");
    this.streams = Array.from({ length: lanes }, () => ({ path: name, dev: "", ino: "", generation: 0, id, position: startPosition }));
  }

  get room(): number {
    return Math.max(0, this.#maxBytes - this.used);
  }

  get isFull(): boolean {
    return this.used >= this.#maxBytes;
  }

  /** Nothing waits to be read or to be acknowledged. */
  get isEmpty(): boolean {
    return this.#placed.length === 0;
  }

  /** For bytes that are in memory and in no piece yet; negative to give them back. */
  hold(bytes: number): void {
    this.used += bytes;
  }

  /** @param done called when every lane has acknowledged it */
  put(piece: Piece, done?: () => void): void {
    this.#place({ start: this.end, end: this.end + piece.bytes.length, piece });
    if (done) this.#waiting.push({ end: this.end, done });
  }

  /** Bytes that came in and became part of no record: accounted for in their turn, at no cost of memory. */
  drop(rule: string, bytes: number): void {
    const last = this.#placed.at(-1);
    // One that was looked at does not grow any more.
    if (last?.rule === rule && this.#first + this.#placed.length > this.#unseen) {
      last.end += bytes;
      this.end = last.end;
    } else if (bytes > 0) this.#place({ start: this.end, end: this.end + bytes, rule });
  }

  /** What has this number, counted from the start. */
  at(number: number): Placed | undefined {
    const placed = this.#placed[number - this.#first];
    if (placed) this.#unseen = Math.max(this.#unseen, number + 1);
    return placed;
  }

  /** The number of what holds this offset, or will. */
  numberAt(offset: number): number {
    const index = this.#placed.findIndex(({ end }) => offset < end);
    return this.#first + (index < 0 ? this.#placed.length : index);
  }

  /** What this lane has not acknowledged: each piece, and from where in it. */
  *behind({ position: { offset } }: Stream): Iterable<readonly [piece: Piece, from: number]> {
    for (const { piece, start, end } of this.#placed) if (piece && end > offset) yield [piece, Math.max(0, offset - start)];
  }

  /** A lane has moved its position: what all have acknowledged is forgotten. */
  settle(): void {
    const least = Math.min(...this.streams.map(({ position }) => position.offset));
    let gone = 0;
    for (const placed of this.#placed) {
      if (placed.end > least) break;
      this.used -= cost(placed);
      gone += 1;
    }
    if (gone === 0) return;
    this.#placed.splice(0, gone);
    this.#first += gone;
    for (let [next] = this.#waiting; next && next.end <= least; [next] = this.#waiting) {
      this.#waiting.shift();
      next.done();
    }
    this.onRoom();
  }

  #place(placed: Placed): void {
    this.#placed.push(placed);
    this.end = placed.end;
    this.used += cost(placed);
    this.#wake();
  }
}

function cost({ piece }: Placed): number {
  return piece ? piece.bytes.length + pieceCost : 0;
}
