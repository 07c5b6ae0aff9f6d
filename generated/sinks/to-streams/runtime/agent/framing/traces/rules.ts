// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** From these states (separated by blanks), a line that matches leads to that one. A state with a `?` behind it: only perhaps of the trace. */
export type Rule = readonly [from: string, line: RegExp, to: string];

/**
 * Stack traces of one language, as states and what leads from one to the next. A trace begins in `start`; in `late` where its beginning is
 * missing, which an indented line may do. The first rule that fits is taken; where none does the trace has ended.
 */
export interface TraceRules {
  readonly name: string;
  /** One of these is in every line that leads away from `start`, unless it begins with one of `firsts`. Few: each costs a search. */
  readonly needles: readonly string[];
  readonly firsts?: string;
  readonly rules: readonly Rule[];
}
