import { typedReadings } from "./atoms.ts";
import type { Draft, Row } from "./draft.ts";
import { enough, grow, type Place, type Step } from "./grow.ts";
import { matchAt } from "./stamps.ts";

const betweens = ["\t", "; ", ", "];
const labelInFront = /^[A-Za-z][\w.-]{0,30}(?:: |=)/;

/** Nothing is left but `job: 17; user: ann; nodes: n1`, of which some are missing, in the same order in all; one is never missing. */
export function labelledStep(rows: readonly Row[], { closers, times }: Place): Step | undefined {
  if (closers !== "" || times === 0) return undefined;
  for (const between of betweens) {
    const found = rows.map(({ text, at }) => labelledValues(text.slice(at), between));
    const listed = found.filter((values) => values.length > 1);
    if (!enough(found.filter((values) => values.length > 0).length, rows.length) || listed.length * 2 < rows.length) continue;
    const keys = found.map((values) => values.map(([label]) => label)).filter((labels) => labels.length > 0);
    if (between !== "\t" && new Set(keys.map(String)).size < 2) continue;
    if (found.every(([first]) => first === undefined || labelInFront.test(first[1]))) continue;
    const ordered = inOrder(keys);
    const pivot = ordered?.findIndex((label) => keys.every((labels) => labels.includes(label))) ?? -1;
    if (!ordered || pivot < 0 || ordered.length < 3 || ordered.length > mostKeys) continue;
    return {
      pieces: ordered.flatMap((label, index) => {
        const values = found.flatMap((row) => row.flatMap(([name, value]) => (name === label ? [value] : [])));
        const pieces = valueBehind(label, index > pivot ? between : "", values);
        if (index < pivot) return [{ kind: "optional" as const, pieces: [...pieces, { kind: "literal" as const, text: between }] }];
        return values.length >= keys.length ? pieces : [{ kind: "optional" as const, pieces }];
      }),
      ends: rows.map(({ text }, index) => ((found[index]?.length ?? 0) > 0 ? text.length : -1)),
      strength: 1 + ordered.length / 2,
      last: true,
    };
  }
  return undefined;
}

/** Labels, with what marks them, and their values; what has no label belongs to the value in front of it. None where the text begins without. */
function labelledValues(text: string, between: string): (readonly [label: string, value: string])[] {
  const values: [string, string][] = [];
  for (const part of text.split(between)) {
    const label = labelInFront.exec(part)?.[0];
    const last = values.at(-1);
    if (label !== undefined) values.push([label, part.slice(label.length)]);
    else if (last) last[1] += between + part;
    else return [];
  }
  return new Set(values.map(([label]) => label)).size === values.length ? values : [];
}

const labelMark = /[,;] [A-Za-z][\w-]{0,30}(?:: |=)/g;

/** `, client: 10.0.0.7, server: shop` behind a message: each may be missing, their order is the same in all. */
export function labelledTail(texts: readonly string[]): Draft[] {
  const found = texts.map((text) =>
    [...text.matchAll(labelMark)].flatMap((match) => (isInside(text, match.index) ? [] : [{ mark: match[0], at: match.index }])),
  );
  const counts = new Map<string, number>();
  for (const marks of found) for (const mark of new Set(marks.map((each) => each.mark))) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  const usual = [...counts].filter(([, count]) => count >= Math.max(3, texts.length * 0.1)).map(([mark]) => mark);
  const most = Math.max(...usual.map((mark) => counts.get(mark) ?? 0));
  if (usual.length < 2 || most < texts.length * 0.6) return [];
  const places = (mark: string): number[] => found.flatMap((marks) => marks.filter((each) => each.mark === mark).map(({ at }) => at));
  const follows = (a: string, b: string): boolean =>
    found.every((marks) => {
      const [first, second] = [marks.find(({ mark }) => mark === a), marks.find(({ mark }) => mark === b)];
      return !first || !second || first.at < second.at;
    });
  const ordered = usual.toSorted((a, b) => (follows(a, b) ? (follows(b, a) ? (places(b)[0] ?? 0) - (places(a)[0] ?? 0) : -1) : 1));
  const orderly = ordered.every((mark, index) => ordered.slice(index + 1).every((later) => follows(mark, later)));
  return orderly ? ordered.map((mark) => ({ kind: "optional", pieces: valuesBehind(mark, ordered, texts) })) : [];
}

/** Whether a bracket is open there. */
function isInside(text: string, at: number): boolean {
  const count = (sign: string): number => text.slice(0, at).split(sign).length;
  return count("(") > count(")") || count("[") > count("]");
}

/** What stands behind one of the marks, up to the next of them. */
function valuesBehind(mark: string, marks: readonly string[], texts: readonly string[]): Draft[] {
  const values = texts.flatMap((text) => {
    const at = text.indexOf(mark);
    if (at < 0) return [];
    const start = at + mark.length;
    const ends = marks.map((other) => text.indexOf(other, start)).filter((end) => end >= 0);
    return [text.slice(start, Math.min(text.length, ...ends))];
  });
  return valueBehind(mark.slice(2), mark.slice(0, 2), values);
}

/** @param mark the label, with what marks it: `user: ` */
function valueBehind(mark: string, between: string, values: readonly string[]): Draft[] {
  const label = mark.replace(/(: |=)$/, "");
  const literal = between + mark;
  if (values.every((value) => /^"[^"]*"$/.test(value)))
    return [
      { kind: "literal", text: `${literal}"` },
      { kind: "field", type: "quoted", values: values.map((value) => value.slice(1, -1)), label },
      { kind: "literal", text: '"' },
    ];
  const rows = values.map((text) => ({ text, at: 0 }));
  // Between marks, a word may have blanks elsewhere.
  const typed = typedReadings(rows).find(
    ({ type, ends, nil, behind }) =>
      type !== "word" && !nil && behind === undefined && ends.every((end, index) => end === values[index]?.length),
  );
  return [
    { kind: "literal", text: literal },
    { kind: "field", type: typed?.type ?? "text", values, label, ...(/^(?:msg|message)$/i.test(label) && { message: true as const }) },
  ];
}

const pairRun = /(?:[A-Za-z_][\w.-]*=[^\s"]+ )*/y;
const mostKeys = 12;

/** `request_id=F1 user=7 [info] …`: in front of a column, pairs of which some are missing; their order is the same in all. */
export function pairsInFront(rows: readonly Row[], { closers, splits, depth, ...place }: Place): Step | undefined {
  if (closers !== "" || splits === 0) return undefined;
  const runs = rows.map(({ text, at }) => matchAt(pairRun, text, at)?.[0] ?? "");
  const pairs = runs.map((run) => [...run.matchAll(/([^ =]+)=([^ ]+) /g)].map(([, key = "", value = ""]) => ({ key, value })));
  const keys = pairs.map((row) => row.map(({ key }) => key));
  const filled = keys.filter((each) => each.length > 0).length;
  if (filled < Math.max(3, rows.length * 0.1) || new Set(keys.map(String)).size < 2) return undefined;
  const ordered = inOrder(keys);
  if (!ordered || ordered.length > mostKeys) return undefined;
  const behind = rows.map(({ text, at }, index) => ({ text, at: at + (runs[index]?.length ?? 0) }));
  const next = grow(behind, { ...place, closers, splits: splits - 1, depth: depth + 1 });
  if (next.strength < 3 || next.pieces[0]?.kind !== "literal") return undefined;
  const groups = ordered.map((key): Draft => {
    const values = pairs.flatMap((row) => row.flatMap((pair) => (pair.key === key ? [pair.value] : [])));
    return {
      kind: "optional",
      pieces: [
        { kind: "literal", text: `${key}=` },
        { kind: "field", type: "word", values, label: key },
        { kind: "literal", text: " " },
      ],
    };
  });
  return {
    pieces: [...groups, ...next.pieces],
    ends: rows.map(({ text }) => (next.left.includes(text) ? -1 : text.length)),
    strength: 1 + next.strength,
    evidence: next.evidence,
    last: true,
  };
}

/** Of keys as rows have them: the order that all of them follow; undefined: there is none. */
function inOrder(rows: readonly (readonly string[])[]): readonly string[] | undefined {
  const left = new Set(rows.flat());
  const ordered: string[] = [];
  while (left.size > 0) {
    const first = [...left].find((key) => rows.every((keys) => !keys.includes(key) || keys.find((other) => left.has(other)) === key));
    if (first === undefined) return undefined;
    ordered.push(first);
    left.delete(first);
  }
  return ordered;
}
