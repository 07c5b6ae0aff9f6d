import { Readable } from "node:stream";
import { batchesOf } from "../../formats/apply/batches.ts";
import { loadNormaliser, unwrapping } from "../../formats/apply/load.ts";
import { looksLikeRecord } from "../../formats/infer/records.ts";
import type { InferredFraming } from "../../formats/infer/types.ts";
import { type Format, isCarrier, isLayout } from "../../formats/layout.ts";
import type { Normal } from "../../runtime/agent/normaliser.ts";

/** What an adapter is told of how lines are read. */
export interface HowToRead {
  readonly formats: readonly Format[];
  readonly framing: InferredFraming;
  readonly tz: string;
}

/** A log as an adapter reads it. */
export interface Reading {
  readonly records: number;
  /** How many records each format takes, by its number. */
  readonly counts: readonly number[];
  /** Which format takes the record that begins at this byte; records that none takes are not in it. */
  readonly takers: ReadonlyMap<number, number>;
  /** Texts of records that no format takes: of one that a carrier alone takes, what it carries. */
  readonly untaken: readonly string[];
  /** Lines, with those behind them, that were read as more of a record though they look like records themselves. */
  readonly absorbed: readonly string[];
}

/**
 * Reads a log with the compiled parser, in the records that the agent would find in it.
 * @param readAt when the lines count as read, ms: a time without a year is near it
 * @param see told of each record
 */
export async function readWith(
  { formats, framing, tz }: HowToRead,
  log: Buffer,
  readAt: number,
  see: (record: Normal) => void = () => undefined,
): Promise<Reading> {
  const normaliser = unwrapping(await loadNormaliser(formats, tz), framing);
  const counts = formats.map(() => 0);
  const takers = new Map<number, number>();
  const untaken: string[] = [];
  const absorbed: string[] = [];
  const isWrapped = framing.container !== undefined && framing.container !== "none";
  let records = 0;
  for await (const batch of batchesOf(Readable.from([log], { objectMode: false }), framing, normaliser.joins))
    batch.visit((bytes, start, end, offset) => {
      if (start === end) return undefined;
      records += 1;
      const record = normaliser.normalise(bytes, start, end, readAt);
      see(record);
      const number = normaliser.formats.indexOf(record.format);
      const format = formats[number];
      if (!format || (isLayout(format) && isCarrier(format))) {
        untaken.push(record.body);
        return undefined;
      }
      counts[number] = (counts[number] ?? 0) + 1;
      takers.set(offset, number);
      if (!isWrapped) absorbed.push(...absorbedIn(bytes.toString("utf8", start, end)));
      return undefined;
    });
  return { records, counts, takers, untaken, absorbed };
}

function absorbedIn(text: string): readonly string[] {
  if (!text.includes("\n")) return [];
  const lines = text.split("\n");
  const at = lines.findIndex((line, index) => index > 0 && looksLikeRecord(line));
  return at < 0 ? [] : lines.slice(at);
}
