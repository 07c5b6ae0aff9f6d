// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { reasonOf } from "../service/log.ts";
import { type Batch, flag, recordId, type Segment } from "./batch.ts";
import { Exceptions } from "./ledger.ts";
import { type Normaliser, withNormal } from "./normaliser.ts";
import { attribute, type LogRecord, originOf, type Transform } from "./record.ts";
import { referenceOf } from "./reference.ts";

/** How the reason of a dead letter begins that the hook threw at. */
export const transformFailed = "transform: ";

export interface Transformed {
  readonly batch: Batch;
  readonly dropped: number;
  /** Records that the hook threw at. They must not be sent as they are: the hook may be what removes a secret. */
  readonly failed: readonly { readonly record: LogRecord; readonly reason: string }[];
}

/** Makes an object of every line for the user's hook. Only called when there is one. */
export function transformBatch(batch: Batch, transform: Transform, normaliser?: Normaliser, exceptions = new Exceptions()): Transformed {
  const results: (LogRecord | undefined)[] = [];
  const refused = new Set<number>();
  const failed: { record: LogRecord; reason: string }[] = [];
  for (const record of toRecords(batch, normaliser)) {
    try {
      results.push(transform(record));
    } catch (error) {
      refused.add(results.length);
      results.push(undefined);
      failed.push({ record, reason: `${transformFailed}${reasonOf(error)}` });
    }
  }
  batch.visitSpans((stream, bytes, record) => {
    if (results[record] !== undefined) return;
    if (refused.has(record)) exceptions.deadLettered(stream, bytes);
    else exceptions.dropped(stream, "transform", bytes);
  });
  const dropped = results.filter((record) => record === undefined).length - failed.length;
  return { batch: batch.withRecords(results), dropped, failed };
}

/** A batch as objects, for those who are not in a hurry. Without a normaliser the body is the line. */
export function toRecords(batch: Batch, normaliser?: Normaliser): readonly LogRecord[] {
  const { records } = batch;
  if (records) return records;
  const made: LogRecord[] = [];
  let current: Segment | undefined;
  let referenceMs = 0;
  batch.visit((bytes, start, end, offset, flags, segment) => {
    if (segment !== current) {
      current = segment;
      referenceMs = referenceOf(segment);
    }
    const { streamId, observedMs } = segment;
    const record: LogRecord = {
      id: recordId(streamId, offset),
      observedTimeUnixNano: `${observedMs}000000`,
      body: bytes.toString("utf8", start, end),
      attributes: {
        ...originOf(segment),
        [attribute.offset]: offset,
        ...(flags & flag.truncated && { [attribute.truncated]: true }),
        ...(flags & flag.partial && { [attribute.partial]: true }),
      },
    };
    const normal = normaliser?.normalise(bytes, start, end, referenceMs);
    made.push(normal ? withNormal(record, normal) : record);
    return normal && normaliser?.formats.indexOf(normal.format);
  });
  return made;
}
