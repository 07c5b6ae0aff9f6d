// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isAt } from "./bytes.ts";

/** The end of what may be a number: a sign, digits, and points where they are wanted. */
export function numberEnd(bytes: Uint8Array, start: number, end: number, points: boolean): number {
  let index = start < end && bytes[start] === 45 ? start + 1 : start;
  for (; index < end; index += 1) {
    const byte = bytes[index] as number;
    if (!((byte >= 48 && byte <= 57) || (points && byte === 46))) break;
  }
  return index;
}

/** The next quotation mark that no backslash is in front of; -1 when there is none. */
export function quoteEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let index = start; index < end; index += 1) {
    if (bytes[index] === 34) return index;
    if (bytes[index] === 92) index += 1;
  }
  return -1;
}

/** The first place behind `start` where the text is; `end` where there is none. */
export function firstOf(bytes: Uint8Array, start: number, end: number, text: Uint8Array): number {
  for (let index = start; index < end; index += 1) if (isAt(bytes, index, end, text)) return index;
  return end;
}

/** The last place of the first line behind `start` where the text is; -1 where there is none, or nothing in front of it. */
export function lastOf(bytes: Uint8Array, start: number, end: number, text: Uint8Array): number {
  let lineEnd = start;
  while (lineEnd < end && bytes[lineEnd] !== 10) lineEnd += 1;
  for (let index = lineEnd - text.length; index > start; index -= 1) if (isAt(bytes, index, lineEnd, text)) return index;
  return -1;
}
