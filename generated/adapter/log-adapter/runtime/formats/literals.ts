// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isAt } from "./bytes.ts";
import { trailingZeros, viewOf } from "./chunks.ts";

const known = new Map<string, Uint8Array>();

/** Of the literals that emitted code names, which are few. */
export function bytesOf(text: string): Uint8Array {
  const bytes = known.get(text) ?? Buffer.from(text);
  known.set(text, bytes);
  return bytes;
}

/** Behind a text that stands at `at`; -1 where it does not. */
export function literalEnd(bytes: Uint8Array, at: number, end: number, text: string): number {
  if (end - at < text.length) return -1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return isAt(bytes, at, end, bytesOf(text)) ? at + bytesOf(text).length : -1;
    if (bytes[at + index] !== code) return -1;
  }
  return at + text.length;
}

/** The first place in `[at, last)` where a text stands, which may reach up to `end`; `last` where there is none. */
export function literalStart(bytes: Uint8Array, at: number, last: number, end: number, text: string): number {
  // Of a blank and something else, that is the rarer.
  const offset = text.length > 1 && text.charCodeAt(0) === 32 ? 1 : 0;
  const code = text.charCodeAt(offset);
  const looked = code < 128 ? code : (bytesOf(text)[offset] ?? 0);
  const stop = Math.min(last + offset, end);
  for (let index = byteAt(bytes, at + offset, stop, looked); index < stop; index = byteAt(bytes, index + 1, stop, looked))
    if (literalEnd(bytes, index - offset, end, text) >= 0) return index - offset;
  return last;
}

/** The first place in `[start, end)` where a byte is; `end` where it is not. */
export function byteAt(bytes: Uint8Array, start: number, end: number, byte: number): number {
  const view = viewOf(bytes);
  const fourTimes = Math.imul(byte, 0x01010101);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    // The high bit of each byte that became less than nothing.
    const four = view.getInt32(at, true) ^ fourTimes;
    const found = (four - 0x01010101) & ~four & 0x80808080;
    if (found !== 0) return at + (trailingZeros(found) >> 3);
  }
  while (at < end && bytes[at] !== byte) at += 1;
  return Math.min(at, end);
}
