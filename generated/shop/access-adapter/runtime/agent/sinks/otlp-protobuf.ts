// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag, type Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, type AttributeValue, attribute, type LogRecord, originOf } from "../record.ts";
import { toRecords } from "../transform.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { doublesOf } from "./otlp-encoder.ts";
import { field, lengthTag, putVarint, varintSize } from "./protobuf.ts";

/**
 * One ExportLogsServiceRequest as Protocol Buffers: the numbers are those of
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto
 * Lengths stand in front of what they measure, so that a batch is measured first and written then, straight from its bytes.
 */
export function otlpProtobufEncoder(
  resource: Attributes,
  scope: { name: string },
  normaliser?: Normaliser,
): (batch: Batch, out: ByteWriter) => void {
  const doubles = doublesOf(normaliser);
  const resourceField = field.message(1, ...attributes(1, resource, doubles));
  const scopeField = field.message(1, field.text(1, scope.name));
  return (batch, out) => {
    const made = batch.records || normaliser ? toRecords(batch, normaliser).map((record) => recordField(record, doubles)) : undefined;
    const size = made ? made.reduce((sum, bytes) => sum + bytes.length, 0) : measure(batch);
    const scopeSize = scopeField.length + size;
    const resourceSize = resourceField.length + 1 + varintSize(scopeSize) + scopeSize;
    out.byte(lengthTag(1));
    putVarint(out, resourceSize);
    out.raw(resourceField);
    out.byte(lengthTag(2));
    putVarint(out, scopeSize);
    out.raw(scopeField);
    if (made) for (const bytes of made) out.raw(bytes);
    else write(batch, out);
  };
}

const numbers = {
  records: 2,
  time: 1,
  severity: 2,
  severityText: 3,
  body: 5,
  attributes: 6,
  traceId: 9,
  spanId: 10,
  observed: 11,
} as const;
const truncated = Buffer.concat(attributes(numbers.attributes, { [attribute.truncated]: true }));
const partial = Buffer.concat(attributes(numbers.attributes, { [attribute.partial]: true }));
const idKey = field.text(1, attribute.id);
const offsetKey = field.text(1, attribute.offset);
const recordTag = lengthTag(numbers.records);
const bodyTag = lengthTag(numbers.body);
const attributeTag = lengthTag(numbers.attributes);
const valueTag = lengthTag(2);
const stringTag = lengthTag(1);
const intTag = 3 << 3;

/** What all records of a segment have in common. */
interface Common {
  readonly segment: Segment;
  readonly bytes: Buffer;
  readonly id: Buffer;
}

function commonOf(segment: Segment): Common {
  const { streamId, observedMs } = segment;
  const observed = field.fixed64(numbers.observed, BigInt(observedMs) * 1_000_000n);
  const file = attributes(numbers.attributes, originOf(segment));
  return { segment, bytes: Buffer.concat([observed, ...file]), id: Buffer.from(`${streamId}-`) };
}

const digitsOf = (value: number): number => {
  let digits = 1;
  for (let bound = 10; bound <= value; bound *= 10) digits += 1;
  return digits;
};
const framed = (size: number): number => 1 + varintSize(size) + size;

/** Sizes of the parts of one record, from the inside out; written once per record and read at once. */
const size = { text: 0, idText: 0, idValue: 0, id: 0, offsetValue: 0, offset: 0, body: 0, record: 0 };

function measureRecord({ bytes, id }: Common, length: number, offset: number, flags: number): void {
  size.text = length;
  size.body = framed(length);
  size.idText = id.length + digitsOf(offset);
  size.idValue = framed(size.idText);
  size.id = idKey.length + framed(size.idValue);
  size.offsetValue = 1 + varintSize(offset);
  size.offset = offsetKey.length + framed(size.offsetValue);
  size.record = bytes.length + framed(size.id) + framed(size.offset) + framed(size.body);
  if (flags & flag.truncated) size.record += truncated.length;
  if (flags & flag.partial) size.record += partial.length;
}

function measure(batch: Batch): number {
  let common: Common | undefined;
  let sum = 0;
  batch.visit((_bytes, start, end, offset, flags, segment) => {
    if (common?.segment !== segment) common = commonOf(segment);
    measureRecord(common, end - start, offset, flags);
    sum += framed(size.record);
    return undefined;
  });
  return sum;
}

function write(batch: Batch, out: ByteWriter): void {
  let common: Common | undefined;
  const open = (tag: number, length: number) => {
    out.byte(tag);
    putVarint(out, length);
  };
  batch.visit((bytes, start, end, offset, flags, segment) => {
    if (common?.segment !== segment) common = commonOf(segment);
    measureRecord(common, end - start, offset, flags);
    open(recordTag, size.record);
    out.raw(common.bytes);
    open(attributeTag, size.id);
    out.raw(idKey);
    open(valueTag, size.idValue);
    open(stringTag, size.idText);
    out.raw(common.id);
    out.integer(offset);
    open(attributeTag, size.offset);
    out.raw(offsetKey);
    open(valueTag, size.offsetValue);
    out.byte(intTag);
    putVarint(out, offset);
    if (flags & flag.truncated) out.raw(truncated);
    if (flags & flag.partial) out.raw(partial);
    open(bodyTag, size.body);
    open(stringTag, size.text);
    out.raw(bytes, start, end);
    return undefined;
  });
}

/** What is not of its type is left out: a request that cannot be read would cost the whole batch. */
function recordField(record: LogRecord, doubles: ReadonlySet<string>): Buffer {
  const { id, body, observedTimeUnixNano, timeUnixNano, severityNumber, severityText, traceId, spanId } = record;
  return field.message(
    numbers.records,
    ...nanos(numbers.time, timeUnixNano),
    ...(severityNumber !== undefined && Number.isSafeInteger(severityNumber) ? [field.integer(numbers.severity, severityNumber)] : []),
    ...(severityText === undefined ? [] : [field.text(numbers.severityText, severityText)]),
    field.message(numbers.body, field.text(1, body)),
    ...attributes(numbers.attributes, { ...record.attributes, [attribute.id]: id }, doubles),
    ...hex(numbers.traceId, traceId, 32),
    ...hex(numbers.spanId, spanId, 16),
    ...nanos(numbers.observed, observedTimeUnixNano),
  );
}

function nanos(number: number, value: string | undefined): Buffer[] {
  return value !== undefined && /^\d{1,20}$/.test(value) ? [field.fixed64(number, BigInt(value))] : [];
}

function hex(number: number, value: string | undefined, digits: number): Buffer[] {
  return value?.length === digits && /^[0-9a-f]+$/i.test(value) ? [field.message(number, Buffer.from(value, "hex"))] : [];
}

function attributes(number: number, all: Attributes, doubles?: ReadonlySet<string>): Buffer[] {
  return Object.entries(all).map(([key, value]) => {
    const double = typeof value === "number" && doubles?.has(key);
    return field.message(number, field.text(1, key), field.message(2, double ? field.double(4, value) : anyValue(value)));
  });
}

function anyValue(value: AttributeValue): Buffer {
  if (value === null) return Buffer.alloc(0);
  if (typeof value === "string") return field.text(1, value);
  if (typeof value === "boolean") return field.integer(2, value ? 1 : 0);
  if (typeof value === "number") return Number.isSafeInteger(value) ? field.integer(3, value) : field.double(4, value);
  if (isList(value)) return field.message(5, ...value.map((item) => field.message(1, anyValue(item))));
  return field.message(6, ...attributes(1, value));
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
