// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Normal } from "../agent/normaliser.ts";
import type { LineContext } from "./line-reader.ts";

/** An attribute of records whose line names no zone: which one was taken for it. */
export type Assumed = { readonly "log.time.zone_assumed"?: string };

const longestReason = 300;

/** A line that no format takes: its text, and why none did. */
export function unparsed(
  bytes: Buffer,
  start: number,
  end: number,
  problems: readonly string[],
  { carried }: LineContext,
): Normal & { readonly format: "unparsed" } {
  const reason = start === end ? "empty line" : problems.join("; ") || "no format begins like this";
  return {
    format: "unparsed",
    ...(carried !== undefined && { timeUnixNano: carried }),
    body: bytes.toString("utf8", start, end),
    attributes: { "log.unparsed.reason": reason.slice(0, longestReason) },
  };
}
