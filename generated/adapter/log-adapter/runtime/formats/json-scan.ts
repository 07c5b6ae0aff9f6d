// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { ByteWriter } from "../agent/sinks/byte-writer.ts";
import { place, putMembers } from "./json-members.ts";
import { skipSpace } from "./json-tokens.ts";
import { namedRoom, starts } from "./named-fields.ts";
import { putRecord } from "./named-record.ts";
import type { Shared } from "./shared.ts";

const foreign = -1;
const unsure = -2;

/**
 * Reads a JSON object as bytes: what is unusual in it is left to `readJson`.
 * @returns the number of the format; -1: no object begins here; -2: unsure
 */
export function scanJson(
  b: Buffer,
  start: number,
  end: number,
  out: ByteWriter,
  observedMs: number,
  number: number,
  shared: Shared,
): number {
  const opening = skipSpace(b, start, end);
  if (opening >= end || b[opening] !== 123) return foreign;
  const o = out.lend((end - start) * 16 + namedRoom);
  starts.fill(-1);
  place.at = out.length;
  place.names = 0;
  const behind = putMembers(b, opening + 1, end, out.view, shared);
  if (behind < 0 || skipSpace(b, behind, end) !== end) return unsure;
  return putRecord(b, start, end, out, o, place.at, number, shared, observedMs);
}
