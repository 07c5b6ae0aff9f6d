import { typedReadings } from "./atoms.ts";
import type { Draft, Row } from "./draft.ts";
import { enough, type Step } from "./grow.ts";

const labelled = /^[A-Za-z][\w-]{0,30}(?:: |=)[^;,]*(?:; [A-Za-z][\w-]{0,30}(?:: |=)[^;]*)+$/;

/** Nothing is left but `job: 17; user: ann; nodes: n1`, where what comes first is the same in all, and of the others some are missing. */
export function labelledStep(rows: readonly Row[]): Step | undefined {
  const rests = rows.map(({ text, at }) => text.slice(at));
  const takes = rests.map((rest) => labelled.test(rest));
  const taken = rests.filter((_, index) => takes[index]);
  const labels = new Set(taken.map((rest) => rest.replace(/(: |=)[^;]*/g, "")));
  if (labels.size < 2 || !enough(taken.length, rests.length)) return undefined;
  const texts = taken.map((rest) => `; ${rest}`);
  const [first, ...others] = labelledTail(texts);
  if (first?.kind !== "optional" || others.length === 0 || !texts.every((text) => text.startsWith(literalOf(first.pieces))))
    return undefined;
  const [mark, ...value] = first.pieces;
  return {
    pieces: [...(mark?.kind === "literal" ? [{ kind: "literal" as const, text: mark.text.slice(2) }] : []), ...value, ...others],
    ends: rows.map(({ text }, index) => (takes[index] ? text.length : -1)),
    strength: 1 + others.length / 2,
    last: true,
  };
}

function literalOf([first]: readonly Draft[]): string {
  return first?.kind === "literal" ? first.text : "";
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
  const label = mark.slice(2).replace(/(: |=)$/, "");
  if (values.every((value) => /^"[^"]*"$/.test(value)))
    return [
      { kind: "literal", text: `${mark}"` },
      { kind: "field", type: "quoted", values: values.map((value) => value.slice(1, -1)), label },
      { kind: "literal", text: '"' },
    ];
  const rows = values.map((text) => ({ text, at: 0 }));
  const typed = typedReadings(rows).find(
    ({ ends, nil, behind }) => !nil && behind === undefined && ends.every((end, index) => end === values[index]?.length),
  );
  return [
    { kind: "literal", text: mark },
    { kind: "field", type: typed?.type ?? "text", values, label },
  ];
}
