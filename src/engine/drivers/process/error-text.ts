import { ScaffoldError } from "../../../errors.ts";

/** With the place of each mistake, where it has one: a program that cannot be built says where. */
export function errorText(error: unknown): string {
  if (!(error instanceof ScaffoldError)) return error instanceof Error ? error.message : String(error);
  return error.issues.map(({ message, where }) => (where ? `${where.file}:${where.line}:${where.column}: ${message}` : message)).join("; ");
}
