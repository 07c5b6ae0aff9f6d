import { interpret } from "../interpret.ts";
import { fieldsOf, type Grown } from "./draft.ts";
import { grow, type Place } from "./grow.ts";
import { named } from "./naming.ts";
import type { InferOptions } from "./types.ts";

/** Grown from all of them, or from the largest group of those that begin alike, when all together show nothing. */
export function bestGrown(records: readonly string[], options: InferOptions): Grown | undefined {
  const place: Place = {
    closers: "",
    literal: "",
    times: 0,
    levels: 0,
    fromAddress: false,
    weak: 0,
    splits: 3,
    depth: 0,
    given: { dateOrder: options.dateOrder, referenceMs: options.referenceMs },
  };
  const groups = [records, ...alike(records)];
  const growFrom = (group: readonly string[]): Grown => {
    const tabs = new Set(group.map((text) => text.split("\t").length));
    const labelled = group.every((text) => /^\w+:[^\t]*(?:\t\w+:[^\t]*){2,}$/.test(text));
    return grow(
      group.map((text) => ({ text, at: 0 })),
      { ...place, tabs: labelled || (tabs.size === 1 && !tabs.has(1) && !tabs.has(2)) },
    );
  };
  for (const [number, group] of groups.entries()) {
    const grown = growFrom(group);
    const timely = number === 0 && !hasTime(grown) ? timelyOf(groups.slice(1), records.length, growFrom) : undefined;
    if (timely) return timely;
    const richer = ofMost(group, grown.strength + leastGain, growFrom, options);
    if (richer) return richer;
    if (isProof(grown)) return grown;
  }
  return undefined;
}

/** Lines of several programs may have columns in common; what has a time of its own is a program. */
function timelyOf(groups: readonly (readonly string[])[], count: number, growFrom: (group: readonly string[]) => Grown): Grown | undefined {
  for (const group of groups.filter(({ length }) => length * 10 >= count && length < count)) {
    const grown = growFrom(group);
    if (hasTime(grown) && isProof(grown)) return grown;
  }
  return undefined;
}

function hasTime({ pieces }: Grown): boolean {
  return fieldsOf(pieces).some(({ type }) => type === "time" || type === "epoch");
}

const handful = 12;
const handfuls = 8;
/** So many of the lines have to have what the others lack, and so much more structure. */
const most = 0.85;
const leastGain = 1.5;

/**
 * A few lines that lack what all the others have must not decide: a handful of lines that has none of them shows it. Handfuls are taken from
 * all over the sample, the layout of each is tried on all lines, and the best is grown anew from those that it takes.
 */
function ofMost(
  group: readonly string[],
  strength: number,
  growFrom: (group: readonly string[]) => Grown,
  options: InferOptions,
): Grown | undefined {
  if (group.length < handful * 3) return undefined;
  let best: Grown | undefined;
  const seen = new Set<number>();
  for (let turn = 0; turn < handfuls; turn += 1) {
    const few = Array.from(
      { length: handful },
      (_, index) => group[Math.floor(((index + turn / handfuls) * group.length) / handful)] ?? "",
    );
    const first = growFrom(few);
    if (first.strength < strength || !isProof(first)) continue;
    const layout = named(first.pieces, new Map());
    const own = group.filter((record) => interpret(layout, Buffer.from(record), options.referenceMs).ok);
    if (own.length < group.length * most || own.length === group.length || seen.has(own.length)) continue;
    seen.add(own.length);
    const grown = growFrom(own);
    if (grown.strength >= Math.max(strength, (best?.strength ?? 0) + 0.1) && isProof(grown)) best = grown;
  }
  return best;
}

/** A parser that takes every line is worth nothing: there has to be a time, a level or a request, or many columns. */
function isProof({ pieces, strength }: Grown): boolean {
  const fields = pieces.filter((piece) => piece.kind === "field");
  const marked = fields.some(({ type }) => ["time", "epoch", "level", "letter", "request"].includes(type));
  return marked ? strength >= 4 : strength >= 7 && fields.length >= 4;
}

/** Groups of records whose first signs are alike, the largest first. */
function alike(records: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const record of records) {
    const shape = record
      .slice(0, 24)
      .replace(/[A-Za-z]+/g, "a")
      .replace(/\d+/g, "9")
      .replace(/(?:[a9][._-]?)+/g, "w")
      .slice(0, 3);
    groups.set(shape, [...(groups.get(shape) ?? []), record]);
  }
  return [...groups.values()].filter((group) => group.length >= Math.min(5, records.length)).sort((a, b) => b.length - a.length);
}
