import type { Draft, Row } from "./draft.ts";

/** What is left when no structure is: a message, with what loggers append to it. */
export function tailOf(rows: readonly Row[]): { readonly pieces: readonly Draft[]; readonly strength: number } {
  const texts = rows.map(({ text, at }) => text.slice(at));
  const values = texts;
  const share = (wanted: (text: string) => boolean): number => texts.filter(wanted).length / texts.length;
  const message: Draft = { kind: "field", type: "text", values };
  if (share((text) => objectStart(text) >= 0) >= 0.2)
    return { pieces: [message, { kind: "literal", text: " " }, { kind: "field", type: "object", values }], strength: 1 };
  if (share((text) => pairsStart(text) >= 0) >= 0.3)
    return { pieces: [message, { kind: "literal", text: " " }, { kind: "field", type: "pairs", values }], strength: 1 };
  return { pieces: [{ kind: "field", type: "rest", values }], strength: 0 };
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
