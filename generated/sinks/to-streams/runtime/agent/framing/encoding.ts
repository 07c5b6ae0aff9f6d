// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { cutAt, skipNuls } from "../framer.ts";

export const encodingNames = ["utf-8", "utf-16le", "utf-16be", "utf-16", "latin1", "auto"] as const;
export type EncodingName = (typeof encodingNames)[number];

/** Text of another encoding as UTF-8, and how many invalid sequences became U+FFFD. */
export interface Decoded {
  readonly bytes: Buffer;
  readonly replaced: number;
}

/** What is to be known of an encoding to find lines in it. Places are bytes of the file; `bytes` ends where the text ends. */
export interface Encoding {
  readonly name: "utf-8" | "utf-16le" | "utf-16be" | "latin1";
  /** The bytes of a line end, and of a carriage return. */
  readonly width: 1 | 2;
  /** Where the next line end begins, -1 when there is none. `from` is the beginning of a unit. */
  lineEnd(bytes: Buffer, from: number): number;
  isCarriageReturn(bytes: Buffer, at: number): boolean;
  /** The first unit at or after `from` that is not NUL, else the length. */
  skipNuls(bytes: Buffer, from: number): number;
  /** The largest place up to `limit` that is not inside a character. */
  cutAt(bytes: Buffer, start: number, limit: number): number;
  /** Absent for UTF-8, which is only looked through for what is invalid. */
  readonly decode?: (bytes: Buffer) => Decoded;
}

export const utf8: Encoding = {
  name: "utf-8",
  width: 1,
  lineEnd: (bytes, from) => bytes.indexOf(10, from),
  isCarriageReturn: (bytes, at) => bytes[at] === 13,
  skipNuls,
  cutAt,
};

export const latin1: Encoding = {
  ...utf8,
  name: "latin1",
  cutAt: (_bytes, _start, limit) => limit,
  decode: (bytes) => ({ bytes: Buffer.from(bytes.toString("latin1")), replaced: 0 }),
};

export const utf16le = wide("utf-16le", 0);
export const utf16be = wide("utf-16be", 1);

/** @param low where the low byte of a unit is */
function wide(name: "utf-16le" | "utf-16be", low: 0 | 1): Encoding {
  const high = 1 - low;
  return {
    name,
    width: 2,
    lineEnd: (bytes, from) => {
      for (let at = bytes.indexOf(10, from); at >= 0; at = bytes.indexOf(10, at + 1)) {
        const unit = at - low;
        if (unit >= from && (unit - from) % 2 === 0 && bytes[unit + high] === 0) return unit;
      }
      return -1;
    },
    isCarriageReturn: (bytes, at) => bytes[at + low] === 13 && bytes[at + high] === 0,
    skipNuls: (bytes, from) => {
      let at = from;
      while (at + 1 < bytes.length && bytes[at] === 0 && bytes[at + 1] === 0) at += 2;
      // Half a unit: nobody knows what it becomes.
      return at + 1 === bytes.length && bytes[at] === 0 ? bytes.length : at;
    },
    cutAt: (bytes, start, limit) => {
      const end = limit - ((limit - start) % 2);
      const last = end - 2 >= start ? ((bytes[end - 2 + high] as number) & 0xfc) === 0xd8 : false;
      return last && end - 2 > start ? end - 2 : end;
    },
    decode: (bytes) => fromUnits(bytes, low === 1),
  };
}

/** Lone surrogates become U+FFFD, and so does half a unit at the end. */
function fromUnits(bytes: Buffer, swapped: boolean): Decoded {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const text = (swapped ? Buffer.from(whole).swap16() : whole).toString("utf16le");
  const half = bytes.length % 2;
  const copy = Buffer.from(half ? `${text}\uFFFD` : text);
  if (!copy.includes(replacement)) return { bytes: copy, replaced: 0 };
  let replaced = 0;
  for (let at = copy.indexOf(replacement); at >= 0; at = copy.indexOf(replacement, at + replacement.length)) replaced += 1;
  // Those that were in the text already are its own.
  for (let at = text.indexOf("\uFFFD"); at >= 0; at = text.indexOf("\uFFFD", at + 1)) replaced -= 1;
  return { bytes: copy, replaced };
}

const replacement = Buffer.from("\uFFFD");

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  [utf8, [0xef, 0xbb, 0xbf]],
  [utf16le, [0xff, 0xfe]],
  [utf16be, [0xfe, 0xff]],
];

/** How many bytes the longest byte order mark has. */
export const markBytes = 3;

/** Encodings that a mark may tell, and what is taken without one. UTF-16 without a mark is little-endian, as WHATWG's standard has it. */
const told: Readonly<Record<EncodingName, readonly [without: Encoding, mayBe: readonly Encoding[]]>> = {
  "utf-8": [utf8, [utf8]],
  "utf-16le": [utf16le, [utf16le]],
  "utf-16be": [utf16be, [utf16be]],
  "utf-16": [utf16le, [utf16le, utf16be]],
  latin1: [latin1, []],
  auto: [utf8, [utf8, utf16le, utf16be]],
};

/** The encoding of a text, and how long its byte order mark is. Undefined when its few bytes may still become a mark. */
export function beginningOf(name: EncodingName, head: Uint8Array): { readonly encoding: Encoding; readonly mark: number } | undefined {
  const [without, mayBe] = told[name];
  for (const [encoding, mark] of marks) {
    if (!mayBe.includes(encoding)) continue;
    const common = mark.findIndex((byte, index) => head[index] !== byte);
    if (common < 0) return { encoding, mark: mark.length };
    if (common === head.length) return undefined;
  }
  return { encoding: without, mark: 0 };
}
