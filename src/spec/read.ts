import type { Document } from "yaml";
import type { z } from "zod";
import type { Issue, Place } from "../errors.ts";
import { isMapping, isWithin, type Path, pathText } from "./path.ts";
import { diagnose } from "./repair.ts";
import { documentRules, type Rule } from "./rules.ts";
import type { Spec } from "./schema.ts";
import { readSource, type Source } from "./source.ts";

export interface ReadOptions {
  /** The name that places carry, as the user would type it. */
  readonly file: string;
  /** Rules over several fields beside those of every document. */
  readonly rules?: readonly Rule[];
}

export type ReadResult =
  | {
      readonly ok: true;
      readonly value: Spec;
      readonly document: Document;
      /** Where the value at a path stands, for errors that are found later. */
      readonly place: (path: Path) => Place;
    }
  | { readonly ok: false; readonly issues: Issue[] };

/**
 * Reads a `scaffold.yaml`: the document with its defaults, or every mistake in it, in the order of its lines.
 * `companions.log-agent.sink.type: expected one of stdout, otlp; got "oltp"`, hint `did you mean "otlp"?`.
 */
export function readSpec(text: string, { file, rules = [] }: ReadOptions, schema: z.ZodType<Spec>): ReadResult {
  const source = readSource(text, file);
  const data = toData(source);
  if (!data.ok) return { ok: false, issues: [...source.issues, ...data.issues] };
  const { findings, understood, original } = diagnose(schema, data.value, source.written);
  const issues: Issue[] = [...source.issues];
  for (const finding of findings) {
    const { kind, path, reason, hint } = finding;
    const anchor = kind === "missing" ? path.slice(0, -1) : path;
    // Behind a mistake in the YAML itself the reading is a guess, and so are its mistakes.
    if (Number.isFinite(source.soundUntil) && (kind === "missing" || source.end(path) >= source.soundUntil)) continue;
    const where = source.place(anchor, kind === "wrong" ? "value" : "key");
    if (source.issues.some((issue) => issue.where?.line === where.line && issue.where.column === where.column)) continue;
    issues.push({
      message: `${path.length > 0 ? `${pathText(path)}: ` : ""}${reason}`,
      where,
      ...(hint && { hint }),
    });
  }
  if (understood && !Number.isFinite(source.soundUntil)) {
    const brokenParts = findings.map((finding) => finding.path);
    for (const rule of [...documentRules, ...rules]) {
      rule(understood, (path, reason, hint) => {
        const written = original(path);
        // In a mapping that has a mistake already, a rule's finding may only follow from it.
        if (brokenParts.some((broken) => isWithin(broken, written.slice(0, -1)) && written.length > 1)) return;
        issues.push({ message: `${pathText(written)}: ${reason}`, where: source.place(written, "value"), ...(hint && { hint }) });
      });
    }
  }
  if (issues.length > 0 || !understood) return { ok: false, issues: issues.sort(byPlace) };
  return { ok: true, value: understood, document: source.document, place: (path) => source.place(path, "value") };
}

type Data = { readonly ok: true; readonly value: Record<string, unknown> } | { readonly ok: false; readonly issues: Issue[] };

function toData({ document, issues, place }: Source): Data {
  const where = place([], "value");
  const refuse = (message: string, hint: string): Data => ({ ok: false, issues: issues.length > 0 ? [] : [{ message, where, hint }] });
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(`not YAML: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`, "write the values out where aliases (*name) stand");
  }
  if (value === null || value === undefined) return refuse("the document is empty", "start it with a name, such as name: shop");
  if (!isMapping(value)) return refuse("expected a mapping (key: value)", "start it with a name, such as name: shop");
  return { ok: true, value };
}

function byPlace(a: Issue, b: Issue): number {
  return (a.where?.line ?? 0) - (b.where?.line ?? 0) || (a.where?.column ?? 0) - (b.where?.column ?? 0);
}
