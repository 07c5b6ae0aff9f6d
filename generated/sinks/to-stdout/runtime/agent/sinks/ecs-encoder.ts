// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { ecsTypes, labelOf } from "../../formats/ecs-names.ts";
import { type Batch, flag, type Segment } from "../batch.ts";
import type { AddedFields, Normaliser } from "../normaliser.ts";
import { type Attributes, attribute, type LogRecord, originOf } from "../record.ts";
import { referenceOf } from "../reference.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** Attributes of the resource that are called otherwise in Elastic's field reference; all others are called the same. */
const renamed: Readonly<Record<string, string>> = {
  "k8s.pod.name": "kubernetes.pod.name",
  "k8s.pod.uid": "kubernetes.pod.uid",
  "k8s.namespace.name": "kubernetes.namespace",
  "k8s.node.name": "kubernetes.node.name",
  "k8s.container.name": "kubernetes.container.name",
};

/** Of the schema that the names are of. */
const version = "8.11.0";

/** What all documents of an agent say: the version of the schema, and who the records come from. */
export function commonFields(resource: Attributes): Attributes {
  const named = Object.entries(resource).map(([name, value]) => [renamed[name] ?? name, value]);
  return { "ecs.version": version, ...Object.fromEntries(named) };
}

export const flagsOf = (flags: number) => [...(flags & flag.truncated ? ["truncated"] : []), ...(flags & flag.partial ? ["partial"] : [])];

/** What a record says of the file and the place that it is from, apart from what its line says. */
export function originFields({ attributes }: LogRecord): { readonly fields: Record<string, unknown>; readonly rest: Attributes } {
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
  const fields = {
    ...(path !== undefined && { "log.file.path": path }),
    ...(source !== undefined && { [attribute.source]: source }),
    ...(offset !== undefined && { "log.offset": offset }),
    ...(flags.length > 0 && { "log.flags": flags }),
  };
  return { fields, rest };
}

/**
 * One document of the Elastic Common Schema per record, each on a line of its own:
 *
 *     {"event.created":"2026-01-02T03:04:05.678Z","log.file.path":"/var/log/app/a.log","event.id":"9f86d081884c7d65-1042","log.offset":1042,
 *      "client.address":"10.0.0.7","@timestamp":"2026-01-02T03:04:05.000Z","message":"GET /a HTTP/1.1","ecs.version":"8.11.0","service.name":"shop"}
 *
 * Names are dotted, as Elastic's own loggers write them (https://www.elastic.co/guide/en/ecs-logging/overview/current/intro.html): a line is
 * written in the order in which its fields come, and Elasticsearch takes `a.b` and `{"a": {"b": …}}` for the same field.
 * @param action whether an action of `_bulk` stands in front of each, which stores what is sent twice once
 */
export function ecsEncoder(resource: Attributes, normaliser: Normaliser, action: boolean): (batch: Batch, out: ByteWriter) => void {
  const common = commonFields(resource);
  const added = addedFields(common, normaliser);
  const documentEnd = Buffer.from("}\n");
  return (batch, out) => {
    for (const record of batch.records ?? []) {
      const { fields, rest } = originFields(record);
      const { id, observedTimeUnixNano, ...content } = record;
      const observedMs = Number(observedTimeUnixNano.slice(0, -6));
      if (action) out.text(`${JSON.stringify({ create: { _id: id } })}\n`);
      out.text(JSON.stringify({ "event.created": new Date(observedMs).toISOString(), ...fields, "event.id": id }).slice(0, -1));
      normaliser.write?.({ ...content, attributes: rest }, out, observedMs, added);
      out.raw(documentEnd);
    }
    if (batch.records) return;
    let current: Segment | undefined;
    let [begin, origin] = [documentEnd, documentEnd];
    let referenceMs = 0;
    let [own, sender] = [added, "{}"];
    batch.visit((bytes, start, end, offset, flags, segment) => {
      if (segment !== current) {
        current = segment;
        referenceMs = referenceOf(segment);
        const { streamId, observedMs } = segment;
        const { [attribute.name]: _name, [attribute.path]: path, [attribute.source]: source, ...others } = originOf(segment);
        const place = { "event.created": new Date(observedMs).toISOString(), "log.file.path": path, [attribute.source]: source };
        begin = Buffer.from(`{"create":{"_id":"${streamId}-`);
        origin = Buffer.from(`${JSON.stringify(place).slice(0, -1)},"event.id":"${streamId}-`);
        if (JSON.stringify(others) !== sender) {
          sender = JSON.stringify(others);
          own = sender === "{}" ? added : addedFields({ ...common, ...inSchema(others) }, normaliser);
        }
      }
      if (action) {
        out.raw(begin);
        out.integer(offset);
        out.raw(actionEnd);
      }
      out.raw(origin);
      out.integer(offset);
      out.raw(offsetKey);
      out.integer(offset);
      const marks = flags & (flag.truncated | flag.partial);
      if (marks > 0) out.text(`,"log.flags":${JSON.stringify(flagsOf(marks))}`);
      const format = normaliser.encode(bytes, start, end, out, referenceMs, own);
      out.raw(documentEnd);
      return format;
    });
  };
}

const actionEnd = Buffer.from('"}}\n');
const offsetKey = Buffer.from('","log.offset":');

/** Who sent a record over the network, by the schema's names, as a line's attributes would have them. */
function inSchema(sender: Attributes): Attributes {
  return Object.fromEntries(Object.entries(sender).map(([name, value]) => [ecsTypes.has(name) ? name : labelOf(name), value]));
}

function addedFields(common: Attributes, { formats, fields = {} }: Normaliser): AddedFields {
  const entries = Object.entries(common).map(([name, value]) => [name, JSON.stringify(value)] as const);
  const text = (left: typeof entries) => Buffer.from(left.map(([name, json]) => `,${JSON.stringify(name)}:${json}`).join(""));
  return { entries, feet: formats.map((format) => text(entries.filter(([name]) => !fields[format]?.has(name)))) };
}
