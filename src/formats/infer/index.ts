import { formatNamed } from "../catalogue/index.ts";
import { interpret } from "../interpret.ts";
import { type Format, isCarrier, isLayout, type LayoutFormat, type Piece } from "../layout.ts";
import { printPattern } from "../pattern-print.ts";
import { bestGrown } from "./best.ts";
import { carrierOf } from "./carriers.ts";
import { blocksOf, knownFormats } from "./known.ts";
import { named } from "./naming.ts";
import { recordsOf } from "./records.ts";
import { readSample } from "./sample.ts";
import { startOf } from "./start.ts";
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
  const { records, continued, orphans } = block ?? (whole ? { records: inner, continued: 0, orphans: 0 } : recordsOf(inner));
  const { formats, rest, evidence: columns } = knownFormats(records, options, whole);
  evidence.push(...columns);
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
  if (formats.length > 0 && !formats.some(({ format }) => !isLayout(format) || format.layouts.some(hasTime)))
    evidence.push({ about: "time", decided: "none", because: "no column holds a time that is known; a pattern can say how it is written" });
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
    const written = patternOf(layout);
    if (written.length === 0) break;
    const name = `format${formats.length === 0 ? "" : formats.length + 1}`;
    formats.push({
      format: formatOf(name, layout, own),
      from: "sample",
      written,
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

/** As the document has it; nothing where no pattern says the layout. */
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

function hasTime(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => (piece.kind === "optional" ? hasTime(piece.pieces) : piece.kind === "field" && piece.to === "time"));
}

function hasLevel(pieces: readonly Piece[]): boolean {
  return pieces.some(
    (piece) =>
      piece.kind === "field" &&
      (piece.to === "severity" || piece.type === "request" || (typeof piece.to === "object" && piece.to.status === true)),
  );
}
