import type { z } from "zod";
import { type Issue, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import type { LoadedProject } from "../project/load.ts";
import { parseProject } from "../project/load.ts";
import type { Place } from "../project/locate.ts";
import { withoutPasswords } from "../spec/password.ts";
import { type Path, pathText } from "../spec/path.ts";
import { flagPaths } from "./flags.ts";

/** A document as the options of a command line make it. */
interface Changed {
  readonly place: Place;
  readonly text: string;
  /** The document on the disk; undefined when there is none yet. */
  readonly before: string | undefined;
  /** What was typed, the schema of it, and where in the document it went. */
  readonly argv: Readonly<Record<string, unknown>>;
  readonly schema: z.ZodType;
  readonly at: Path;
}

/**
 * The project that a document would be with what was typed. Throws with every mistake; one in what was typed is said of the option, because
 * the document that it would stand in is not written: `--formats: "jsn" is no format`.
 */
export function parseChanged(changed: Changed, host: Host): LoadedProject {
  try {
    return parseProject(changed.place, changed.text, host);
  } catch (error) {
    if (!(error instanceof ScaffoldError)) throw error;
    const issues = error.issues.map((issue) => ofOption(issue, changed) ?? onDisk(issue, changed));
    throw new ScaffoldError(error.code, issues, { exit: error.exit, cause: error });
  }
}

function ofOption(issue: Issue, { place, argv, schema, at }: Changed): Issue | undefined {
  const { message, where, hint } = issue;
  if (where?.file !== place.shown) return undefined;
  const flags = flagPaths(schema);
  const typed = flags.filter(({ name }) => argv[name] !== undefined);
  for (const { name, path } of typed.sort((a, b) => b.path.length - a.path.length)) {
    const prefix = pathText([...at, ...path]);
    const rest = message.startsWith(prefix) ? message.slice(prefix.length) : "";
    const [, index, key, reason] = /^(?:\[(\d+)\]|\.([\w-]+))?: ([\s\S]*)$/.exec(rest) ?? [];
    if (reason === undefined) continue;
    const shown = inValue([argv[name]].flat().map(String), `--${name}`, where);
    const isLater = at.length > 1 && Number(index ?? 0) > 0 && !hint?.startsWith("did you mean");
    const advice = [hint, isLater && "a companion's name goes before the options"].filter(Boolean).join("; ");
    const option = `--${name}${key === undefined ? "" : ` ${key}`}`;
    return { message: `${option}: ${reason}`, ...(shown && { where: shown }), ...(advice && { hint: advice }) };
  }
  // What is missing beside what was typed has an option as well.
  const missing = flags.find(({ path }) => message.startsWith(`${pathText([...at, ...path])}: missing`));
  if (missing && typed.length > 0) {
    const reason = message.slice(pathText([...at, ...missing.path]).length);
    return { message: `--${missing.name}${reason}`, hint: `add --${missing.name} with a value` };
  }
  // What is said of several options as one is said of the first that was typed.
  const part = typed.find(({ path }) => path.length > 1 && message.startsWith(`${pathText([...at, ...path.slice(0, -1)])}: `));
  if (!part) return undefined;
  const reason = message.slice(pathText([...at, ...part.path.slice(0, -1)]).length);
  return { message: `--${part.name}${reason}`, ...(hint !== undefined && { hint }) };
}

/** The place within what was typed, where it is not its beginning. */
function inValue(values: readonly string[], file: string, { excerpt = "", column }: NonNullable<Issue["where"]>): Issue["where"] {
  for (const value of values.map(withoutPasswords)) {
    const start = excerpt.indexOf(value);
    const within = column - start;
    if (start >= 0 && within > 1 && within <= value.length + 1) return { file, line: 1, column: within, excerpt: value };
  }
  return undefined;
}

/** A place in the document is one only where the line stands there now. */
function onDisk(issue: Issue, { place, before }: Changed): Issue {
  const { where, ...rest } = issue;
  if (where?.file !== place.shown || withoutPasswords(before?.split(/\r?\n/)[where.line - 1] ?? "") === where.excerpt) return issue;
  return rest;
}
