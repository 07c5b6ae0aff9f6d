import type { Pictured, Segment } from "./picture.ts";
import { printable } from "./printable.ts";

/** Longer lines are cut in a picture. */
const widest = 200;
const colours = [36, 33, 35, 32, 34, 31, 96, 93, 95, 92, 94];

/** The names of fields, in the order in which they come. */
export function namesIn(records: readonly Pictured[]): string[] {
  return [...new Set(records.flatMap(({ segments }) => segments.flatMap(({ name }) => name ?? [])))];
}

/**
 * Records for a terminal. With colours each field has one, and a legend says which; without, a ruler under each line names them:
 *
 *     2026-03-02 11:04:05,123 WARN [main] late
 *     └time─────────────────┘ lev─  thre  body
 */
export function drawRecords(records: readonly Pictured[], color: boolean): string {
  const names = namesIn(records);
  if (color) return [...records.map((record) => coloured(record, names)), legend(names)].join("\n");
  return records
    .map(({ segments, unparsed }) => (unparsed === undefined ? ruled(segments) : linesOf(segments).map(cutText)).join("\n"))
    .join("\n");
}

function coloured({ segments, unparsed }: Pictured, names: readonly string[]): string {
  const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
  return linesOf(segments)
    .map((line) =>
      cut(line)
        .map(({ text, name }) => (name === undefined ? (unparsed === undefined ? text : dim(text)) : paint(text, name, names)))
        .join(""),
    )
    .join("\n");
}

function paint(text: string, name: string, names: readonly string[]): string {
  return `\u001b[${colours[names.indexOf(name) % colours.length]}m${text}\u001b[39m`;
}

function legend(names: readonly string[]): string {
  return names.length === 0 ? "" : `\n${names.map((name) => paint(printable(name), name, names)).join("  ")}`;
}

function ruled(segments: readonly Segment[]): string[] {
  return linesOf(segments).flatMap((line) => {
    const pieces = cut(line);
    const ruler = pieces.map(({ text, name }) =>
      name === undefined ? " ".repeat([...text].length) : measure(printable(name), [...text].length),
    );
    const under = ruler.join("").trimEnd();
    return [textOf(pieces), ...(under === "" ? [] : [under])];
  });
}

/** A name as wide as its field: `└time───┘`, `level`, `lev`. */
function measure(name: string, width: number): string {
  if (name.length + 2 <= width) return `└${name.padEnd(width - 2, "─")}┘`;
  return name.slice(0, width).padEnd(width, "─");
}

/** One list of segments for each line of a record, as terminals can show them. */
function linesOf(segments: readonly Segment[]): Segment[][] {
  const lines: Segment[][] = [[]];
  for (const { text, name } of segments) {
    printable(text.replaceAll("\r\n", "\n"))
      .split("\n")
      .forEach((part, index) => {
        if (index > 0) lines.push([]);
        if (part !== "") lines.at(-1)?.push({ text: part, name });
      });
  }
  return lines;
}

function cut(line: readonly Segment[]): Segment[] {
  let room = widest;
  const kept: Segment[] = [];
  for (const { text, name } of line) {
    const characters = [...text];
    if (characters.length > room) {
      kept.push({ text: characters.slice(0, Math.max(0, room - 1)).join(""), name }, { text: "…", name: undefined });
      break;
    }
    kept.push({ text, name });
    room -= characters.length;
  }
  return kept;
}

function cutText(line: readonly Segment[]): string {
  return textOf(cut(line));
}

function textOf(line: readonly Segment[]): string {
  return line.map(({ text }) => text).join("");
}
