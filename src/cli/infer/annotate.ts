import { isMap, isNode, isScalar, parseDocument } from "yaml";
import type { Path } from "../../spec/path.ts";

/**
 * A document with a comment above a key, where a comment has a place: above a key of a block. Where it has none, or says the same already, the
 * document as it was.
 */
export function annotated(text: string, path: Path, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  const parent = parseDocument(text).getIn(path.slice(0, -1), true);
  if (!isNode(parent) || !isMap(parent) || parent.flow) return text;
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  const at = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  if (at === undefined) return text;
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const indent = text.slice(start, at);
  if (indent.trim() !== "") return text;
  const comment = lines.map((line) => `${indent}# ${line.replace(/\s+/g, " ")}\n`).join("");
  return text.slice(0, start).endsWith(comment) ? text : text.slice(0, start) + comment + text.slice(start);
}
