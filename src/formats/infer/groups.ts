import type { Draft, Grown, Row } from "./draft.ts";
import { enough, grow, labelOf, type Place, push, type Step } from "./grow.ts";

const closerOf: Readonly<Record<string, string>> = { "[": "]", "(": ")", "<": ">", "{": "}" };

/** Brackets and quotes: of all rows, or of some, where they may be missing. */
export function groupStep(rows: readonly Row[], place: Place): Step | undefined {
  const numbered = numberStep(rows, place);
  if (numbered) return numbered;
  for (const opener of ['"', "[", "(", "<", "{"]) {
    const count = rows.filter(({ text, at }) => text[at] === opener).length;
    if (enough(count, rows.length)) return opener === '"' ? quoteStep(rows, place) : openStep(rows, opener, place);
    if (count >= Math.max(3, rows.length * 0.04) && opener !== "{") {
      const step = optionalStep(rows, opener, place);
      if (step) return step;
    }
  }
  return undefined;
}

/** The place of the bracket that closes the one at `at`; -1 when there is none. */
export function closingAt(text: string, at: number, opener: string): number {
  if (opener === '"') {
    for (let index = at + 1; index < text.length; index += 1) {
      if (text[index] === "\\") index += 1;
      else if (text[index] === '"') return index;
    }
    return -1;
  }
  const closer = closerOf[opener];
  let depth = 0;
  for (let index = at; index < text.length && text[index] !== "\n"; index += 1) {
    if (text[index] === opener) depth += 1;
    else if (text[index] === closer) {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return -1;
}

function openStep(rows: readonly Row[], opener: string, { closers }: Place): Step | undefined {
  const closes = rows.map(({ text, at }) => (text[at] === opener ? closingAt(text, at, opener) : -1));
  if (!enough(closes.filter((end) => end >= 0).length, rows.length)) return undefined;
  // A JSON object is read as one.
  if (opener === "{" && rows.every(({ text, at }) => /^\{\s*(?:"|\})/.test(text.slice(at, at + 20)))) return undefined;
  return {
    pieces: [{ kind: "literal", text: opener }],
    ends: rows.map(({ at }, index) => ((closes[index] ?? -1) < 0 ? -1 : at + 1)),
    strength: 0.5,
    place: { closers: closers + (closerOf[opener] ?? "") },
  };
}

/** Just behind a bracket that was opened: what differs from row to row in its words and marks is one text. */
export function wholeStep(rows: readonly Row[], { closers, literal }: Place): Step | undefined {
  const closer = closers.at(-1);
  const opener = literal.at(-1) ?? "";
  if (closer === undefined || closerOf[opener] !== closer) return undefined;
  const closes = rows.map(({ text, at }) => closingAt(text, at - 1, opener));
  const contents = rows.map(({ text, at }, index) => text.slice(at, Math.max(at, closes[index] ?? -1)));
  const counts = (mark: RegExp): number => new Set(contents.map((content) => content.trim().split(mark).length)).size;
  const differs =
    counts(/ +/) > 1 ||
    contents.some((content) => content.includes("://")) ||
    (contents.some((content) => content.includes("[")) && opener === "[");
  if (!differs || contents.some((content) => content === "" || content.trim() !== content)) return undefined;
  if (contents.every((content) => /^[\d\w]+=/.test(content))) return undefined;
  return { pieces: [{ kind: "field", type: "text", values: contents }], ends: rows.map((_, index) => closes[index] ?? -1), strength: 1 };
}

const requestLine = /^[A-Z]+ \S+ HTTP\/\d/;

function quoteStep(rows: readonly Row[], place: Place): Step | undefined {
  const closes = rows.map(({ text, at }) => (text[at] === '"' ? closingAt(text, at, '"') : -1));
  const going = closes.filter((end) => end >= 0).length;
  if (!enough(going, rows.length)) return undefined;
  const contents = rows.flatMap(({ text, at }, index) => ((closes[index] ?? -1) < 0 ? [] : [text.slice(at + 1, closes[index])]));
  const values = contents.filter((value) => value !== "-");
  const isRequest = values.filter((value) => requestLine.test(value)).length * 2 > contents.length;
  const nil = values.length < contents.length && !isRequest;
  const label = labelOf(place.literal);
  return {
    pieces: [
      { kind: "literal", text: '"' },
      { kind: "field", type: isRequest ? "request" : "quoted", values, ...(nil && { nil: true as const }), ...(label && { label }) },
      { kind: "literal", text: '"' },
    ],
    ends: closes.map((end) => (end < 0 ? -1 : end + 1)),
    strength: isRequest ? 5 : 2,
  };
}

/** `*75755 ` in front of some, or a port behind some addresses: a number behind a mark. */
function numberStep(rows: readonly Row[], place: Place): Step | undefined {
  const found = rows.map(({ text, at }) => /^(?:([*#])(\d+) |(:)(\d+)(?=[\s\])]))/.exec(text.slice(at, at + 24)));
  const having = found.filter((match) => match !== null);
  const [first] = having;
  if (!first || having.length < Math.max(3, rows.length * 0.2) || enough(having.length, rows.length)) return undefined;
  const [, mark = first[3] ?? ""] = first;
  if (place.closers !== "" || (mark === ":" && place.literal !== "") || having.some((match) => (match[1] ?? match[3]) !== mark))
    return undefined;
  return {
    pieces: [
      {
        kind: "optional",
        pieces: [
          { kind: "literal", text: mark },
          { kind: "field", type: "int", values: having.map((match) => match[2] ?? match[4] ?? "") },
          ...(mark === ":" ? [] : [{ kind: "literal", text: " " } as const]),
        ],
      },
    ],
    ends: rows.map(({ at }, index) => at + (found[index]?.[0].length ?? 0)),
    strength: 1,
  };
}

/** A group that some rows have: what follows it has to be the same in all. */
function optionalStep(rows: readonly Row[], opener: string, place: Place): Step | undefined {
  if (place.splits === 0) return undefined;
  const closes = rows.map(({ text, at }) => (text[at] === opener ? closingAt(text, at, opener) : -1));
  const having = rows.filter((_, index) => (closes[index] ?? -1) >= 0);
  if (having.length < 3) return undefined;
  const blank = enough(
    rows.filter(({ text }, index) => (closes[index] ?? -1) >= 0 && text[(closes[index] ?? 0) + 1] === " ").length,
    having.length,
  );
  const contents = rows.flatMap(({ text, at }, index) =>
    (closes[index] ?? -1) < 0 ? [] : [{ text: text.slice(at + 1, closes[index]), at: 0 }],
  );
  const content = contentOf(contents, opener, place);
  if (!content) return undefined;
  const behind = rows.map(({ text, at }, index) => {
    const close = closes[index] ?? -1;
    return { text, at: close < 0 ? at : close + (text[close + 1] === " " ? 2 : 1) };
  });
  const next = grow(behind, { ...place, splits: place.splits - 1, depth: place.depth + 1 });
  const share = having.length / rows.length;
  // Behind a dash or a colon, a bracket in front of a message is its first word; elsewhere it may be.
  if (next.strength < 1 && /(?: -|:) $/.test(place.literal)) return undefined;
  if (next.strength < 1 && (opener !== "[" || (content.strength < 2 && share < 0.15))) return undefined;
  const closer = opener === '"' ? '"' : (closerOf[opener] ?? "");
  const group: Draft[] = [];
  for (const piece of [{ kind: "literal", text: opener } as const, ...content.pieces]) push(group, piece);
  push(group, { kind: "literal", text: `${closer}${blank ? " " : ""}` });
  const padded = !blank && rows.some(({ text }, index) => (closes[index] ?? -1) >= 0 && text[(closes[index] ?? 0) + 1] === " ");
  return {
    pieces: [{ kind: "optional", pieces: group }, ...(padded ? [{ kind: "blanks", least: 0 } as const] : []), ...next.pieces],
    ends: rows.map(({ text }) => (next.left.includes(text) ? -1 : text.length)),
    strength: content.strength * share + next.strength,
    evidence: [...content.evidence, ...next.evidence],
    last: true,
  };
}

/** What stands in the brackets; undefined: that is free text, and the bracket belongs to a message. */
function contentOf(contents: readonly Row[], opener: string, place: Place): Grown | undefined {
  const words = contents.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0) / contents.length;
  if (words > 4 && opener !== '"') return undefined;
  const values = contents.map(({ text }) => text);
  const whole = (type: "quoted" | "text"): Grown => ({ pieces: [{ kind: "field", type, values }], strength: 1, left: [], evidence: [] });
  if (opener === '"') return whole("quoted");
  if (contents.some(({ text }) => text === "")) return undefined;
  const grown = grow(contents, { ...place, closers: "", literal: "", splits: 0 });
  const ends = grown.pieces.some((piece) => piece.kind === "field" && (piece.type === "rest" || piece.message));
  if (grown.left.length > 0 || ends) return words > 3 ? undefined : whole("text");
  return grown;
}
