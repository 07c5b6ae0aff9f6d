// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { integerEnd, plain } from "./bytes.ts";

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

/** The closing quotation mark of a JSON string whose inside is at `start`; -1 where it has none, or spells half a surrogate pair. */
export function stringEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    if (plain[byte] === 1) continue;
    if (byte === 34) return index;
    if (byte !== 92) return -1;
    index += 1;
    const letter = index < end ? (bytes[index] as number) : 0;
    if (simpleEscapes[letter] === 1) continue;
    if (letter !== 0x75 || !isCodeUnit(bytes, index + 1, end)) return -1;
    index += 4;
  }
  return -1;
}

function isCodeUnit(bytes: Uint8Array, start: number, end: number): boolean {
  if (start + 4 > end) return false;
  for (let index = start; index < start + 4; index += 1) if (hex[bytes[index] as number] !== 1) return false;
  // D800 to DFFF: half of a pair, which may be whole; the object face looks.
  return ((bytes[start] as number) | 32) !== 0x64 || (bytes[start + 1] as number) < 0x38;
}

/** Whether a string holds an escape. */
export function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (bytes[index] === 92) return true;
  return false;
}

/** The end of a number without exponent that a double holds exactly enough; -1 where the object face has to look. */
export function numberEnd(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === 45 ? 1 : 0;
  const whole = integerEnd(bytes, start + negative, end);
  if (whole < 0) return -1;
  if (negative === 1 && bytes[start + 1] === 48) return -1;
  if (whole >= end || bytes[whole] !== 46) return isNumberEnd(bytes, whole, end) ? whole : -1;
  let index = whole + 1;
  let nonzero = 0;
  for (; index < end && (bytes[index] as number) >= 48 && (bytes[index] as number) <= 57; index += 1)
    nonzero |= (bytes[index] as number) - 48;
  // A fraction of zeros is a whole number for others.
  return nonzero !== 0 && index - start <= 18 && isNumberEnd(bytes, index, end) ? index : -1;
}

function isNumberEnd(bytes: Uint8Array, index: number, end: number): boolean {
  if (index >= end) return true;
  const byte = bytes[index] as number;
  return byte !== 46 && (byte | 32) !== 0x65;
}
