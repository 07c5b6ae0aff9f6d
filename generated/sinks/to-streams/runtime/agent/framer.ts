// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { flag } from "./batch.ts";
import type { BatchBuilder } from "./batch-builder.ts";

const newline = 10;
const carriageReturn = 13;

export interface Framed {
  /** Everything before this was taken; an unfinished last line was not. */
  readonly next: number;
  /** The line at `next` was cut there: its rest, up to the line end, is to be passed over. */
  readonly cut: boolean;
  /** Bytes that became part of no record: NUL bytes in front of lines, and what was cut off. */
  readonly left: number;
  /** Whole lines at `next` were not taken: they are a group that may go on. */
  readonly open?: true;
}

/**
 * Finds the lines of `bytes[from, to)` and adds them to the batch, until it is full. LF and CRLF both end a line. NUL bytes in front of
 * a line are passed over: they are the hole that a writer with an old offset leaves behind a truncation.
 */
export function frameLines(builder: BatchBuilder, from: number, to: number): Framed {
  const { maxLineBytes, maxBytes } = builder.limits;
  const bytes = builder.bytes.subarray(0, to);
  let next = from;
  let left = 0;
  // One line at least, however full the batch is by then: the caller has made sure of the room.
  while (!builder.full && (next === from || next < maxBytes)) {
    const start = bytes[next] === 0 ? skipNuls(bytes, next) : next;
    if (start >= to) break;
    const lineEnd = bytes.indexOf(newline, start);
    if (lineEnd < 0) {
      // One more than the longest line: a carriage return may still turn out to be part of the line end.
      if (to - start <= maxLineBytes + 1) break;
      const end = cutAt(bytes, start, start + maxLineBytes);
      builder.add(start, end, flag.truncated);
      return { next: end, cut: true, left };
    }
    left += start - next;
    const end = lineEnd > start && bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    if (end - start > maxLineBytes) {
      const shorter = cutAt(bytes, start, start + maxLineBytes);
      builder.add(start, shorter, flag.truncated);
      left += end - shorter;
    } else builder.add(start, end, 0);
    next = lineEnd + 1;
  }
  return { next, cut: false, left };
}

/** The first byte at or after `from` that is not NUL, else the length. */
export function skipNuls(bytes: Uint8Array, from: number): number {
  let index = from;
  while (index < bytes.length && bytes[index] === 0) index += 1;
  return index;
}

/** The largest place up to `limit` that is not inside a UTF-8 sequence (a sequence has at most three continuation bytes). */
export function cutAt(bytes: Uint8Array, start: number, limit: number): number {
  let end = limit;
  while (end > start && end > limit - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}
