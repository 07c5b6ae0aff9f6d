import { type Document, isMap, isScalar, isSeq, visit, type YAMLError } from "yaml";
import { type Path, pathText } from "./path.ts";

/** A mistake in the YAML itself, in words that say what to do about it. */
export interface ProblemDescription {
  readonly message: string;
  readonly hint?: string;
  /** Offset to point at, where it is not the one that the parser gives. */
  readonly at?: number;
}

/** Words a mistake that the parser found. `lineOf` gives the line of an offset. */
export function describeProblem(
  { code, message, pos }: YAMLError,
  document: Document,
  lineOf: (offset: number) => number,
): ProblemDescription {
  switch (code) {
    case "DUPLICATE_KEY": {
      const twice = duplicateAt(document.contents, pos[0], []);
      if (!twice) break;
      return {
        message: `${pathText(twice.path)}: written twice, first on line ${lineOf(twice.first)}`,
        hint: "remove one of the two",
      };
    }
    case "MISSING_CHAR": {
      const quoted = message.startsWith("Missing closing") ? textAround(document, pos[0]) : undefined;
      if (quoted === undefined) break;
      return { message: "not YAML: the quote that starts here is never closed", hint: "close it at the end of the text", at: quoted };
    }
    case "BAD_INDENT": {
      const open = message.startsWith("Flow ") ? bracketAround(document, pos[0]) : undefined;
      if (!open) break;
      return {
        message: `not YAML: the ${open.bracket} that starts here is never closed`,
        hint: `close it with ${open.bracket === "[" ? "]" : "}"}`,
        at: open.start,
      };
    }
    case "BAD_SCALAR_START":
    case "BLOCK_AS_IMPLICIT_KEY":
      return { message: `not YAML: ${lowerFirst(message)}`, hint: 'put the value in quotes: "…"' };
    case "MULTIPLE_DOCS":
      return { message: "a second document starts here; a project has one", hint: 'remove the line "---"' };
    case "TAG_RESOLVE_FAILED":
      return { message: `not YAML 1.2: ${lowerFirst(message)}`, hint: "remove the tag" };
  }
  return { message: `not YAML: ${lowerFirst(message)}` };
}

/** Where the last scalar that reaches to `offset` begins. */
function textAround(document: Document, offset: number): number | undefined {
  let start: number | undefined;
  visit(document, {
    Scalar(_, { range }) {
      if (range && range[0] < offset && range[1] >= offset) start = range[0];
    },
  });
  return start;
}

/** The innermost flow collection that reaches to `offset`. */
function bracketAround(document: Document, offset: number): { bracket: string; start: number } | undefined {
  let found: { bracket: string; start: number } | undefined;
  visit(document, {
    Collection(_, node) {
      if (node.flow && node.range && node.range[0] <= offset && node.range[1] >= offset)
        found = { bracket: isSeq(node) ? "[" : "{", start: node.range[0] };
    },
  });
  return found;
}

function duplicateAt(node: unknown, offset: number, path: Path): { path: Path; first: number } | undefined {
  if (isSeq(node)) return node.items.map((item, index) => duplicateAt(item, offset, [...path, index])).find(Boolean);
  if (!isMap(node)) return undefined;
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const here = [...path, String(key.value)];
    if (key.range?.[0] === offset) {
      const first = node.items.find((item) => isScalar(item.key) && item.key.value === key.value)?.key;
      return { path: here, first: isScalar(first) ? (first.range?.[0] ?? 0) : 0 };
    }
    const deeper = duplicateAt(value, offset, here);
    if (deeper) return deeper;
  }
  return undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
