import { catalogue, formatNamed } from "../catalogue/index.ts";
import { interpret } from "../interpret.ts";
import { type Format, isLayout, type LayoutFormat } from "../layout.ts";
import { readProducer } from "../producers/index.ts";
import { type Records, recordsFrom } from "./records.ts";
import { hidesTime, isLogfmt } from "./tail.ts";
import type { Evidence, InferOptions, InferredFormat } from "./types.ts";

/** Of one program's lines, the least share that a format of the catalogue takes; lines of several programs have one each. */
const leastShare = 0.9;
const leastShareOfMixed = 0.2;
const maxHeaders = 6;

/**
 * Formats that need not be found out: those whose columns the sample names itself, lines that name their fields themselves, and those of the
 * catalogue. Each takes its records away from the next.
 * @param isMixed whether the records are of several programs
 */
export function knownFormats(
  records: readonly string[],
  options: InferOptions,
  isMixed: boolean,
): { readonly formats: InferredFormat[]; readonly rest: readonly string[]; readonly evidence: readonly Evidence[] } {
  const formats: InferredFormat[] = [];
  const headers = headersOf(records);
  let rest = headers.length > 0 ? records.filter((record) => !directive.test(record)) : records;
  const take = (found: Omit<InferredFormat, "records">, takes: (record: string) => boolean, least: number): void => {
    const left = leftBy(takes, rest, least);
    if (left === undefined) return;
    formats.push({ ...found, records: rest.length - left.length });
    rest = left;
  };
  const byLayout = (format: LayoutFormat) => (record: string) => takenBy(format, record, options.referenceMs);
  for (const { format, written } of headers) take({ format, from: "sample", written }, byLayout(format), 0);
  for (const { name, takes, share } of dynamicFormats) {
    const format = formatNamed(name);
    if (format) take(byName(format), takes, share);
  }
  const least = isMixed ? leastShareOfMixed : leastShare;
  if (options.catalogue) for (const format of catalogue.filter(isLayout)) take(byName(format), byLayout(format), least);
  const because = `${headers.length} different lines of #Fields name them`;
  return { formats, rest, evidence: headers.length > 0 ? [{ about: "columns", decided: "w3c", because }] : [] };
}

/** The records that are not taken; undefined where none is, or less than the share: no more are looked at then than that takes. */
function leftBy(takes: (record: string) => boolean, records: readonly string[], least: number): readonly string[] | undefined {
  const most = records.length - Math.max(1, records.length * least);
  const left: string[] = [];
  for (const record of records) {
    if (takes(record)) continue;
    left.push(record);
    if (left.length > most) return undefined;
  }
  return records.length === 0 ? undefined : left;
}

function byName(format: Format): Omit<InferredFormat, "records"> {
  return { format, from: "catalogue", written: [format.name] };
}

/** Lines that name their fields themselves; `share` is the least of all that have to be such. */
const dynamicFormats: readonly { readonly name: string; readonly share: number; takes(line: string): boolean }[] = [
  { name: "json", share: 0.01, takes: isObject },
  { name: "logfmt", share: 0.05, takes: (line) => isLogfmt(line) && !hidesTime(line) },
];

function isObject(line: string): boolean {
  if (!/^\s*\{/.test(line)) return false;
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}

function takenBy({ layouts }: LayoutFormat, record: string, referenceMs: number): boolean {
  const line = Buffer.from(record);
  return layouts.some((pieces) => interpret(pieces, line, referenceMs).ok);
}

/** A format of the catalogue whose records are blocks of lines, if the lines are such. */
export function blocksOf(lines: readonly string[], referenceMs: number): Records | undefined {
  for (const format of catalogue.filter(isLayout)) {
    const start = /^start:(.+)$/.exec(format.multiline ?? "")?.[1];
    const isBlock = format.layouts.some((pieces) => pieces.some((piece) => piece.kind === "literal" && piece.text.includes("\n")));
    const records = start !== undefined && isBlock ? recordsFrom(lines, new RegExp(start)) : undefined;
    const taken = records?.records.filter((record) => takenBy(format, record, referenceMs)).length ?? 0;
    if (records && taken >= records.records.length * 0.9) return records;
  }
  return undefined;
}

const directive = /^#(?:Version|Fields|Software|Date|Start-Date|End-Date|Remark|GMT-Offset):/i;

/** What W3C's logs say of their columns: a format for each. */
function headersOf(records: readonly string[]): { readonly format: LayoutFormat; readonly written: readonly string[] }[] {
  const lines = new Set(records.filter((record) => /^#Fields:/i.test(record)).map((record) => record.slice(8).trim()));
  return [...lines].slice(0, maxHeaders).flatMap((fields) => {
    const written = `w3c: ${fields}`;
    const read = readProducer(written);
    return read.ok ? [{ format: read.format, written: [written] }] : [];
  });
}
