import { levelReading, typedReadings } from "./atoms.ts";
import type { Row } from "./draft.ts";
import { enough, labelOf, type Place, readingStep, type Step } from "./grow.ts";
import { stampStep } from "./stamp-step.ts";

/** Of rows that are comma-separated values: one cell (RFC 4180), as wide as it is in each row. */
export function cellStep(rows: readonly Row[], place: Place): Step | undefined {
  if (place.closers !== "" || !(/^"?,$/.test(place.literal) || isQuotedLine(rows, place))) return undefined;
  const cells = rows.map(({ text, at }) => cellsOf(text, at));
  const counts = cells.map((ends) => ends.length);
  const [first = 0] = counts;
  if (!enough(counts.filter((count) => count === first).length, rows.length)) return undefined;
  if (first < (place.cells ? 1 : 2)) return undefined;
  const ends = cells.map((found) => (found.length === first ? (found[0] ?? -1) : -1));
  const values = rows.flatMap(({ text, at }, index) => ((ends[index] ?? -1) < 0 ? [] : [text.slice(at, ends[index])]));
  const real = values.filter((value) => value !== "" && value !== "-");
  const quoted = quotedStep(rows, ends, place);
  if (quoted) return { ...quoted, place: { ...quoted.place, cells: true } };
  const typed = [levelReading(rows), ...typedReadings(rows)].find(
    (reading) => reading.behind === undefined && reading.ends.every((end, index) => end === ends[index] || (ends[index] ?? -1) < 0),
  );
  const step = readingStep(rows, typed, place);
  if (step) return { ...step, place: { ...step.place, cells: true } };
  const label = labelOf(place.literal);
  return {
    pieces: [
      {
        kind: "field",
        type: "csv",
        values: real.map((value) => (value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value)),
        ...(real.length < values.length && { nil: true as const }),
        ...(label && { label }),
      },
    ],
    ends,
    strength: 1,
    place: { cells: true },
  };
}

/** The first of cells that are all in quotation marks. */
function isQuotedLine(rows: readonly Row[], { literal }: Place): boolean {
  return literal === "" && rows.every(({ text, at }) => at === 0 && /^"(?:[^"]|"")*","/.test(text));
}

/** A time, a level or a number in quotation marks. */
function quotedStep(rows: readonly Row[], ends: readonly number[], place: Place): Step | undefined {
  const isQuoted = ({ text, at }: Row, index: number): boolean => text[at] === '"' && text[(ends[index] ?? 0) - 1] === '"';
  const going = rows.filter(isQuoted);
  if (!enough(going.length, rows.length)) return undefined;
  const contents = rows.map((row, index) => ({
    text: isQuoted(row, index) ? row.text.slice(row.at + 1, (ends[index] ?? 0) - 1) : "",
    at: 0,
  }));
  const whole = (step: Step | undefined): number[] | undefined => {
    const found = step?.ends.map((end, index) => (end > 0 && end === contents[index]?.text.length ? (ends[index] ?? -1) : -1));
    return found && enough(found.filter((end) => end >= 0).length, rows.length) ? found : undefined;
  };
  const inner = { ...place, literal: '"' };
  const readings = [levelReading(contents), ...typedReadings(contents)].map((reading) => () => readingStep(contents, reading, inner));
  for (const read of [() => stampStep(contents, inner), ...readings]) {
    const step = read();
    const found = whole(step);
    if (!step || !found) continue;
    const mark = { kind: "literal", text: '"' } as const;
    return { ...step, pieces: [mark, ...step.pieces, mark], ends: found };
  }
  return undefined;
}

/** Where the cells of the rest of a line end. */
function cellsOf(text: string, start: number): number[] {
  const ends: number[] = [];
  for (let at = start; at <= text.length; at += 1) {
    if (text[at] === '"') {
      for (at += 1; at < text.length && !(text[at] === '"' && text[at + 1] !== '"'); at += 1) if (text[at] === '"') at += 1;
      at += 1;
    }
    while (at < text.length && text[at] !== ",") at += 1;
    ends.push(at);
  }
  return ends;
}
