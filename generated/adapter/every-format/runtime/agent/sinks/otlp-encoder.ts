// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag, type Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, type AttributeValue, attribute, type LogRecord, originOf } from "../record.ts";
import { referenceOf } from "../reference.ts";
import type { ByteWriter } from "./byte-writer.ts";

/**
 * One ExportLogsServiceRequest in OTLP's JSON mapping: lowerCamelCase keys, 64-bit integers as decimal strings, enums as numbers, ids in
 * hexadecimal. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding A normaliser writes what it makes of the line in place of the
 * body.
 */
export function otlpEncoder(
  resource: Attributes,
  scope: { name: string },
  normaliser?: Normaliser,
): (batch: Batch, out: ByteWriter) => void {
  const head = Buffer.from(
    `{"resourceLogs":[{"resource":{"attributes":${keyValues(resource)}},"scopeLogs":[{"scope":${JSON.stringify(scope)},"logRecords":[`,
  );
  const doubles = doublesOf(normaliser);
  return (batch, out) => {
    out.raw(head);
    const records = batch.records;
    if (records) out.text(records.map((record) => encodeRecord(record, doubles)).join(","));
    else encodeBytes(batch, out, normaliser);
    out.raw(foot);
  };
}

/** Of what a transform made only the names are known. */
export function doublesOf(normaliser: Normaliser | undefined): ReadonlySet<string> {
  return new Set(Object.values(normaliser?.doubles ?? {}).flatMap((names) => [...names]));
}

function encodeBytes(batch: Batch, out: ByteWriter, normaliser: Normaliser | undefined): void {
  let current: Segment | undefined;
  let beginning: Buffer = foot;
  let referenceMs = 0;
  let first = true;
  batch.visit((bytes, start, end, offset, flags, segment) => {
    if (segment !== current) {
      current = segment;
      referenceMs = referenceOf(segment);
      const { streamId, observedMs } = segment;
      const file = keyValues(originOf(segment)).slice(0, -1);
      beginning = Buffer.from(
        `{"observedTimeUnixNano":"${observedMs}000000","attributes":${file},{"key":"${attribute.id}","value":{"stringValue":"${streamId}-`,
      );
    }
    if (!first) out.raw(comma);
    first = false;
    out.raw(beginning);
    out.integer(offset);
    out.raw(offsetKey);
    out.integer(offset);
    out.raw(offsetEnd);
    if (flags & flag.truncated) out.raw(truncated);
    if (flags & flag.partial) out.raw(partial);
    if (normaliser) {
      const format = normaliser.encode(bytes, start, end, out, referenceMs);
      out.raw(recordEnd);
      return format;
    }
    out.raw(bodyKey);
    out.escaped(bytes, start, end);
    out.raw(bodyEnd);
    return undefined;
  });
}

const foot = Buffer.from("]}]}]}");
const comma = Buffer.from(",");
const offsetKey = Buffer.from(`"}},{"key":"${attribute.offset}","value":{"intValue":"`);
const offsetEnd = Buffer.from('"}}');
const truncated = Buffer.from(`,{"key":"${attribute.truncated}","value":{"boolValue":true}}`);
const partial = Buffer.from(`,{"key":"${attribute.partial}","value":{"boolValue":true}}`);
const bodyKey = Buffer.from('],"body":{"stringValue":"');
const bodyEnd = Buffer.from('"}}');
const recordEnd = Buffer.from("}");

function encodeRecord({ id, body, attributes, ...record }: LogRecord, doubles: ReadonlySet<string>): string {
  const value = JSON.stringify({ ...record, body: { stringValue: body } });
  return `${value.slice(0, -1)},"attributes":${keyValues({ ...attributes, [attribute.id]: id }, doubles)}}`;
}

/** `[{"key":"a","value":{"stringValue":"b"}}]`; numbers named in `doubles`, and in lists of that name, have that type even where they are whole. */
export function keyValues(attributes: Attributes, doubles?: ReadonlySet<string>): string {
  return JSON.stringify(toKeyValues(attributes, doubles));
}

function toKeyValues(attributes: Attributes, doubles?: ReadonlySet<string>): { key: string; value: AnyValue }[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: doubles?.has(key) ? toDoubles(value) : toAnyValue(value),
  }));
}

function toDoubles(value: AttributeValue): AnyValue {
  if (typeof value === "number") return toDouble(value);
  if (typeof value === "object" && value !== null && isList(value)) return { arrayValue: { values: value.map(toDoubles) } };
  return toAnyValue(value);
}

function toDouble(value: number): AnyValue {
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

type AnyValue =
  | Readonly<Record<string, never>>
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number | string }
  | { arrayValue: { values: AnyValue[] } }
  | { kvlistValue: { values: { key: string; value: AnyValue }[] } };

function toAnyValue(value: AttributeValue): AnyValue {
  if (value === null) return {};
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isSafeInteger(value) ? { intValue: String(value) } : toDouble(value);
  if (isList(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  return { kvlistValue: { values: toKeyValues(value) } };
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
