// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Declined, Normal } from "../agent/normaliser.ts";
import type { LineContext } from "./line-reader.ts";
import { type Reason, reasonText } from "./reason.ts";
import { wellFormed } from "./well-known.ts";

/** An attribute of records whose line names no zone: which one was taken for it. */
export type Assumed = { readonly "log.time.zone_assumed"?: string };

/** So many UTF-16 units of a reason are kept. */
export const longestReason = 300;

/** Why one format declined a line. */
export interface Problem {
  readonly format: string;
  reason: Reason;
}

/** Of the variants of one format, the one that came furthest says why. */
export function noteProblem(problems: Problem[], format: string, reason: Reason): void {
  for (const known of problems) {
    if (known.format !== format) continue;
    if (reason.fitted > known.reason.fitted) known.reason = reason;
    return;
  }
  problems.push({ format, reason });
}

/** The format of which most is proven, and of those the one that came furthest; `none` where nothing is proven of any. */
export function closestOf(problems: readonly Problem[]): Declined {
  let closest: Problem | undefined;
  for (const problem of problems) {
    const { proven, fitted } = problem.reason;
    const most = closest?.reason.proven ?? 0;
    if (proven > most || (closest && proven === most && fitted > closest.reason.fitted)) closest = problem;
  }
  const level = closest?.reason.unknownLevel;
  return { format: closest?.format ?? "none", ...(level !== undefined && { level }) };
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
  return {
    format: "unparsed",
    ...(carried !== undefined && { timeUnixNano: carried }),
    body: bytes.toString("utf8", start, end),
    attributes: { "log.unparsed.reason": whyUnparsed(start === end, problems) },
  };
}

/** Why no format takes a line, in words. */
export function whyUnparsed(isEmpty: boolean, problems: readonly Problem[]): string {
  if (isEmpty) return "empty line";
  if (problems.length === 0) return "no format begins like this";
  const texts = problems.map(({ format, reason }) => `${format}: ${reasonText(reason)}`);
  // What is cut may be half of a surrogate pair, here and where a message cites the line.
  return wellFormed(texts.join("; ").slice(0, longestReason));
}
