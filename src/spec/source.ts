import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar, visit } from "yaml";
import type { Issue, Place } from "../errors.ts";
import { withoutPasswords } from "./password.ts";
import { isMapping, type Path } from "./path.ts";
import { offsetInScalar } from "./scalar-offset.ts";
import { describeProblem } from "./yaml-problem.ts";

/** A YAML text that was parsed, however badly, and can say where each part of it stands. */
export interface Source {
  /** As places name it. */
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  /** What is wrong with the text as YAML. */
  readonly issues: readonly Issue[];
  /** Up to here the reading can be trusted: the offset of the first mistake that may have bent what follows, or the end. */
  readonly soundUntil: number;
  /**
   * Where the value at `path` stands, or its key. Falls back to the nearest part that exists. `character`: the place within a text, counted
   * from 1 in what the text says, not in how it is written.
   */
  place(path: Path, part: "key" | "value", character?: number): Place;
  /** Offset where that part ends. */
  end(path: Path): number;
  /** A scalar as it is written, without quotes; undefined for anything else. */
  written(path: Path): string | undefined;
}

/** Reads YAML 1.2. Never throws: mistakes are in `issues`, and the rest is read as well as it can be. */
export function readSource(given: string, file: string): Source {
  const text = given.replace(/^\ufeff/, "");
  const asWritten = parse(text);
  const tabbed = asWritten.document.errors.some((error) => error.code === "TAB_AS_INDENT");
  const { document, lines } = tabbed ? parse(text.replace(/^[ \t]+/gm, (indent) => indent.replaceAll("\t", "  "))) : asWritten;
  const rows = text.split(/\r?\n/);

  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    const row = rows[line - 1] ?? "";
    return {
      file,
      line: Math.max(1, line),
      column: tabbed ? columnBeforeTabs(row, col) : Math.max(1, col),
      excerpt: withoutPasswords(row),
    };
  };

  const issues: Issue[] = tabbed ? [tabIssue(rows, file)] : [];
  for (const alias of takeDanglingAliases(document)) {
    issues.push({
      message: `not YAML: *${alias.source} refers to nothing`,
      where: placeOf(alias.range?.[0] ?? 0),
      hint: `write it in quotes: "*${alias.source}"`,
    });
  }
  const bending: number[] = [];
  for (const problem of [...document.errors, ...document.warnings]) {
    const { at = problem.pos[0], ...issue } = describeProblem(problem, document, (offset) => placeOf(offset).line);
    const where = placeOf(at);
    const bends = problem.name === "YAMLParseError" && problem.code !== "DUPLICATE_KEY";
    // One slip of the pen often reads as several on the same line.
    if (bends && bending.some((other) => placeOf(other).line === where.line)) continue;
    issues.push({ ...issue, where });
    if (bends) bending.push(at);
  }

  return {
    file,
    text,
    document,
    issues,
    soundUntil: Math.min(...bending, Number.POSITIVE_INFINITY),
    place(path, part, character) {
      const node = nodeAt(document, path, part);
      const start = node?.range?.[0] ?? 0;
      return placeOf(
        character === undefined ? start : start + offsetInScalar(node, text.slice(start, node?.range?.[1] ?? start), character),
      );
    },
    end: (path) => nodeAt(document, path, "whole")?.range?.[1] ?? 0,
    written(path) {
      const node = nodeAt(document, path, "value");
      return isScalar(node) ? (node.source ?? String(node.value)) : undefined;
    },
  };
}

function parse(text: string): { document: Document; lines: LineCounter } {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" }), lines };
}

/** Aliases without an anchor: globs such as `*.log` that miss their quotes. The text is put in their place, so that the rest can be read. */
function takeDanglingAliases(document: Document): Alias[] {
  const found: Alias[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return;
      found.push(alias);
      const text = new Scalar(`*${alias.source}`);
      text.range = alias.range ?? null;
      return text;
    },
  });
  return found;
}

/** The node to point at for `path`: a value on the line of its key, else the key; where the text has neither, the key above. */
function nodeAt(document: Document, path: Path, part: "key" | "value" | "whole"): Node | undefined {
  let value: unknown = document.contents;
  let key: unknown;
  for (const step of path) {
    if (isAlias(value)) value = value.resolve(document);
    if (isMap(value)) {
      const pair = value.items.findLast((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (!pair) return (key ?? value) as Node;
      key = pair.key;
      value = pair.value;
    } else if (isSeq(value)) {
      key = value.items[Number(step)];
      value = key;
    } else {
      break;
    }
  }
  if (part === "whole") return (value ?? key ?? undefined) as Node | undefined;
  const elsewhere = (isScalar(value) && value.source === "") || ((isMap(value) || isSeq(value)) && !value.flow);
  return ((part === "key" || !value || elsewhere ? key : undefined) ?? value ?? undefined) as Node | undefined;
}

/** Column in the line as written, for a column in the line whose leading tabs were read as two spaces each. */
function columnBeforeTabs(row: string, column: number): number {
  let seen = 1;
  let index = 0;
  const indent = /^[ \t]*/.exec(row)?.[0].length ?? 0;
  while (index < indent && seen < column) seen += row[index++] === "\t" ? 2 : 1;
  return index + 1 + Math.max(0, column - seen);
}

function tabIssue(rows: readonly string[], file: string): Issue {
  const tabbed = rows.flatMap((row, index) => (/^ *\t+\s*\S/.test(row) ? [{ row, index }] : []));
  const [first] = tabbed;
  const count = tabbed.length === 1 ? "1 line" : `${tabbed.length} lines`;
  const column = (first?.row.indexOf("\t") ?? 0) + 1;
  return {
    message: `tabs cannot indent YAML (${count})`,
    where: { file, line: (first?.index ?? 0) + 1, column, excerpt: withoutPasswords(first?.row ?? "") },
    hint: "indent with two spaces",
  };
}

/** The data of a source, or why there is none. */
export type Data = { readonly ok: true; readonly value: Record<string, unknown> } | { readonly ok: false; readonly issues: Issue[] };

/** Reads the mapping that a text has to be. `start`: what to type where there is nothing. */
export function toData({ document, issues, place }: Source, start: string): Data {
  const where = place([], "value");
  const refuse = (message: string, hint: string): Data => ({ ok: false, issues: issues.length > 0 ? [] : [{ message, where, hint }] });
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(`not YAML: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`, "write the values out where aliases (*name) stand");
  }
  if (value === null || value === undefined) return refuse("the document is empty", start);
  if (!isMapping(value)) return refuse("expected a mapping (key: value)", start);
  return { ok: true, value };
}
