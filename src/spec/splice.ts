import { isDeepStrictEqual } from "node:util";
import { type Document, isCollection, isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { blockText, inlineText, type Style } from "./fragment.ts";
import {
  afterColon,
  below,
  endOf,
  endOfPair,
  isBlank,
  isNothing,
  lineAbove,
  lineEnd,
  lineStart,
  startOf,
  startWithComments,
} from "./lines.ts";
import { isMapping } from "./path.ts";
import { type Field, fieldsOf } from "./shape.ts";

/** One replacement in a text: what is between the offsets gives way to `text`. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

type Entry = Pair<Node, Node | null>;

/** Everything that does not change while one difference is looked for. */
interface Context {
  readonly text: string;
  readonly document: Document;
  readonly style: Style;
}

/** Where a value stands: what must be known to write another in its place. */
type Spot =
  | { readonly in: "document" }
  | { readonly in: "map"; readonly pair: Entry; readonly flow: boolean }
  | { readonly in: "list"; readonly flow: boolean };

/**
 * The next change that brings a YAML text nearer to saying `wanted`; undefined when it says so already. Only the lines that
 * have to change are touched. New keys take their place in the schema's order.
 */
export function nextSplice(context: Context, wanted: unknown, field: Field | undefined): Splice | undefined {
  const { text, document, style } = context;
  if (document.contents) return differ(context, document.contents, wanted, field, { in: "document" });
  return insertLines(text, text.length, blockText(inOrder(wanted, field), "", style), style);
}

function differ(context: Context, node: Node, wanted: unknown, field: Field | undefined, spot: Spot): Splice | undefined {
  if (isDeepStrictEqual(node.toJS(context.document), wanted)) return undefined;
  if (isMap(node) && isMapping(wanted) && node.items.length > 0 && Object.keys(wanted).length > 0)
    return differInMap(context, node as YAMLMap<Node, Node | null>, wanted, field, spot);
  if (isSeq(node) && Array.isArray(wanted) && node.items.length > 0 && wanted.length > 0)
    return differInList(context, node as YAMLSeq<Node>, wanted, field, spot);
  return replace(context, node, inOrder(wanted, field), spot);
}

function differInMap(
  context: Context,
  map: YAMLMap<Node, Node | null>,
  wanted: Record<string, unknown>,
  field: Field | undefined,
  spot: Spot,
) {
  const fields = field && fieldsOf(field.shape, wanted);
  const fieldFor = (name: string) => fields?.get(name) ?? (field?.shape.kind === "record" ? field.shape.value : undefined);
  const flow = map.flow === true;
  for (const pair of map.items) {
    const name = keyOf(pair);
    if (!Object.hasOwn(wanted, name)) continue;
    const splice = differ(context, pair.value ?? nothing(context, pair), wanted[name], fieldFor(name), { in: "map", pair, flow });
    if (splice) return splice;
  }
  const order = [...(fields?.keys() ?? [])];
  for (const [name, value] of Object.entries(inOrder(wanted, field) as Record<string, unknown>)) {
    if (!map.items.some((pair) => keyOf(pair) === name)) return addPair(context, map, name, value, order);
  }
  const surplus = map.items.findIndex((pair) => !Object.hasOwn(wanted, keyOf(pair)));
  if (surplus < 0) return undefined;
  if (flow)
    return cut(
      map.items.map((pair) => [startOf(pair.key), endOfPair(context.text, pair)] as const),
      surplus,
    );
  return (
    removeLines(
      context,
      map.items.map((pair) => startOf(pair.key)),
      surplus,
      endOfPair(context.text, at(map.items, surplus)),
    ) ?? replace(context, map, wanted, spot)
  );
}

function differInList(context: Context, list: YAMLSeq<Node>, wanted: readonly unknown[], field: Field | undefined, spot: Spot) {
  const { text, document, style } = context;
  const itemField = field?.shape.kind === "list" ? field.shape.item : undefined;
  const flow = list.flow === true;
  const starts = list.items.map((item) => (flow ? startOf(item) : dashBefore(text, item)));
  const remove = (index: number) => {
    const item = at(list.items, index);
    if (flow)
      return cut(
        list.items.map((other) => [startOf(other), endOf(text, other)] as const),
        index,
      );
    return removeLines(context, starts, index, endOf(text, item)) ?? replace(context, list, wanted, spot);
  };
  for (const [index, item] of list.items.entries()) {
    if (index >= wanted.length) return remove(index);
    const next = list.items[index + 1];
    const leftOut = list.items.length > wanted.length && next && isDeepStrictEqual(next.toJS(document), wanted[index]);
    if (leftOut && !isDeepStrictEqual(item.toJS(document), wanted[index])) return remove(index);
    const splice = differ(context, item, wanted[index], itemField, { in: "list", flow });
    if (splice) return splice;
  }
  const value = inOrder(wanted[list.items.length], itemField);
  const last = at(list.items, list.items.length - 1);
  if (flow) return insert(endOf(text, last), `, ${inlineText(value)}`);
  const start = starts.at(-1) ?? 0;
  return insertLines(text, below(text, endOf(text, last)), blockText([value], " ".repeat(start - lineStart(text, start)), style), style);
}

/** Puts another value in the place of a whole node. */
function replace({ text, style }: Context, node: Node, value: unknown, spot: Spot): Splice {
  const isBlock =
    (isMapping(value) && Object.keys(value).length > 0) || (Array.isArray(value) && !value.every((item) => typeof item !== "object"));
  const onOneLine = isCollection(node)
    ? node.flow === true
    : !isScalar(node) || (node.type !== Scalar.BLOCK_LITERAL && node.type !== Scalar.BLOCK_FOLDED);
  if (spot.in === "document") return { from: startOf(node), to: endOf(text, node), text: blockText(value, "", style).trimEnd() };
  if (spot.flow || (onOneLine && !isBlock)) {
    if (spot.in === "map" && isNothing(node)) return insert(afterColon(text, spot.pair.key), ` ${inlineText(value)}`);
    return { from: startOf(node), to: endOf(text, node), text: inlineText(value) };
  }
  if (spot.in === "list") {
    const dash = dashBefore(text, node);
    const lines = blockText([value], " ".repeat(dash - lineStart(text, dash)), style);
    return { from: dash, to: below(text, endOf(text, node)), text: lines.trimStart() };
  }
  const { key } = spot.pair;
  const from = afterColon(text, key);
  const to = below(text, endOfPair(text, spot.pair));
  const lines = blockText({ "": value }, " ".repeat(startOf(key) - lineStart(text, startOf(key))), style);
  const comment =
    /^.*?(\s+#.*?)?\r?\n?$/.exec(
      text.slice(onOneLine && !isNothing(node) ? endOf(text, node) : from, lineEnd(text, onOneLine ? endOfPair(text, spot.pair) : from)),
    )?.[1] ?? "";
  const [first = "", ...others] = lines.slice(lines.indexOf(":") + 1).split(style.eol);
  return { from, to, text: [first + comment, ...others].join(style.eol) };
}

function addPair(
  { text, style }: Context,
  map: YAMLMap<Node, Node | null>,
  name: string,
  value: unknown,
  order: readonly string[],
): Splice {
  const before = order.slice(0, order.indexOf(name));
  const known = order.includes(name);
  const previous = map.items.filter((pair) => !known || before.includes(keyOf(pair))).at(-1);
  const first = at(map.items, 0);
  if (map.flow) {
    const entry = inlineText({ [name]: value }).slice(1, -1);
    return previous ? insert(endOfPair(text, previous), `, ${entry}`) : insert(startOf(first.key), `${entry}, `);
  }
  const start = startOf(first.key);
  const indent = " ".repeat(start - lineStart(text, start));
  const lines = blockText({ [name]: value }, indent, style);
  if (previous) {
    const apart = previous !== first && isBlank(lineAbove(text, startWithComments(text, startOf(previous.key))) ?? "x");
    return insertLines(text, below(text, endOfPair(text, previous)), (apart ? style.eol : "") + lines, style);
  }
  // A first key that follows a dash shares its line: the new key takes that place.
  return insert(start, lines.trimStart() + indent);
}

/** Removes an entry's lines, the comment above it, and the blank lines that would be left double; undefined where it shares a line. */
function removeLines({ text }: Context, starts: readonly number[], index: number, end: number): Splice | undefined {
  const entry = at(starts, index);
  if (starts.length === 1 || !isBlank(text.slice(lineStart(text, entry), entry))) return undefined;
  let from = startWithComments(text, entry);
  let to = below(text, end);
  const blankAbove = isBlank(lineAbove(text, from) ?? "");
  const blankBelow = to >= text.length || isBlank(text.slice(to, lineEnd(text, to)));
  if (blankAbove && (blankBelow || index === starts.length - 1))
    while (from > 0 && isBlank(lineAbove(text, from) ?? "x")) from = lineStart(text, from - 1);
  else if (index === 0 && blankBelow) while (to < text.length && isBlank(text.slice(to, lineEnd(text, to)))) to = lineEnd(text, to);
  return { from, to, text: "" };
}

/** Cuts one entry out of `a, b, c`, with the comma that it needed. */
function cut(spans: readonly (readonly [start: number, end: number])[], index: number): Splice {
  const [start, end] = at(spans, index);
  const previous = spans[index - 1];
  return { from: previous ? previous[1] : start, to: previous ? end : (spans[index + 1]?.[0] ?? end), text: "" };
}

function insert(offset: number, text: string): Splice {
  return { from: offset, to: offset, text };
}

function insertLines(text: string, offset: number, lines: string, { eol }: Style): Splice {
  return insert(offset, offset > 0 && text[offset - 1] !== "\n" ? eol + lines : lines);
}

function dashBefore(text: string, item: Node): number {
  return text.lastIndexOf("-", startOf(item) - 1);
}

function nothing({ text }: Context, { key }: Entry): Node {
  const node = new Scalar(null);
  const offset = afterColon(text, key);
  node.source = "";
  node.range = [offset, offset, offset];
  return node;
}

function keyOf({ key }: Entry): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** A value whose keys follow the schema's order; unknown keys come last, as they were. */
function inOrder(value: unknown, field: Field | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, field?.shape.kind === "list" ? field.shape.item : undefined));
  if (!isMapping(value)) return value;
  const fields = field && fieldsOf(field.shape, value);
  const order = [...(fields?.keys() ?? [])];
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const record = field?.shape.kind === "record" ? field.shape.value : undefined;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => rank(a) - rank(b))
      .map(([name, item]) => [name, inOrder(item, fields?.get(name) ?? record)]),
  );
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
}
