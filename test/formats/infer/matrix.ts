import { Readable } from "node:stream";
import { batchesOf } from "../../../src/formats/apply/batches.ts";
import { jsonLine } from "../../../src/formats/apply/json-line.ts";
import { loadParser, unwrapping } from "../../../src/formats/apply/load.ts";
import { infer } from "../../../src/formats/infer/index.ts";
import type { InferredFraming } from "../../../src/formats/infer/types.ts";
import type { Normaliser } from "../../../src/runtime/agent/normaliser.ts";
import type { Line, Program } from "./program.ts";
import { fileOf, linesOf, logOf, score } from "./scorer.ts";

/** What the formats of one program's sample make of the log of another. Lines, of which a record may have several. */
export interface Cell {
  readonly format: string;
  readonly log: string;
  readonly total: number;
  /** Lines that were taken, those included that were joined to one that was. */
  readonly taken: number;
  /** Those of them whose record is not what the other program meant: another time, another severity, another message. */
  readonly wrong: number;
  /** One of them. */
  readonly example?: string;
}

/** Anything that was taken, as JSON, and the text that it was taken from. */
interface Taken {
  readonly json: string;
  readonly original: string;
}

const referenceOf = ({ referenceTime = "2026-11-30T00:00:00Z" }: Program): number => Date.parse(referenceTime);

/**
 * The cross matrix: the formats that each program's sample shows, applied to so many records of every other program, framed as these formats
 * have it. A line of another program that is read as that program means it, its zone given, is no mistake: the two write lines of one shape.
 */
export async function matrix(programs: readonly Program[], count: number): Promise<Cell[]> {
  const logs = programs.map((program) => ({ program, lines: linesOf(program, "other", count) }));
  const cells: Cell[] = [];
  for (const format of programs) {
    const options = { ...(format.tz !== undefined && { tz: format.tz }), referenceMs: referenceOf(format), catalogue: false };
    const { formats, framing } = infer(fileOf(format, linesOf(format, "sample", 200)), options);
    // All logs are given as UTF-8: that a format's own are not must not be what declines them.
    const { encoding: _, ...inUtf8 } = framing;
    const { createNormaliser } = await loadParser(formats.map((one) => one.format));
    for (const { program, lines } of logs) {
      if (program === format) continue;
      const normaliser = unwrapping(createNormaliser({ tz: program.tz ?? "UTC" }), inUtf8);
      const taken = await takenOf(logOf(lines), normaliser, inUtf8, referenceOf(program));
      const wrong = taken.filter((one) => !isMeant(one, lines));
      const [example] = wrong;
      cells.push({
        format: format.name,
        log: program.name,
        total: countLines(logOf(lines).trimEnd()),
        taken: taken.reduce((sum, { original }) => sum + countLines(original), 0),
        wrong: wrong.reduce((sum, { original }) => sum + countLines(original), 0),
        ...(example && { example: `${example.original}\n  ${example.json}` }),
      });
    }
  }
  return cells;
}

const countLines = (text: string): number => text.split("\n").length;

async function takenOf(log: string, normaliser: Normaliser, framing: InferredFraming, referenceMs: number): Promise<Taken[]> {
  const taken: Taken[] = [];
  const input = Readable.from([Buffer.from(log)], { objectMode: false });
  for await (const batch of batchesOf(input, framing, normaliser.joins))
    batch.visit((bytes, start, end) => {
      const record = normaliser.normalise(bytes, start, end, referenceMs);
      const original = bytes.toString("utf8", start, end);
      if (record.format !== "unparsed") taken.push({ json: jsonLine(record, original), original });
      return undefined;
    });
  return taken;
}

/** Whether the record says what the line of this text means. Which of its values have a column of their own is the format's matter. */
function isMeant({ json, original }: Taken, lines: readonly Line[]): boolean {
  return lines.some((line) => {
    const { right, severityInvented } = score([json], [{ ...line, expected: { ...line.expected, values: [] } }]);
    return line.stray ? line.text.trimEnd() === original && severityInvented === 0 : right === 1;
  });
}

/** How much of all foreign lines was taken, and how much of it wrongly, each as a share of all. */
export function shareOf(cells: readonly Cell[]): { readonly taken: number; readonly wrong: number } {
  const sum = (part: (cell: Cell) => number): number => cells.reduce((all, cell) => all + part(cell), 0);
  const total = sum((cell) => cell.total);
  return { taken: sum((cell) => cell.taken) / total, wrong: sum((cell) => cell.wrong) / total };
}

/** The pairs that mistake most, as lines for people. */
export function worst(cells: readonly Cell[], count: number): string[] {
  const sorted = cells.filter(({ wrong }) => wrong > 0).sort((a, b) => b.wrong - a.wrong || b.taken - a.taken);
  return sorted.slice(0, count).map(({ format, log, taken, wrong, total, example = "" }) => {
    return `${format} takes ${taken} of ${total} lines of ${log}, ${wrong} of them wrongly, such as ${example.slice(0, 400)}`;
  });
}
