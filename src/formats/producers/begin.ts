import { readTimeLayout } from "../../runtime/formats/time-layout.ts";
import { escaped, fixedPart } from "../begins.ts";
import type { Field, Piece } from "../layout.ts";

const day = "\\d{4}[-/]\\d\\d[-/]\\d\\d";
const known: Readonly<Record<string, string>> = {
  iso: `${day}[ T]\\d\\d:\\d\\d:\\d\\d`,
  clf: "\\d\\d/[A-Z][a-z][a-z]/\\d{4}",
  epoch: "\\d{9}",
  letter: "[A-Z]",
  level: "[A-Za-z]{1,11}\\b",
  int: "-?\\d",
};

/**
 * What a line begins with that begins a record, as the agent's setting `multiline`: `start:^\[\d{4}-\d\d-\d\d`. Undefined where a layout
 * begins with a text that can be anything.
 */
export function beginOf(pieces: readonly Piece[]): string | undefined {
  let expression = "";
  let isSure = false;
  for (const piece of pieces) {
    const part = partOf(piece);
    if (part === undefined || isSure) break;
    expression += part;
    isSure = piece.kind === "field";
  }
  return isSure ? `start:^${expression}` : undefined;
}

function partOf(piece: Piece): string | undefined {
  if (piece.kind === "literal") return escaped(piece.text);
  if (piece.kind === "blanks") return piece.least === 0 ? " *" : " +";
  return piece.kind === "field" ? fieldPart(piece) : undefined;
}

function fieldPart({ type, layout, levels, nil, empty }: Field): string | undefined {
  if (nil || empty) return undefined;
  if (levels) return `(?:${Object.keys(levels).map(escaped).join("|")})`;
  return type === "time" ? fixedPart(readTimeLayout(layout ?? "")) : known[type];
}
