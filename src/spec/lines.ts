import { isMap, isScalar, isSeq, type Node, type Pair } from "yaml";

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Offset behind the line break of the line that holds `offset`; the text's length on its last line. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** The line before the one that starts at `start`, without its break; undefined at the top. */
export function lineAbove(text: string, start: number): string | undefined {
  return start === 0 ? undefined : text.slice(lineStart(text, start - 1), start).replace(/\r?\n$/, "");
}

export function isBlank(line: string): boolean {
  return line.trim() === "";
}

/** Offset of a node's first character, anchors and tags not counted. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Offset behind a node's last character: without the comment, blank lines and line break that follow. */
export function endOf(text: string, node: Node): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    if (last) return endOfPair(text, last as Pair<Node, Node | null>);
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1);
    if (last) return endOf(text, last as Node);
  }
  return node.range?.[1] ?? 0;
}

export function endOfPair(text: string, { key, value }: Pair<Node, Node | null>): number {
  return value && !isNothing(value) ? endOf(text, value) : afterColon(text, key);
}

/** `key:` with nothing behind it. */
export function isNothing(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? "") === "";
}

/** Offset behind the colon of a key, or behind the key where there is none (`{a, b: 1}`). */
export function afterColon(text: string, key: Node): number {
  const end = key.range?.[1] ?? 0;
  const colon = /^[ \t]*:/.exec(text.slice(end, end + 200));
  return end + (colon?.[0].length ?? 0);
}

/** Offset of the line below an entry that ends at `end`. A block scalar ends behind its line break already. */
export function below(text: string, end: number): number {
  return text[end - 1] === "\n" ? end : lineEnd(text, end);
}

/** Start of the comment lines that stand directly above an entry, with its indentation. */
export function startWithComments(text: string, entry: number): number {
  let start = lineStart(text, entry);
  const indent = text.slice(start, entry);
  for (let above = lineAbove(text, start); above?.startsWith(`${indent}#`); above = lineAbove(text, start))
    start = lineStart(text, start - 1);
  return start;
}
