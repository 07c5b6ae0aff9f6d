import { mergeSequences, type Overlap } from "./sequence.ts";

const YOURS = "<<<<<<< yours";
const SEPARATOR = "=======";
const GENERATED = ">>>>>>> generated";

export interface TextMerge {
  readonly text: string;
  /** How many places both sides changed differently; each is written between conflict markers. */
  readonly conflicts: number;
}

interface Lines {
  readonly lines: readonly string[];
  readonly finalNewline: boolean;
}

function toLines(text: string): Lines {
  if (text === "") return { lines: [], finalNewline: true };
  const finalNewline = text.endsWith("\n");
  return { lines: (finalNewline ? text.slice(0, -1) : text).split("\n"), finalNewline };
}

function mergeLines(base: string, yours: string, generated: string, settle: (overlap: Overlap) => readonly string[]): string {
  const [from, mine, theirs] = [toLines(base), toLines(yours), toLines(generated)];
  const lines = mergeSequences(from.lines, mine.lines, theirs.lines, settle);
  const finalNewline = mine.finalNewline === from.finalNewline ? theirs.finalNewline : mine.finalNewline;
  return lines.length === 0 ? "" : lines.join("\n") + (finalNewline ? "\n" : "");
}

/** Lines that both sides have at the edges of a conflict stay outside of its markers. */
function withMarkers({ yours, generated }: Overlap): string[] {
  const shorter = Math.min(yours.length, generated.length);
  let head = 0;
  while (head < shorter && yours[head] === generated[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && yours[yours.length - 1 - tail] === generated[generated.length - 1 - tail]) tail += 1;
  return [
    ...yours.slice(0, head),
    YOURS,
    ...yours.slice(head, yours.length - tail),
    SEPARATOR,
    ...generated.slice(head, generated.length - tail),
    GENERATED,
    ...yours.slice(yours.length - tail),
  ];
}

/**
 * Merges line by line: what one side changed is taken, what both changed the same way is taken once, what both changed
 * differently goes between `<<<<<<< yours`, `=======` and `>>>>>>> generated`.
 */
export function mergeText(base: string, yours: string, generated: string): TextMerge {
  if (yours === generated || generated === base) return { text: yours, conflicts: 0 };
  if (yours === base) return { text: generated, conflicts: 0 };
  let conflicts = 0;
  const text = mergeLines(base, yours, generated, (overlap) => {
    conflicts += 1;
    return withMarkers(overlap);
  });
  return { text, conflicts };
}

/**
 * Brings a person's formatting into a reprint. `printed` is their `text` as the printer writes it, `edited` what the printer
 * writes after the edit; lines that the edit left alone come out as `text` has them.
 */
export function keepFormatting(printed: string, text: string, edited: string): string {
  return mergeLines(printed, text, edited, (overlap) => overlap.generated);
}

/** The line, from 1, at which an unresolved conflict begins: ours or version control's. */
export function findMarkers(text: string): number | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith("<<<<<<< "));
  const middle = lines.findIndex((line, index) => index > start && line === SEPARATOR);
  const end = lines.findIndex((line, index) => index > middle && line.startsWith(">>>>>>> "));
  return start >= 0 && middle > 0 && end > 0 ? start + 1 : undefined;
}
