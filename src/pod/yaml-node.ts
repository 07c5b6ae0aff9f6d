import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, type ParsedNode } from "yaml";
import { keyText, resolvePlain, resolveTagged, type Scalar } from "./yaml-scalar.ts";
import { quotedText } from "./yaml-syntax.ts";

export type Step = string | number;

/** A value of a document as Kubernetes reads it, with its place in the text. Offsets count UTF-16 units. */
export interface YamlNode {
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
  /** Where its key stands, when it is the value of one. */
  readonly key?: { readonly start: number; readonly end: number };
  /** A scalar's text as written, without quotes. */
  readonly source?: string;
  /** true for text in quotes or in a block: no YAML rule can have turned it into something else. */
  readonly quoted?: boolean;
  readonly entries?: ReadonlyMap<string, YamlNode>;
  readonly items?: readonly YamlNode[];
}

/** A rule of YAML that the text breaks although it parses. */
export interface YamlProblem {
  readonly start: number;
  readonly path: readonly Step[];
  readonly reason: "Syntax error" | "Duplicate key";
  readonly message: string;
  readonly firstAt?: number;
}

/** An alias may be used many times; what a document stands for when written out must still be of a sane size. */
const sizeLimit = 200_000;

/** Turns a parsed document into plain values, resolving scalars, aliases and merge keys as kubectl's reader (go-yaml v2) does. */
export function readNode(doc: Document.Parsed, text: string, problems: YamlProblem[]): YamlNode | undefined {
  const sizes = new Map<ParsedNode, number>();
  const done = new Map<ParsedNode, YamlNode>();
  const open = new Set<ParsedNode>();
  let broken = false;
  const root = doc.contents ? read(doc.contents as ParsedNode, []) : undefined;
  return broken ? undefined : root;

  function fail(node: ParsedNode, path: readonly Step[], message: string): YamlNode {
    problems.push({ start: node.range[0], path, reason: "Syntax error", message });
    broken = true;
    return { value: null, start: node.range[0], end: node.range[1] };
  }

  function read(node: ParsedNode, path: readonly Step[]): YamlNode {
    if (isAlias(node)) {
      const target = node.resolve(doc) as ParsedNode | undefined;
      if (!target) return fail(node, path, `unknown anchor '${node.source}' referenced`);
      if (open.has(target)) return fail(node, path, `anchor '${node.source}' value contains itself`);
      return read(target, path);
    }
    const known = done.get(node);
    if (known) return known;
    open.add(node);
    const result = isMap(node) ? readMap(node, path) : isSeq(node) ? readList(node, path) : readScalar(node, path);
    open.delete(node);
    done.set(node, result);
    const children = result.items ?? (result.entries ? [...result.entries.values()] : []);
    const size = children.reduce((sum, child) => sum + (sizes.get(origin.get(child) ?? node) ?? 1), 1);
    sizes.set(node, size);
    origin.set(result, node);
    return size > sizeLimit && !broken ? fail(node, path, "document contains excessive aliasing") : result;
  }

  function readScalar(node: ParsedNode, path: readonly Step[]): YamlNode {
    const [start, end] = node.range;
    if (!isScalar(node)) return { value: null, start, end };
    const quoted = node.type !== "PLAIN" && node.type !== undefined;
    const raw = node.type?.startsWith("QUOTE") ? text.slice(start, end) : "";
    const source = raw.includes("\n") ? quotedText(raw) : String(node.value ?? "");
    const value: Scalar | undefined =
      node.tag && node.tag !== "!" && !(quoted && node.tag === "!!str")
        ? resolveTagged(node.tag, source)
        : quoted || node.tag === "!"
          ? source
          : resolvePlain(source);
    if (value === undefined) return fail(node, path, `cannot decode \`${source}\` as a ${node.tag}`);
    return { value, start, end, source, ...(quoted && { quoted }) };
  }

  function readList(node: ParsedNode, path: readonly Step[]): YamlNode {
    const items = isSeq(node) ? node.items.map((item, index) => read(item as ParsedNode, [...path, index])) : [];
    return { value: items.map((item) => item.value), items, start: node.range[0], end: node.range[1] };
  }

  function readMap(node: ParsedNode, path: readonly Step[]): YamlNode {
    const entries = new Map<string, YamlNode>();
    const firstAt = new Map<string, number>();
    for (const pair of isMap(node) ? node.items : []) {
      const keyNode = pair.key as ParsedNode;
      const valueNode = pair.value as ParsedNode | null;
      if (isScalar(keyNode) && keyNode.value === "<<" && keyNode.type === "PLAIN" && valueNode) {
        for (const [name, child] of mergedEntries(valueNode, path)) entries.set(name, child);
        continue;
      }
      const key = isAlias(keyNode) || isScalar(keyNode) ? read(keyNode, path) : undefined;
      const name = key && keyText(key.value as Scalar);
      if (!key || name === undefined) {
        fail(
          keyNode,
          path,
          isCollection(keyNode) ? "invalid map key: a map or a list cannot be a key" : "invalid map key: a key must not be empty",
        );
        continue;
      }
      const earlier = firstAt.get(name);
      if (earlier === undefined) firstAt.set(name, key.start);
      else
        problems.push({
          start: key.start,
          path: [...path, name],
          reason: "Duplicate key",
          message: `key "${name}" already set in map`,
          firstAt: earlier,
        });
      const child = valueNode ? read(valueNode, [...path, name]) : { value: null, start: key.end, end: key.end, source: "" };
      const placed = { ...child, key: { start: keyNode.range[0], end: keyNode.range[1] } };
      const from = origin.get(child);
      if (from) origin.set(placed, from);
      entries.set(name, placed);
    }
    const value: Record<string, unknown> = {};
    for (const [name, child] of entries)
      Object.defineProperty(value, name, { value: child.value, enumerable: true, writable: true, configurable: true });
    return { value, entries, start: node.range[0], end: node.range[1] };
  }

  /** `<<: *base` or `<<: [*a, *b]`; of several the earlier wins. As in go-yaml v2, what is merged overrides what stands before it. */
  function mergedEntries(node: ParsedNode, path: readonly Step[]): Map<string, YamlNode> {
    const merged = read(node, path);
    if (merged.entries) return new Map(merged.entries);
    const all = new Map<string, YamlNode>();
    if (!merged.items || merged.items.some((item) => !item.entries))
      fail(node, path, "map merge requires map or sequence of maps as the value");
    for (const item of [...(merged.items ?? [])].reverse()) for (const [name, child] of item.entries ?? []) all.set(name, child);
    return all;
  }
}

const origin = new WeakMap<YamlNode, ParsedNode>();

/** The node at a path, or the nearest one above it that exists. */
export function nearestNode(root: YamlNode, path: readonly Step[]): { node: YamlNode; exact: boolean } {
  let node = root;
  for (const step of path) {
    const next = typeof step === "number" ? node.items?.[step] : node.entries?.get(step);
    if (!next) return { node, exact: false };
    node = next;
  }
  return { node, exact: true };
}
