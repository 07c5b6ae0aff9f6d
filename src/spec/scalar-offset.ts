import { isScalar, type Node, Scalar } from "yaml";

/** One character of a value, as quotes make one write it (YAML 1.2.2, sections 5.7 and 7.3). */
const pieces: Readonly<Record<string, RegExp>> = {
  [Scalar.QUOTE_SINGLE]: /''|[\s\S]/g,
  [Scalar.QUOTE_DOUBLE]: /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|[\s\S]/g,
};

/**
 * How far behind the start of a scalar a character of its value is written; `character` counts from 1. `written` is the scalar as it stands in
 * the source, quotes and escapes included. 0, its start, where it is no scalar of one line.
 */
export function offsetInScalar(node: Node | undefined, written: string, character: number): number {
  if (!isScalar(node) || written.includes("\n")) return 0;
  if (node.type === Scalar.PLAIN) return Math.min(character - 1, written.length);
  const piece = pieces[String(node.type)];
  if (!piece) return 0;
  const before = [...written.slice(1, -1).matchAll(piece)].slice(0, character - 1);
  return 1 + before.reduce((sum, [text]) => sum + text.length, 0);
}
