// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { ByteWriter } from "../agent/sinks/byte-writer.ts";
import { escapeByte } from "./bytes.ts";
import { copy, copyUntil, viewOf } from "./chunks.ts";
import { copyString, stringEnd, wholeEnd } from "./json-tokens.ts";
import { keyByte } from "./logfmt.ts";
import { isLabel, keepName, keepPart, kind, namedRoom, part, partOf, starts } from "./named-fields.ts";
import { putRecord } from "./named-record.ts";
import { putText, type Texts, textsOf } from "./named-texts.ts";
import type { Shared } from "./shared.ts";

const foreign = -1;
const unsure = -2;
const trueWord = Buffer.from("true");
const trueView = new DataView(Uint8Array.from([...trueWord, 0, 0, 0, 0]).buffer);

/** Behind what `putBare` has written. */
export const bare = { at: 0 };

/**
 * Reads `key=value` pairs as bytes: fields become attributes as they come, and time, level, message and trace are kept for the end. What is
 * doubled, or no plain case of its kind, is left to `readLogfmt`.
 * @returns the number of the format; -1: `readLogfmt` declines the line as well; -2: unsure
 */
export function scanLogfmt(
  b: Buffer,
  start: number,
  end: number,
  out: ByteWriter,
  observedMs: number,
  number: number,
  shared: Shared,
): number {
  const o = out.lend((end - start) * 12 + namedRoom);
  const w = out.view;
  const v = viewOf(b);
  const { shape, carried } = shared;
  const texts = textsOf[shape];
  let at = out.length;
  let names = 0;
  starts.fill(-1);
  for (let i = skipBlanks(b, start, end); i < end; i = skipBlanks(b, i, end)) {
    // The key.
    const keyStart = i;
    let hash = 0;
    for (let byte = b[i] as number; keyByte[byte] === 1; byte = b[i] as number) {
      hash = (Math.imul(hash, 31) + (byte | 32)) | 0;
      i += 1;
      if (i === end) break;
    }
    const keyEnd = i;
    if (keyEnd === keyStart || isDigit(b[keyStart] as number)) return foreign;
    const isPair = i < end && b[i] === 61;
    if (!isPair && (names === 0 || (i < end && !isBlank(b[i] as number)))) return foreign;
    if (!keepName(b, keyStart, keyEnd, hash, 0, names)) return unsure;
    names += 1;
    const role = partOf(b, keyStart, keyEnd, hash);
    if (role === part.own || (carried !== undefined && carried(b, keyStart, keyEnd) !== 0)) return unsure;
    if (role === 0) {
      if (shape === "ecs" && !isLabel(b, keyStart, keyEnd)) return unsure;
      at = copy(w, putText(w, at, texts.key), v, keyStart, keyEnd);
    }
    // The value.
    if (!isPair) {
      if (role !== 0) return unsure;
      at = copy(w, putText(w, at, texts.bool), trueView, 0, 4);
      at = putText(w, at, texts.doubleEnd);
      continue;
    }
    i += 1;
    if (i < end && b[i] === 34) {
      let stop = 0;
      if (role !== 0) {
        stop = stringEnd(b, v, i + 1, end);
        if (stop < 0 || !keepPart(b, role, keyStart, keyEnd, i + 1, stop, kind.json)) return unsure;
      } else {
        at = putText(w, at, texts.string);
        stop = copyString(w, at, b, v, i + 1, end);
        if (stop < 0) return unsure;
        at = putText(w, at + stop - i - 1, texts.stringEnd);
      }
      i = stop + 1;
    } else if (role !== 0) {
      const stop = wordEnd(b, i, end);
      if (!keepPart(b, role, keyStart, keyEnd, i, stop, kindOf(b, role, i, stop))) return unsure;
      i = stop;
    } else {
      bare.at = at;
      i = putBare(b, i, end, w, v, texts);
      if (i < 0) return unsure;
      at = bare.at;
    }
  }
  return names === 0 ? foreign : putRecord(b, start, end, out, o, at, number, shared, observedMs);
}

/** Writes a value without quotes, as `numberOr` takes it, at `bare.at`; returns where it ends, or -2. */
export function putBare(b: Uint8Array, start: number, end: number, w: DataView, v: DataView, texts: Texts): number {
  const first = start < end ? (b[start] as number) : 0;
  const stop = first === 45 || isDigit(first) ? bareNumberEnd(b, start, end) : -1;
  if (stop === unsure) return unsure;
  if (stop >= 0) {
    const whole = wholeEnd(b, start, stop);
    const at = copy(w, putText(w, bare.at, whole < 0 ? texts.double : texts.integer), v, start, whole < 0 ? stop : whole);
    bare.at = putText(w, at, whole < 0 ? texts.doubleEnd : texts.integerEnd);
    return stop;
  }
  let at = putText(w, bare.at, texts.string);
  let i = start;
  for (;;) {
    const plainStop = copyUntil(w, at, v, i, end, 0x20202020);
    at += plainStop - i;
    i = plainStop;
    if (i >= end || isBlank(b[i] as number)) break;
    at = escapeByte(w, at, b[i] as number);
    i += 1;
  }
  bare.at = putText(w, at, texts.stringEnd);
  return i;
}

/** Where the number ends that a value without quotes is; -1 where it is text, -2 where another number is written: 0 for `-0`. */
function bareNumberEnd(b: Uint8Array, start: number, end: number): number {
  const first = b[start] === 45 ? start + 1 : start;
  let i = first;
  let nonzero = 0;
  for (; i < end && isDigit(b[i] as number); i += 1) nonzero |= (b[i] as number) - 48;
  let digits = i - first;
  if (digits === 0 || (digits > 1 && b[first] === 48)) return -1;
  if (i < end && b[i] === 46) {
    const point = i;
    for (i += 1; i < end && isDigit(b[i] as number); i += 1) nonzero |= (b[i] as number) - 48;
    if (i === point + 1) return -1;
    digits += i - point - 1;
  }
  if (digits > 15 || (i < end && !isBlank(b[i] as number))) return -1;
  return nonzero === 0 && first > start ? unsure : i;
}

/** Of a level, a number is one; a time says by itself what it is, and anything else is text. */
function kindOf(b: Uint8Array, role: number, start: number, end: number): number {
  const first = start < end ? (b[start] as number) : 0;
  return role === part.level && (first === 45 || isDigit(first)) ? kind.number : kind.bare;
}

function wordEnd(b: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && !isBlank(b[index] as number)) index += 1;
  return index;
}

/** The first byte that is neither a blank nor a tab. */
export function skipBlanks(b: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && isBlank(b[index] as number)) index += 1;
  return index;
}

/** A blank or a tab. */
export function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
