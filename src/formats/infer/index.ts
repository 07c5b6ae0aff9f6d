import { catalogue, formatNamed } from "../catalogue/index.ts";
import { interpret } from "../interpret.ts";
import { type Format, isCarrier, isLayout, type LayoutFormat, type Piece } from "../layout.ts";
import { printPattern } from "../pattern-print.ts";
import { readProducer } from "../producers/index.ts";
import { bestGrown } from "./best.ts";
import { carrierOf } from "./carriers.ts";
import { named } from "./naming.ts";
import { type Records, recordsFrom, recordsOf } from "./records.ts";
import { readSample } from "./sample.ts";
import { startOf } from "./start.ts";
import { isLogfmt } from "./tail.ts";
import type { Evidence, Inference, InferOptions, InferredFormat } from "./types.ts";

/**
 * Finds the formats of a sample. Bounded in time for any input: of a large one, the beginning and pieces of the rest are looked at.
 * Never throws because of what the bytes are.
 *
 * What carries the lines is peeled first (container runtimes, Docker, compose). Lines that name their fields themselves, as JSON and
 * logfmt, are formats as they are. From the others a layout grows, and another from those that left its way, until what is left shows
 * no structure.
 */
export function infer(sample: Buffer, options: InferOptions): Inference {
  const { lines, bytes, encoding, coloured } = readSample(sample);
  const evidence: Evidence[] = [];
  const carrier = carrierOf(lines);
  if (carrier) evidence.push(carrier.evidence);
  if (coloured > 0) evidence.push({ about: "colours", decided: "taken away", because: `${coloured} lines have them` });
  const inner = carrier?.inner ?? lines;
  const block = options.catalogue && !carrier ? blocksOf(inner, options.referenceMs) : undefined;
  const whole = carrier !== undefined && carrier.container === undefined;
  const { records, continued, orphans } = block?.records ?? (whole ? { records: inner, continued: 0, orphans: 0 } : recordsOf(inner));
  const formats: InferredFormat[] = [];
  let rest: readonly string[] = records;
  const headers = headersOf(records);
  if (headers.length > 0) {
    evidence.push({ about: "columns", decided: "w3c", because: `${headers.length} different lines of #Fields name them` });
    rest = rest.filter((record) => !directive.test(record));
  }
  for (const { format, written } of headers) {
    const own = new Set(rest.filter((record) => takenBy(format, record, options.referenceMs)));
    if (own.size === 0) continue;
    formats.push({ format, from: "sample", written, records: rest.filter((record) => own.has(record)).length });
    rest = rest.filter((record) => !own.has(record));
  }
  for (const { name, takes, share } of dynamicFormats) {
    const own = rest.filter(takes);
    const format = formatNamed(name);
    if (!format || own.length < Math.max(1, rest.length * share)) continue;
    formats.push({ format, from: "catalogue", written: [name], records: own.length });
    rest = rest.filter((record) => !takes(record));
  }
  // Of several programs each has its own; lines of one program are of one format, or it is not the one with the name.
  const leastShare = whole ? 0.2 : 0.9;
  if (options.catalogue)
    for (const format of catalogue.filter(isLayout)) {
      const own = rest.filter((record) => takenBy(format, record, options.referenceMs));
      if (own.length === 0 || own.length < rest.length * leastShare) continue;
      formats.push({ format, from: "catalogue", written: [format.name], records: own.length });
      rest = rest.filter((record) => !own.includes(record));
    }
  const grown = growAll(rest, options);
  const carried = grown.formats.flatMap(({ format, records: count }) => (isLayout(format) ? innerOf(format, count, formats) : []));
  evidence.push(...grown.evidence);
  formats.push(...grown.formats, ...carried);
  const multiline = continued > 0 && !block ? startOf(formats.map(({ format }) => format)) : undefined;
  if (multiline !== undefined)
    evidence.push({
      about: "records",
      decided: `multiline: ${multiline}`,
      because: `${continued} lines continue the one in front of them`,
    });
  if (orphans > 0)
    evidence.push({
      about: "records",
      decided: `${orphans} lines in front of the first record are unparsed`,
      because: "nothing begins a record there",
    });
  const zoneless = formats.some(({ format }) => isLayout(format) && format.layouts.some(lacksZone));
  if (zoneless)
    evidence.push({
      about: "zone",
      decided: options.tz ?? "UTC",
      because: options.tz === undefined ? "the times name none" : "--tz says so",
      ...(options.tz === undefined && { ambiguous: true as const }),
      override: "--tz Europe/Berlin",
    });
  if (formats.length > 0 && !formats.some(({ format }) => !isLayout(format) || format.layouts.some(hasLevel)))
    evidence.push({ about: "severity", decided: "none", because: "no column holds level words; words of messages are not searched" });
  if (formats.length === 0)
    evidence.push({ about: "formats", decided: "none", because: "no place in the lines holds the same kind of value in all of them" });
  return {
    formats: carrier?.format ? [carrier.format, ...formats] : formats,
    framing: {
      ...(multiline !== undefined && { multiline }),
      ...(carrier?.container !== undefined && { container: carrier.container }),
      ...(encoding !== undefined && { encoding }),
    },
    evidence,
    records: records.length,
    bytes,
    unparsed: grown.unparsed,
  };
}

const dynamicFormats: readonly { readonly name: string; readonly share: number; takes(line: string): boolean }[] = [
  { name: "json", share: 0.01, takes: isObject },
  { name: "logfmt", share: 0.05, takes: isLogfmt },
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
function blocksOf(lines: readonly string[], referenceMs: number): { readonly records: Records } | undefined {
  for (const format of catalogue.filter(isLayout)) {
    const start = /^start:(.+)$/.exec(format.multiline ?? "")?.[1];
    const isBlock = format.layouts.some((pieces) => pieces.some((piece) => piece.kind === "literal" && piece.text.includes("\n")));
    const records = start !== undefined && isBlock ? recordsFrom(lines, new RegExp(start)) : undefined;
    const taken = records?.records.filter((record) => takenBy(format, record, referenceMs)).length ?? 0;
    if (records && taken >= records.records.length * 0.9) return { records };
  }
  return undefined;
}

const directive = /^#(?:Version|Fields|Software|Date|Start-Date|End-Date|Remark|GMT-Offset):/i;

/** What W3C's logs say of their columns: a format for each. */
function headersOf(records: readonly string[]): { readonly format: LayoutFormat; readonly written: readonly string[] }[] {
  const lines = new Set(records.filter((record) => /^#Fields:/i.test(record)).map((record) => record.slice(8).trim()));
  return [...lines].slice(0, maxFormats).flatMap((fields) => {
    const written = `w3c: ${fields}`;
    const read = readProducer(written);
    return read.ok ? [{ format: read.format, written: [written] }] : [];
  });
}

const maxFormats = 6;

/** A layout, and another from what it leaves, and so on. Layouts that begin alike are variants of one format. */
function growAll(
  records: readonly string[],
  options: InferOptions,
): { readonly formats: InferredFormat[]; readonly evidence: readonly Evidence[]; readonly unparsed: Inference["unparsed"] } {
  const formats: InferredFormat[] = [];
  const evidence: Evidence[] = [];
  let rest = records;
  for (let count = 0; count < maxFormats && rest.length > 0; count += 1) {
    const best = bestGrown(rest, options);
    if (!best) break;
    const layout = named(best.pieces, options.names ?? new Map());
    const own = new Set(rest.filter((record) => interpret(layout, Buffer.from(record), options.referenceMs).ok));
    if (own.size === 0 || own.size < Math.min(records.length, Math.max(2, records.length * 0.01))) break;
    const name = `format${formats.length === 0 ? "" : formats.length + 1}`;
    formats.push({
      format: formatOf(name, layout, own),
      from: "sample",
      written: patternOf(layout),
      records: rest.filter((record) => own.has(record)).length,
    });
    evidence.push(...best.evidence);
    rest = rest.filter((record) => !own.has(record));
  }
  const unparsed = rest.slice(0, 20).map((text) => {
    const reasons = formats.flatMap(({ format }) => {
      const [layout = []] = isLayout(format) ? format.layouts : [];
      const read = interpret(layout, Buffer.from(text), options.referenceMs);
      return read.ok ? [] : [read.problem];
    });
    return { line: records.indexOf(text) + 1, text, reason: reasons[0] ?? "shows no structure" };
  });
  return { formats, evidence, unparsed };
}

function formatOf(name: string, pieces: readonly Piece[], own: ReadonlySet<string>): Format {
  return { name, about: "found in the sample", examples: [...own].slice(0, 3), layouts: [pieces] };
}

/** What the lines of a carrier hold. */
function innerOf(format: LayoutFormat, records: number, known: readonly InferredFormat[]): InferredFormat[] {
  if (!isCarrier(format)) return [];
  const name = format.examples.some((example) => example.trimEnd().endsWith("}")) ? "json" : "logfmt";
  const inner = formatNamed(name);
  return inner && !known.some((each) => each.format.name === name) ? [{ format: inner, from: "catalogue", written: [name], records }] : [];
}

/** As the document has it. A layout that no pattern says is not offered for pasting. */
function patternOf(layout: readonly Piece[]): readonly string[] {
  try {
    return [printPattern(layout)];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function lacksZone(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => piece.kind === "field" && piece.type === "time" && piece.to === "time" && !/[Zz]/.test(piece.layout ?? ""));
}

function hasLevel(pieces: readonly Piece[]): boolean {
  return pieces.some(
    (piece) =>
      piece.kind === "field" &&
      (piece.to === "severity" || piece.type === "request" || (typeof piece.to === "object" && piece.to.status === true)),
  );
}
