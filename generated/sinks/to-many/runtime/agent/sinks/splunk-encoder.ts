// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag, type Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, type AttributeValue, attribute, originOf } from "../record.ts";
import { toRecords } from "../transform.ts";
import type { ByteWriter } from "./byte-writer.ts";

export interface SplunkMetadata {
  readonly host: string;
  readonly sourcetype?: string | undefined;
  readonly index?: string | undefined;
}

const middle = Buffer.from('},"event":"');
const blankMiddle = Buffer.from('},"event":{"message":"');
const end = Buffer.from('"}');
const blankEnd = Buffer.from('"}}');
const offsetKey = Buffer.from(`","${attribute.offset}":`);
const truncated = Buffer.from(`,"${attribute.truncated}":true`);
const partial = Buffer.from(`,"${attribute.partial}":true`);

/**
 * Events of the HTTP Event Collector, one behind the other, without anything in between:
 *
 *     {"time":1700000000.000,"host":"web-1","source":"/var/log/app/a.log","fields":{"service.name":"shop",
 *      "log.record.uid":"9f86d081884c7d65-1042","log.file.offset":1042},"event":"the line"}
 *
 * Fields are flat. An event must not be blank: a line that is becomes `{"message":""}`.
 */
export function splunkEncoder(
  resource: Attributes,
  { host, sourcetype, index }: SplunkMetadata,
  normaliser?: Normaliser,
): (batch: Batch, out: ByteWriter) => void {
  const common = { host, sourcetype, index };
  return (batch, out) => {
    if (batch.records || normaliser) {
      for (const record of toRecords(batch, normaliser)) {
        const { id, timeUnixNano, observedTimeUnixNano, severityText, severityNumber, traceId, spanId, body } = record;
        const { [attribute.path]: path, [attribute.name]: _name, ...attributes } = record.attributes;
        const fields = flat({
          ...resource,
          ...attributes,
          [attribute.id]: id,
          ...(severityText !== undefined && { severity: severityText }),
          ...(severityNumber !== undefined && { severity_number: severityNumber }),
          ...(traceId !== undefined && { trace_id: traceId }),
          ...(spanId !== undefined && { span_id: spanId }),
        });
        const source = typeof path === "string" ? path : undefined;
        const rest = JSON.stringify({ ...common, source, fields, event: /^[\x00-\x20]*$/.test(body) ? { message: body } : body });
        out.text(`{"time":${secondsOf(timeUnixNano ?? observedTimeUnixNano)},${rest.slice(1)}`);
      }
      return;
    }
    let current: Segment | undefined;
    let beginning = end;
    batch.visit((bytes, start, stop, offset, flags, segment) => {
      if (segment !== current) {
        current = segment;
        const { streamId, observedMs } = segment;
        const { [attribute.path]: path, [attribute.name]: _name, ...origin } = originOf(segment);
        const fields = flat({ ...resource, ...origin, [attribute.id]: `${streamId}-` });
        const rest = JSON.stringify({ ...common, source: path, fields });
        beginning = Buffer.from(`{"time":${secondsOf(`${observedMs}000000`)},${rest.slice(1, -3)}`);
      }
      const blank = isBlank(bytes, start, stop);
      out.raw(beginning);
      out.integer(offset);
      out.raw(offsetKey);
      out.integer(offset);
      if (flags & flag.truncated) out.raw(truncated);
      if (flags & flag.partial) out.raw(partial);
      out.raw(blank ? blankMiddle : middle);
      out.escaped(bytes, start, stop);
      out.raw(blank ? blankEnd : end);
      return undefined;
    });
  };
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if ((bytes[index] as number) > 0x20) return false;
  return true;
}

/** Splunk takes no objects in fields, and no null. */
function flat(attributes: Attributes): Readonly<Record<string, AttributeValue>> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === null ? [] : [[name, typeof value === "object" ? JSON.stringify(value) : value]],
    ),
  );
}

/** `"1544712660300456789"` → `"1544712660.300456"`. */
function secondsOf(unixNano: string): string {
  const digits = /^\d{1,19}$/.test(unixNano) ? unixNano.padStart(10, "0") : "0".repeat(10);
  return `${digits.slice(0, -9)}.${digits.slice(-9, -3)}`;
}
