import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isPair, isScalar, type Node, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { ScaffoldError } from "../errors.ts";
import type { Style } from "./fragment.ts";
import { lineStart, startOf } from "./lines.ts";
import { child, isMapping, type Path, pathText, valueAt } from "./path.ts";
import { type Field, fieldAt, fieldOf, fieldsOf } from "./shape.ts";
import { readSource } from "./source.ts";
import { nextSplice } from "./splice.ts";

/**
 * A change of the document.
 * - set: the value at the path is exactly `to` afterwards
 * - merge: only the fields in `with` change, mappings inside them likewise. Where a field chooses another branch of a choice
 *   (`sink.type`), only keys that mean the same in the new branch are kept: the URL of an http sink is none of an otlp sink.
 * - remove: the key or list item is gone; nothing there is no error
 */
export type Edit =
  | { readonly set: Path; readonly to: unknown }
  | { readonly merge: Path; readonly with: Readonly<Record<string, unknown>> }
  | { readonly remove: Path };

/**
 * Edits a `scaffold.yaml` as a person would: comments, blank lines, order and style are kept, lines that need no change stay the
 * same bytes, new keys take their place in the schema's order. An edit that changes nothing returns the very same text.
 *
 *     editSpec(text, [{ merge: ["companions", "log-agent"], with: { sink: { type: "otlp" } } }], projectSchema())
 *
 * Throws a ScaffoldError when the text is not YAML, or uses anchors in a way that leaves no safe place for the change.
 */
export function editSpec(text: string, edits: readonly Edit[], schema: z.ZodType): string {
  const root = fieldOf(schema);
  const { issues, document } = readSource(text, "scaffold.yaml");
  if (issues.length > 0) throw new ScaffoldError("SPEC_INVALID", issues);
  const wanted = edits.reduce((data, edit) => applied(data, edit, root), document.toJS() ?? {});
  return rewrite(text, plain(wanted), root, edits);
}

function rewrite(original: string, wanted: unknown, root: Field, edits: readonly Edit[]): string {
  let text = original;
  // Each round mends one difference, so their number bounds the rounds; the factor is for values that change in two steps.
  for (let rounds = 16 + 2 * countNodes(wanted) + 2 * original.split("\n").length; rounds > 0; rounds--) {
    const document = parseDocument(text, { prettyErrors: false, logLevel: "error" });
    if (document.errors.length > 0 || hasDanglingAlias(document)) break;
    if (isDeepStrictEqual(document.toJS(), wanted)) return text;
    const splice = nextSplice({ text, document, style: styleOf(text, document) }, wanted, root);
    if (!splice) break;
    text = text.slice(0, splice.from) + splice.text + text.slice(splice.to);
  }
  const paths = edits.map((edit) => pathText("set" in edit ? edit.set : "merge" in edit ? edit.merge : edit.remove));
  throw new ScaffoldError("EDIT_UNSAFE", `the document is written in a way that cannot be edited safely at ${paths.join(", ")}`, {
    hint: "make the change by hand, or write the value out where an anchor (&name, *name) stands",
  });
}

function hasDanglingAlias(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias(_, alias) {
      if (!alias.resolve(document)) found = true;
    },
  });
  return found;
}

/** Data as YAML gives it: no aliases shared, no undefined. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, plain(item)]])));
}

/** The data after an edit. Works on, and returns, the given data. */
function applied(data: unknown, edit: Edit, root: Field): unknown {
  if ("remove" in edit) {
    const parent = valueAt(data, edit.remove.slice(0, -1));
    const last = edit.remove.at(-1);
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else if (isMapping(parent) && last !== undefined) delete parent[last];
    return data;
  }
  if ("set" in edit) return withValue(data, edit.set, edit.to);
  const merged = merge(valueAt(data, edit.merge), edit.with, fieldAt(root, edit.merge, data));
  return withValue(data, edit.merge, merged);
}

function withValue(data: unknown, path: Path, value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  const inner = withValue(child(data, part), rest, value);
  if (Array.isArray(data)) return data.with(Number(part), inner);
  return { ...(isMapping(data) ? data : {}), [part]: inner };
}

/** `given` over `old`. Fields that are undefined are not given. */
function merge(old: unknown, given: unknown, field: Field | undefined): unknown {
  if (!isMapping(given)) return given;
  const base = isMapping(old) ? old : {};
  const all = { ...base };
  const chosen = field && fieldsOf(field.shape, { ...base, ...given });
  const before = field && fieldsOf(field.shape, base);
  if (chosen && before && before !== chosen) {
    for (const name of Object.keys(all)) if (!isSame(before.get(name), chosen.get(name))) delete all[name];
  }
  const record = field?.shape.kind === "record" ? field.shape.value : undefined;
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) all[name] = merge(base[name], value, chosen?.get(name) ?? record);
  }
  return all;
}

/** Two branches say the same of a key that they share. */
function isSame(a: Field | undefined, b: Field | undefined): boolean {
  return a !== undefined && b !== undefined && a.description === b.description;
}

function styleOf(text: string, document: Document): Style {
  let step = 2;
  visit(document, {
    Pair(_, { key, value }) {
      const first = isMap(value) && !value.flow ? value.items[0] : undefined;
      if (!isScalar(key) || !isPair(first) || !isScalar(first.key)) return;
      step = column(text, first.key) - column(text, key);
      return visit.BREAK;
    },
  });
  return { step: Math.max(1, step), eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

function column(text: string, node: Node): number {
  return startOf(node) - lineStart(text, startOf(node));
}

function countNodes(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return 1 + Object.values(value).reduce((sum: number, item) => sum + countNodes(item), 0);
}
