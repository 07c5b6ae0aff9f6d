import { levelReading, typedReadings } from "./atoms.ts";
import type { Row } from "./draft.ts";
import { enough, labelOf, type Place, readingStep, type Step } from "./grow.ts";

/** Of rows that are comma-separated values: one cell (RFC 4180), as wide as it is in each row. */
export function cellStep(rows: readonly Row[], place: Place): Step | undefined {
  if (place.closers !== "" || place.literal !== ",") return undefined;
  const cells = rows.map(({ text, at }) => cellsOf(text, at));
  const counts = cells.map((ends) => ends.length);
  const [first = 0] = counts;
  if (!enough(counts.filter((count) => count === first).length, rows.length)) return undefined;
  if (first < (place.cells ? 1 : 2)) return undefined;
  const ends = cells.map((found) => (found.length === first ? (found[0] ?? -1) : -1));
  const values = rows.flatMap(({ text, at }, index) => ((ends[index] ?? -1) < 0 ? [] : [text.slice(at, ends[index])]));
  const real = values.filter((value) => value !== "" && value !== "-");
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
