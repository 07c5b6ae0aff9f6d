import { levelReading, markReading, type Reading, typedReadings } from "./atoms.ts";
import { cellStep } from "./cells.ts";
import type { Draft, Grown, Row } from "./draft.ts";
import { groupStep, wholeStep } from "./groups.ts";
import { labelledStep, pairsInFront } from "./labelled.ts";
import { listStep } from "./lists.ts";
import { stampStep } from "./stamp-step.ts";
import { priorityStep, structuredStep } from "./syslog.ts";
import { continued, hidesTime, isLogfmt, middleOf, objectStep, tailOf } from "./tail.ts";
import type { DateOrder, Evidence } from "./types.ts";
import { labelStep, wordStep } from "./words.ts";

/** What is known of the place that the rows have come to. */
export interface Place {
  /** Closing brackets that are awaited, the innermost last. */
  readonly closers: string;
  /** Text of the literals in front of it, back to the last field. */
  readonly literal: string;
  readonly times: number;
  readonly levels: number;
  /** Whether the first field is an address. */
  readonly fromAddress: boolean;
  /** Words in a row that only a blank ends, and that therefore prove nothing. */
  readonly weak: number;
  readonly splits: number;
  /** How many layouts are tried one inside of the other. */
  readonly depth: number;
  /** Whether all lines have the same number of tabs. */
  readonly tabs?: boolean;
  /** Whether the line is one of comma-separated values. */
  readonly cells?: boolean;
  readonly given: { readonly dateOrder: DateOrder | undefined; readonly referenceMs: number };
}

/** A part of a layout that all rows go along, or nearly all. */
export interface Step {
  readonly pieces: readonly Draft[];
  /** Where each row has come to; -1: it does not go along. */
  readonly ends: readonly number[];
  readonly strength: number;
  readonly place?: Partial<Place>;
  readonly evidence?: readonly Evidence[];
  /** The step has looked to the end of the lines. */
  readonly last?: true;
  readonly left?: readonly string[];
}

/** Whether so many of so many are as good as all: a sample may hold a few lines that are damaged. */
export function enough(count: number, all: number): boolean {
  return count > 0 && count >= all - Math.max(all >= 40 ? 1 : 0, Math.floor(all * 0.015));
}

const maxSteps = 120;
const maxDepth = 16;

/**
 * Grows a layout from left to right: at each place it asks what all rows have there (a time, a level, an address, a bracket …) and takes
 * it, until only free text is left. A piece is taken because all rows have it, so messages, which differ, end the header.
 */
export function grow(rows: readonly Row[], start: Place): Grown {
  const pieces: Draft[] = [];
  const left: string[] = [];
  const evidence: Evidence[] = [];
  let strength = 0;
  let place = start;
  let current = rows;
  for (let count = 0; count < maxSteps && start.depth < maxDepth; count += 1) {
    const open = current.filter(({ text, at }) => at < text.length);
    if (open.length === 0) return { pieces, strength, left, evidence };
    const step = enough(open.length, current.length) ? nextStep(open, place) : endings(open, current, place);
    if (!step) break;
    const going = enough(open.length, current.length) ? open : current;
    for (const row of current) if (!going.includes(row)) left.push(row.text);
    const next: Row[] = [];
    going.forEach((row, index) => {
      const end = step.ends[index] ?? -1;
      if (end < 0) left.push(row.text);
      else next.push({ text: row.text, at: end });
    });
    for (const piece of step.pieces) push(pieces, piece);
    left.push(...(step.left ?? []));
    evidence.push(...(step.evidence ?? []));
    strength += step.strength;
    if (step.last) return { pieces, strength, left, evidence };
    place = { ...place, weak: 0, literal: literalBehind(place.literal, step.pieces), ...step.place };
    current = next;
  }
  const tail = tailOf(current);
  for (const piece of tail.pieces) push(pieces, piece);
  return { pieces, strength: strength + tail.strength, left, evidence };
}

/** Literals that follow each other are one. */
export function push(pieces: Draft[], piece: Draft): void {
  const last = pieces.at(-1);
  if (piece.kind === "literal" && last?.kind === "literal") pieces[pieces.length - 1] = { kind: "literal", text: last.text + piece.text };
  else pieces.push(piece);
}

function literalBehind(before: string, pieces: readonly Draft[]): string {
  return pieces.reduce((text, piece) => (piece.kind === "literal" ? text + piece.text : piece.kind === "blanks" ? `${text} ` : ""), before);
}

/** Some rows end here: what the others have on top may be missing. */
function endings(open: readonly Row[], all: readonly Row[], place: Place): Step | undefined {
  if (open.every(({ text, at }) => text[at] === "\n")) {
    const more = continued(open.map(({ text, at }) => text.slice(at + 1)));
    return { pieces: [more], ends: all.map(({ text }) => text.length), strength: 0, last: true };
  }
  const more = grow(open, { ...place, depth: place.depth + 1 });
  const [first] = more.pieces;
  if (more.strength <= 0.5 || first?.kind !== "literal" || open.length * 20 < all.length) return undefined;
  return {
    pieces: [{ kind: "optional", pieces: more.pieces }],
    ends: all.map(({ text }) => text.length),
    strength: more.strength / 2,
    evidence: more.evidence,
    left: more.left,
    last: true,
  };
}

function nextStep(rows: readonly Row[], place: Place): Step | undefined {
  return (
    blankStep(rows, place) ??
    readingStep(rows, markReading(rows), place) ??
    priorityStep(rows, place) ??
    stampStep(rows, place) ??
    closeStep(rows, place) ??
    objectStep(rows, place) ??
    cellStep(rows, place) ??
    structuredStep(rows, place) ??
    wholeStep(rows, place) ??
    listStep(rows) ??
    pairsInFront(rows, place) ??
    groupStep(rows, place) ??
    pairsStep(rows, place) ??
    labelledStep(rows, place) ??
    middleStep(rows, place) ??
    labelStep(rows, place) ??
    readingStep(rows, levelReading(rows), place) ??
    typedStep(rows, place) ??
    punctuationStep(rows, place) ??
    wordStep(rows, place) ??
    splitStep(rows, place)
  );
}

/** Blanks: one that is always one is text, more are columns. */
function blankStep(rows: readonly Row[], { closers }: Place): Step | undefined {
  const runs = rows.map(({ text, at }) => {
    let end = at;
    while (text[end] === " ") end += 1;
    return end - at;
  });
  const ends = rows.map(({ at }, index) => at + (runs[index] ?? 0));
  const blank = runs.filter((run) => run > 0).length;
  if (blank === 0) return undefined;
  if (enough(blank, rows.length)) {
    const single = runs.every((run) => run <= 1);
    return {
      // What fills up a bracket may be missing in front of its end.
      pieces: [single ? { kind: "literal", text: " " } : { kind: "blanks", least: isFilling(rows, ends, closers) ? 0 : 1 }],
      ends: ends.map((end, index) => ((runs[index] ?? 0) === 0 ? -1 : end)),
      strength: 0,
    };
  }
  // Some are padded, others fill their column.
  const next = new Set(rows.map(({ text }, index) => (/[A-Za-z0-9]/.test(text[ends[index] ?? 0] ?? "") ? "a" : text[ends[index] ?? 0])));
  if (closers === "" && next.size > 1) return undefined;
  return { pieces: [{ kind: "blanks", least: 0 }], ends, strength: 0 };
}

function isFilling(rows: readonly Row[], ends: readonly number[], closers: string): boolean {
  const closer = closers.at(-1);
  return closer !== undefined && rows.every(({ text }, index) => text[ends[index] ?? 0] === closer);
}

/** The bracket that was opened is closed. */
function closeStep(rows: readonly Row[], { closers, literal }: Place): Step | undefined {
  const closer = closers.at(-1);
  if (closer === undefined) return undefined;
  const ends = rows.map(({ text, at }) => (text[at] === closer ? at + 1 : -1));
  const closed = ends.filter((end) => end > 0).length;
  if (!enough(closed, rows.length)) return closed > 0 ? sometimesEmpty(rows, closer) : undefined;
  // What is empty in all of the sample need not be elsewhere.
  const isEmpty = /[[(<{]$/.test(literal);
  const nothing: Draft[] = isEmpty ? [{ kind: "field", type: "any", values: [] }] : [];
  return { pieces: [...nothing, { kind: "literal", text: closer }], ends, strength: 0.5, place: { closers: closers.slice(0, -1) } };
}

/** Brackets that hold something in some rows, and nothing in others. */
function sometimesEmpty(rows: readonly Row[], closer: string): Step | undefined {
  const ends = rows.map(({ text, at }) => text.indexOf(closer, at));
  if (rows.some(({ text, at }, index) => text[at] === " " || (ends[index] ?? -1) < 0)) return undefined;
  const values = rows.map(({ text, at }, index) => text.slice(at, ends[index])).filter((value) => value !== "");
  return { pieces: [{ kind: "field", type: "any", values }], ends, strength: 1 };
}

export function readingStep(rows: readonly Row[], reading: Reading | undefined, place: Place): Step | undefined {
  if (!reading || !enough(reading.ends.filter((end) => end >= 0).length, rows.length)) return undefined;
  const values = rows.flatMap(({ text, at }, index) => {
    const end = reading.ends[index] ?? -1;
    const value = text.slice(at, end);
    return end < 0 || (reading.nil && value === "-") ? [] : [value];
  });
  const { type, levels, behind = "" } = reading;
  const label = labelOf(place.literal);
  return {
    pieces: [
      { kind: "field", type, values, ...(reading.nil && { nil: true as const }), ...(levels && { levels }), ...(label && { label }) },
      ...(behind === "" ? [] : [{ kind: "literal" as const, text: behind }]),
    ],
    ends: reading.ends.map((end) => (end < 0 ? -1 : end + behind.length)),
    strength: type === "level" && place.levels > 0 ? 1 : reading.strength,
    place: {
      levels: place.levels + (type === "level" ? 1 : 0),
      ...(type === "ip" && place.times === 0 && place.literal === "" && { fromAddress: true }),
    },
  };
}

/** `client: ` → `client`: the word that stands in front of a value. */
export function labelOf(literal: string): string | undefined {
  return /([A-Za-z_][\w.@-]*)(?:=|:? ?)["[(<{]?$/.exec(literal)?.[1];
}

function typedStep(rows: readonly Row[], place: Place): Step | undefined {
  // Where lines consist of cells, a value is a whole one.
  const isCell = (text: string, end: number): boolean =>
    !place.tabs || place.closers !== "" || end < 0 || /^(?:\t|$)/.test(text.slice(end, end + 1));
  for (const reading of typedReadings(rows)) {
    if (!rows.every(({ text }, index) => isCell(text, reading.ends[index] ?? -1))) continue;
    const step = readingStep(rows, reading, place);
    if (step) return step;
  }
  return undefined;
}

/** A mark that all rows have. */
function punctuationStep(rows: readonly Row[], place: Place): Step | undefined {
  const char = commonChar(rows);
  if (char === undefined || /[\w\u0080-\uffff]/.test(char)) return undefined;
  // `::` divides as a whole.
  const mark = rows.every(({ text, at }) => text.startsWith("::", at)) ? "::" : char;
  const ends = rows.map(({ text, at }) => (text.startsWith(mark, at) ? at + mark.length : -1));
  const alone = rows.every(({ text, at }) => /^(?:\s|$)/.test(text.slice(at + mark.length, at + mark.length + 1)));
  if (char === "-" && rows.every(({ text, at }) => isEmptyColumn(text, at, place)))
    return {
      pieces: [{ kind: "field", type: "word", nil: true, values: [] }],
      ends: rows.map(({ text, at }) => at + (/^-+/.exec(text.slice(at))?.[0].length ?? 0)),
      strength: 1,
    };
  return { pieces: [{ kind: "literal", text: mark }], ends, strength: alone && place.literal.endsWith(" ") ? 1.2 : 0.4 };
}

/** A `-` that stands for nothing, and does not divide: in front of an access log's time, beside another, or as four flags of none. */
function isEmptyColumn(text: string, at: number, { fromAddress, times }: Place): boolean {
  if (/^-{4,}(?:\s|$)/.test(text.slice(at, at + 12))) return true;
  if (!/^-(?:\s|$)/.test(text.slice(at, at + 2))) return false;
  return (
    (fromAddress && times === 0) ||
    /^- -+(?:\s|$)/.test(text.slice(at, at + 12)) ||
    /(?:^|\s)-+ $/.test(text.slice(Math.max(0, at - 6), at))
  );
}

/** The character that as good as all rows have next. */
export function commonChar(rows: readonly Row[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { text, at } of rows) counts.set(text[at] ?? "", (counts.get(text[at] ?? "") ?? 0) + 1);
  return [...counts].find(([, count]) => enough(count, rows.length))?.[0];
}

/** Nothing but pairs is left, and their keys differ. */
function pairsStep(rows: readonly Row[], { closers, times }: Place): Step | undefined {
  const rests = rows.map(({ text, at }) => text.slice(at));
  if (times === 0 && rests.some(hidesTime)) return undefined;
  if (closers !== "" || !rests.every((rest) => /^[A-Za-z_][\w.@/-]*=/.test(rest)) || !rests.every(isLogfmt)) return undefined;
  const keys = new Set(rests.map((rest) => rest.replace(/=(?:"(?:[^"\\]|\\.)*"|\S*)/g, "")));
  if (keys.size === 1) return undefined;
  const { pieces, strength } = tailOf(rows);
  return { pieces, ends: rows.map(({ text }) => text.length), strength, last: true };
}

function middleStep(rows: readonly Row[], { closers, times }: Place): Step | undefined {
  if (closers !== "" || times === 0) return undefined;
  const found = middleOf(rows.map(({ text, at }) => text.slice(at)));
  return found && { ...found, ends: rows.map(({ text }) => text.length), last: true };
}

/** Two kinds of lines part here: the larger goes on, the other leaves and grows a layout of its own. */
function splitStep(rows: readonly Row[], place: Place): Step | undefined {
  if (place.splits === 0) return undefined;
  const inner: Place = { ...place, splits: place.splits - 1, depth: place.depth + 1 };
  const readings = [levelReading(rows), ...typedReadings(rows)];
  const best = readings
    .map((reading) => ({ reading, count: reading.ends.filter((end) => end >= 0).length }))
    .filter(({ count }) => count >= Math.max(5, rows.length * 0.1))
    .sort((a, b) => b.count - a.count)[0];
  if (!best) return undefined;
  const takes = (index: number): boolean => (best.reading.ends[index] ?? -1) >= 0;
  const own = rows.filter((_, index) => takes(index));
  const others = rows.filter((_, index) => !takes(index));
  const [grownOwn, grownOthers] = [grow(own, inner), grow(others, inner)];
  if (grownOwn.strength < 3 || grownOthers.strength < 3) return undefined;
  const [kept, left] = own.length >= others.length ? [grownOwn, others] : [grownOthers, own];
  return {
    pieces: kept.pieces,
    ends: rows.map((row) => (left.includes(row) ? -1 : row.text.length)),
    strength: kept.strength,
    evidence: kept.evidence,
    left: kept.left,
    last: true,
  };
}
