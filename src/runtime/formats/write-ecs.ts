import type { AddedFields, Content } from "../agent/normaliser.ts";
import type { ByteWriter } from "../agent/sinks/byte-writer.ts";
import { toEcs } from "./ecs.ts";

/**
 * Writes a record as fields of a document of Elastic's schema, each behind a comma, as `Normaliser.encode` does.
 * @param fields what the lines of each format may say; of a record that no longer says which format it is of, what any may
 */
export function writeEcs(
  record: Content,
  out: ByteWriter,
  observedMs: number,
  fields: Readonly<Record<string, ReadonlySet<string>>>,
  added?: AddedFields,
): void {
  const own = record.format === undefined ? undefined : fields[record.format];
  const document = toEcs(record, observedMs, record.format === undefined ? allOf(fields) : own);
  for (const [name, value] of document) out.text(`,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  for (const [name, json] of added?.entries ?? []) if (!document.has(name) && !own?.has(name)) out.text(`,${JSON.stringify(name)}:${json}`);
}

function allOf(fields: Readonly<Record<string, ReadonlySet<string>>>): ReadonlySet<string> {
  return new Set(Object.values(fields).flatMap((names) => [...names]));
}
