// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag, type Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, attribute, originOf } from "../record.ts";
import { referenceOf } from "../reference.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { ecsEncoder } from "./ecs-encoder.ts";

const newline = 10;

/**
 * One JSON object per line, in the terms of the OpenTelemetry log data model:
 *
 *     {"observedTime":"2026-01-02T03:04:05.678Z","body":"the line","attributes":{"log.file.path":"/var/log/app/a.log",
 *      "log.file.name":"a.log","log.file.offset":1042,"log.record.uid":"9f86d081884c7d65-1042"},"resource":{"service.name":"shop"}}
 *
 * A normaliser writes what it makes of the line in place of the body, or a document of Elastic's schema.
 */
export function ndjsonEncoder(resource: Attributes, normaliser?: Normaliser): (batch: Batch, out: ByteWriter) => void {
  if (normaliser?.shape === "ecs") return ecsEncoder(resource, normaliser, false);
  const end = Buffer.from(`${normaliser ? "" : "}"},"resource":${JSON.stringify(resource)}}\n`);
  return (batch, out) => {
    const records = batch.records;
    if (records) {
      for (const { id, observedTimeUnixNano, timeUnixNano, attributes, ...record } of records) {
        const times = { observedTime: isoOf(observedTimeUnixNano), ...(timeUnixNano && { time: isoOf(timeUnixNano) }) };
        out.text(`${JSON.stringify({ ...times, ...record, attributes: { ...attributes, [attribute.id]: id }, resource })}\n`);
      }
      return;
    }
    let current: Segment | undefined;
    let [beginning, middle] = [end, end];
    let referenceMs = 0;
    batch.visit((bytes, start, stop, offset, flags, segment) => {
      if (segment !== current) {
        current = segment;
        referenceMs = referenceOf(segment);
        const { streamId, observedMs } = segment;
        const file = JSON.stringify(originOf(segment));
        beginning = Buffer.from(`{"observedTime":"${new Date(observedMs).toISOString()}"${normaliser ? "" : ',"body":"'}`);
        middle = Buffer.from(`${normaliser ? "" : '"'},"attributes":${file.slice(0, -1)},"${attribute.id}":"${streamId}-`);
      }
      out.raw(beginning);
      if (!normaliser) out.escaped(bytes, start, stop);
      out.raw(middle);
      out.integer(offset);
      out.raw(offsetKey);
      out.integer(offset);
      if (flags & flag.truncated) out.raw(truncated);
      if (flags & flag.partial) out.raw(partial);
      const format = normaliser?.encode(bytes, start, stop, out, referenceMs);
      out.raw(end);
      return format;
    });
  };
}

/** The lines as they were in the file, byte for byte, each with a newline; of records that a transform made, their bodies. */
export function encodeRaw(batch: Batch, out: ByteWriter): void {
  const records = batch.records;
  for (const { body } of records ?? []) out.text(`${body}\n`);
  if (records) return;
  batch.visitRaw((bytes, start, end) => {
    out.raw(bytes, start, end);
    out.byte(newline);
  });
}

const offsetKey = Buffer.from(`","${attribute.offset}":`);
const truncated = Buffer.from(`,"${attribute.truncated}":true`);
const partial = Buffer.from(`,"${attribute.partial}":true`);

/** `"1544712660300000000"` → `"2018-12-13T14:37:40.300Z"`, with nine digits of fraction where three would lose something; what is no such number stays as it is. */
export function isoOf(unixNano: string): string {
  const ms = /^\d{1,19}$/.test(unixNano) ? Number(unixNano.slice(0, -6)) : Number.NaN;
  if (Number.isNaN(ms)) return unixNano;
  const finer = unixNano.slice(-6);
  const iso = new Date(ms).toISOString();
  return /^0*$/.test(finer) ? iso : `${iso.slice(0, -1)}${finer.padStart(6, "0")}Z`;
}
