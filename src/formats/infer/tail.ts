import { typedReadings } from "./atoms.ts";
import type { Draft, Row } from "./draft.ts";

/** What is left when no structure is: a message, with what loggers append to it. */
export function tailOf(rows: readonly Row[]): { readonly pieces: readonly Draft[]; readonly strength: number } {
  const texts = rows.map(({ text, at }) => text.slice(at));
  const values = texts;
  const share = (wanted: (text: string) => boolean): number => texts.filter(wanted).length / texts.length;
  const message: Draft = { kind: "field", type: "text", values, message: true };
  if (share((text) => objectStart(text) >= 0) >= 0.2)
    return { pieces: [message, { kind: "literal", text: " " }, { kind: "field", type: "object", values }], strength: 0.9 };
  if (share((text) => pairsStart(text) === 0) >= 0.985) return { pieces: [{ kind: "field", type: "pairs", values }], strength: 0.9 };
  if (share((text) => pairsStart(text) >= 0) >= 0.3)
    return { pieces: [message, { kind: "literal", text: " " }, { kind: "field", type: "pairs", values }], strength: 0.9 };
  const labelled = labelledTail(texts);
  if (labelled.length > 0) return { pieces: [message, ...labelled], strength: 0.9 };
  return { pieces: [{ kind: "field", type: "rest", values }], strength: 0 };
}

const labelMark = /, ([A-Za-z][\w-]{0,30})(: |=)/g;

/** `, client: 10.0.0.7, server: shop` behind a message: each may be missing, their order is the same in all. */
function labelledTail(texts: readonly string[]): Draft[] {
  const found = texts.map((text) =>
    [...text.matchAll(labelMark)].flatMap((match) => (isInside(text, match.index) ? [] : [{ mark: match[0], at: match.index }])),
  );
  const counts = new Map<string, number>();
  for (const marks of found) for (const mark of new Set(marks.map((each) => each.mark))) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  const usual = [...counts].filter(([, count]) => count >= Math.max(3, texts.length * 0.1)).map(([mark]) => mark);
  if (usual.length < 2) return [];
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

/** Where a JSON object begins that reaches to the end of the text; -1 when there is none. */
export function objectStart(text: string): number {
  if (!text.trimEnd().endsWith("}")) return -1;
  let tries = 0;
  for (let at = text.indexOf("{"); at >= 0 && tries < 8; at = text.indexOf("{", at + 1)) {
    if (at > 0 && !/\s/.test(text[at - 1] ?? "")) continue;
    tries += 1;
    try {
      if (typeof JSON.parse(text.slice(at)) === "object") return at;
    } catch {
      // The next one may be it.
    }
  }
  return -1;
}

const pair = /[A-Za-z_][\w.@/-]*=(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\{[^}]*\}|[^\s"]*)(?=,?\s|$)/y;

/** Where the pairs begin that reach to the end of the text; -1 when there are none. */
export function pairsStart(text: string): number {
  let begun = -1;
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at] ?? "")) {
      at += 1;
      continue;
    }
    pair.lastIndex = at;
    const [found] = pair.exec(text) ?? [];
    if (found !== undefined) {
      if (begun < 0) begun = at;
      at += found.length + (text[at + found.length] === "," ? 1 : 0);
    } else {
      begun = -1;
      while (at < text.length && !/\s/.test(text[at] ?? "")) at += 1;
    }
  }
  return begun;
}
