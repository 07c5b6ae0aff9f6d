// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag, type Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, attribute, type LogRecord } from "../record.ts";
import { toRecords } from "../transform.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { commonFields, ecsEncoder, flagsOf, originFields } from "./ecs-encoder.ts";
import { isoOf } from "./ndjson.ts";

/**
 * What `_bulk` takes: an action and a document per record, each on a line of its own, in the names of the Elastic Common Schema:
 *
 *     {"create":{"_id":"9f86d081884c7d65-1042"}}
 *     {"@timestamp":"2026-01-02T03:04:05.678Z","message":"the line","log.file.path":"/var/log/app/a.log","log.offset":1042,
 *      "event.id":"9f86d081884c7d65-1042","ecs.version":"8.11.0","service.name":"shop"}
 *
 * The id is the record's: what is sent twice is stored once. Attributes that a normaliser or transform adds stand in `attributes`, unless the
 * normaliser knows their names in this schema.
 */
export function bulkEncoder(resource: Attributes, normaliser?: Normaliser): (batch: Batch, out: ByteWriter) => void {
  if (normaliser?.shape === "ecs") return ecsEncoder(resource, normaliser, true);
  const foot = Buffer.from(`,${JSON.stringify(commonFields(resource)).slice(1)}\n`);
  return (batch, out) => {
    if (batch.records || normaliser)
      for (const record of toRecords(batch, normaliser)) {
        out.text(`${JSON.stringify({ create: { _id: record.id } })}\n${JSON.stringify(documentOf(record)).slice(0, -1)}`);
        out.raw(foot);
      }
    else encodeBytes(batch, foot, out);
  };
}

const idEnd = Buffer.from('"}}\n');
const messageEnd = Buffer.from('"');
const offsetKey = Buffer.from(',"log.offset":');
const eventKey = Buffer.from(',"event.id":"');
const flagFields = [0, 1, 2, 3].map((flags) => Buffer.from(flags === 0 ? "" : `,"log.flags":${JSON.stringify(flagsOf(flags))}`));

function encodeBytes(batch: Batch, foot: Buffer, out: ByteWriter): void {
  let current: Segment | undefined;
  let [action, beginning, file, id] = [foot, foot, foot, foot];
  batch.visit((bytes, start, end, offset, flags, segment) => {
    if (segment !== current) {
      current = segment;
      const { path, source, origin, streamId, observedMs } = segment;
      action = Buffer.from(`{"create":{"_id":"${streamId}-`);
      beginning = Buffer.from(`{"@timestamp":"${new Date(observedMs).toISOString()}","message":"`);
      const named = source.name === undefined ? "" : `,"${attribute.source}":${JSON.stringify(source.name)}`;
      file = Buffer.from(`",${origin ? networkFields(origin) : `"log.file.path":${JSON.stringify(path)}${named}`}`);
      id = Buffer.from(`${streamId}-`);
    }
    out.raw(action);
    out.integer(offset);
    out.raw(idEnd);
    out.raw(beginning);
    out.escaped(bytes, start, end);
    out.raw(file);
    out.raw(offsetKey);
    out.integer(offset);
    out.raw(eventKey);
    out.raw(id);
    out.integer(offset);
    out.raw(messageEnd);
    const marks = flags & (flag.truncated | flag.partial);
    if (marks > 0) out.raw(flagFields[marks] ?? foot);
    out.raw(foot);
    return undefined;
  });
}

/** As `documentOf` has them. */
function networkFields({ [attribute.source]: source, ...attributes }: Readonly<Record<string, string>>): string {
  return JSON.stringify({ [attribute.source]: source, attributes }).slice(1, -1);
}

/** https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html */
function documentOf(record: LogRecord): Record<string, unknown> {
  const { id, body, observedTimeUnixNano, timeUnixNano, severityNumber, severityText, traceId, spanId } = record;
  const { fields, rest } = originFields(record);
  return {
    "@timestamp": isoOf(timeUnixNano ?? observedTimeUnixNano),
    message: body,
    ...fields,
    "event.id": id,
    ...(timeUnixNano !== undefined && { "event.created": isoOf(observedTimeUnixNano) }),
    ...(severityText !== undefined && { "log.level": severityText }),
    ...(severityNumber !== undefined && { "event.severity": severityNumber }),
    ...(traceId !== undefined && { "trace.id": traceId }),
    ...(spanId !== undefined && { "span.id": spanId }),
    ...(Object.keys(rest).length > 0 && { attributes: rest }),
  };
}
