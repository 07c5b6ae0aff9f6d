// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Declined, Normal } from "../agent/normaliser.ts";
import type { LineContext } from "./line-reader.ts";
import { wellFormed } from "./well-known.ts";

/** An attribute of records whose line names no zone: which one was taken for it. */
export type Assumed = { readonly "log.time.zone_assumed"?: string };

const longestReason = 300;

/** Why a format declined a line, and how many of its bytes fitted before that. */
export interface Problem {
  readonly format: string;
  readonly text: string;
  readonly fitted: number;
  /** How many of its pieces fitted that not any text would. */
  readonly proven: number;
  /** What stands in the place of the level, and is none. */
  readonly level?: string | undefined;
}

/** Of the variants of one format, the one that came furthest says why. */
export function noteProblem(problems: Problem[], problem: Problem): void {
  const known = problems.findIndex(({ format }) => format === problem.format);
  if (known < 0) problems.push(problem);
  else if (problem.fitted > (problems[known]?.fitted ?? 0)) problems[known] = problem;
}

/** The format of which most is proven, and of those the one that came furthest; `none` where nothing is proven of any. */
export function closestOf(problems: readonly Problem[]): Declined {
  let closest: Problem | undefined;
  for (const problem of problems)
    if (problem.proven > (closest?.proven ?? 0) || (closest?.proven === problem.proven && problem.fitted > closest.fitted))
      closest = problem;
  return { format: closest?.format ?? "none", ...(closest?.level !== undefined && { level: closest.level }) };
}

/** Where the text of a line begins: behind a byte order mark, which Windows' programs put in front of their files. */
export function lineStart(bytes: Uint8Array, start: number, end: number): number {
  return start + 3 <= end && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf ? start + 3 : start;
}

/** A line that no format takes: its text, and why none did. */
export function unparsed(
  bytes: Buffer,
  start: number,
  end: number,
  problems: readonly Problem[],
  { carried }: LineContext,
): Normal & { readonly format: "unparsed" } {
  const reason =
    start === end ? "empty line" : problems.map(({ format, text }) => `${format}: ${text}`).join("; ") || "no format begins like this";
  return {
    format: "unparsed",
    ...(carried !== undefined && { timeUnixNano: carried }),
    body: bytes.toString("utf8", start, end),
    // What is cut may be half of a surrogate pair, here and where a message cites the line.
    attributes: { "log.unparsed.reason": wellFormed(reason.slice(0, longestReason)) },
  };
}
