// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag, type Segment } from "./batch.ts";
import type { BatchBuilder } from "./batch-builder.ts";

const space = 32;

interface Open {
  readonly segment: Segment;
  readonly offset: number;
  /** The beginning of the first part: `2019-05-07T18:57:50.904275087+00:00 stdout `. */
  readonly head: Buffer;
  readonly parts: Buffer[];
  size: number;
}

/**
 * Joins the lines that a container runtime has split: `P` parts and the `F` part that ends them, per file and stream, with nothing in
 * between. What was begun is kept while further lines are read; `isOpen` tells, so that no checkpoint moves past it.
 * https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
 */
export class Joiner {
  readonly #maxBytes: number;
  readonly #open = new Map<string, Open>();

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
        const begun = open ?? { segment, offset, head: Buffer.from(line.subarray(0, tag)), parts: [], size: 0 };
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

  /** Whether a line of this file was begun and not ended. */
  isOpen(path: string): boolean {
    for (const { segment } of this.#open.values()) if (segment.path === path) return true;
    return false;
  }

  /** At the very end: puts what was begun into the batch, as it is. Returns false when there is nothing. */
  flush(builder: BatchBuilder): boolean {
    const [entry] = this.#open;
    if (!entry) return false;
    const [key, open] = entry;
    this.#open.delete(key);
    builder.reset();
    const bytes = whole(open).subarray(0, builder.room);
    bytes.copy(builder.bytes);
    builder.used = bytes.length;
    builder.add(0, bytes.length, flag.partial);
    builder.addSegment({ ...open.segment, firstRecord: 0, byteStart: 0, byteEnd: bytes.length, fileOffset: open.offset });
    return true;
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
  return line[stream] === 0x73 && line[stream + 1] === 0x74 && line[stream + 2] === 0x64 ? tag : -1;
}

/** Further tags stand behind the first, each behind a colon. */
function textAfter(line: Buffer, tag: number): number {
  const end = line.indexOf(space, tag);
  return end < 0 ? line.length : end + 1;
}
