// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { ByteWriter } from "../agent/sinks/byte-writer.ts";
import { digits, isAt, put, putInteger } from "./bytes.ts";
import { copy, putEscaped, viewOf } from "./chunks.ts";
import { hasEscape, numberEnd, skipSpace, stringEnd } from "./json-tokens.ts";
import { severityAt, severityOfNumber } from "./severity.ts";
import type { Shared } from "./shared.ts";
import { clock, epochTime, isoTime, putIso, putUnixNano } from "./time.ts";
import { known } from "./well-known.ts";
import { byteWords, hashOf } from "./words.ts";

const foreign = -1;
const unsure = -2;
const room = 512;
const mostFields = 64;

const part = { time: 1, level: 2, body: 3, trace: 4, span: 5 } as const;
const partOf = byteWords(
  (Object.keys(part) as (keyof typeof part)[]).flatMap((name) => known[name].map((word) => [word, part[name]] as const)),
  false,
);

/** Where the parts of the record were found: the insides of strings, by number of the part. */
const starts = new Int32Array(6);
const ends = new Int32Array(6);
const hashes = new Int32Array(mostFields);

const text = (value: string) => Buffer.from(value);
const [priority, ownNames, trueWord, falseWord, nullWord] = ["PRIORITY", "log.", "true", "false", "null"].map(text) as Buffer[] as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];
const shapes = {
  flat: {
    key: ',"',
    string: '":"',
    stringEnd: '"',
    integer: '":',
    integerEnd: "",
    other: '":',
    end: "}",
    body: ',"body":"',
    bodyEnd: '"',
    time: ',"time":"',
  },
  otlp: {
    key: ',{"key":"',
    string: '","value":{"stringValue":"',
    stringEnd: '"}}',
    integer: '","value":{"intValue":"',
    integerEnd: '"}}',
    other: '","value":{"doubleValue":',
    end: "]",
    body: ',"body":{"stringValue":"',
    bodyEnd: '"}',
    time: ',"timeUnixNano":"',
  },
} as const;
type Texts = Readonly<Record<keyof (typeof shapes)["flat"], Buffer>>;
const labels = { ...shapes.flat, key: ',"labels.', end: "", body: ',"message":"', time: ',"@timestamp":"' } as const;
const encoded = (names: Readonly<Record<keyof Texts, string>>) =>
  Object.fromEntries(Object.entries(names).map(([name, value]) => [name, text(value)])) as Texts;
const textsOf = { flat: encoded(shapes.flat), otlp: encoded(shapes.otlp), ecs: encoded(labels) } as const;
const boolKey = text('","value":{"boolValue":');
const otherEnd = text("}}");
const recordKeys = {
  severity: text(',"severityNumber":'),
  level: text(',"severityText":"'),
  trace: text(',"traceId":"'),
  span: text(',"spanId":"'),
};
const ecsKeys = {
  severity: text(',"event.severity":'),
  level: text(',"log.level":"'),
  trace: text(',"trace.id":"'),
  span: text(',"span.id":"'),
};

/**
 * Reads a flat JSON object as bytes: fields become attributes as they come, and time, level, message and trace are kept for the end. What
 * is nested, doubled, or no plain case of its kind is left to `readJson`.
 * @returns the number of the format; -1: no object begins here; -2: unsure
 */
export function scanJson(
  b: Buffer,
  start: number,
  end: number,
  out: ByteWriter,
  observedMs: number,
  number: number,
  shared: Shared,
): number {
  const opening = skipSpace(b, start, end);
  if (opening >= end || b[opening] !== 123) return foreign;
  const o = out.lend((end - start) * 16 + room);
  const w = out.view;
  const v = viewOf(b);
  let at = out.length;
  const texts = textsOf[shared.shape];
  const isOtlp = shared.shape === "otlp";
  const isEcs = shared.shape === "ecs";
  starts.fill(-1);
  let fields = 0;
  let levelIsNumber = false;
  let timeIsNumber = false;
  let i = skipSpace(b, opening + 1, end);
  for (let first = true; i < end && b[i] !== 125; first = false) {
    if (!first) {
      if (b[i] !== 44) return unsure;
      i = skipSpace(b, i + 1, end);
    }
    // The key.
    if (i >= end || b[i] !== 34) return unsure;
    const keyStart = i + 1;
    const keyEnd = stringEnd(b, keyStart, end);
    if (keyEnd <= keyStart || hasEscape(b, keyStart, keyEnd)) return unsure;
    const hash = hashOf(b, keyStart, keyEnd);
    for (let index = 0; index < fields; index += 1) if (hashes[index] === hash) return unsure;
    if (fields === mostFields) return unsure;
    hashes[fields++] = hash;
    i = skipSpace(b, keyEnd + 1, end);
    if (i >= end || b[i] !== 58) return unsure;
    i = skipSpace(b, i + 1, end);
    if (i >= end) return unsure;
    const role = partOf(b, keyStart, keyEnd);
    if (role === 0 && (isAt(b, keyStart, keyEnd, ownNames) || (isEcs && !isLabel(b, keyStart, keyEnd)))) return unsure;
    // The value.
    const byte = b[i] as number;
    if (byte === 34) {
      const stop = stringEnd(b, i + 1, end);
      if (stop < 0) return unsure;
      if (role !== 0) {
        if ((starts[role] as number) >= 0 || (role !== part.body && hasEscape(b, i + 1, stop))) return unsure;
        // Of MongoDB, and of others something else.
        if (keyEnd - keyStart === 1 && b[keyStart] === 0x73 && severityAt(b, i + 1, stop) === 0) return unsure;
        starts[role] = i + 1;
        ends[role] = stop;
      } else {
        at = put(o, at, texts.key);
        at = copy(w, at, v, keyStart, keyEnd);
        at = put(o, at, texts.string);
        at = copy(w, at, v, i + 1, stop);
        at = put(o, at, texts.stringEnd);
      }
      i = stop + 1;
    } else if (byte === 45 || (byte >= 48 && byte <= 57)) {
      const stop = role === part.time ? timeNumberEnd(b, i, end) : numberEnd(b, i, end);
      if (stop < 0) return unsure;
      if (role !== 0) {
        if ((starts[role] as number) >= 0 || (role !== part.time && role !== part.level) || isAt(b, keyStart, keyEnd, priority))
          return unsure;
        if (keyEnd - keyStart === 1 && b[keyStart] === 0x73) return unsure;
        if (role === part.level) levelIsNumber = true;
        else timeIsNumber = true;
        starts[role] = i;
        ends[role] = stop;
      } else {
        const whole = isWhole(b, i, stop);
        at = put(o, at, texts.key);
        at = copy(w, at, v, keyStart, keyEnd);
        at = put(o, at, whole ? texts.integer : texts.other);
        at = copy(w, at, v, i, stop);
        at = put(o, at, whole ? texts.integerEnd : isOtlp ? otherEnd : texts.integerEnd);
      }
      i = stop;
    } else if (isAt(b, i, end, nullWord)) i += 4;
    else {
      const length = isAt(b, i, end, trueWord) ? 4 : isAt(b, i, end, falseWord) ? 5 : 0;
      if (length === 0 || role !== 0) return unsure;
      at = put(o, at, texts.key);
      at = copy(w, at, v, keyStart, keyEnd);
      at = put(o, at, isOtlp ? boolKey : texts.other);
      at = copy(w, at, v, i, i + length);
      if (isOtlp) at = put(o, at, otherEnd);
      i += length;
    }
    i = skipSpace(b, i, end);
  }
  if (i >= end || skipSpace(b, i + 1, end) !== end) return unsure;
  return finish(b, start, end, out, o, at, texts, number, shared, levelIsNumber, timeIsNumber, observedMs);
}

function finish(
  b: Buffer,
  start: number,
  end: number,
  out: ByteWriter,
  o: Buffer,
  from: number,
  texts: Texts,
  number: number,
  { shape, zone, zoneAssumed, carrier }: Shared,
  levelIsNumber: boolean,
  timeIsNumber: boolean,
  observedMs: number,
): number {
  const w = out.view;
  const v = viewOf(b);
  let at = from;
  let { seconds, nanos } = carrier;
  const keys = shape === "ecs" ? ecsKeys : recordKeys;
  const timeStart = starts[part.time] as number;
  if (timeStart >= 0) {
    const timeEnd = ends[part.time] as number;
    const iso = timeIsNumber ? -1 : isoTime(b, timeStart, timeEnd, zone);
    if ((iso >= 0 ? iso : epochTime(b, timeStart, timeEnd)) !== timeEnd) return unsure;
    seconds = clock.seconds;
    nanos = clock.nanos;
    if (!clock.zoned) at = put(o, at, zoneAssumed);
  }
  at = put(o, at, texts.end);
  if (seconds < 0 && shape === "ecs") {
    seconds = Math.floor(observedMs / 1000);
    nanos = (observedMs - seconds * 1000) * 1_000_000;
  }
  if (seconds >= 0) {
    at = put(o, at, texts.time);
    at = shape === "otlp" ? putUnixNano(w, at, seconds, nanos) : putIso(w, at, seconds, nanos);
    o[at++] = 34;
  }
  const levelStart = starts[part.level] as number;
  if (levelStart >= 0) {
    const levelEnd = ends[part.level] as number;
    const severity = severityOf(b, levelStart, levelEnd, levelIsNumber);
    if (severity < 0) return unsure;
    if (severity > 0) at = putInteger(o, put(o, at, keys.severity), severity);
    at = copy(w, put(o, at, keys.level), v, levelStart, levelEnd);
    o[at++] = 34;
  }
  for (const role of [part.trace, part.span] as const) {
    const idStart = starts[role] as number;
    if (idStart < 0) continue;
    const idEnd = ends[role] as number;
    if (!isId(b, idStart, idEnd, role === part.trace ? 32 : 16)) return unsure;
    at = copy(w, put(o, at, role === part.trace ? keys.trace : keys.span), v, idStart, idEnd);
    o[at++] = 34;
  }
  at = put(o, at, texts.body);
  const bodyStart = starts[part.body] as number;
  at = bodyStart >= 0 ? copy(w, at, v, bodyStart, ends[part.body] as number) : putEscaped(w, at, v, start, end);
  out.length = put(o, at, texts.bodyEnd);
  return number;
}

/** Whether a key is a label as it is: `labelOf` changes nothing in it, and no field of ECS is called so. */
function isLabel(b: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const byte = b[index] as number;
    if (byte === 46 || byte === 42 || ((index === start || index === end - 1) && (byte <= 32 || byte > 126))) return false;
  }
  return true;
}

/** -1: the object face has to look. */
function severityOf(b: Buffer, start: number, end: number, isNumber: boolean): number {
  if (!isNumber) return start < end && (b[start] as number) >= 48 && (b[start] as number) <= 57 ? -1 : severityAt(b, start, end);
  const level = end - start <= 3 ? digits(b, start, end - start, end) : -1;
  return level < 0 ? -1 : severityOfNumber(level);
}

function isId(b: Buffer, start: number, end: number, length: number): boolean {
  if (end - start !== length) return false;
  let nonzero = false;
  for (let index = start; index < end; index += 1) {
    const byte = b[index] as number;
    if (!((byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102))) return false;
    if (byte !== 48) nonzero = true;
  }
  return nonzero;
}

/** A time may have up to 19 digits, as nanoseconds do; with a fraction only as many as a double holds. */
function timeNumberEnd(b: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && (b[index] as number) >= 48 && (b[index] as number) <= 57) index += 1;
  const after = index < end ? (b[index] as number) : 0;
  if (index - start > 15 && after !== 46 && (after | 32) !== 0x65) return b[start] === 48 ? -1 : index;
  const stop = numberEnd(b, start, end);
  // Seconds with six digits more, milliseconds with two.
  return stop - start > (index - start > 11 && after === 46 ? 16 : 17) ? -1 : stop;
}

function isWhole(b: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (b[index] === 46) return false;
  return true;
}
