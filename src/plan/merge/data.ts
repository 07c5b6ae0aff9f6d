import { mergeSequences } from "./sequence.ts";

/** JSON or YAML as values. Maps keep their keys in written order. */
export type Data = ReadonlyMap<string, Data> | readonly Data[] | string | number | bigint | boolean | null;

export type DataMap = ReadonlyMap<string, Data>;

/** A value that both sides changed differently. Yours was kept. `undefined`: that side removed it. */
export interface DataConflict {
  /** `spec.containers[app].image` */
  readonly path: string;
  readonly yours: Data | undefined;
  readonly generated: Data | undefined;
}

export function isMap(value: Data | undefined): value is DataMap {
  return value instanceof Map;
}

export function isList(value: Data | undefined): value is readonly Data[] {
  return Array.isArray(value);
}

/** Equal as data: the order of keys does not count, that of list items does. */
export function sameData(a: Data | undefined, b: Data | undefined): boolean {
  if (isMap(a)) return isMap(b) && a.size === b.size && [...a].every(([key, value]) => b.has(key) && sameData(value, b.get(key)));
  if (isList(a)) return isList(b) && a.length === b.length && a.every((value, index) => sameData(value, b[index]));
  return a === b;
}

/** The fields by which Kubernetes itself tells the items of its lists apart, in the order in which they are tried. */
const identities = ["name", "mountPath", "containerPort", "key"] as const;

/** The field that identifies every item of every list, if there is one. */
export function identityOf(...lists: readonly (readonly Data[])[]): string | undefined {
  return identities.find((field) =>
    lists.every((list) => {
      const keys = list.map((item) => (isMap(item) ? item.get(field) : undefined));
      return keys.every((key) => typeof key === "string" || typeof key === "number") && new Set(keys.map(String)).size === keys.length;
    }),
  );
}

/** A list as a map from each item's identity to the item. */
export function keyed(list: readonly Data[], identity: string): DataMap {
  return new Map(list.map((item) => [String(isMap(item) ? item.get(identity) : item), item]));
}

/**
 * Puts what one side added where that side has it: behind the same neighbour. `kept` gives the order of all else.
 * `weave(["a", "z"], ["a", "b", "c"], new Set(["b", "c"]))` → `["a", "b", "c", "z"]`
 */
function weave(kept: readonly string[], other: readonly string[], added: ReadonlySet<string>): string[] {
  const order = [...kept];
  other.forEach((key, index) => {
    if (!added.has(key)) return;
    const before = other.slice(0, index).findLast((candidate) => order.includes(candidate));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key);
  });
  return order;
}

function pathTo(parent: string, key: string): string {
  if (!/^[A-Za-z_$][\w$/-]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

/** Merges three values. Where both sides changed one differently, yours is kept and reported. */
export function mergeData(base: Data | undefined, yours: Data, generated: Data): { value: Data; conflicts: DataConflict[] } {
  const conflicts: DataConflict[] = [];
  const value = mergeValue(base, yours, generated, "", conflicts);
  return { value: value === undefined ? yours : value, conflicts };
}

function mergeValue(
  base: Data | undefined,
  yours: Data | undefined,
  generated: Data | undefined,
  path: string,
  conflicts: DataConflict[],
): Data | undefined {
  if (sameData(yours, generated) || sameData(base, generated)) return yours;
  // Maps first: even where you changed no value, your order of keys stays.
  if (isMap(yours) && isMap(generated)) {
    const entries = mergeEntries(isMap(base) ? base : new Map(), yours, generated, (key) => pathTo(path, key), conflicts);
    const added = new Set([...entries.keys()].filter((key) => !yours.has(key)));
    const kept = [...yours.keys()].filter((key) => entries.has(key));
    return ordered(entries, weave(kept, [...generated.keys()], added));
  }
  if (sameData(base, yours)) return generated;
  if (isList(yours) && isList(generated)) {
    const merged = mergeLists(isList(base) ? base : [], yours, generated, path, conflicts);
    if (merged) return merged;
  }
  conflicts.push({ path, yours, generated });
  return yours;
}

function mergeEntries(
  base: DataMap,
  yours: DataMap,
  generated: DataMap,
  pathOf: (key: string) => string,
  conflicts: DataConflict[],
): DataMap {
  const merged = new Map<string, Data>();
  for (const key of new Set([...yours.keys(), ...generated.keys()])) {
    const value = mergeValue(base.get(key), yours.get(key), generated.get(key), pathOf(key), conflicts);
    if (value !== undefined) merged.set(key, value);
  }
  return merged;
}

function ordered(entries: DataMap, keys: readonly string[]): DataMap {
  return new Map(
    keys.flatMap((key) => {
      const value = entries.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

/** undefined: the lists cannot be merged item by item. */
function mergeLists(
  base: readonly Data[],
  yours: readonly Data[],
  generated: readonly Data[],
  path: string,
  conflicts: DataConflict[],
): readonly Data[] | undefined {
  const identity = identityOf(base, yours, generated);
  if (identity) return mergeKeyed(keyed(base, identity), keyed(yours, identity), keyed(generated, identity), path, conflicts);
  return [...base, ...yours, ...generated].some((item) => isMap(item) || isList(item)) ? undefined : mergeScalars(base, yours, generated);
}

function mergeKeyed(base: DataMap, yours: DataMap, generated: DataMap, path: string, conflicts: DataConflict[]): readonly Data[] {
  const entries = mergeEntries(base, yours, generated, (key) => `${path}[${key}]`, conflicts);
  const [from, mine, theirs] = [base, yours, generated].map((side) => [...side.keys()].filter((key) => entries.has(key)));
  if (!from || !mine || !theirs) return [...entries.values()];
  const reordered = (a: readonly string[], b: readonly string[]) => {
    const shared = a.filter((key) => b.includes(key));
    const other = b.filter((key) => a.includes(key));
    return shared.some((key, index) => key !== other[index]);
  };
  // The order of containers is the order in which they start, so moving one is a change like any other.
  const theyMoved = reordered(from, theirs);
  if (theyMoved && reordered(from, mine) && reordered(mine, theirs)) {
    conflicts.push({ path: `${path} (order)`, yours: mine, generated: theirs });
  }
  const only = (side: readonly string[], other: readonly string[]) => new Set(side.filter((key) => !other.includes(key)));
  const order = theyMoved && !reordered(from, mine) ? weave(theirs, mine, only(mine, theirs)) : weave(mine, theirs, only(theirs, mine));
  return [...ordered(entries, order).values()];
}

/** By value, in order. Arguments of a command come in pairs, so lists of them are merged only where the sides do not meet. */
function mergeScalars(base: readonly Data[], yours: readonly Data[], generated: readonly Data[]): readonly Data[] | undefined {
  const values = new Map([...base, ...yours, ...generated].map((value) => [`${typeof value} ${String(value)}`, value]));
  const encode = (list: readonly Data[]) => list.map((value) => `${typeof value} ${String(value)}`);
  const isArgument = (item: string) => item.startsWith("string -");
  let conflict = false;
  const merged = mergeSequences(encode(base), encode(yours), encode(generated), (overlap) => {
    const fresh = overlap.generated.filter((item) => !overlap.yours.includes(item));
    const meet = fresh.length < overlap.generated.length;
    const bothAdded = overlap.base.length === 0;
    if (!bothAdded || (meet && [...overlap.yours, ...overlap.generated].some(isArgument))) conflict = true;
    return [...overlap.yours, ...fresh];
  });
  const once = withoutDoubles(merged, encode(yours), encode(generated));
  if (conflict || (once.length < merged.length && merged.some(isArgument))) return undefined;
  return once.flatMap((item) => {
    const value = values.get(item);
    return value === undefined ? [] : [value];
  });
}

/** What both sides added, each at another place, would be there twice; no item stays more often than one side has it. */
function withoutDoubles(merged: readonly string[], ...sides: readonly (readonly string[])[]): readonly string[] {
  const count = (list: readonly string[], item: string) => list.filter((other) => other === item).length;
  return merged.filter((item, index) => count(merged.slice(0, index), item) < Math.max(...sides.map((side) => count(side, item))));
}
