import { type Batch, flag, type Segment } from "./batch.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import type { Position, Stream } from "./source/stream.ts";
import { streamEnd } from "./stream-name.ts";

const space = 32;

/** How long the end of a line is waited for, in milliseconds of waiting, and how many bytes of its file may come before it. */
export const partLimits = { waitMs: 5000, bytes: 16 * 2 ** 20 };

/** Where the first line of a content is that was begun and not ended; Infinity when there is none. */
export type OpenFrom = (stream: Pick<Stream, "id" | "path">) => number;

export const nothingOpen: OpenFrom = () => Number.POSITIVE_INFINITY;

interface Open {
  readonly segment: Segment;
  readonly offset: number;
  /** By content of a file (a stream's id): where the first of its parts is. A line may go on in the next file of a rotation. */
  readonly begins: Map<string, number>;
  /** What `waitedMs` was when it was begun. */
  readonly since: number;
  /** The beginning of the first part: `2019-05-07T18:57:50.904275087+00:00 stdout `. */
  readonly head: Buffer;
  readonly parts: Buffer[];
  size: number;
}

/**
 * Joins the lines that a container runtime has split: `P` parts and the `F` part that ends them, per file and stream, with nothing in
 * between. What was begun is kept while further lines are read; `open` tells, so that no checkpoint moves past it. A part whose end does
 * not come (a prompt, a container that was killed) is let go after a while, since everything behind it would be sent again at a restart.
 * https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
 */
export class Joiner {
  readonly #maxBytes: number;
  readonly #open = new Map<string, Open>();
  /** Where each content was read to, for those that have something open. */
  readonly #read = new Map<string, number>();
  #waitedMs = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Parts are held; the line that ends them becomes the whole line, at the time of its first part. */
  join(batch: Batch): Batch {
    return batch.rewrite((line, segment, offset) => {
      const tag = tagOf(line);
      if (tag < 0) return undefined;
      const key = `${line.subarray(tag - 7, tag - 1)} ${segment.path}`;
      const open = this.#open.get(key);
      const text = line.subarray(textAfter(line, tag));
      if (line[tag] === 0x50) {
        const fresh = { segment, offset, begins: new Map(), since: this.#waitedMs, parts: [], size: 0 };
        const begun: Open = open ?? { ...fresh, head: Buffer.from(line.subarray(0, tag)) };
        if (!begun.begins.has(segment.streamId)) begun.begins.set(segment.streamId, offset);
        begun.parts.push(Buffer.from(text));
        begun.size += text.length;
        this.#open.set(key, begun);
        if (begun.size < this.#maxBytes) return "hold";
        this.#open.delete(key);
        return { bytes: whole(begun), flags: flag.truncated };
      }
      if (!open) return undefined;
      this.#open.delete(key);
      open.parts.push(text);
      return { bytes: whole(open), flags: 0 };
    });
  }

  /** Whether any line was begun and not ended. */
  get isWaiting(): boolean {
    return this.#open.size > 0;
  }

  /** What is open now: the answer stays as it is while further lines are joined. */
  open(): OpenFrom {
    if (this.#open.size === 0) return nothingOpen;
    const paths = new Set<string>();
    const begun = new Map<string, number>();
    for (const { begins, segment } of this.#open.values()) {
      paths.add(segment.path);
      for (const [id, offset] of begins) begun.set(id, Math.min(offset, begun.get(id) ?? offset));
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
    if (this.#open.size === 0) this.#read.clear();
  }

  /**
   * Puts a line that was begun into the batch, as it is: one whose end was waited for long enough, or at the very end any. Returns false when
   * there is none.
   */
  flush(builder: BatchBuilder, which: "overdue" | "any"): boolean {
    for (const [key, open] of this.#open) {
      if (which === "overdue" && !this.#isOverdue(open)) continue;
      this.#open.delete(key);
      builder.reset();
      const bytes = whole(open).subarray(0, builder.room);
      bytes.copy(builder.bytes);
      builder.used = bytes.length;
      builder.add(0, bytes.length, flag.partial);
      builder.addSegment({ ...open.segment, firstRecord: 0, byteStart: 0, byteEnd: bytes.length, fileOffset: open.offset });
      return true;
    }
    return false;
  }

  #isOverdue({ begins, since }: Open): boolean {
    if (this.#waitedMs - since >= partLimits.waitMs) return true;
    for (const [id, offset] of begins) if ((this.#read.get(id) ?? 0) - offset >= partLimits.bytes) return true;
    return false;
  }
}

function whole({ head, parts }: Open): Buffer {
  return Buffer.concat([head, Buffer.from("F "), ...parts]);
}

/** Where the tag of a CRI line is; -1 when it is none. Both streams' names have six letters. */
function tagOf(line: Buffer): number {
  const stream = line.indexOf(space) + 1;
  const tag = stream + 7;
  if (stream < 20 || line[tag - 1] !== space || (line[tag] !== 0x50 && line[tag] !== 0x46)) return -1;
  const after = line[tag + 1];
  if (after !== space && after !== 0x3a && after !== undefined) return -1;
  return streamEnd(line, stream, line.length) < 0 ? -1 : tag;
}

/** Further tags stand behind the first, each behind a colon. */
function textAfter(line: Buffer, tag: number): number {
  const end = line.indexOf(space, tag);
  return end < 0 ? line.length : end + 1;
}
