import { Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, Pair, parseAllDocuments, type ToStringOptions } from "yaml";
import { type Data, type DataMap, identityOf, isMap as isDataMap, isList, keyed, sameData } from "./data.ts";

/** A YAML file: its documents by name, in order. */
export interface YamlStream {
  readonly documents: ReadonlyMap<string, Document>;
  /** The value of the only document, or a map of all documents' values by name. */
  readonly value: Data;
}

export interface YamlStreams {
  readonly base: YamlStream;
  readonly yours: YamlStream;
  readonly generated: YamlStream;
  /** Takes the value of a merged stream apart into its documents. */
  valuesOf(value: Data): DataMap;
}

/**
 * Reads three versions of a YAML file. undefined where merging as data could lose something: errors, anchors and aliases,
 * tags, keys that are no scalars, documents that cannot be told apart.
 */
export function parseStreams(base: string, yours: string, generated: string): YamlStreams | undefined {
  const [from, mine, theirs] = [base, yours, generated].map(parseAll);
  const names = from && mine && theirs && documentNames([from, mine, theirs]);
  if (!names) return undefined;
  const single = [from, mine, theirs].every((file) => file.length === 1);
  const stream = (file: readonly Parsed[], index: number): YamlStream => {
    const named = file.map((parsed, position) => [single ? "" : (names[index]?.[position] ?? ""), parsed] as const);
    return {
      documents: new Map(named.map(([name, { document }]) => [name, document])),
      value: single ? (file[0]?.value ?? null) : new Map(named.map(([name, { value }]) => [name, value])),
    };
  };
  return {
    base: stream(from, 0),
    yours: stream(mine, 1),
    generated: stream(theirs, 2),
    valuesOf: (value) => (single ? new Map([["", value]]) : isDataMap(value) ? value : new Map()),
  };
}

/** The value of each document of a file, or undefined as `parseStreams`. */
export function yamlValues(text: string): Data[] | undefined {
  return parseAll(text)?.map(({ value }) => value);
}

interface Parsed {
  readonly document: Document;
  readonly value: Data;
}

function parseAll(text: string): Parsed[] | undefined {
  const parsed: Parsed[] = [];
  for (const document of parseAllDocuments(text)) {
    const value = document.errors.length + document.warnings.length === 0 ? toData(document.contents) : undefined;
    if (value === undefined) return undefined;
    parsed.push({ document, value });
  }
  return parsed;
}

function toData(node: unknown): Data | undefined {
  if (node === null) return null;
  if (!isNode(node) || isAlias(node) || node.tag || node.anchor) return undefined;
  if (isScalar(node)) return scalarToData(node.value);
  if (isSeq(node)) {
    const list: Data[] = [];
    for (const item of node.items) {
      const value = toData(item);
      if (value === undefined) return undefined;
      list.push(value);
    }
    return list;
  }
  if (!isMap(node)) return undefined;
  const map = new Map<string, Data>();
  for (const pair of node.items) {
    const key = keyOf(pair);
    const value = toData(pair.value);
    if (key === undefined || value === undefined || map.has(key)) return undefined;
    map.set(key, value);
  }
  return map;
}

function scalarToData(value: unknown): Data | undefined {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return value;
  return undefined;
}

function keyOf({ key }: Pair<unknown, unknown>): string | undefined {
  return isScalar(key) && !key.tag && !key.anchor ? String(key.value) : undefined;
}

/**
 * Names the documents of a file as Kubernetes would, `Pod/shop`, so that a document can move; by position where that is
 * not unique. undefined: this file's documents cannot be told apart from another's.
 */
function documentNames(files: readonly (readonly Parsed[])[]): string[][] | undefined {
  const named = files.map((file) => file.map(({ value }) => nameOf(value)));
  if (named.every((names) => !names.includes(undefined) && new Set(names).size === names.length))
    return named.map((names) => names.map(String));
  const count = files[0]?.length;
  return files.every((file) => file.length === count) ? files.map((file) => file.map((_, index) => String(index + 1))) : undefined;
}

function nameOf(value: Data): string | undefined {
  const metadata = isDataMap(value) ? value.get("metadata") : undefined;
  const [kind, name] = [isDataMap(value) ? value.get("kind") : undefined, isDataMap(metadata) ? metadata.get("name") : undefined];
  return typeof kind === "string" && typeof name === "string" ? `${kind}/${name}` : undefined;
}

/**
 * Changes a document so that it says `value`, touching as little of it as possible. What is new comes from `generated` with
 * its comments and style; what stays keeps its own.
 */
export function reconcileDocument(yours: Document | undefined, value: Data, generated: Document | undefined): Document {
  const document = yours ?? generated?.clone() ?? new Document();
  document.contents = reconcile(document, document.contents, value, generated?.contents ?? null);
  return document;
}

function reconcile(document: Document, yours: Node | null, value: Data, generated: Node | null): Node | null {
  if (yours && sameData(toData(yours), value)) return yours;
  if (isMap(yours) && isDataMap(value)) {
    const [mine, theirs] = [yours, generated].map((node) => new Map((isMap(node) ? node.items : []).map((pair) => [keyOf(pair), pair])));
    yours.items = [...value].map(([key, item]) => {
      const pair = mine?.get(key);
      const donor = theirs?.get(key);
      const target = pair ?? donor?.clone() ?? new Pair<unknown, unknown>(document.createNode(key), null);
      target.value = reconcile(document, nodeOrNull(pair?.value), item, nodeOrNull(donor?.value));
      return target;
    });
    return yours;
  }
  if (isSeq(yours) && isList(value)) {
    const findMine = finder(yours.items, value);
    const findTheirs = finder(isSeq(generated) ? generated.items : [], value);
    yours.items = value.map((item) => reconcile(document, findMine(item), item, findTheirs(item)));
    return yours;
  }
  const donated = generated && sameData(toData(generated), value) ? nodeOrNull(generated.clone()) : null;
  return withCommentsOf(yours, donated ?? document.createNode(toPlain(value)));
}

function nodeOrNull(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

/** Finds the item of a list that is to become `item`: the one of that name, else an equal one; each is given once. */
function finder(items: readonly unknown[], values: readonly Data[]): (item: Data) => Node | null {
  const nodes = items.filter(isNode);
  const data = nodes.map((node) => toData(node) ?? null);
  const identity = identityOf(data, values);
  const left = new Set(nodes.keys());
  const names = identity ? [...keyed(data, identity).keys()] : [];
  return (item) => {
    const name = identity && [...keyed([item], identity).keys()][0];
    const found = [...left].find((index) => (name === undefined ? sameData(data[index], item) : names[index] === name));
    if (found === undefined) return null;
    left.delete(found);
    return nodes[found] ?? null;
  };
}

function withCommentsOf(yours: Node | null, node: Node): Node {
  if (yours?.comment) node.comment = yours.comment;
  if (yours?.commentBefore) node.commentBefore = yours.commentBefore;
  if (yours?.spaceBefore) node.spaceBefore = true;
  return node;
}

function toPlain(value: Data): unknown {
  if (isDataMap(value)) return new Map([...value].map(([key, item]) => [key, toPlain(item)]));
  return isList(value) ? value.map(toPlain) : value;
}

/** Prints documents in the style that `text` is written in, as far as the printer has it. */
export function printYaml(documents: readonly Document[], text: string): string {
  const options = styleOf(text);
  return documents
    .map((document, index) => {
      if (index > 0 && document.directives) document.directives.docStart = true;
      return document.toString(options);
    })
    .join("");
}

function styleOf(text: string): ToStringOptions {
  const step = /^( *)(?:- )?[^\s#-][^\n]*:\n\1( +)[^\s#-]/m.exec(text)?.[2]?.length;
  const flushList = /^( *)[^\s#-][^\n]*:\n\1- /m.test(text);
  return { lineWidth: 0, indent: step ?? 2, indentSeq: !flushList, flowCollectionPadding: !/[[{][^\s\]}]/.test(text) };
}
