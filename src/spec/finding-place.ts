import type { Issue } from "../errors.ts";
import type { Finding } from "./explain.ts";
import { type Path, pathText } from "./path.ts";
import type { Source } from "./source.ts";

/** Where a part of the data was written: the file, and its path there. */
export interface Origin {
  readonly source: Source;
  readonly path: Path;
}

/**
 * A mistake with the place that it has in the text. undefined where the text is not to be trusted: behind a mistake in the YAML itself
 * the reading is a guess, and so are its mistakes.
 */
export function placeFinding({ kind, path: named, reason, hint }: Finding, { source, path }: Origin): Issue | undefined {
  if (Number.isFinite(source.soundUntil) && (kind === "missing" || source.end(path) >= source.soundUntil)) return undefined;
  const where = source.place(kind === "missing" ? path.slice(0, -1) : path, kind === "wrong" ? "value" : "key");
  if (source.issues.some((issue) => issue.where?.line === where.line && issue.where.column === where.column)) return undefined;
  return { message: `${named.length > 0 ? `${pathText(named)}: ` : ""}${reason}`, where, ...(hint && { hint }) };
}
