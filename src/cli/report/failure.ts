import { EXIT, ScaffoldError } from "../../errors.ts";

/** What the machine refuses: permissions, space, limits. Anything else that the operating system says is a bug of ours. */
const refusals = new Set(
  "EACCES EPERM EROFS ENOSPC EDQUOT EFBIG EIO EMFILE ENFILE ENAMETOOLONG ELOOP ENOTDIR EISDIR EBUSY ETXTBSY".split(" "),
);

/** The error as one that a user can mend; undefined where it is a bug. */
export function mendable(error: unknown): ScaffoldError | undefined {
  if (error instanceof ScaffoldError) return error;
  if (!(error instanceof Error) || !("code" in error) || !refusals.has(String(error.code))) return undefined;
  return new ScaffoldError(String(error.code), error.message.replace(/^[A-Z]+: /, ""), { exit: EXIT.failed, cause: error });
}

/** The answer of a command that was asked for JSON and has none: one line, as every answer. */
export function failureLine({ code, exit, issues }: ScaffoldError): string {
  return `${JSON.stringify({ error: { code, exit, issues } })}\n`;
}
