// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag, type Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, attribute, originOf } from "../record.ts";
import { toRecords } from "../transform.ts";
import { ByteWriter } from "./byte-writer.ts";
import { packArray, packInteger, packMap, packText, packTextHead, packTime, packValue } from "./msgpack.ts";

/**
 * The entries of a chunk, one behind the other: `[EventTime, {"log":"the line","service.name":"shop","log.file.path":"/var/log/app/a.log",
 * "log.file.offset":1042,"log.record.uid":"9f86d081884c7d65-1042"}]`. Attributes are on the top level, as filters of Fluentd and Fluent Bit look
 * for them.
 */
export function forwardEncoder(resource: Attributes, messageKey: string, normaliser?: Normaliser): (batch: Batch, out: ByteWriter) => void {
  const message = packed((out) => packText(out, messageKey));
  const shared = Object.entries(resource);
  const fixed = packed((out) => {
    for (const [name, value] of shared) {
      packText(out, name);
      packValue(out, value);
    }
  });
  const fields = shared.length + 3;
  return (batch, out) => {
    if (batch.records || normaliser) {
      for (const { id, timeUnixNano, observedTimeUnixNano, severityNumber, severityText, traceId, spanId, body, attributes } of toRecords(
        batch,
        normaliser,
      )) {
        packArray(out, 2);
        packTime(out, timeUnixNano ?? observedTimeUnixNano);
        packValue(out, {
          [messageKey]: body,
          ...resource,
          ...attributes,
          [attribute.id]: id,
          ...(severityText !== undefined && { severity: severityText }),
          ...(severityNumber !== undefined && { severity_number: severityNumber }),
          ...(traceId !== undefined && { trace_id: traceId }),
          ...(spanId !== undefined && { span_id: spanId }),
        });
      }
      return;
    }
    let current: Segment | undefined;
    let [beginning, place, idPrefix] = [message, message, message];
    let named = 0;
    batch.visit((bytes, start, end, offset, flags, segment) => {
      if (segment !== current) {
        current = segment;
        const { streamId, observedMs } = segment;
        const { [attribute.name]: _name, ...origin } = originOf(segment);
        const from = Object.entries(origin);
        beginning = packed((to) => {
          packArray(to, 2);
          packTime(to, `${observedMs}000000`);
        });
        place = packed((to) => {
          to.raw(fixed);
          for (const [name, value] of from) {
            packText(to, name);
            packText(to, value);
          }
        });
        named = from.length;
        idPrefix = Buffer.from(`${streamId}-`);
      }
      const { truncated, partial } = flag;
      out.raw(beginning);
      packMap(out, fields + named + (flags & truncated ? 1 : 0) + (flags & partial ? 1 : 0));
      out.raw(message);
      packTextHead(out, end - start);
      out.raw(bytes, start, end);
      out.raw(place);
      out.raw(offsetKey);
      packInteger(out, offset);
      out.raw(idKey);
      packTextHead(out, idPrefix.length + digits(offset));
      out.raw(idPrefix);
      out.integer(offset);
      if (flags & truncated) out.raw(truncatedField);
      if (flags & partial) out.raw(partialField);
      return undefined;
    });
  };
}

const offsetKey = packed((out) => packText(out, attribute.offset));
const idKey = packed((out) => packText(out, attribute.id));
const truncatedField = packed((out) => {
  packText(out, attribute.truncated);
  packValue(out, true);
});
const partialField = packed((out) => {
  packText(out, attribute.partial);
  packValue(out, true);
});

function packed(write: (out: ByteWriter) => void): Buffer {
  const out = new ByteWriter();
  write(out);
  return Buffer.from(out.written);
}

function digits(value: number): number {
  let count = 1;
  for (let bound = 10; bound <= value; bound *= 10) count += 1;
  return count;
}
