// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag, type Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, type AttributeValue, attribute, type LogRecord, originOf } from "../record.ts";
import { toRecords } from "../transform.ts";
import type { ByteWriter } from "./byte-writer.ts";

export interface LokiEncoding {
  readonly labels: Readonly<Record<string, string>>;
  /** Structured metadata of every entry. */
  readonly common: Attributes;
  /** Loki refuses the whole push for one longer line: such a line is sent as several entries, `log_record_part` 1, 2 and so on. */
  readonly maxLineBytes: number;
  readonly normaliser?: Normaliser | undefined;
}

/**
 * One push of one stream: `{"streams":[{"stream":{"service_name":"shop"},"values":[["1700000000000000000","the line",{"log_file_path":"…"}]]}]}`
 *
 * Loki keeps only one of several entries of a stream with the same text at the same nanosecond. Time is known to the millisecond: the rest of
 * it tells such lines apart, by their place in the file, so that they also stay in order.
 */
export function lokiEncoder({ labels, common, maxLineBytes, normaliser }: LokiEncoding): (batch: Batch, out: ByteWriter) => void {
  const head = Buffer.from(`{"streams":[{"stream":${JSON.stringify(labels)},"values":[`);
  const every = metadataOf(common);
  return (batch, out) => {
    out.raw(head);
    if (batch.records || normaliser) encodeRecords(toRecords(batch, normaliser), every, maxLineBytes, out);
    else encodeBytes(batch, every, maxLineBytes, out);
    out.raw(foot);
  };
}

const foot = Buffer.from("]}]}");
const comma = Buffer.from(",");
const entryStart = Buffer.from('["');
const lineStart = Buffer.from('","');
const lineEnd = Buffer.from('",');
const offsetKey = Buffer.from(`","${labelName(attribute.offset)}":"`);
const quote = Buffer.from('"');
const truncated = Buffer.from(`,"${labelName(attribute.truncated)}":"true"`);
const partial = Buffer.from(`,"${labelName(attribute.partial)}":"true"`);
const partKey = Buffer.from(',"log_record_part":"');
const entryEnd = Buffer.from("}]");

function encodeBytes(batch: Batch, every: Readonly<Record<string, string>>, maxLineBytes: number, out: ByteWriter): void {
  let current: Segment | undefined;
  let metadata = foot;
  let base = 0;
  let first = true;
  batch.visit((bytes, start, end, offset, flags, segment) => {
    if (segment !== current) {
      current = segment;
      const { streamId } = segment;
      const origin = Object.fromEntries(Object.entries(originOf(segment)).map(([name, value]) => [labelName(name), value]));
      metadata = Buffer.from(`${JSON.stringify({ ...every, ...origin }).slice(0, -1)},"${labelName(attribute.id)}":"${streamId}-`);
      base = tieOf(streamId);
    }
    const whole = end - start <= maxLineBytes;
    let from = start;
    let part = 0;
    do {
      const stop = whole ? end : cutOf(bytes, from, end, maxLineBytes);
      if (!first) out.raw(comma);
      first = false;
      out.raw(entryStart);
      putNanos(out, segment.observedMs, base + offset - segment.fileOffset + part);
      out.raw(lineStart);
      out.escaped(bytes, from, stop);
      out.raw(lineEnd);
      out.raw(metadata);
      out.integer(offset);
      out.raw(offsetKey);
      out.integer(offset);
      out.raw(quote);
      if (flags & flag.truncated) out.raw(truncated);
      if (flags & flag.partial) out.raw(partial);
      part += 1;
      if (!whole) {
        out.raw(partKey);
        out.integer(part);
        out.raw(quote);
      }
      out.raw(entryEnd);
      from = stop;
    } while (from < end);
    return undefined;
  });
}

/** Milliseconds since 1970 and some nanoseconds, as one decimal number: it has more digits than a number in JavaScript holds. */
function putNanos(out: ByteWriter, ms: number, nanos: number): void {
  out.integer(ms + Math.floor(nanos / 1_000_000));
  const bytes = out.lend(6);
  let rest = nanos % 1_000_000;
  for (let at = out.length + 5; at >= out.length; at -= 1) {
    bytes[at] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  out.length += 6;
}

/** Where a part of a line ends: not in the middle of a character. */
function cutOf(bytes: Buffer, from: number, end: number, maxLineBytes: number): number {
  let at = Math.min(end, from + maxLineBytes);
  while (at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}

function encodeRecords(
  records: readonly LogRecord[],
  every: Readonly<Record<string, string>>,
  maxLineBytes: number,
  out: ByteWriter,
): void {
  const bases = new Map<string, number>();
  let first = true;
  for (const record of records) {
    const metadata = { ...every, ...metadataOfRecord(record) };
    const text = Buffer.from(record.body);
    const whole = text.length <= maxLineBytes;
    let from = 0;
    let part = 0;
    do {
      const stop = whole ? text.length : cutOf(text, from, text.length, maxLineBytes);
      const time = timeOf(record, bases, part);
      part += 1;
      const own = whole ? metadata : { ...metadata, log_record_part: String(part) };
      out.text(`${first ? "" : ","}${JSON.stringify([time, whole ? record.body : text.toString("utf8", from, stop), own])}`);
      first = false;
      from = stop;
    } while (from < text.length);
  }
}

/** Where the record has a time of its own that is finer than a millisecond, that; else told apart as those of lines are. */
function timeOf({ id, timeUnixNano, observedTimeUnixNano }: LogRecord, bases: Map<string, number>, part: number): string {
  const time = timeUnixNano ?? observedTimeUnixNano;
  if (!/^\d{7,19}$/.test(time)) return time;
  if (!time.endsWith("000000")) return String(BigInt(time) + BigInt(part));
  const dash = id.lastIndexOf("-");
  const [streamId, offset] = [id.slice(0, dash), Number(id.slice(dash + 1))];
  if (!Number.isSafeInteger(offset)) return String(BigInt(time) + BigInt(part));
  const base = bases.get(streamId) ?? offset;
  bases.set(streamId, base);
  return String(BigInt(time) + BigInt(tieOf(streamId) + Math.max(0, offset - base) + part));
}

/** Files whose lines stand at the same place differ by this: 0 to 999. */
function tieOf(streamId: string): number {
  let hash = 0;
  for (let index = 0; index < streamId.length; index += 1) hash = (hash * 31 + streamId.charCodeAt(index)) % 1_000_003;
  return hash % 1000;
}

/** The names that Loki itself gives to the fields of OTLP. */
function metadataOfRecord({
  id,
  body: _body,
  attributes,
  timeUnixNano,
  observedTimeUnixNano,
  ...record
}: LogRecord): Record<string, string> {
  const { severityNumber, severityText, traceId, spanId } = record;
  return {
    ...metadataOf(attributes),
    ...(timeUnixNano !== undefined && { observed_timestamp: observedTimeUnixNano }),
    ...(severityNumber !== undefined && { severity_number: String(severityNumber) }),
    ...(severityText !== undefined && { severity_text: severityText }),
    ...(traceId !== undefined && { trace_id: traceId }),
    ...(spanId !== undefined && { span_id: spanId }),
    [labelName(attribute.id)]: id,
  };
}

/** Structured metadata is flat, of text alone; without a value there is none. */
export function metadataOf(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === null || value === "" ? [] : [[labelName(name), textOf(value)]])),
  );
}

function textOf(value: AttributeValue): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** `"k8s.pod.name"` → `"k8s_pod_name"`: what Loki makes of names too. */
export function labelName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, "_");
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}
