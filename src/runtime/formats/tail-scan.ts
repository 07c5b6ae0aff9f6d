import { isAt } from "./bytes.ts";
import { copy, hasLines, putEscaped, viewOf } from "./chunks.ts";
import { place, putMembers } from "./json-members.ts";
import { copyString, stringEnd } from "./json-tokens.ts";
import { keyByte } from "./logfmt.ts";
import { bare, isBlank, putBare, skipBlanks } from "./logfmt-scan.ts";
import { ends, isIdText, isLabel, keepName, keepPart, kind, part, partOf, starts } from "./named-fields.ts";
import { putText, type Texts, textsOf } from "./named-texts.ts";
import type { Shared } from "./shared.ts";
import type { Words } from "./words.ts";

/**
 * What `tail.ts` finds at the end of a line, read as bytes: the functions write attributes at `at`, and return the place behind them, or -2 where
 * the object face has to look. `names` are those that the line's layout gives to attributes: a tail that has one is left to the object face.
 */

const unsure = -2;

/** Where the message in front of it ends, and the ids that it names: their end is 0 where there is none. */
export const tailFound = { messageEnd: 0, traceStart: 0, traceEnd: 0, spanStart: 0, spanEnd: 0 };

/** `key=value` pairs, from the first place on behind which there is nothing else. */
export function putPairsBehind(b: Buffer, start: number, end: number, w: DataView, at: number, shared: Shared, names: Words): number {
  begin(end);
  if (hasLines(viewOf(b), start, end)) return unsure;
  const stop = trimmedEnd(b, start, end);
  for (let first = skipBlanks(b, start, stop); first < stop; first = skipBlanks(b, wordEnd(b, run.failed, stop), stop)) {
    const behind = putPairs(b, first, stop, w, at, shared, names);
    if (behind === unsure) return unsure;
    if (behind >= 0) {
      tailFound.messageEnd = trimmedEnd(b, start, first);
      return keepIds(b) ? behind : unsure;
    }
  }
  return at;
}

/** Of pairs that were none: the word at which that was seen. From none of those in front of it there are pairs up to the end. */
const run = { failed: 0 };

/** @returns -1: something else follows, see `run.failed` */
function putPairs(b: Buffer, start: number, stop: number, w: DataView, from: number, shared: Shared, names: Words): number {
  const v = viewOf(b);
  const texts = textsOf[shared.shape];
  let at = from;
  let count = 0;
  let hasQuotes = false;
  starts.fill(-1);
  for (let i = start; i < stop; i = skipBlanks(b, i < stop && b[i] === 44 ? i + 1 : i, stop)) {
    const keyStart = i;
    let hash = 0;
    for (let byte = b[i] as number; keyByte[byte] === 1 && i < stop; byte = b[i] as number) {
      hash = (Math.imul(hash, 31) + (byte | 32)) | 0;
      i += 1;
    }
    const keyEnd = i;
    if (keyEnd === keyStart || keyEnd >= stop || b[keyEnd] !== 61) {
      // Inside of quotes there are words that were not looked at.
      run.failed = keyStart;
      return hasQuotes ? unsure : -1;
    }
    if (!keepName(b, keyStart, keyEnd, hash, 0, count)) return unsure;
    count += 1;
    const role = partOf(b, keyStart, keyEnd, hash);
    if (role === part.own || names(b, keyStart, keyEnd) !== 0) return unsure;
    if (shared.shape === "ecs" && role <= part.body && !isLabel(b, keyStart, keyEnd)) return unsure;
    i += 1;
    const byte = i < stop ? (b[i] as number) : 0;
    const isQuoted = byte === 34;
    const isOpening = byte === 91 || byte === 123;
    hasQuotes ||= isQuoted || isOpening;
    if (role > part.body) {
      const first = isQuoted ? i + 1 : i;
      const valueEnd = isQuoted ? stringEnd(b, v, first, stop) : bareEnd(b, i, stop);
      if (valueEnd < 0 || !keepPart(b, role, keyStart, keyEnd, first, valueEnd, kind.bare)) return unsure;
      i = isQuoted ? valueEnd + 1 : valueEnd;
    } else if (isQuoted) {
      at = putText(w, putName(w, at, v, texts, keyStart, keyEnd), texts.string);
      const close = copyString(w, at, b, v, i + 1, stop);
      if (close < 0) return unsure;
      at = putText(w, at + close - i - 1, texts.stringEnd);
      i = close + 1;
    } else if (isOpening) {
      const close = closingEnd(b, i, stop);
      if (close < 0) return unsure;
      at = putText(w, putName(w, at, v, texts, keyStart, keyEnd), texts.string);
      at = putText(w, putEscaped(w, at, v, i, close), texts.stringEnd);
      i = close;
    } else {
      const valueEnd = bareEnd(b, i, stop);
      at = putName(w, at, v, texts, keyStart, keyEnd);
      if (isTruth(b, i, valueEnd)) {
        at = putText(w, copy(w, putText(w, at, texts.bool), v, i, valueEnd), texts.doubleEnd);
        i = valueEnd;
      } else {
        bare.at = at;
        i = putBare(b, i, valueEnd, w, v, texts);
        if (i < 0) return unsure;
        at = bare.at;
      }
    }
    if (i < stop && !isBlank(b[i] as number) && !isComma(b, i, stop)) return unsure;
  }
  return at;
}

function putName(w: DataView, at: number, v: DataView, texts: Texts, start: number, end: number): number {
  return copy(w, putText(w, at, texts.key), v, start, end);
}

/** The JSON object that a line ends with, at the start or behind a blank. */
export function putObjectBehind(b: Buffer, start: number, end: number, w: DataView, at: number, shared: Shared, names: Words): number {
  begin(end);
  if (hasLines(viewOf(b), start, end)) return unsure;
  const stop = trimmedEnd(b, start, end);
  const opening = stop > start && b[stop - 1] === 125 ? openingAt(b, start, stop, false) : stop;
  if (opening === stop) return at;
  place.at = at;
  place.names = 0;
  if (putMembers(b, opening + 1, stop, w, shared, names) !== stop) return unsure;
  tailFound.messageEnd = trimmedEnd(b, start, opening);
  return keepIds(b) ? place.at : unsure;
}

/** The same of two objects with blanks in between, or one, where `[]` is an empty one. */
export function putObjectsBehind(b: Buffer, start: number, end: number, w: DataView, at: number, shared: Shared, names: Words): number {
  begin(end);
  if (hasLines(viewOf(b), start, end)) return unsure;
  const stop = trimmedEnd(b, start, end);
  const isClosed = stop > start && (b[stop - 1] === 125 || b[stop - 1] === 93);
  const opening = isClosed ? openingAt(b, start, stop, true) : stop;
  if (opening === stop) return at;
  place.at = at;
  place.names = 0;
  let i = putOne(b, opening, stop, w, shared, names);
  if (i >= 0 && i < stop && isBlank(b[i] as number)) i = putOne(b, skipBlanks(b, i, stop), stop, w, shared, names);
  if (i !== stop) return unsure;
  tailFound.messageEnd = trimmedEnd(b, start, opening);
  return keepIds(b) ? place.at : unsure;
}

/** Its end; -2: unsure. */
function putOne(b: Buffer, start: number, end: number, w: DataView, shared: Shared, names: Words): number {
  if (start + 1 < end && b[start] === 91 && b[start + 1] === 93) return start + 2;
  return start < end && b[start] === 123 ? putMembers(b, start + 1, end, w, shared, names) : unsure;
}

/** The first opening brace at the start or behind a blank, or such a `[]` where lists are wanted; `end` where there is none. */
function openingAt(b: Uint8Array, start: number, end: number, lists: boolean): number {
  for (let index = start; index < end; index += 1) {
    const isOpening = b[index] === 123 || (lists && b[index] === 91 && index + 1 < end && b[index + 1] === 93);
    if (isOpening && (index === start || isBlank(b[index - 1] as number))) return index;
  }
  return end;
}

function begin(end: number): void {
  starts.fill(-1);
  tailFound.messageEnd = end;
  tailFound.traceEnd = 0;
  tailFound.spanEnd = 0;
}

/** False where one may be none. */
function keepIds(b: Uint8Array): boolean {
  const [trace, span] = [starts[part.trace] as number, starts[part.span] as number];
  if (trace >= 0) {
    tailFound.traceStart = trace;
    tailFound.traceEnd = ends[part.trace] as number;
    if (!isIdText(b, trace, tailFound.traceEnd, 32)) return false;
  }
  if (span >= 0) {
    tailFound.spanStart = span;
    tailFound.spanEnd = ends[part.span] as number;
    if (!isIdText(b, span, tailFound.spanEnd, 16)) return false;
  }
  return true;
}

/** Where a value ends that begins with a bracket or a brace; -2 where it is not closed, or more follows at once. */
function closingEnd(b: Uint8Array, start: number, stop: number): number {
  let depth = 0;
  for (let i = start; i < stop; i += 1) {
    const byte = b[i] as number;
    if (byte === 91 || byte === 123) {
      if (depth === deepest) return unsure;
      open[depth++] = byte;
    } else if (byte === 93 || byte === 125) {
      depth -= 1;
      if (open[depth] !== byte - 2) return unsure;
      if (depth === 0) return i + 1 >= stop || isBlank(b[i + 1] as number) || isComma(b, i + 1, stop) ? i + 1 : unsure;
    }
  }
  return unsure;
}

const deepest = 32;
const open = new Uint8Array(deepest);

/** Where a value without quotes ends: the comma of a list of pairs is not its own. */
function bareEnd(b: Uint8Array, start: number, stop: number): number {
  const end = wordEnd(b, start, stop);
  return end < stop && end > start && b[end - 1] === 44 ? end - 1 : end;
}

function wordEnd(b: Uint8Array, start: number, stop: number): number {
  let index = start;
  while (index < stop && !isBlank(b[index] as number)) index += 1;
  return index;
}

/** `, `, which ends a value. */
function isComma(b: Uint8Array, index: number, stop: number): boolean {
  return index + 1 < stop && b[index] === 44 && b[index + 1] === 32;
}

const [trueWord, falseWord] = [Buffer.from("true"), Buffer.from("false")];

function isTruth(b: Uint8Array, start: number, end: number): boolean {
  return end - start === 4 ? isAt(b, start, end, trueWord) : end - start === 5 && isAt(b, start, end, falseWord);
}

function trimmedEnd(b: Uint8Array, start: number, end: number): number {
  let index = end;
  while (index > start && isBlank(b[index - 1] as number)) index -= 1;
  return index;
}
