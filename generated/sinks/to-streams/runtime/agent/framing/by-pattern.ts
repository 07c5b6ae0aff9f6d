// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Grammar, verdict } from "./grammar.ts";
import type { LinePattern } from "./line-pattern.ts";

/** A record begins with a line that matches, and goes on up to the next one. */
export function startingWith(matches: LinePattern): Grammar {
  return {
    over: () => undefined,
    begin: (bytes, start, end) => (matches(bytes, start, end) ? verdict.part : verdict.late),
    next: (bytes, start, end) => (matches(bytes, start, end) ? verdict.apart : verdict.part),
  };
}

/** Lines that match go on from the line before them. */
export function continuedBy(matches: LinePattern): Grammar {
  return {
    over: () => undefined,
    begin: (bytes, start, end) => (matches(bytes, start, end) ? verdict.late : verdict.part),
    next: (bytes, start, end) => (matches(bytes, start, end) ? verdict.part : verdict.apart),
  };
}
