// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { escapeByte, plain } from "./bytes.ts";
import { copy, copyUntil, quotes, viewOf } from "./chunks.ts";
import { values } from "./json-nested.ts";
import { keepName } from "./named-fields.ts";
import { putText, type Text, textOf } from "./named-texts.ts";

const foreign = -1;
const unsure = -2;

type Names = "open" | "close" | "id" | "idValue" | "idEnd" | "name" | "nameValue" | "nameEnd";
const flat: Readonly<Record<Names, Text>> = {
  open: textOf("{"),
  close: textOf("}"),
  id: textOf('"'),
  idValue: textOf('":{'),
  idEnd: textOf("}"),
  name: textOf('"'),
  nameValue: textOf('":"'),
  nameEnd: textOf('"'),
};
const otlp: Readonly<Record<Names, Text>> = {
  open: values.object,
  close: values.end,
  id: values.key,
  idValue: textOf('","value":{"kvlistValue":{"values":['),
  idEnd: textOf("]}}}"),
  name: values.key,
  nameValue: textOf('","value":{"stringValue":"'),
  nameEnd: textOf('"}}'),
};

/** Where the data ends that `putStructuredData` has written. */
export const structuredFound = { end: 0, hash: 0 };

/**
 * Writes structured data that is not `-` as `readStructuredData` reads it. Ids and names that are there twice are left to that.
 * @returns the place behind it; -1: it is none; -2: unsure
 */
export function putStructuredData(b: Buffer, start: number, end: number, w: DataView, from: number, isOtlp: boolean): number {
  const v = viewOf(b);
  const texts = isOtlp ? otlp : flat;
  let at = putText(w, from, texts.open);
  let ids = 0;
  let i = start;
  for (; i < end && b[i] === 91; i += 1) {
    const idEnd = nameEnd(b, i + 1, end);
    if (idEnd < 0) return idEnd;
    if (!keepName(b, i + 1, idEnd, structuredFound.hash, 0, ids)) return unsure;
    if (ids > 0) w.setUint8(at++, 44);
    ids += 1;
    at = putText(w, copy(w, putText(w, at, texts.id), v, i + 1, idEnd), texts.idValue);
    let names = ids;
    for (i = idEnd; i < end && b[i] === 32; i += 1) {
      const first = i + 1;
      const stop = nameEnd(b, first, end);
      if (stop < 0) return stop;
      if (stop + 1 >= end || b[stop] !== 61 || b[stop + 1] !== 34) return foreign;
      if (!keepName(b, first, stop, structuredFound.hash, ids, names)) return unsure;
      if (names > ids) w.setUint8(at++, 44);
      names += 1;
      at = putText(w, copy(w, putText(w, at, texts.name), v, first, stop), texts.nameValue);
      at = putValue(b, stop + 2, end, w, v, at);
      if (at < 0) return foreign;
      at = putText(w, at, texts.nameEnd);
      i = structuredFound.end;
    }
    if (i >= end || b[i] !== 93) return foreign;
    at = putText(w, at, texts.idEnd);
  }
  structuredFound.end = i;
  return i === start ? foreign : putText(w, at, texts.close);
}

/** Leaves the name's hash in `structuredFound`. */
function nameEnd(b: Uint8Array, start: number, end: number): number {
  let hash = 0;
  let isPlain = 1;
  let i = start;
  for (; i < end; i += 1) {
    const byte = b[i] as number;
    if (byte === 32 || byte === 61 || byte === 93 || byte === 34) break;
    isPlain &= plain[byte] as number;
    hash = (Math.imul(hash, 31) + (byte | 32)) | 0;
  }
  structuredFound.hash = hash;
  return i === start || i >= end ? foreign : isPlain === 1 ? i : unsure;
}

/** A value up to its quotation mark, whose place is left in `structuredFound`; -1 where there is none. */
function putValue(b: Uint8Array, start: number, end: number, w: DataView, v: DataView, from: number): number {
  let at = from;
  for (let i = start; ; ) {
    const stop = copyUntil(w, at, v, i, end, quotes);
    at += stop - i;
    i = stop;
    if (i >= end) return foreign;
    const byte = b[i] as number;
    if (byte === 34) {
      structuredFound.end = i;
      return at;
    }
    const next = byte === 92 && i + 1 < end ? (b[i + 1] as number) : 0;
    if (next === 34 || next === 92 || next === 93) {
      if (next === 93) w.setUint8(at++, 93);
      else at = escapeByte(w, at, next);
      i += 2;
    } else {
      at = escapeByte(w, at, byte);
      i += 1;
    }
  }
}
