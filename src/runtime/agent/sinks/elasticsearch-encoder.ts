import { type Batch, flag, type Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, attribute, type LogRecord } from "../record.ts";
import { toRecords } from "../transform.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { isoOf } from "./ndjson.ts";

/** The version of ECS that the names are of. */
const ecs = { "ecs.version": "8.11.0" };

/** Attributes of the resource that are called otherwise in Elastic's field reference; all others are called the same. */
const renamed: Readonly<Record<string, string>> = {
  "k8s.pod.name": "kubernetes.pod.name",
  "k8s.pod.uid": "kubernetes.pod.uid",
  "k8s.namespace.name": "kubernetes.namespace",
  "k8s.node.name": "kubernetes.node.name",
  "k8s.container.name": "kubernetes.container.name",
};

/**
 * What `_bulk` takes: an action and a document per record, each on a line of its own, in the names of the Elastic Common Schema:
 *
 *     {"create":{"_id":"9f86d081884c7d65-1042"}}
 *     {"@timestamp":"2026-01-02T03:04:05.678Z","message":"the line","log.file.path":"/var/log/app/a.log","log.offset":1042,
 *      "event.id":"9f86d081884c7d65-1042","ecs.version":"8.11.0","service.name":"shop"}
 *
 * The id is the record's: what is sent twice is stored once. Attributes that a normaliser or transform adds stand in `attributes`.
 */
export function bulkEncoder(resource: Attributes, normaliser?: Normaliser): (batch: Batch, out: ByteWriter) => void {
  const common = Object.fromEntries(Object.entries(resource).map(([name, value]) => [renamed[name] ?? name, value]));
  const foot = Buffer.from(`,${JSON.stringify({ ...ecs, ...common }).slice(1)}\n`);
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
const flagsOf = (flags: number) => [...(flags & flag.truncated ? ["truncated"] : []), ...(flags & flag.partial ? ["partial"] : [])];
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
  const { id, body, observedTimeUnixNano, timeUnixNano, severityNumber, severityText, traceId, spanId, attributes } = record;
  const {
    [attribute.path]: path,
    [attribute.name]: _name,
    [attribute.source]: source,
    [attribute.offset]: offset,
    [attribute.truncated]: truncated,
    [attribute.partial]: partial,
    ...rest
  } = attributes;
  const flags = flagsOf((truncated === true ? flag.truncated : 0) | (partial === true ? flag.partial : 0));
  return {
    "@timestamp": isoOf(timeUnixNano ?? observedTimeUnixNano),
    message: body,
    ...(path !== undefined && { "log.file.path": path }),
    ...(source !== undefined && { [attribute.source]: source }),
    ...(offset !== undefined && { "log.offset": offset }),
    "event.id": id,
    ...(flags.length > 0 && { "log.flags": flags }),
    ...(timeUnixNano !== undefined && { "event.created": isoOf(observedTimeUnixNano) }),
    ...(severityText !== undefined && { "log.level": severityText }),
    ...(severityNumber !== undefined && { "event.severity": severityNumber }),
    ...(traceId !== undefined && { "trace.id": traceId }),
    ...(spanId !== undefined && { "span.id": spanId }),
    ...(Object.keys(rest).length > 0 && { attributes: rest }),
  };
}
