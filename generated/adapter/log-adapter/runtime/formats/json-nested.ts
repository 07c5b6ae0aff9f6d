// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isAt } from "./bytes.ts";
import { copy, viewOf } from "./chunks.ts";
import { copyString, name, nameEndOf, numberEnd, skipSpace, stringEnd, wholeEnd } from "./json-tokens.ts";
import { keepName } from "./named-fields.ts";
import { putText, textOf } from "./named-texts.ts";

const unsure = -2;
/** Deeper ones are left to the object face, and with them what more room for brackets would need. */
const deepest = 16;
const [trueWord, falseWord, nullWord] = [Buffer.from("true"), Buffer.from("false"), Buffer.from("null")];

/** OTLP's AnyValue. https://opentelemetry.io/docs/specs/otel/common/#anyvalue */
export const values = {
  string: textOf('{"stringValue":"'),
  stringEnd: textOf('"}'),
  integer: textOf('{"intValue":"'),
  integerEnd: textOf('"}'),
  double: textOf('{"doubleValue":'),
  bool: textOf('{"boolValue":'),
  close: textOf("}"),
  nothing: textOf("{}"),
  object: textOf('{"kvlistValue":{"values":['),
  list: textOf('{"arrayValue":{"values":['),
  end: textOf("]}}"),
  key: textOf('{"key":"'),
  value: textOf('","value":'),
};

/** Behind what `nestedEnd` has written. */
export const nested = { at: 0 };

/**
 * The end of the object or list at `start`, where both faces make the same of it; -2: unsure. What is doubled, or null in an object, is left to the
 * object face.
 * @param names how many names are kept in front of it
 * @param w where it is written as OTLP has it, at `nested.at`; without, it is to be copied
 */
export function nestedEnd(b: Buffer, start: number, end: number, names: number, w?: DataView, depth = 1): number {
  if (depth > deepest) return unsure;
  const isObject = b[start] === 123;
  const close = isObject ? 125 : 93;
  let count = names;
  if (w) nested.at = putText(w, nested.at, isObject ? values.object : values.list);
  let i = skipSpace(b, start + 1, end);
  for (let first = true; i < end && b[i] !== close; first = false) {
    if (!first) {
      if (b[i] !== 44) return unsure;
      i = skipSpace(b, i + 1, end);
      if (w) w.setUint8(nested.at++, 44);
    }
    if (isObject) {
      i = memberNameEnd(b, i, end, names, count, w);
      count += 1;
      // A member that is null is left out.
      if (i < 0 || i >= end || isAt(b, i, end, nullWord)) return unsure;
    }
    i = i < end && (b[i] === 123 || b[i] === 91) ? nestedEnd(b, i, end, count, w, depth + 1) : scalarEnd(b, i, end, w);
    if (i < 0) return unsure;
    if (w && isObject) nested.at = putText(w, nested.at, values.close);
    i = skipSpace(b, i, end);
  }
  if (i >= end) return unsure;
  if (w) nested.at = putText(w, nested.at, values.end);
  return i + 1;
}

/** Where the value begins of the member whose name is at `start`. */
function memberNameEnd(b: Buffer, start: number, end: number, first: number, count: number, w: DataView | undefined): number {
  const nameEnd = nameEndOf(b, start, end);
  if (nameEnd < 0 || !keepName(b, start + 1, nameEnd, name.hash, first, count)) return unsure;
  if (w) nested.at = putText(w, copy(w, putText(w, nested.at, values.key), viewOf(b), start + 1, nameEnd), values.value);
  const i = skipSpace(b, nameEnd + 1, end);
  return i < end && b[i] === 58 ? skipSpace(b, i + 1, end) : unsure;
}

function scalarEnd(b: Buffer, start: number, end: number, w: DataView | undefined): number {
  const v = viewOf(b);
  const byte = start < end ? (b[start] as number) : 0;
  if (byte === 34) {
    if (!w) return stringEnd(b, v, start + 1, end) + 1 || unsure;
    const at = putText(w, nested.at, values.string);
    const stop = copyString(w, at, b, v, start + 1, end);
    if (stop < 0) return unsure;
    nested.at = putText(w, at + stop - start - 1, values.stringEnd);
    return stop + 1;
  }
  if (byte === 45 || (byte >= 48 && byte <= 57)) {
    const stop = numberEnd(b, start, end);
    if (stop < 0 || !w) return stop < 0 ? unsure : stop;
    const whole = wholeEnd(b, start, stop);
    const at = putText(w, nested.at, whole < 0 ? values.double : values.integer);
    nested.at = putText(w, copy(w, at, v, start, whole < 0 ? stop : whole), whole < 0 ? values.close : values.integerEnd);
    return stop;
  }
  if (isAt(b, start, end, nullWord)) {
    if (w) nested.at = putText(w, nested.at, values.nothing);
    return start + 4;
  }
  const length = isAt(b, start, end, trueWord) ? 4 : isAt(b, start, end, falseWord) ? 5 : 0;
  if (length === 0) return unsure;
  if (w) nested.at = putText(w, copy(w, putText(w, nested.at, values.bool), v, start, start + length), values.close);
  return start + length;
}
