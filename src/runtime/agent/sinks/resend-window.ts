import { ByteWriter } from "./byte-writer.ts";

/** A block that holds this much is followed by the next; it may be longer by one batch. */
const blockBytes = 2 ** 19;
const blockCount = 8;
/** With a batch behind it, as they are where nothing waits. */
const roomBytes = blockBytes + 2 ** 18;

interface Piece {
  readonly block: ByteWriter;
  readonly start: number;
  readonly end: number;
  sentAt: number;
}

/**
 * What was written last, in blocks that are used in turns: where no one acknowledges, nobody knows after the loss of a connection what of it
 * the other end had read.
 *
 *     ┌ block ─────────┬ block ─────────┬ … ┬ block ──────────────┐
 *     │ piece │ piece  │ piece          │   │ piece │ piece ► new │   the oldest block is given up for new pieces
 *     └────────────────┴────────────────┴───┴─────────────────────┘
 */
export class ResendWindow {
  readonly #keepMs: number;
  readonly #blocks: ByteWriter[] = [];
  #current = 0;
  #pieces: Piece[] = [];

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  get empty(): boolean {
    return this.#pieces.length === 0;
  }

  /** Where the next piece is written; it becomes one by `keep`. */
  begin(): ByteWriter {
    let block = this.#block();
    if (block.length >= blockBytes && this.#uses(block)) {
      this.#current = (this.#current + 1) % blockCount;
      block = this.#block();
      this.#pieces = this.#pieces.filter((piece) => piece.block !== block);
    }
    if (!this.#uses(block)) block.reset();
    return block;
  }

  keep(block: ByteWriter, start: number, now: number): void {
    if (this.#keepMs > 0) this.#pieces.push({ block, start, end: block.length, sentAt: now });
  }

  /** When the connection is lost: what was sent longer ago than is kept has been read. */
  forgetOld(now: number): void {
    this.#pieces = this.#pieces.filter(({ sentAt }) => now - sentAt < this.#keepMs);
  }

  /** Everything that is kept, oldest first. Valid until the next piece is begun. */
  *bytes(): Generator<Buffer> {
    for (const { block, start, end } of this.#pieces) yield block.written.subarray(start, end);
  }

  /** What is kept has been sent once more. */
  touch(now: number): void {
    for (const piece of this.#pieces) piece.sentAt = now;
  }

  #block(): ByteWriter {
    const block = this.#blocks[this.#current] ?? new ByteWriter(roomBytes);
    this.#blocks[this.#current] = block;
    return block;
  }

  #uses(block: ByteWriter): boolean {
    return this.#pieces.at(-1)?.block === block;
  }
}
