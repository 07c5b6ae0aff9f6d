// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isAt } from "./bytes.ts";
import { copy, viewOf } from "./chunks.ts";
import { nested, nestedEnd } from "./json-nested.ts";
import { copyString, name, nameEndOf, numberEnd, skipSpace, stringEnd, wholeEnd } from "./json-tokens.ts";
import { isLabel, keepName, keepPart, kind, part, partOf } from "./named-fields.ts";
import { putText, textsOf } from "./named-texts.ts";
import type { Shared } from "./shared.ts";
import type { Words } from "./words.ts";

const unsure = -2;
const [trueWord, falseWord, nullWord, errorWord] = ["true", "false", "null", "err"].map((word) => Buffer.from(word)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];

/** Where the next byte is written, and how many names the line has: what `putMembers` moves. */
export const place = { at: 0, names: 0 };

/**
 * Reads the members of a JSON object as bytes: fields become attributes as they come, and parts of the record are kept where they are. What is
 * doubled, or no plain case of its kind, is left to `readObject`.
 * @param start behind the opening brace
 * @param tailNames of an object behind a message: names that it must not say; time, level and message are attributes there
 * @returns the place behind the closing brace; -2: unsure
 */
export function putMembers(b: Buffer, start: number, end: number, w: DataView, shared: Shared, tailNames?: Words): number {
  const v = viewOf(b);
  const texts = textsOf[shared.shape];
  const isEcs = shared.shape === "ecs";
  const isOtlp = shared.shape === "otlp";
  const others = tailNames ?? shared.carried;
  let { at, names } = place;
  let i = skipSpace(b, start, end);
  for (let first = true; i < end && b[i] !== 125; first = false) {
    if (!first) {
      if (b[i] !== 44) return unsure;
      i = skipSpace(b, i + 1, end);
    }
    // The name.
    const nameStart = i + 1;
    const nameEnd = nameEndOf(b, i, end);
    if (nameEnd < 0 || !keepName(b, nameStart, nameEnd, name.hash, 0, names)) return unsure;
    names += 1;
    const found = partOf(b, nameStart, nameEnd, name.hash);
    const role = tailNames !== undefined && found <= part.body ? 0 : found;
    if (role === part.own || (others !== undefined && others(b, nameStart, nameEnd) !== 0)) return unsure;
    if (role === 0 && isEcs && !isLabel(b, nameStart, nameEnd)) return unsure;
    i = skipSpace(b, nameEnd + 1, end);
    if (i >= end || b[i] !== 58) return unsure;
    i = skipSpace(b, i + 1, end);
    if (i >= end) return unsure;
    // The value.
    const byte = b[i] as number;
    if (byte === 34) {
      let stop = 0;
      if (role !== 0) {
        stop = stringEnd(b, v, i + 1, end);
        if (stop < 0 || !keepPart(b, role, nameStart, nameEnd, i + 1, stop, kind.json)) return unsure;
      } else {
        at = copy(w, putText(w, at, texts.key), v, nameStart, nameEnd);
        at = putText(w, at, texts.string);
        stop = copyString(w, at, b, v, i + 1, end);
        if (stop < 0) return unsure;
        at = putText(w, at + stop - i - 1, texts.stringEnd);
      }
      i = stop + 1;
    } else if (byte === 45 || (byte >= 48 && byte <= 57)) {
      const stop = role === part.time ? timeNumberEnd(b, i, end) : numberEnd(b, i, end);
      if (stop < 0) return unsure;
      if (role !== 0) {
        if (!keepPart(b, role, nameStart, nameEnd, i, stop, kind.number)) return unsure;
      } else {
        const whole = wholeEnd(b, i, stop);
        at = copy(w, putText(w, at, texts.key), v, nameStart, nameEnd);
        at = copy(w, putText(w, at, whole < 0 ? texts.double : texts.integer), v, i, whole < 0 ? stop : whole);
        at = putText(w, at, whole < 0 ? texts.doubleEnd : texts.integerEnd);
      }
      i = stop;
    } else if (isAt(b, i, end, nullWord)) i += 4;
    else if (role !== 0) return unsure;
    else if (byte === 123 || byte === 91) {
      // Of an error with a stack, and in documents of ECS, other names are made.
      if (isEcs || (byte === 123 && isError(b, nameStart, nameEnd))) return unsure;
      at = copy(w, putText(w, at, texts.key), v, nameStart, nameEnd);
      at = putText(w, at, texts.nested);
      nested.at = at;
      const stop = nestedEnd(b, i, end, names, isOtlp ? w : undefined);
      if (stop < 0) return unsure;
      at = isOtlp ? nested.at : copy(w, at, v, i, stop);
      at = putText(w, at, texts.nestedEnd);
      i = stop;
    } else {
      const length = isAt(b, i, end, trueWord) ? 4 : isAt(b, i, end, falseWord) ? 5 : 0;
      if (length === 0) return unsure;
      at = copy(w, putText(w, at, texts.key), v, nameStart, nameEnd);
      at = copy(w, putText(w, at, texts.bool), v, i, i + length);
      at = putText(w, at, texts.doubleEnd);
      i += length;
    }
    i = skipSpace(b, i, end);
  }
  if (i >= end) return unsure;
  place.at = at;
  place.names = names;
  return i + 1;
}

/** Names under which JavaScript's loggers write errors, whose stacks become attributes of their own. */
function isError(b: Uint8Array, start: number, end: number): boolean {
  return isAt(b, start, end, errorWord) && (end - start === 3 || (end - start === 5 && b[start + 3] === 111 && b[start + 4] === 114));
}

/** A time may have up to 19 digits, as nanoseconds do; with a fraction only those that a double has. */
function timeNumberEnd(b: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && (b[index] as number) >= 48 && (b[index] as number) <= 57) index += 1;
  const after = index < end ? (b[index] as number) : 0;
  if (index - start > 15 && after !== 46 && (after | 32) !== 0x65) return b[start] === 48 ? -1 : index;
  const stop = numberEnd(b, start, end);
  // Seconds with six digits more, milliseconds with two.
  if (stop - start <= (index - start > 11 && after === 46 ? 16 : 17)) return stop;
  // zap writes as many digits as tell the double from others.
  const text = b.toString("latin1", start, stop);
  return String(Number(text)) === text ? stop : -1;
}
