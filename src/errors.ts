/** A place in a text that a person wrote. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The offending line, as written. */
  readonly excerpt?: string;
}

/** One mistake: what is wrong, where, and what to type instead. */
export interface Issue {
  readonly message: string;
  readonly where?: Place;
  readonly hint?: string;
}

/** Exit codes of the command; `run` has its own reading of them (see `scaffold run --help`). */
export const EXIT = { ok: 0, findings: 1, usage: 2, failed: 3, bug: 70, interrupted: 130, terminated: 143 } as const;

/**
 * Every error that is not a bug: a stable code, a sentence, and where known the place and what to type.
 * Leaves throw it, `cli/main.ts` renders it once.
 */
export class ScaffoldError extends Error {
  override readonly name = "ScaffoldError";
  readonly code: string;
  readonly exit: number;
  readonly issues: readonly Issue[];

  constructor(code: string, issues: string | Issue | readonly Issue[], options: { exit?: number; hint?: string; cause?: unknown } = {}) {
    const list =
      typeof issues === "string"
        ? [{ message: issues, ...(options.hint && { hint: options.hint }) }]
        : Array.isArray(issues)
          ? issues
          : [issues as Issue];
    super(list.map((issue) => issue.message).join("\n"), { cause: options.cause });
    this.code = code;
    this.exit = options.exit ?? EXIT.usage;
    this.issues = list;
  }
}
