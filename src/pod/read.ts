import type { Place } from "../errors.ts";
import { byPlace, type Finding } from "./validate/finding.ts";
import { nearestNode, readNode, type Step, type YamlNode, type YamlProblem } from "./yaml-node.ts";
import { parseYaml, syntaxError } from "./yaml-syntax.ts";
import { untab } from "./yaml-tabs.ts";

/** One object of a manifest. The items of a `List` are documents of their own, as they are to kubectl. */
export interface ManifestDocument {
  /** Plain values as Kubernetes reads them: `0644` is 420, `yes` is true, a repeated key keeps its last value. */
  readonly value: unknown;
  /** "" where the document names none. */
  readonly kind: string;
  readonly apiVersion: string;
  readonly node: YamlNode;
  /**
   * It is indented by tabs here and by spaces there. How deep each tab was meant is a guess, and what seems wrong because of it is none of the
   * author's mistakes: the tabs are.
   */
  readonly doubtful: boolean;
  /** Where a field stands (`["spec", "containers", 0, "image"]`), its value or its key; of a missing field where its parent stands. */
  place(path: readonly Step[], part?: "key" | "value"): Place;
}

export interface Manifest {
  readonly file: string;
  /** The text as it was read: indentation tabs are two spaces here, and all places refer to it. */
  readonly text: string;
  readonly documents: readonly ManifestDocument[];
  /** What is wrong with the file as YAML. A document that cannot be parsed has a finding here and is not among the documents. */
  readonly findings: readonly Finding[];
  placeAt(offset: number): Place;
}

/**
 * Reads a manifest, YAML or JSON, as kubectl does; never throws.
 * ```ts
 * const { documents, findings } = readManifest(text, "pod.yaml");
 * const pod = documents.find(({ kind }) => kind === "Pod");
 * pod?.place(["spec", "containers", 0, "image"]); // { file: "pod.yaml", line: 7, column: 14, excerpt: "      image: nginx" }
 * ```
 */
export function readManifest(source: string, file: string): Manifest {
  const unmarked = source.replace(/^\uFEFF/, "");
  const tabs = untab(unmarked);
  const sourceRows = tabs.lines.length > 0 ? unmarked.split("\n") : [];
  const text = tabs.text;
  const rows = text.split("\n");
  const starts = lineStarts(text);
  const findings: Finding[] = [];
  const documents: ManifestDocument[] = [];

  const placeAt = (offset: number): Place => {
    const line = lineOf(offset, starts);
    return { file, line, column: offset - (starts[line - 1] ?? 0) + 1, excerpt: (rows[line - 1] ?? "").trimEnd() };
  };

  if (tabs.lines.length > 0) {
    const many = tabs.lines.length > 1;
    findings.push({
      severity: "error",
      ...at({ file, line: tabs.lines[0] ?? 1, column: tabs.column, excerpt: (rows[(tabs.lines[0] ?? 1) - 1] ?? "").trimEnd() }),
      path: "",
      reason: "Tab in indentation",
      message: `tab in the indentation of ${tabs.lines.length} line${many ? "s" : ""}${many ? ` (first: line ${tabs.lines[0]})` : ""}: found character that cannot start any token`,
      hint: sourceRows.some(isSpaced)
        ? "YAML indents with spaces only: give these lines as many as their siblings have; `scaffold validate --fix` does where two for each tab fit"
        : "YAML indents with spaces only: replace each tab with two spaces, or run `scaffold validate --fix`",
    });
  }

  for (const doc of parseYaml(text)) {
    // What follows a syntax error is guesswork: one finding for the document, and nothing else is said about it.
    const error = syntaxError(doc, text);
    if (error) {
      const { start, message, hint } = error;
      // How deep a tab was meant is a guess; where the guess does not fit, the tab is the mistake.
      if (tabbed(doc.range)) continue;
      findings.push({ severity: "error", ...at(placeAt(start)), path: "", reason: "Syntax error", message, hint });
      continue;
    }
    const problems: YamlProblem[] = [];
    const root = readNode(doc, text, problems);
    for (const problem of problems) findings.push(findingOf(problem));
    if (!root || root.value === null) continue;
    const doubtful = tabbed(doc.range) && spaced(doc.range);
    for (const node of objectsOf(root)) documents.push(documentOf(node, doubtful));
  }

  return { file, text, documents, findings: byPlace(findings), placeAt };

  function linesOf([from, , to]: readonly [number, number, number]): readonly [number, number] {
    return [lineOf(from, starts), lineOf(to, starts)];
  }

  function tabbed(range: readonly [number, number, number]): boolean {
    const [first, last] = linesOf(range);
    return tabs.lines.some((line) => line >= first && line <= last);
  }

  /** Some line of it is indented by spaces in the source. */
  function spaced(range: readonly [number, number, number]): boolean {
    const [first, last] = linesOf(range);
    return sourceRows.slice(first - 1, last).some(isSpaced);
  }

  function documentOf(node: YamlNode, doubtful: boolean): ManifestDocument {
    const text = (name: string) => {
      const value = node.entries?.get(name)?.value;
      return typeof value === "string" ? value : "";
    };
    const place = (path: readonly Step[], part: "key" | "value" = "value") => {
      const found = nearestNode(node, path);
      return placeAt(positionOf(found.node, found.exact ? part : "key"));
    };
    return { value: node.value, kind: text("kind"), apiVersion: text("apiVersion"), node, doubtful, place };
  }

  function findingOf(problem: YamlProblem): Finding {
    const hint =
      problem.firstAt === undefined
        ? problem.message.startsWith("invalid map key")
          ? "put quotes around a value that begins with { or [, or give the key a name"
          : "define the anchor with &name before it is used with *name"
        : `first set on line ${placeAt(problem.firstAt).line}; kubectl would silently keep the last one: remove one of the two`;
    return {
      severity: "error",
      ...at(placeAt(problem.start)),
      path: pathText(problem.path),
      reason: problem.reason,
      message: problem.message,
      hint,
    };
  }
}

/** Indented by spaces, at least at first. */
const isSpaced = (row: string): boolean => /^ +[^ \r]/.test(row);

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

/** The line, from 1, that an offset is in. */
function lineOf(offset: number, starts: readonly number[]): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** A collection is pointed at by its key, a scalar by its value, an item of a list by its first character. */
export function positionOf(node: YamlNode, part: "key" | "value"): number {
  if (!node.key) return node.start;
  const inline = part === "value" && !node.entries && !node.items && node.source !== "";
  return inline ? node.start : node.key.start;
}

function objectsOf(root: YamlNode): readonly YamlNode[] {
  const items = root.entries?.get("items")?.items;
  const kind = root.entries?.get("kind")?.value;
  return items && typeof kind === "string" && kind.endsWith("List") ? items.filter((item) => item.value !== null) : [root];
}

function pathText(path: readonly Step[]): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}

function at({ file, line, column, excerpt = "" }: Place) {
  return { file, line, column, excerpt };
}
