// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { byteAt } from "./literals.ts";

const escapeByte = 0x1b;

/**
 * A line without the control sequences that colour terminals (ECMA-48, section 5.4): `ESC [ … m`. Undefined: there are none.
 * https://ecma-international.org/publications-and-standards/standards/ecma-48/
 */
export function withoutColours(bytes: Uint8Array, start: number, end: number): Buffer | undefined {
  if (byteAt(bytes, start, end, escapeByte) >= end) return undefined;
  const out = Buffer.allocUnsafe(end - start);
  let length = 0;
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    const sequence = byte === escapeByte && bytes[at + 1] === 0x5b ? sequenceEnd(bytes, at + 2, end) : -1;
    if (sequence >= 0) at = sequence;
    else {
      out[length] = byte;
      length += 1;
      at += 1;
    }
  }
  return length < end - start ? out.subarray(0, length) : undefined;
}

/** Behind the final byte of the sequence whose parameters begin at `start`; -1 when it is none. */
function sequenceEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] as number) >= 0x20 && (bytes[at] as number) <= 0x3f) at += 1;
  const final = at < end ? (bytes[at] as number) : 0;
  return final >= 0x40 && final <= 0x7e ? at + 1 : -1;
}
