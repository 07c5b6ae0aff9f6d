import type { z } from "zod";
import { check, type Finding, type Written } from "./explain.ts";
import { isMapping, isWithin, type Path, pathText, valueAt } from "./path.ts";

export interface Diagnosis<T> {
  /** Every mistake, each once, by the path it has in the data as it was given. */
  readonly findings: readonly Finding[];
  /** What could be understood: misspellings read as what they meant, refused parts left out. undefined when too little is left. */
  readonly understood: T | undefined;
  /** Path in the data as given, for a path in `understood`. */
  original(path: Path): Path;
}

/**
 * Finds all mistakes at once, those behind a misspelling too: a key or value that was very likely meant otherwise is read as
 * what it meant, and the data checked again, until nothing more comes to light.
 */
export function diagnose<T>(schema: z.ZodType<T>, given: unknown, written: Written): Diagnosis<T> {
  const data = structuredClone(given);
  const renamed = new Map<string, string>();
  const original = (path: Path): Path => path.map((part, index) => renamed.get(pathText(path.slice(0, index + 1))) ?? part);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (;;) {
    const result = check(schema, data, (path) => written(original(path)));
    if (result.ok) return { findings, understood: result.value, original };
    let mended = false;
    for (const finding of result.findings) {
      const at = pathText(finding.path);
      // What was mended and is refused again was no good guess; it is one mistake all the same.
      if (seen.has(at)) continue;
      seen.add(at);
      findings.push({ ...finding, path: original(finding.path) });
      if (mend(data, finding, renamed)) mended = true;
    }
    if (!mended) return { findings, understood: leaveOut(schema, data, result.findings), original };
  }
}

/** Reads a misspelling as what was meant, in place. Nothing is moved onto a key that is there already. */
function mend(data: unknown, { kind, path, meant }: Finding, renamed: Map<string, string>): boolean {
  const parent = valueAt(data, path.slice(0, -1));
  const last = path.at(-1);
  if (meant === undefined || last === undefined) return false;
  if (kind === "wrong") {
    if (Array.isArray(parent)) parent[Number(last)] = meant;
    else if (isMapping(parent)) parent[last] = meant;
    return true;
  }
  if (!isMapping(parent) || Object.hasOwn(parent, meant)) return false;
  parent[meant] = parent[last];
  delete parent[last];
  renamed.set(pathText([...path.slice(0, -1), meant]), String(last));
  return true;
}

/** The data without its refused parts; where a required part is refused or missing, without what holds it. */
function leaveOut<T>(schema: z.ZodType<T>, data: unknown, first: readonly Finding[]): T | undefined {
  const gone: Path[] = [];
  for (let findings = first; ; ) {
    for (const { path } of findings) {
      let culprit = valueAt(data, path) === undefined || gone.some((other) => isWithin(path, other)) ? path.slice(0, -1) : path;
      // Taking an item out of a list would move the others: the list goes.
      while (typeof culprit.at(-1) === "number") culprit = culprit.slice(0, -1);
      const parent = valueAt(data, culprit.slice(0, -1));
      const last = culprit.at(-1);
      if (last === undefined) return undefined;
      if (isMapping(parent)) delete parent[last];
      gone.push(culprit);
    }
    const result = check(schema, data);
    if (result.ok) return result.value;
    findings = result.findings;
  }
}
