import type { z } from "zod";
import { nearest } from "../suggest.ts";
import { expectationOf, hintForName, hintForValue } from "./hint.ts";
import { child, isMapping, isWithin, type Path, valueAt } from "./path.ts";
import { branchOf, type Field, fieldAt, fieldOf, fieldsOf, type Shape } from "./shape.ts";
import { inOurWords, show } from "./words.ts";

/**
 * One mistake in data, before it is known where that stands in a text.
 * - unknown: the key at the end of `path` does not belong there
 * - missing: the key at the end of `path` has to be there
 * - name: the key at the end of `path` is not of the form that names have there
 * - wrong: the value at `path`
 */
export interface Finding {
  readonly kind: "unknown" | "missing" | "name" | "wrong";
  readonly path: Path;
  /** The sentence, without the path. */
  readonly reason: string;
  readonly hint?: string;
  /** The key or value that was very likely meant. */
  readonly meant?: string;
}

/** The text of a scalar as it stands in the source (`1.10`, where the data only has 1.1). */
export type Written = (path: Path) => string | undefined;

type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly findings: Finding[] };

/** Holds data against a schema: the value with its defaults, or every mistake, in the schema's order. */
export function check<T>(schema: z.ZodType<T>, data: unknown, written: Written = () => undefined): Checked<T> {
  const result = schema.safeParse(data, { error: inOurWords, reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  const found: Finding[] = [];
  const root = fieldOf(schema);
  for (const issue of result.error.issues) explain(issue, issue.path as Path, { root, data, written, found });
  const echoes = (finding: Finding, index: number) =>
    found.some((other, at) => isMisspelling(other, finding) || (at < index && isSame(other, finding)));
  return { ok: false, findings: found.filter((finding, index) => !echoes(finding, index)) };
}

interface Context {
  readonly root: Field;
  readonly data: unknown;
  readonly written: Written;
  readonly found: Finding[];
}

/** Two checks of one field word their refusal alike. */
function isSame(a: Finding, b: Finding): boolean {
  return a.reason === b.reason && a.kind === b.kind && a.path.length === b.path.length && isWithin(a.path, b.path);
}

/** A missing key whose misspelling stands beside it is one mistake, not two. */
function isMisspelling(unknown: Finding, missing: Finding): boolean {
  const { path } = missing;
  const beside = unknown.path.length === path.length && isWithin(unknown.path, path.slice(0, -1));
  return missing.kind === "missing" && unknown.kind === "unknown" && unknown.meant === path.at(-1) && beside;
}

function explain(issue: z.core.$ZodIssue, path: Path, context: Context): void {
  const { found, data, root } = context;
  const value = valueAt(data, path);
  switch (issue.code) {
    case "unrecognized_keys":
      for (const key of issue.keys) found.push(unknownKey([...path, key], context));
      return;
    case "invalid_key":
      found.push(badName(path, issue.issues[0]?.message ?? "is not a name"));
      return;
    case "invalid_union": {
      if ("discriminator" in issue && issue.discriminator) {
        misspeltKey(path, context);
        break;
      }
      const best = bestBranch(issue.errors);
      if (!best) break;
      for (const inner of best) explain(inner, [...path, ...(inner.path as Path)], context);
      return;
    }
  }
  const field = fieldAt(root, path, data);
  const reason = issue.message || `expected ${(field && expectationOf(field)) ?? "another value"}`;
  const last = path.at(-1);
  const parent = valueAt(data, path.slice(0, -1));
  if (value === undefined && typeof last === "string" && isMapping(parent)) {
    const example = field && exampleOf(field);
    const hint = example !== undefined && `add "${last}: ${inline(example)}"`;
    found.push({ kind: "missing", path, reason: `missing; ${reason}`, ...(hint && { hint }) });
    return;
  }
  const size = issue.code === "too_small" || issue.code === "too_big" ? Array.isArray(value) && value.length : false;
  const named = typeof value === "number" ? (context.written(path) ?? show(value)) : show(value);
  const got = reason.startsWith("expected") ? `; got ${typeof size === "number" ? size || "none" : named}` : "";
  const hint = { ...(field && hintForValue(field, value, context.written(path))), ...hintForName(value, reason) };
  // A whole is not guessed from a part of another kind; what one looks like can be shown.
  const example = field && issue.code === "invalid_type" && ["record", "list", "object"].includes(field.shape.kind) && exampleOf(field);
  const shown = example !== undefined && example !== false && hint.hint === undefined && { hint: `such as ${last}: ${inline(example)}` };
  found.push({ kind: "wrong", path, reason: reason + got, ...hint, ...shown });
}

/** The branch of a union that the value was most likely meant for: of its type, and with the fewest mistakes. */
function bestBranch(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] | undefined {
  const rightType = branches.filter(
    (issues) => !issues.some((issue) => issue.path.length === 0 && ["invalid_type", "invalid_value"].includes(issue.code)),
  );
  const count = (issues: readonly z.core.$ZodIssue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1), 0);
  return rightType.sort((a, b) => count(a) - count(b))[0];
}

/** Without the key that chooses the branch nothing is known of the other keys, but that one of them is it, misspelt. */
function misspeltKey(path: Path, { data, found }: Context): void {
  const key = String(path.at(-1));
  const parent = valueAt(data, path.slice(0, -1));
  if (child(parent, key) !== undefined || !isMapping(parent)) return;
  const misspelt = nearest(key, Object.keys(parent));
  if (misspelt === undefined) return;
  found.push({
    kind: "unknown",
    path: [...path.slice(0, -1), misspelt],
    reason: "unknown key",
    meant: key,
    hint: `did you mean "${key}"?`,
  });
}

function unknownKey(path: Path, { root, data }: Context): Finding {
  const key = String(path.at(-1));
  const above = path.slice(0, -1);
  const parent = valueAt(data, above);
  const field = fieldAt(root, above, data);
  const known = [...((field && fieldsOf(field.shape, parent)) ?? new Map<string, Field>()).keys()];
  const absent = known.filter((name) => child(parent, name) === undefined);
  const finding = { kind: "unknown", path, reason: "unknown key" } as const;
  const owner = field && (ownerBelow(field.shape, key, parent) ?? ownerBeside(field.shape, key, parent));
  if (owner) return { ...finding, hint: owner };
  const meant = nearest(key, absent);
  if (meant) return { ...finding, meant, hint: `did you mean "${meant}"?` };
  return { ...finding, hint: `known here: ${known.join(", ")}` };
}

/** `run` at the top of the document: belongs under `app`. */
function ownerBelow(shape: Shape, key: string, data: unknown): string | undefined {
  const owner = [...(fieldsOf(shape, data) ?? [])].find(([, field]) => mayHold(field.shape, key));
  return owner && `"${key}" belongs under "${owner[0]}"`;
}

/** `url` beside `type: stdout`: belongs to other branches of the same choice. */
function ownerBeside(shape: Shape, key: string, data: unknown): string | undefined {
  if (shape.kind !== "choice") return undefined;
  const chosen = branchOf(shape, data);
  if (chosen?.shape.kind === "choice") return ownerBeside(chosen.shape, key, data);
  const names = [...shape.branches].filter(([, branch]) => mayHold(branch.shape, key)).map(([name]) => name);
  return names.length > 0 ? `"${key}" goes with ${shape.key}: ${names.join(" or ")}` : undefined;
}

function mayHold(shape: Shape, key: string): boolean {
  if (shape.kind === "object") return shape.fields.has(key);
  return shape.kind === "choice" && [...shape.branches.values()].some((branch) => mayHold(branch.shape, key));
}

function badName(path: Path, reason: string): Finding {
  const name = String(path.at(-1));
  return { kind: "name", path, reason: `${reason}; got ${show(name)}`, ...hintForName(name, reason) };
}

function exampleOf({ examples, shape }: Field): unknown {
  const item = shape.kind === "list" ? exampleOf(shape.item) : undefined;
  return examples[0] ?? (item === undefined ? undefined : [item]);
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (isMapping(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}: ${inline(item)}`)
      .join(", ")}}`;
  return String(value);
}
