// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { integerEnd, plain } from "./bytes.ts";
import { copyUntil, plainEnd, quotes } from "./chunks.ts";

const hex = new Uint8Array(256);
for (const byte of Buffer.from("0123456789abcdefABCDEF")) hex[byte] = 1;
const simpleEscapes = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) simpleEscapes[byte] = 1;

/** The first byte that is no white space. */
export function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && (bytes[index] === 32 || bytes[index] === 9 || bytes[index] === 13 || bytes[index] === 10)) index += 1;
  return index;
}

/** Of the name that `nameEndOf` has read last: its `hashOf`. */
export const name = { hash: 0 };

/** The closing quotation mark of the name whose opening one is at `start`; -1 where there is none, and for one that is empty or has escapes. */
export function nameEndOf(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || bytes[start] !== 34) return -1;
  let hash = 0;
  let index = start + 1;
  for (; index < end; index += 1) {
    const byte = bytes[index] as number;
    if (plain[byte] !== 1) break;
    hash = (Math.imul(hash, 31) + (byte | 32)) | 0;
  }
  name.hash = hash;
  return index < end && index > start + 1 && bytes[index] === 34 ? index : -1;
}

/** The closing quotation mark of a JSON string whose inside is at `start`; -1 where it has none, or spells half a surrogate pair. */
export function stringEnd(bytes: Uint8Array, source: DataView, start: number, end: number): number {
  for (let index = start; ; ) {
    index = plainEnd(source, index, end);
    if (index >= end) return -1;
    if (bytes[index] === 34) return index;
    index = escapeEnd(bytes, index, end);
    if (index < 0) return -1;
  }
}

/** The same, and copies the inside as it is: it is as long there. */
export function copyString(out: DataView, at: number, bytes: Uint8Array, source: DataView, start: number, end: number): number {
  const shift = at - start;
  for (let index = start; ; ) {
    index = copyUntil(out, index + shift, source, index, end, quotes);
    if (index >= end) return -1;
    if (bytes[index] === 34) return index;
    const next = escapeEnd(bytes, index, end);
    if (next < 0) return -1;
    for (; index < next; index += 1) out.setUint8(index + shift, bytes[index] as number);
  }
}

/** The end of the escape at `start`; -1 where it is none, or half a surrogate pair. */
function escapeEnd(bytes: Uint8Array, start: number, end: number): number {
  const letter = bytes[start] === 92 && start + 1 < end ? (bytes[start + 1] as number) : 0;
  if (simpleEscapes[letter] === 1) return start + 2;
  return letter === 0x75 && isCodeUnit(bytes, start + 2, end) ? start + 6 : -1;
}

function isCodeUnit(bytes: Uint8Array, start: number, end: number): boolean {
  if (start + 4 > end) return false;
  for (let index = start; index < start + 4; index += 1) if (hex[bytes[index] as number] !== 1) return false;
  // D800 to DFFF: half of a pair, which may be whole; the object face looks.
  return ((bytes[start] as number) | 32) !== 0x64 || (bytes[start + 1] as number) < 0x38;
}

/**
 * The end of a number without exponent that a double holds exactly enough; -1 where the object face has to look. It may have a fraction of
 * zeros, which `wholeEnd` finds.
 */
export function numberEnd(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === 45 ? 1 : 0;
  const whole = integerEnd(bytes, start + negative, end);
  if (whole < 0) return -1;
  let index = whole;
  // -0 is 0.
  let nonzero = negative === 0 || bytes[start + 1] !== 48 ? 1 : 0;
  if (whole < end && bytes[whole] === 46) {
    for (index += 1; index < end && (bytes[index] as number) >= 48 && (bytes[index] as number) <= 57; index += 1)
      nonzero |= (bytes[index] as number) - 48;
    if (index === whole + 1 || index - whole > 19) return -1;
  }
  return nonzero !== 0 && isNumberEnd(bytes, index, end) ? index : -1;
}

function isNumberEnd(bytes: Uint8Array, index: number, end: number): boolean {
  if (index >= end) return true;
  const byte = bytes[index] as number;
  return byte !== 46 && (byte | 32) !== 0x65;
}

/** Of a number, the end of what is whole in it where nothing else is: `12` of `12` and of `12.00`; -1 where it has a fraction. */
export function wholeEnd(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== 46) index += 1;
  const point = index;
  for (index += 1; index < end; index += 1) if (bytes[index] !== 48) return -1;
  return point;
}
