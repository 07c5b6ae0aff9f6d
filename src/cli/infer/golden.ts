import { Readable } from "node:stream";
import { batchesOf } from "../../formats/apply/batches.ts";
import { loadNormaliser } from "../../formats/apply/load.ts";
import type { InferredFraming } from "../../formats/infer/types.ts";
import type { Format } from "../../formats/layout.ts";
import type { Normal, Normaliser } from "../../runtime/agent/normaliser.ts";
import { takeApart } from "./picture.ts";
import { redacted } from "./redact.ts";
import { Variety } from "./variety.ts";

export interface GoldenOptions {
  /** As the adapter has them. */
  readonly formats: readonly Format[];
  readonly framing: InferredFraming;
  readonly tz: string;
  /** When the lines count as read, ms: a time without a year is near it. */
  readonly readAt: number;
  /** true: lines are kept without what stands in their values. */
  readonly redact: boolean;
  /** The names of the formats whose lines are wanted; without, of all. */
  readonly only?: ReadonlySet<string>;
}

/** Lines that an emitted parser is held to. */
export interface Golden {
  readonly tz: string;
  readonly readAt: number;
  readonly samples: readonly { readonly line: string; readonly record: Normal }[];
  /** Lines of the sample that were damaged: no format may take them. */
  readonly declined: readonly string[];
}

/** Longer lines are not kept. */
const longest = 4096;
const mostDamaged = 8;

/** Lines of a sample, of each format some that differ, each with what the compiled parser makes of it. */
export async function goldenOf(sample: Buffer, { formats, framing, tz, readAt, redact, only }: GoldenOptions): Promise<Golden> {
  const normaliser = await loadNormaliser(formats, tz);
  const read = (text: Buffer) => normaliser.normalise(text, 0, text.length, readAt);
  const variety = new Variety();
  for await (const batch of batchesOf(Readable.from([sample], { objectMode: false }), framing, normaliser.joins))
    batch.visit((bytes, start, end) => {
      if (end - start > longest) return undefined;
      const record = normaliser.normalise(bytes, start, end, readAt);
      if (!only || only.has(record.format)) variety.add(record, () => bytes.toString("utf8", start, end));
      return undefined;
    });
  const samples = variety.chosen().flatMap(({ line, format }) => {
    const kept = redact ? redacted(takeApart(Buffer.from(line), formats, normaliser, readAt).segments) : line;
    const record = read(Buffer.from(kept));
    return record.format === format ? [{ line: kept, record: plain(record) }] : [];
  });
  const unique = [...new Map(samples.map((one) => [one.line, one])).values()];
  return { tz, readAt, samples: unique, declined: damaged(unique, formats, normaliser, readAt) };
}

/** As JSON has it: without keys that are undefined. */
function plain(record: Normal): Normal {
  return JSON.parse(JSON.stringify(record)) as Normal;
}

/** Lines with one byte of the text between two fields changed, as far as that leaves a line of no format. */
function damaged(samples: Golden["samples"], formats: readonly Format[], normaliser: Normaliser, readAt: number): string[] {
  const found: string[] = [];
  const counts = new Map<string, number>();
  for (const { line, record } of samples) {
    const { segments } = takeApart(Buffer.from(line), formats, normaliser, readAt);
    for (const [index, { text, name }] of segments.entries()) {
      const count = counts.get(record.format) ?? 0;
      const at = text.search(/\S/);
      if (name !== undefined || at < 0 || count >= mostDamaged) continue;
      const texts = segments.map((segment, other) => (other === index ? `${text.slice(0, at)}\u0001${text.slice(at + 1)}` : segment.text));
      const bytes = Buffer.from(texts.join(""));
      if (normaliser.normalise(bytes, 0, bytes.length, readAt).format !== "unparsed") continue;
      counts.set(record.format, count + 1);
      found.push(texts.join(""));
    }
  }
  return [...new Set(found)];
}

/** `test/samples.json` of an adapter: a line of the file for each line that it holds. */
export function goldenFile({ tz, readAt, samples, declined }: Golden): string {
  const list = (items: readonly unknown[]) =>
    items.length === 0 ? "[]" : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
  const about =
    "Lines, and the records that they become: test/parser.test.ts holds the parser to them. This file is yours: change and add what you like. declined: lines that no format may take.";
  return `{
  "about": ${JSON.stringify(about)},
  "tz": ${JSON.stringify(tz)},
  "readAt": ${readAt},
  "samples": ${list(samples)},
  "declined": ${list(declined)}
}
`;
}
