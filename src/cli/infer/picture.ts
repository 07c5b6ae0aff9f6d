import { Readable } from "node:stream";
import { batchesOf } from "../../formats/apply/batches.ts";
import { loadNormaliser, unwrapping } from "../../formats/apply/load.ts";
import type { Inference } from "../../formats/infer/types.ts";
import { interpret, type Span } from "../../formats/interpret.ts";
import { type Format, isCarrier, isLayout } from "../../formats/layout.ts";
import type { Normal, Normaliser } from "../../runtime/agent/normaliser.ts";
import { memberSpans } from "./members.ts";

/** A piece of a record's text. */
export interface Segment {
  readonly text: string;
  /** `time`, `level`, `body` or an attribute's name; undefined: text between fields, or of none. */
  readonly name: string | undefined;
  /** What it became, where that is something else than its text. */
  readonly value?: string;
}

/** A record of the sample, as it is read. */
export interface Pictured {
  readonly segments: readonly Segment[];
  /** Why no format takes it. */
  readonly unparsed?: string;
}

/** The first records of a sample, taken apart by the compiled parser. */
export async function pictureOf(
  { formats: inferred, framing }: Inference,
  sample: Buffer,
  { count, tz = "UTC", referenceMs }: { readonly count: number; readonly tz?: string | undefined; readonly referenceMs: number },
): Promise<Pictured[]> {
  const formats = inferred.map(({ format }) => format);
  const normaliser = unwrapping(await loadNormaliser(formats, tz), framing);
  const pictured: Pictured[] = [];
  for await (const batch of batchesOf(Readable.from([sample], { objectMode: false }), framing, normaliser.joins)) {
    batch.visit((bytes, start, end) => {
      if (pictured.length < count) pictured.push(takeApart(Buffer.from(bytes.subarray(start, end)), formats, normaliser, referenceMs));
      return undefined;
    });
    if (pictured.length >= count) break;
  }
  return pictured;
}

/** @param normaliser compiled from the formats */
export function takeApart(text: Buffer, formats: readonly Format[], normaliser: Normaliser, referenceMs: number): Pictured {
  const record = normaliser.normalise(text, 0, text.length, referenceMs);
  const segments = segmentsOf(text, spansOf(text, formats, record.format), record);
  if (record.format !== "unparsed") return { segments };
  return { segments, unparsed: String(record.attributes["log.unparsed.reason"]) };
}

/** Of a line with another inside, those of both. */
function spansOf(text: Buffer, formats: readonly Format[], taken: string): Span[] {
  const carrier = formats.find((format) => format.name !== taken && isLayout(format) && isCarrier(format));
  const outside = carrier && layoutSpans(carrier, text);
  const format = formats.find(({ name }) => name === taken);
  if (!outside) return format ? ownSpans(format, text) : [];
  return outside.flatMap((span) => {
    if (span.name !== "inner" || !format) return [span];
    const inside = ownSpans(format, text.subarray(span.start, span.end));
    return inside.map(({ start, end, name }) => ({ start: start + span.start, end: end + span.start, name }));
  });
}

function ownSpans(format: Format, text: Buffer): Span[] {
  return isLayout(format) ? [...(layoutSpans(format, text) ?? [])] : memberSpans(text);
}

function layoutSpans(format: Format, text: Buffer): readonly Span[] | undefined {
  for (const pieces of isLayout(format) ? format.layouts : []) {
    const read = interpret(pieces, text);
    if (read.ok) return read.spans;
  }
  return undefined;
}

function segmentsOf(text: Buffer, spans: readonly Span[], record: Normal): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  const add = (end: number, name: string | undefined) => {
    if (end <= at) return;
    const value = meaningOf(name, record);
    segments.push({ text: text.toString("utf8", at, end), name, ...(value !== undefined && { value }) });
    at = end;
  };
  for (const { start, end, name } of spans) {
    add(start, undefined);
    add(end, name === "literal" || name === "nowhere" ? undefined : name);
  }
  add(text.length, undefined);
  return segments;
}

function meaningOf(name: string | undefined, { timeUnixNano, severityNumber }: Normal): string | undefined {
  if (name === "time" && timeUnixNano !== undefined) return isoOf(BigInt(timeUnixNano));
  return name === "level" && severityNumber !== undefined ? `severity ${severityNumber}` : undefined;
}

/** `2026-03-02T11:04:05.123Z`, with as many digits as say something. */
function isoOf(nanos: bigint): string {
  const fraction = String(nanos % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const seconds = new Date(Number(nanos / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}${fraction && `.${fraction}`}Z`;
}
