import { type Document, LineCounter, parseAllDocuments, visit } from "yaml";
import type { Place } from "../errors.ts";
import { byPlace, type Finding } from "./validate/finding.ts";
import { nearestNode, readNode, type Step, type YamlNode, type YamlProblem } from "./yaml-node.ts";
import { untab } from "./yaml-tabs.ts";

/** One object of a manifest. The items of a `List` are documents of their own, as they are to kubectl. */
export interface ManifestDocument {
  /** Plain values as Kubernetes reads them: `0644` is 420, `yes` is true, a repeated key keeps its last value. */
  readonly value: unknown;
  /** "" where the document names none. */
  readonly kind: string;
  readonly apiVersion: string;
  readonly node: YamlNode;
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
  const tabs = untab(source.replace(/^\uFEFF/, ""));
  const text = tabs.text;
  const rows = text.split("\n");
  const counter = new LineCounter();
  const findings: Finding[] = [];
  const documents: ManifestDocument[] = [];

  const placeAt = (offset: number): Place => {
    const { line, col } = counter.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), excerpt: (rows[line - 1] ?? "").trimEnd() };
  };

  const parsed = parseAllDocuments(text, {
    version: "1.1",
    schema: "failsafe",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
    lineCounter: counter,
  });

  if (tabs.lines.length > 0) {
    const many = tabs.lines.length > 1;
    findings.push({
      severity: "error",
      ...at({ file, line: tabs.lines[0] ?? 1, column: tabs.column, excerpt: (rows[(tabs.lines[0] ?? 1) - 1] ?? "").trimEnd() }),
      path: "",
      reason: "Tab in indentation",
      message: `tab in the indentation of ${tabs.lines.length} line${many ? "s" : ""}${many ? ` (first: line ${tabs.lines[0]})` : ""}: found character that cannot start any token`,
      hint: "YAML indents with spaces only: replace each tab with two spaces, or run `scaffold validate --fix`",
    });
  }

  for (const doc of parsed) {
    // What follows a syntax error is guesswork: one finding for the document, and nothing else is said about it.
    const error = doc.errors[0];
    if (error) {
      const place = at(placeAt(openQuote(doc, error.pos[0]) ?? error.pos[0]));
      const hint = syntaxHint(error.code, place.excerpt);
      findings.push({ severity: "error", ...place, path: "", reason: "Syntax error", message: syntaxMessage(error.message), hint });
      continue;
    }
    const problems: YamlProblem[] = [];
    const root = readNode(doc, problems);
    for (const problem of problems) findings.push(findingOf(problem));
    if (!root || root.value === null) continue;
    for (const node of objectsOf(root)) documents.push(documentOf(node));
  }

  return { file, text, documents, findings: byPlace(findings), placeAt };

  function documentOf(node: YamlNode): ManifestDocument {
    const text = (name: string) => {
      const value = node.entries?.get(name)?.value;
      return typeof value === "string" ? value : "";
    };
    const place = (path: readonly Step[], part: "key" | "value" = "value") => {
      const found = nearestNode(node, path);
      return placeAt(positionOf(found.node, found.exact ? part : "key"));
    };
    return { value: node.value, kind: text("kind"), apiVersion: text("apiVersion"), node, place };
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

export function pathText(path: readonly Step[]): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}

function at({ file, line, column, excerpt = "" }: Place) {
  return { file, line, column, excerpt };
}

/** A quote that is never closed is noticed at the end of the file; the mistake is where it opens. */
function openQuote(doc: Document.Parsed, errorAt: number): number | undefined {
  let start: number | undefined;
  visit(doc, {
    Scalar(_, { type, range }) {
      if (type?.startsWith("QUOTE") && range && range[0] < errorAt && range[1] >= errorAt) start = range[0];
    },
  });
  return start;
}

function syntaxMessage(message: string): string {
  return `cannot read this as YAML: ${message.charAt(0).toLowerCase()}${message.slice(1).split("\n")[0]}`;
}

function syntaxHint(code: string, excerpt: string): string {
  if (/:\s+[@`%]/.test(excerpt)) return "put quotes around a value that begins with @, ` or %";
  if (code === "BLOCK_AS_IMPLICIT_KEY" || /:.*: /.test(excerpt))
    return 'a value that contains ": " needs quotes; a nested block begins on the next line';
  if (code === "BAD_INDENT" || code === "MULTILINE_IMPLICIT_KEY" || code === "UNEXPECTED_TOKEN")
    return "check that this line is indented like its siblings";
  if (code === "MISSING_CHAR") return "a quote, bracket or colon is missing here or just above";
  return "check the indentation and the quotes of this line and the one above";
}
