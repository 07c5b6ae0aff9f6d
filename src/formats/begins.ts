import { readTimeLayout, type Step } from "../runtime/formats/time-layout.ts";
import type { Piece } from "./layout.ts";

const isoDay = "\\d{4}[-/]\\d\\d[-/]\\d\\d";
const times: Readonly<Record<string, string>> = {
  iso: isoDay,
  rfc3339: `${isoDay}T`,
  clf: "\\d\\d/[A-Z][a-z]{2}/\\d{4}:",
  bsd: "[A-Z][a-z]{2} [ \\d]\\d ",
  epoch: "\\d{9}",
};

/**
 * A regular expression, without its `^`, for what lines of a layout begin with: text in front of a time, and the time. undefined where they
 * begin with something that other lines begin with as well.
 *
 *     [<time:yyyy-MM-dd HH:mm>] …    →    \[\d{4}-\d\d-\d\d \d\d:\d\d
 */
export function beginsOf(pieces: readonly Piece[]): string | undefined {
  const [first, second] = pieces;
  const front = first?.kind === "literal" ? escaped(first.text) : "";
  const time = first?.kind === "literal" ? second : first;
  if (time?.kind !== "field" || time.to !== "time" || time.nil) return undefined;
  const text = time.layout === undefined ? times[time.type] : fixedPart(readTimeLayout(time.layout));
  return text && front + text;
}

/** Up to what may be missing. */
export function fixedPart(steps: readonly Step[]): string {
  const end = steps.findIndex(({ kind }) => kind === "maybe");
  return (end < 0 ? steps : steps.slice(0, end)).map(stepText).join("");
}

function stepText(step: Step): string {
  if (step.kind === "maybe" || (step.kind === "field" && step.letter === "u")) return "";
  if (step.kind === "text") return escaped(step.text);
  if (step.names) return "[A-Za-z]+";
  if (step.letter === "S") return "\\d+";
  if (step.letter === "Z" || step.letter === "z" || step.letter === "a") return "[A-Za-z0-9_:+/-]+";
  return step.width === 0 ? "[ \\d]?\\d" : `\\d{${step.width}}`;
}

export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
