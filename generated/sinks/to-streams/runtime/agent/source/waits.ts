// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Beginning } from "./beginning.ts";
import type { Growth } from "./growth.ts";
import type { Position, Stream } from "./stream.ts";
import type { Tail } from "./tail.ts";

/**
 * Since when what is behind a position has been waiting to be read, across restarts and copies: a limit is to know how long the app took to
 * write it.
 *
 * - A content that the checkpoint knows: since its first unread byte was seen, else since the checkpoint was written. (An agent that was
 *   killed while a file was idle wrote it when the file was read last.)
 * - A copy of what was being read: since the first unread byte of its original was seen.
 * - A file that nobody knew: since it was made, where the file system tells.
 *
 * What else is found, such as the unread end of an archive, counts as written when it is found.
 */
export class Waits {
  readonly #since = new WeakMap<Position, number>();
  #stoppedAt: number | undefined;

  /** @param stoppedAt when the checkpoint was written, in ms; undefined: there was none */
  constructor(entries: readonly Stream[], stoppedAt: number | undefined) {
    this.#stoppedAt = stoppedAt;
    for (const { position, since = stoppedAt } of entries) if (since !== undefined) this.#since.set(position, since);
  }

  /** @param growth of the content that the position is in */
  note(position: Position, growth: Growth): Position {
    const since = growth.waiting(position.offset);
    if (since !== undefined) this.#since.set(position, since);
    return position;
  }

  /** How far a file was read: who goes on from there knows since when what is behind has been waiting. */
  positionOf({ position, growth }: Tail): Position {
    return this.note(position, growth);
  }

  /** What the checkpoint is to say of a file is in its stream. */
  told(tail: Tail): Tail {
    tail.stream.since = tail.growth.waiting(tail.stream.position.offset);
    return tail;
  }

  of({ stream, from }: Beginning): number | undefined {
    const known = this.#since.get(from);
    if (known !== undefined || from.offset > 0) return known;
    // The inode of a file that was known, with another content.
    if (stream.generation > 0) return this.#stoppedAt;
    return stream.born === undefined ? undefined : Number(BigInt(stream.born) / 1_000_000n);
  }

  /** All files were looked at once: what is found from now on came while somebody looked. */
  started(): void {
    this.#stoppedAt = undefined;
  }
}
