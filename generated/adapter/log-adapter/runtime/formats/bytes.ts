// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** What emitted scanners use on every byte: tables and loops that V8 keeps in registers. No object is made here. */

/** 1: stands for itself inside a JSON string. Control characters, `"` and `\` do not. */
export const plain = new Uint8Array(256).fill(1, 0x20);
plain[0x22] = 0;
plain[0x5c] = 0;

/** 1: may be part of an address or host name. */
export const hostByte = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[]%/");

/** 1: no blank, and no control character. */
export const wordByte = new Uint8Array(256).fill(1, 0x21);
wordByte[0x7f] = 0;

/** 1: a hexadecimal digit. */
export const hexByte = byteClass("0123456789abcdefABCDEF");

/** 1: may be part of the name of a logger, a class, a function or a module. */
export const nameByte = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-$:/@#<>~");

export function byteClass(bytes: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(bytes)) table[byte] = 1;
  return table;
}

/** Whether `bytes[start, end)`, which are hexadecimal digits, are an id of so many of them: in lower case, and not all zeros. */
export function isId(bytes: Uint8Array, start: number, end: number, length: number): boolean {
  if (end - start !== length) return false;
  let nonzero = 0;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    if (byte >= 65 && byte <= 70) return false;
    nonzero |= byte ^ 48;
  }
  return nonzero !== 0;
}

/** Copies a constant; returns the place behind it. The caller has reserved the room. */
export function put(out: Uint8Array, at: number, constant: Uint8Array): number {
  for (let index = 0; index < constant.length; index += 1) out[at + index] = constant[index] as number;
  return at + constant.length;
}

/** Whether `constant` is at `start`. */
export function isAt(bytes: Uint8Array, start: number, end: number, constant: Uint8Array): boolean {
  if (end - start < constant.length) return false;
  for (let index = 0; index < constant.length; index += 1) if (bytes[start + index] !== constant[index]) return false;
  return true;
}

/** `width` digits as a number; -1 when one of them is none. Reads nothing at or behind `end`. */
export function digits(bytes: Uint8Array, start: number, width: number, end: number): number {
  if (start + width > end) return -1;
  let value = 0;
  for (let index = start; index < start + width; index += 1) {
    const digit = (bytes[index] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** The end of a whole number that JSON writes the same way and a double holds exactly; -1 when there is none at `start`. */
export function integerEnd(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && (bytes[index] as number) >= 48 && (bytes[index] as number) <= 57) index += 1;
  const length = index - start;
  return length === 0 || length > 15 || (length > 1 && bytes[start] === 48) ? -1 : index;
}

/** The same for a number that may be negative; -1 for `-0` too, which is 0. */
export function signedEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== 45) return integerEnd(bytes, start, end);
  return bytes[start + 1] === 48 ? -1 : integerEnd(bytes, start + 1, end);
}

/** The end of a number, with or without a fraction, which JSON writes the same way; -1 when there is none at `start`, and for `-0`, which is 0. */
export function floatEnd(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === 45;
  const first = negative ? start + 1 : start;
  const point = integerEnd(bytes, first, end);
  if (point < 0) return -1;
  let index = point;
  if (point < end && bytes[point] === 46) {
    index += 1;
    while (index < end && (bytes[index] as number) >= 48 && (bytes[index] as number) <= 57) index += 1;
    if (index === point + 1 || bytes[index] === 46) return -1;
  }
  if (index - start > 16) return -1;
  if (negative) {
    let nonzero = 0;
    for (let at = first; at < index; at += 1) if (at !== point) nonzero |= (bytes[at] as number) - 48;
    if (nonzero === 0) return -1;
  }
  return index;
}

/** Methods that OpenTelemetry knows; every other one is `_OTHER`. https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
export const knownMethods: ReadonlySet<string> = new Set("CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT TRACE".split(" "));
const methodKeys = new Set([...knownMethods].map((method) => [...Buffer.from(method)].reduce((key, byte) => key * 32 + (byte & 31), 0)));

/** The end of a known method that a space follows; -1 when there is none at `start`. */
export function methodEnd(bytes: Uint8Array, start: number, end: number): number {
  // Most requests are `GET `.
  if (start + 3 < end && bytes[start] === 71 && bytes[start + 1] === 69 && bytes[start + 2] === 84 && bytes[start + 3] === 32)
    return start + 3;
  let key = 0;
  let index = start;
  // Seven letters of five bits: exact in a double, so different words have different keys.
  for (; index < end && index - start < 8 && bytes[index] !== 32; index += 1) {
    const byte = bytes[index] as number;
    if (byte < 65 || byte > 90) return -1;
    key = key * 32 + (byte & 31);
  }
  return index < end && bytes[index] === 32 && methodKeys.has(key) ? index : -1;
}

/** Where the capital letters end that stand at `start`, if they are a known method; else -1. */
export function knownMethodEnd(bytes: Uint8Array, start: number, end: number): number {
  let key = 0;
  let index = start;
  for (; index < end && index - start < 8 && (bytes[index] as number) >= 65 && (bytes[index] as number) <= 90; index += 1)
    key = key * 32 + ((bytes[index] as number) & 31);
  return methodKeys.has(key) ? index : -1;
}

/** Whether `://` is in `bytes[start, end)`. */
export function isUrl(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index + 3 <= end; index += 1)
    if (bytes[index] === 58 && bytes[index + 1] === 47 && bytes[index + 2] === 47) return true;
  return false;
}

const hexDigits = Buffer.from("0123456789abcdef");
/** Of bytes that have one: the letter behind the backslash. */
const letters = new Uint8Array(256);
for (const [byte, letter] of [
  [0x22, '"'],
  [0x5c, "\\"],
  [8, "b"],
  [9, "t"],
  [10, "n"],
  [12, "f"],
  [13, "r"],
] as const)
  letters[byte] = letter.charCodeAt(0);

/** Writes a byte that is not plain as JSON's escape for it: six bytes at most. */
export function escapeByte(out: DataView, at: number, byte: number): number {
  out.setUint8(at, 0x5c);
  const letter = letters[byte] as number;
  if (letter !== 0) {
    out.setUint8(at + 1, letter);
    return at + 2;
  }
  out.setInt32(at + 1, 0x75303030);
  out.setUint8(at + 4, hexDigits[byte >> 4] as number);
  out.setUint8(at + 5, hexDigits[byte & 15] as number);
  return at + 6;
}

/** A whole number from 0 to 2^53, in decimal. */
export function putInteger(out: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    out[at] = 48 + value;
    return at + 1;
  }
  let width = 1;
  for (let bound = 10; bound <= value; bound *= 10) width += 1;
  let rest = value;
  for (let index = at + width - 1; index >= at; index -= 1) {
    const next = Math.floor(rest / 10);
    out[index] = 48 + rest - next * 10;
    rest = next;
  }
  return at + width;
}
