import { readTimeLayout, type Step as TimeStep } from "../../runtime/formats/time-layout.ts";
import { type Field, type Format, isLayout, type Piece } from "../layout.ts";

/** The agent's rule for lines that begin a record of one of these formats: `start:^\d{4}-\d\d-\d\d`. Undefined: no rule says it. */
export function startOf(formats: readonly Format[]): string | undefined {
  const starts = formats.flatMap((format) => (isLayout(format) ? format.layouts.map(beginning) : format.name === "json" ? ["\\{"] : []));
  if (starts.length === 0 || starts.includes("")) return undefined;
  const [only] = starts;
  return starts.length === 1 ? `start:^${only}` : `start:^(?:${[...new Set(starts)].join("|")})`;
}

/** What a line of the layout begins with, up to its time and the first mark behind it, as a regular expression. */
function beginning(pieces: readonly Piece[]): string {
  let text = "";
  for (const piece of pieces) {
    if (piece.kind === "optional") return text;
    if (piece.kind === "literal") text += escaped(piece.text.split("\n")[0] ?? "");
    else if (piece.kind === "blanks") text += piece.least === 0 ? " *" : " +";
    else {
      const found = fieldStart(piece);
      if (found === undefined) return text;
      text += found;
      if (piece.to === "time") return text;
    }
    if (piece.kind === "literal" && piece.text.includes("\n")) return text;
  }
  return text;
}

function fieldStart({ type, layout, nil, levels }: Field): string | undefined {
  if (type === "time")
    return readTimeLayout(layout ?? "")
      .map(timeStart)
      .join("");
  if (levels) return undefined;
  const plain = {
    int: "-?\\d+",
    epoch: "\\d{10}",
    letter: "[A-Za-z]",
    level: "[A-Za-z]+\\d?",
    ip: "[0-9a-fA-F.:]+",
    hex: "[0-9a-fA-F]+",
    word: "\\S+",
    name: "\\S+",
  }[type as string];
  return plain === undefined ? undefined : nil ? `(?:-|${plain})` : plain;
}

function timeStart(step: TimeStep): string {
  if (step.kind === "text") return escaped(step.text);
  if (step.kind === "maybe") return `(?:${step.steps.map(timeStart).join("")})?`;
  if (step.names) return "[A-Za-z]+";
  if (step.letter === "S") return "\\d+";
  if (step.letter === "Z") return "(?:Z|[+-]\\d\\d:?\\d*)";
  if (step.letter === "z" || step.letter === "a") return "[A-Za-z.]+";
  return step.width === 0 ? "[ \\d]?\\d" : step.width === 2 ? "\\d\\d" : `\\d{${step.width}}`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\t/g, "\\t");
}
