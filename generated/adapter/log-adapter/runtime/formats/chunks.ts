// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { escapeByte } from "./bytes.ts";

/**
 * Bytes moved four and eight at a time. What is copied may reach over its end, in what is read by three bytes and in what is written by
 * seven: those that call have the room (`padded`, `ByteWriter.lend`), and write the next thing over it.
 */

/** Bytes that have to lie behind a line, so that its last ones can be read together. */
const padding = 8;

let viewed: Uint8Array | undefined;
let view: DataView = new DataView(new ArrayBuffer(0));

/** A view of the bytes; the same one as long as they are asked for again and again. */
export function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== viewed) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return view;
}

/** Whether a line that ends at `end` has to be copied by `padded` before it is read. */
export function isAtEnd(bytes: Buffer, end: number): boolean {
  return end + padding > bytes.length;
}

/** A copy of `bytes[start, end)` with bytes behind it. */
export function padded(bytes: Buffer, start: number, end: number): Buffer {
  const copied = Buffer.alloc(end - start + padding);
  bytes.copy(copied, 0, start, end);
  return copied;
}

type Sixteen = readonly [
  ...(readonly [number, number, number, number, number, number, number, number]),
  ...(readonly [number, number, number, number, number, number, number, number]),
];

/**
 * A text of at most 128 bytes of UTF-8 as numbers, eight bytes in each, for `DataView.setFloat64` in little endian: so a scanner holds its
 * texts as constants, and writes them without reading anything. No eight bytes of UTF-8 are the NaN whose bits could change.
 */
export function chunksOf(text: string): Sixteen {
  const bytes = new DataView(new ArrayBuffer(128));
  Buffer.from(bytes.buffer).write(text);
  return Array.from({ length: 16 }, (_, index) => bytes.getFloat64(index * 8, true)) as unknown as Sixteen;
}

/** Copies `[start, end)` of what `source` views; returns the place behind it. */
export function copy(out: DataView, at: number, source: DataView, start: number, end: number): number {
  const shift = at - start;
  for (let index = start; index < end; index += 4) out.setInt32(index + shift, source.getInt32(index, true), true);
  return end + shift;
}

/**
 * Copies up to the first byte that JSON escapes (a control character, `"` or `\`), or that is the one in `stops`, or up to `end`; returns
 * where that is.
 * @param stops four times the same byte: 0x20202020
 */
export function copyUntil(out: DataView, at: number, source: DataView, start: number, end: number, stops: number): number {
  const shift = at - start;
  for (let index = start; index < end; index += 4) {
    const four = source.getInt32(index, true);
    out.setInt32(index + shift, four, true);
    // The high bit of each byte that became less than nothing: of a stop; of a backslash; of control characters, and of `"`, which is 0x20 with one bit changed.
    const stop = (four ^ stops) - 0x01010101;
    const backslash = (four ^ 0x5c5c5c5c) - 0x01010101;
    const control = (four ^ 0x02020202) - 0x21212121;
    const found = (stop | backslash | control) & ~four & 0x80808080;
    if (found !== 0) return Math.min(index + (trailingZeros(found) >> 3), end);
  }
  return end;
}

/** Where copying would end, without doing it. */
export function plainEnd(source: DataView, start: number, end: number): number {
  for (let index = start; index < end; index += 4) {
    const four = source.getInt32(index, true);
    const backslash = (four ^ 0x5c5c5c5c) - 0x01010101;
    const control = (four ^ 0x02020202) - 0x21212121;
    const found = (backslash | control) & ~four & 0x80808080;
    if (found !== 0) return Math.min(index + (trailingZeros(found) >> 3), end);
  }
  return end;
}

/** Whether a line feed is among the bytes. */
export function hasLines(source: DataView, start: number, end: number): boolean {
  for (let index = start; index < end; index += 4) {
    const four = source.getInt32(index, true);
    const found = ((four ^ 0x0a0a0a0a) - 0x01010101) & ~four & 0x80808080;
    if (found !== 0) return index + (trailingZeros(found) >> 3) < end;
  }
  return false;
}

/** What copying ends at anyhow. */
export const quotes = 0x22222222;

/** Copies any bytes into the inside of a JSON string. */
export function putEscaped(out: DataView, from: number, source: DataView, start: number, end: number): number {
  let at = from;
  for (let index = start; ; index += 1) {
    const stop = copyUntil(out, at, source, index, end, quotes);
    at += stop - index;
    if (stop >= end) return at;
    at = escapeByte(out, at, source.getUint8(stop));
    index = stop;
  }
}

/** The inside of a column in quotation marks, where two of them stand for one. RFC 4180, section 2 */
export function putColumn(out: DataView, from: number, source: DataView, start: number, end: number): number {
  let at = from;
  for (let index = start; ; index += 1) {
    const stop = copyUntil(out, at, source, index, end, quotes);
    at += stop - index;
    if (stop >= end) return at;
    const byte = source.getUint8(stop);
    at = escapeByte(out, at, byte);
    index = byte === 0x22 ? stop + 1 : stop;
  }
}

/** The same for the target of a request: it ends at a blank or at `?` as well. */
export function copyTarget(out: DataView, at: number, source: DataView, start: number, end: number): number {
  const shift = at - start;
  for (let index = start; index < end; index += 4) {
    const four = source.getInt32(index, true);
    out.setInt32(index + shift, four, true);
    const blank = four - 0x21212121;
    const quote = (four ^ 0x22222222) - 0x01010101;
    const backslash = (four ^ 0x5c5c5c5c) - 0x01010101;
    const question = (four ^ 0x3f3f3f3f) - 0x01010101;
    const found = (blank | quote | backslash | question) & ~four & 0x80808080;
    if (found !== 0) return Math.min(index + (trailingZeros(found) >> 3), end);
  }
  return end;
}

/** How many zeros the bits end with. */
export function trailingZeros(bits: number): number {
  return 31 - Math.clz32(bits ^ (bits - 1));
}
