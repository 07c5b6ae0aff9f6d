import type { Document } from "yaml";
import type { z } from "zod";
import type { Issue, Place } from "../errors.ts";
import { placeFinding } from "./finding-place.ts";
import { isWithin, type Path, pathText } from "./path.ts";
import { type Extend, layer, type Preset } from "./preset.ts";
import { diagnose } from "./repair.ts";
import { documentRules, type Rule } from "./rules.ts";
import type { Spec } from "./schema.ts";
import { fieldOf } from "./shape.ts";
import { readSource, toData } from "./source.ts";

export interface ReadOptions {
  /** The name that places carry, as the user would type it. */
  readonly file: string;
  /** Rules over several fields beside those of every document. */
  readonly rules?: readonly Rule[];
  /** Finds the presets of a document that extends one. */
  readonly extend?: Extend;
}

export type ReadResult =
  | {
      readonly ok: true;
      readonly value: Spec;
      readonly document: Document;
      /** The presets that it extends, the nearest first. */
      readonly presets: readonly Preset[];
      /** Where the value at a path stands, in the document or in a preset, for errors that are found later. */
      readonly place: (path: Path) => Place;
    }
  | { readonly ok: false; readonly issues: Issue[] };

/**
 * Reads a `scaffold.yaml`: the document over its presets, with defaults, or every mistake in them, each where it was written, in the
 * order of the lines. `companions.log-agent.sink.type: expected one of stdout, otlp; got "oltp"`, hint `did you mean "otlp"?`.
 */
export function readSpec(text: string, { file, rules = [], extend }: ReadOptions, schema: z.ZodType<Spec>): ReadResult {
  const source = readSource(text, file);
  const data = toData(source, "start it with a name, such as name: shop");
  if (!data.ok) return { ok: false, issues: [...source.issues, ...data.issues] };
  const { extends: path } = data.value;
  const extension = typeof path === "string" ? extend?.(path, source.place(["extends"], "value")) : undefined;
  const presets = extension?.presets ?? [];
  const layered = layer(source, data.value, presets, fieldOf(schema));
  const written = (path: Path) => {
    const origin = layered.origin(path);
    return origin.source.written(origin.path);
  };
  const { findings, understood, original } = diagnose(schema, layered.value, written);
  const issues: Issue[] = [...source.issues, ...(extension?.issues ?? []), ...presets.flatMap((preset) => preset.issues)];
  const report = (issue: Issue | undefined) => {
    if (issue && !issues.some((other) => isSamePlace(other.where, issue.where) && other.message === issue.message)) issues.push(issue);
  };
  // What a preset could not be read for is not missing.
  const isWhole = (extension?.issues.length ?? 0) === 0;
  for (const finding of findings) {
    if (finding.kind === "missing" && !isWhole) continue;
    const anchor = finding.kind === "missing" ? finding.path.slice(0, -1) : finding.path;
    const origin = layered.origin(anchor);
    const there = finding.kind === "missing" ? [...origin.path, finding.path.at(-1) ?? ""] : origin.path;
    const issue = placeFinding(finding, { source: origin.source, path: there });
    // The preset's own reading has said so already, with the path that it has there.
    if (presets.some((preset) => preset.issues.some((other) => isSamePlace(other.where, issue?.where)))) continue;
    report(issue);
  }
  const isSound = [source, ...presets.map((preset) => preset.source)].every(({ soundUntil }) => !Number.isFinite(soundUntil));
  if (understood && isSound && isWhole) {
    const brokenParts = findings.map((finding) => finding.path);
    for (const rule of [...documentRules, ...rules]) {
      rule(understood, (path, reason, hint, character) => {
        const given = original(path);
        // In a mapping that has a mistake already, a rule's finding may only follow from it.
        if (brokenParts.some((broken) => isWithin(broken, given.slice(0, -1)) && given.length > 1)) return;
        const origin = layered.origin(given);
        report({
          message: `${pathText(given)}: ${reason}`,
          where: origin.source.place(origin.path, "value", character),
          ...(hint && { hint }),
        });
      });
    }
  }
  if (issues.length > 0 || !understood) return { ok: false, issues: issues.sort(byPlace(file)) };
  const place = (path: Path) => {
    const origin = layered.origin(path);
    return origin.source.place(origin.path, "value");
  };
  return { ok: true, value: understood, document: source.document, presets, place };
}

function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a !== undefined && b !== undefined && a.file === b.file && a.line === b.line && a.column === b.column;
}

/** The document's own mistakes first, then those of each preset. */
function byPlace(document: string) {
  const rank = (issue: Issue) => (issue.where?.file === document ? "" : (issue.where?.file ?? ""));
  return (a: Issue, b: Issue): number => {
    if (rank(a) !== rank(b)) return rank(a) < rank(b) ? -1 : 1;
    return (a.where?.line ?? 0) - (b.where?.line ?? 0) || (a.where?.column ?? 0) - (b.where?.column ?? 0);
  };
}
