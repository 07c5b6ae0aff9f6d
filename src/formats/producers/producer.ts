import type { LayoutFormat } from "../layout.ts";

/** A program whose own format strings say what its lines look like: nginx's `log_format`, log4j's pattern. */
export interface Producer {
  readonly name: string;
  readonly about: string;
  /** A format string. */
  readonly example: string;
  read(text: string): ProducerResult;
}

export type ProducerResult =
  | { readonly ok: true; readonly format: LayoutFormat }
  /** `at` counts characters from 1. */
  | { readonly ok: false; readonly problem: string; readonly at: number; readonly hint: string };

/** What is wrong with a format string, and where. */
export class FormatError extends Error {
  readonly at: number;
  readonly hint: string;

  constructor(problem: string, at: number, hint: string) {
    super(problem);
    this.at = at;
    this.hint = hint;
  }
}

/** Runs a reader that throws a `FormatError` at the first mistake. */
export function resultOf(read: () => LayoutFormat): ProducerResult {
  try {
    return { ok: true, format: read() };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { ok: false, problem: error.message, at: error.at, hint: error.hint };
  }
}
