// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { ByteWriter } from "../agent/sinks/byte-writer.ts";
import { digits, put, putInteger } from "./bytes.ts";
import { copy, putEscaped, viewOf } from "./chunks.ts";
import { ends, isIdText, kind, kinds, part, starts } from "./named-fields.ts";
import { putText, textsOf } from "./named-texts.ts";
import { severityAt, severityOfNumber } from "./severity.ts";
import type { Shared } from "./shared.ts";
import { clock, epochTime, isoTime, putIso, putUnixNano } from "./time.ts";

const unsure = -2;

/**
 * Writes the end of a record whose attributes are written: time, level, ids and message, from where `keepPart` has found them. `recordOf` says
 * the same of an object.
 * @param o what `out` has lent
 * @param from the place behind the attributes
 * @returns `number`, or -2 where one of the parts may be none
 */
export function putRecord(
  b: Buffer,
  start: number,
  end: number,
  out: ByteWriter,
  o: Buffer,
  from: number,
  number: number,
  { shape, zone, zoneAssumed, carrier }: Shared,
  observedMs: number,
): number {
  const w = out.view;
  const v = viewOf(b);
  const texts = textsOf[shape];
  let at = from;
  let { seconds, nanos } = carrier;
  const timeStart = starts[part.time] as number;
  if (timeStart >= 0) {
    const timeEnd = ends[part.time] as number;
    const iso = kinds[part.time] === kind.number ? -1 : isoTime(b, timeStart, timeEnd, zone);
    if ((iso >= 0 ? iso : epochTime(b, timeStart, timeEnd)) !== timeEnd) return unsure;
    seconds = clock.seconds;
    nanos = clock.nanos;
    if (!clock.zoned) at = put(o, at, zoneAssumed);
  }
  at = putText(w, at, texts.end);
  if (seconds < 0 && shape === "ecs") {
    seconds = Math.floor(observedMs / 1000);
    nanos = (observedMs - seconds * 1000) * 1_000_000;
  }
  if (seconds >= 0) {
    at = putText(w, at, texts.time);
    at = shape === "otlp" ? putUnixNano(w, at, seconds, nanos) : putIso(w, at, seconds, nanos);
    o[at++] = 34;
  }
  const levelStart = starts[part.level] as number;
  if (levelStart >= 0) {
    const levelEnd = ends[part.level] as number;
    const severity = severityOf(b, levelStart, levelEnd, kinds[part.level] === kind.number);
    if (severity < 0) return unsure;
    if (severity > 0) at = putInteger(o, putText(w, at, texts.severity), severity);
    at = copy(w, putText(w, at, texts.level), v, levelStart, levelEnd);
    o[at++] = 34;
  }
  for (let role: number = part.trace; role <= part.span; role += 1) {
    const idStart = starts[role] as number;
    if (idStart < 0) continue;
    const idEnd = ends[role] as number;
    if (!isIdText(b, idStart, idEnd, role === part.trace ? 32 : 16)) return unsure;
    at = copy(w, putText(w, at, role === part.trace ? texts.trace : texts.span), v, idStart, idEnd);
    o[at++] = 34;
  }
  at = putText(w, at, texts.body);
  const bodyStart = starts[part.body] as number;
  if (bodyStart < 0) at = putEscaped(w, at, v, start, end);
  else if (kinds[part.body] === kind.json) at = copy(w, at, v, bodyStart, ends[part.body] as number);
  else at = putEscaped(w, at, v, bodyStart, ends[part.body] as number);
  out.length = putText(w, at, texts.bodyEnd);
  return number;
}

/** -1: the object face has to look. */
function severityOf(b: Uint8Array, start: number, end: number, isNumber: boolean): number {
  if (!isNumber) return start < end && (b[start] as number) >= 48 && (b[start] as number) <= 57 ? -1 : severityAt(b, start, end);
  const level = end - start <= 3 ? digits(b, start, end - start, end) : -1;
  return level < 0 ? -1 : severityOfNumber(level);
}
