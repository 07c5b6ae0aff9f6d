// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag } from "./batch.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import { isWholeLine, unwrap } from "./framing/container.ts";
import { type Made, StreamLines } from "./framing/stream-lines.ts";
import type { Position, Stream } from "./source/stream.ts";

/** Where the first line of a content is that was begun and not ended; Infinity when there is none. */
export type OpenFrom = (stream: Pick<Stream, "id" | "path">) => number;

export const nothingOpen: OpenFrom = () => Number.POSITIVE_INFINITY;

/**
 * Joins the lines that a container runtime has split, per file and stream, with nothing in between; and groups the whole ones, where the
 * source has a grammar for what is inside of them. What was begun is kept while further lines are read; `open` tells, so that no checkpoint
 * moves past it. A part whose end does not come (a prompt, a container that was killed) is let go after a while, since everything behind it
 * would be sent again at a restart.
 */
export class Joiner {
  readonly #maxBytes: number;
  readonly #streams = new Map<string, StreamLines>();
  /** Where each content was read to, for those that have something open. */
  readonly #read = new Map<string, number>();
  #waitedMs = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Parts are held; the line that ends them becomes the whole line, at the time of its first part. */
  join(batch: Batch): Batch {
    return batch.edit((bytes, segment, offset, edited) => {
      const { framing } = segment.source;
      if (this.#streams.size === 0 && !framing.groupsInside && isWholeLine(bytes)) {
        edited.keep();
        return;
      }
      const wrapped = unwrap(bytes);
      if (!wrapped || !framing.unwraps(wrapped.kind)) {
        edited.keep();
        return;
      }
      const key = `${wrapped.stream} ${segment.path}`;
      const lines = this.#streams.get(key) ?? new StreamLines(segment.path, framing, this.#maxBytes);
      lines.take(wrapped, segment, offset, this.#waitedMs, {
        asItIs: () => edited.keep(),
        put: (made) => edited.put(made.bytes, made.segment, made.offset, made.flags),
      });
      if (lines.isOpen) this.#streams.set(key, lines);
      else this.#streams.delete(key);
    });
  }

  /** Whether any line was begun and not ended. */
  get isWaiting(): boolean {
    return this.#streams.size > 0;
  }

  /** What is open now: the answer stays as it is while further lines are joined. */
  open(): OpenFrom {
    if (this.#streams.size === 0) return nothingOpen;
    const paths = new Set<string>();
    const begun = new Map<string, number>();
    for (const lines of this.#streams.values()) {
      paths.add(lines.path);
      for (const [id, offset] of lines.begins()) begun.set(id, Math.min(offset, begun.get(id) ?? offset));
    }
    // A content without a name yet has no line that is known to be whole.
    return ({ id, path }) => (id === "" && paths.has(path) ? 0 : (begun.get(id) ?? Number.POSITIVE_INFINITY));
  }

  /**
   * Told how long lines were waited for, and how far each content was read. Time in which a sink is down does not count: the end may be the
   * next thing that is read.
   */
  waited(milliseconds: number, positions: Iterable<readonly [Pick<Stream, "id">, Pick<Position, "offset">]>): void {
    this.#waitedMs += milliseconds;
    for (const [{ id }, { offset }] of positions) this.#read.set(id, offset);
    if (this.#streams.size === 0) this.#read.clear();
  }

  /**
   * Puts lines that were begun into the batch, as they are: those whose end was waited for long enough, or at the very end any. Returns
   * false when there are none.
   */
  flush(builder: BatchBuilder, which: "overdue" | "any"): boolean {
    for (const [key, lines] of this.#streams) {
      const line = lines.release(which, this.#waitedMs, (id) => this.#read.get(id) ?? 0);
      if (!lines.isOpen) this.#streams.delete(key);
      if (!line) continue;
      add(builder, line);
      return true;
    }
    return false;
  }
}

function add(builder: BatchBuilder, { bytes, segment, offset, flags }: Made): void {
  builder.reset();
  const { decode: _decoded, ...place } = segment;
  const length = bytes.copy(builder.bytes, 0, 0, Math.min(bytes.length, builder.room));
  builder.used = length;
  builder.add(0, length, length < bytes.length ? flags | flag.truncated : flags);
  builder.addSegment({ ...place, firstRecord: 0, byteStart: 0, byteEnd: length, fileOffset: offset });
}
