import { severityOfWord } from "../../runtime/formats/severity.ts";
import type { FieldType } from "../layout.ts";
import { levelReading, sourceFile, typedReadings } from "./atoms.ts";
import type { Draft, Row } from "./draft.ts";
import { closingAt } from "./groups.ts";
import { enough, grow, labelOf, type Place, type Step } from "./grow.ts";
import { matchAt } from "./stamps.ts";
import { objectStart, pairsStart } from "./tail.ts";

const labelWord = /[A-Za-z_][\w.@-]*/y;
const labels = new Set(
  "pid tid thread line worker conn connection client user took in id process session request req status port code query duration time elapsed size bytes rows uid gid from to on at by for trace span level host server module version seq count".split(
    " ",
  ),
);

/** A word that all rows have, and that says what follows: `pid=`, `client: `, `took `. */
export function labelStep(rows: readonly Row[], place: Place): Step | undefined {
  const [first] = rows;
  const word = first ? (matchAt(labelWord, first.text, first.at)?.[0] ?? "") : "";
  if (word === "") return undefined;
  const same = rows.filter(({ text, at }) => matchAt(labelWord, text, at)?.[0] === word);
  if (!enough(same.length, rows.length) || rows.length < 4) return undefined;
  const behind = rows.map(({ text, at }) => matchAt(/(?:=|: ?| )/y, text, at + word.length)?.[0] ?? "");
  const [mark = ""] = behind;
  // `main.go:17` and `cart:add:17` are columns, although all lines are of one file.
  if (mark === ":" && !place.tabs && (place.literal.endsWith(":") || sourceFile.test(word))) return undefined;
  if (mark === "" || !enough(behind.filter((text) => text === mark).length, rows.length)) return undefined;
  const after = rows.map(({ text, at }) => ({ text, at: at + word.length + mark.length }));
  if (
    mark !== "=" &&
    !(place.tabs && mark === ":") &&
    !(mark !== " " && /[;,] $/.test(place.literal)) &&
    !isLabelled(after, mark === " ", word, place)
  )
    return phraseStep(rows, place);
  const ends = rows.map(({ text, at }) => (text.startsWith(word + mark, at) ? at + word.length + mark.length : -1));
  return { pieces: [{ kind: "literal", text: word + mark }], ends, strength: mark === "=" ? 1 : 0.4 };
}

/** `vars in ` between two numbers: words that all rows have. */
function phraseStep(rows: readonly Row[], { closers, literal }: Place): Step | undefined {
  const [first] = rows;
  const phrase = first ? (matchAt(/(?:[A-Za-z]+ )+/y, first.text, first.at)?.[0] ?? "") : "";
  if (phrase === "" || rows.length < 20 || (closers === "" && literal !== " ")) return undefined;
  if (closers === "" && !rows.every(({ text, at }) => /(?:^|\s)\d+ $/.test(text.slice(Math.max(0, at - 24), at)))) return undefined;
  const same = rows.filter(({ text, at }) => text.startsWith(phrase, at));
  const after = same.map(({ text, at }) => ({ text, at: at + phrase.length }));
  if (same.length < rows.length) return undefined;
  const numbered = typedReadings(after).some(({ type, ends }) => (type === "int" || type === "float") && ends.every((end) => end >= 0));
  return numbered ? { pieces: [{ kind: "literal", text: phrase }], ends: after.map(({ at }) => at), strength: 0 } : undefined;
}

/** Behind a colon or a blank: only a value that is told by itself, and behind a blank only a word that is known to say what follows. */
function isLabelled(rows: readonly Row[], isBlank: boolean, word: string, { closers, literal }: Place): boolean {
  if (isBlank && closers !== "" && !literal.endsWith("=") && rows.every(({ text, at }) => isLastWord(text, at, closers.at(-1) ?? "")))
    return true;
  if (isBlank && !labels.has(word.toLowerCase())) return false;
  if (levelReading(rows).ends.every((end) => end >= 0)) return !isBlank;
  const typed = typedReadings(rows).some(({ ends }) => enough(ends.filter((end) => end >= 0).length, rows.length));
  return typed || (!isBlank && closers !== "");
}

/** Whether one word is all that stands between here and the end of the bracket. */
function isLastWord(text: string, at: number, closer: string): boolean {
  const end = text.indexOf(closer, at);
  return end > at && !/[\s=]/.test(text.slice(at, end));
}

/** A word, or up to the closing bracket a text, where the rows have nothing that is told by itself. */
export function wordStep(rows: readonly Row[], place: Place): Step | undefined {
  // Of several `key=value` in one bracket, each ends at a blank.
  const closer = place.literal.endsWith("=") ? undefined : place.closers.at(-1);
  const contents = rows.map((row) => contentOf(row, closer, place));
  if (!enough(contents.filter((content) => content !== undefined).length, rows.length)) return undefined;
  const opening = contents.filter((content) => content !== undefined && /^["[({<]/.test(content)).length;
  if (opening > rows.length * (place.literal.endsWith("/") ? 0.5 : 0)) return undefined;
  if (place.tabs && closer === undefined) return tabStep(rows, contents, place);
  const texts = contents.map((content) => content ?? "");
  const program = programStep(rows, texts);
  if (program) return program;
  const beforeColon = colonStep(rows, place);
  if (beforeColon) return beforeColon;
  const stops = stopsOf(
    texts.filter((text) => text !== ""),
    closer !== undefined,
  );
  const level = levelBehind(texts);
  if (level)
    return {
      pieces: [{ kind: "field", type: "word", values: level }],
      ends: rows.map(({ at }, index) => at + (level[index]?.length ?? 0)),
      strength: 1.5,
    };
  // `shop::server:` has colons of its own.
  const behind = stops.length === 0 && enough(texts.filter((text) => /[^:]:$/.test(text)).length, rows.length);
  const ends = rows.map(({ at }, index) => {
    const text = texts[index] ?? "";
    if (behind) return /[^:]:$/.test(text) ? at + text.length - 1 : -1;
    const found = stops.map((stop) => text.indexOf(stop, 1)).filter((at) => at > 0);
    const length = stops.length === 0 ? text.length : found.length === 0 ? -1 : Math.min(...found);
    return text === "" || length <= 0 ? -1 : at + length;
  });
  if (!enough(ends.filter((end) => end >= 0).length, rows.length)) return undefined;
  const values = rows.map(({ text, at }, index) => text.slice(at, ends[index] ?? at)).filter((value) => value !== "");
  const real = values.filter((value) => value !== "-");
  if (real.length === 0) return undefined;
  const label = labelOf(place.literal);
  const field: Draft = {
    kind: "field",
    // The first of two in a bracket may be empty elsewhere: `[:error]`.
    type:
      closer !== undefined && stops.length > 0 && /[[(<{]$/.test(place.literal)
        ? "any"
        : typeOf(real, closer !== undefined && stops.length === 0),
    values: real,
    ...(real.length < values.length && { nil: true as const }),
    ...(label && { label }),
  };
  if (behind) return { pieces: [field], ends, strength: 1.5 };
  if (closer !== undefined || stops.length > 0) {
    if (stops.length === 0 || closer !== undefined || isNameLike(real)) return { pieces: [field], ends, strength: 1.5 };
    return undefined;
  }
  if (label !== undefined && place.literal.endsWith("=")) return { pieces: [field], ends, strength: 1 };
  const dotted = real.filter((value) => /^[A-Za-z_$][\w$-]*(?:(?:\.|::)[\w$-]+)+$/.test(value)).length;
  if (dotted >= real.length * 0.7) return { pieces: [field], ends, strength: 2 };
  const dashed = rows.filter(({ text }, index) => text.startsWith(" - ", ends[index])).length;
  if (place.times > 0 && enough(dashed, rows.length)) return { pieces: [field], ends, strength: 1.5 };
  return weakStep(rows, field, ends, place);
}

/** What stands between two tabs, where lines consist of such. The last may be a message. */
function tabStep(rows: readonly Row[], contents: readonly (string | undefined)[], place: Place): Step | undefined {
  const values = contents.map((content) => content ?? "");
  const isLast = rows.every(({ text, at }, index) => at + (values[index]?.length ?? 0) === text.length);
  const label = labelOf(place.literal);
  if (values.some((value) => value === "") || (isLast && label === undefined && values.some((value) => / /.test(value)))) return undefined;
  const nil = values.includes("-");
  return {
    pieces: [
      {
        kind: "field",
        type: "text",
        values: values.filter((value) => value !== "-"),
        ...(nil && { nil: true as const }),
        ...(label && { label }),
      },
    ],
    ends: rows.map(({ at }, index) => at + (values[index]?.length ?? 0)),
    strength: 1.5,
  };
}

/** `production.INFO:` has the level behind a dot. */
function levelBehind(texts: readonly string[]): string[] | undefined {
  const found = texts.map((text) => /^([\w-]+)\.([A-Z]+):?$/.exec(text));
  const fits = found.every((match) => match !== null && severityOfWord(match[2] ?? "") > 0);
  return fits ? found.map((match) => match?.[1] ?? "") : undefined;
}

/** `sshd[123]:`, `su(pam_unix)[77]:` and `kernel:`: programs, of which some have a number. */
function programStep(rows: readonly Row[], texts: readonly string[]): Step | undefined {
  const found = texts.map((text) => /^([^\s[\]:]+)(\[\d+\])?:$/.exec(text));
  const named = found.filter((match) => match !== null);
  const numbered = named.filter((match) => match[2] !== undefined).length;
  if (!enough(named.length, rows.length) || numbered === 0 || numbered === named.length) return undefined;
  return {
    pieces: [{ kind: "field", type: "word", values: named.map((match) => match[1] ?? "") }],
    ends: rows.map(({ at }, index) => (found[index] ? at + (found[index]?.[1] ?? "").length : -1)),
    strength: 1.5,
  };
}

/** A word in front of a colon, padded or missing in some rows: `lowmem  : `, `sidekiq: `, `: `. */
function colonStep(rows: readonly Row[], { closers }: Place): Step | undefined {
  if (closers !== "") return undefined;
  const found = rows.map(({ text, at }) => matchAt(/([^\s:[\](){}"]*)( *):(?=\s|$)/y, text, at));
  if (!enough(found.filter((match) => match !== undefined).length, rows.length)) return undefined;
  const values = found.flatMap((match) => (match?.[1] ? [match[1]] : []));
  const isPadded = found.some((match) => match?.[2] !== undefined && match[2] !== "");
  const empty = rows.length - values.length;
  if (values.length < 2 || (!isPadded && empty < Math.max(2, rows.length * 0.02))) return undefined;
  if (isPadded && empty > 0) return undefined;
  const ends = rows.map(({ at }, index) => (found[index] ? at + (found[index]?.[1] ?? "").length : -1));
  return { pieces: [{ kind: "field", type: empty > 0 ? "any" : "word", values }], ends, strength: 1.5 };
}

function contentOf({ text, at }: Row, closer: string | undefined, { closers, tabs }: Place): string | undefined {
  const outer = closers.at(-1);
  if (tabs && outer === undefined) return text.slice(at).split("\t", 1)[0];
  if (closer === undefined) {
    const word = /^[^\s]+/.exec(text.slice(at))?.[0] ?? "";
    const end = outer === undefined ? -1 : word.indexOf(outer);
    return (end < 0 ? word : word.slice(0, end)) || undefined;
  }
  const opener = { "]": "[", ")": "(", ">": "<", "}": "{" }[closer] ?? "";
  const end = closingAt(`${opener}${text.slice(at)}`, 0, opener);
  return end <= 0 ? undefined : text.slice(at, at + end - 1).trimEnd();
}

/** The marks that end the word, inside of it or behind it, the same in all rows; none: its own end. */
function stopsOf(texts: readonly string[], inBrackets: boolean): readonly string[] {
  const first = texts.map((text) => /[#|:=,;@[(]/.exec(text.slice(1))?.[0] ?? "");
  const counts = new Map<string, number>();
  for (const mark of first) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  const [mark] = [...counts].find(([, count]) => enough(count, texts.length)) ?? [];
  if (mark !== undefined && mark !== "" && !(mark === ":" && texts.some((text) => /:(?::|\/\/)/.test(text)))) {
    const ends = texts.filter((text) => text.indexOf(mark, 1) === text.length - 1).length;
    // A mark at the very end is what divides; inside, both sides have to be words.
    if (ends > 0 && !enough(ends, texts.length)) return [];
    // `Zm9v=`: what fills up Base64.
    if (mark === "=" && ends > 0) return [];
    // In brackets, a mark that some have more of belongs to the names.
    if (inBrackets && new Set(texts.map((text) => text.split(mark).length)).size > 1) return [];
    if (!inBrackets || !texts.some((text) => /\s/.test(text))) return [mark];
  }
  // `sshd[123]:` and `kernel:`: a bracket that may be missing.
  const marks = [...counts.keys()].filter((known) => known !== "");
  const bracket = marks.find((known) => known === "[" || known === "(");
  if (bracket !== undefined && marks.length === 2 && enough(texts.length - (counts.get("") ?? 0), texts.length)) return marks;
  const slashes = texts.map((text) => text.split("/").length);
  const isPath = texts.some((text) => /\.[A-Za-z]\w{0,4}(?::\d+)?(?:\s|$)/.test(text) || /^[/.]|:\/\//.test(text));
  const divided = !isPath && (slashes[0] ?? 1) > 1 && slashes.every((count) => count === slashes[0]);
  return divided && texts.every((text) => /^[\w.-]+\//.test(text)) ? ["/"] : [];
}

function isNameLike(values: readonly string[]): boolean {
  return values.every((value) => value.length <= 80 && !/["'()[\]{}]/.test(value));
}

/** One step wider than what was seen: threads and programs have names with blanks, and names have letters of any language. */
function typeOf(values: readonly string[], inBrackets: boolean): FieldType {
  return inBrackets || values.some((value) => /\s/.test(value)) ? "text" : "word";
}

const maxWeak = 4;

/** Words, with nothing but what loggers append behind them. */
function isBareMessage(rows: readonly Row[]): boolean {
  const bare = rows.filter(({ text, at }) => {
    const rest = text.slice(at);
    const [object, pairs] = [objectStart(rest), pairsStart(rest)];
    const start = object >= 0 ? object : pairs;
    return start >= 0 && !/[[\](){}|:"]/.test(rest.slice(0, start));
  });
  return bare.length * 2 > rows.length;
}

/** A column is as wide in all rows, or blanks enough are behind it. */
function isColumn(rows: readonly Row[], ends: readonly number[]): boolean {
  const found = rows.flatMap(({ text, at }, index) => {
    const end = ends[index] ?? -1;
    const [run = ""] = end < 0 ? [] : (/^ */.exec(text.slice(end)) ?? []);
    return end < 0 ? [] : [{ run: run.length, width: end + run.length - at }];
  });
  const padded = found.filter(({ run }) => run > 1).length;
  const widths = new Set(found.map(({ width }) => width));
  return padded * 10 >= found.length * 3 && (widths.size === 1 || enough(padded, found.length));
}

/** A word that only a blank ends may as well be the first of a message: it is a column when more structure follows. */
function weakStep(rows: readonly Row[], field: Draft, ends: readonly number[], place: Place): Step | undefined {
  if (place.weak >= maxWeak || (place.times > 0 && isBareMessage(rows))) return undefined;
  if (isColumn(rows, ends)) return { pieces: [field], ends, strength: 1.5 };
  const going = rows.flatMap(({ text }, index) => ((ends[index] ?? -1) < 0 ? [] : [{ text, at: ends[index] ?? 0 }]));
  if (going.every(({ text, at }) => at === text.length))
    return place.weak > 0 || place.times > 0 ? undefined : { pieces: [field], ends, strength: 0 };
  const next = grow(going, { ...place, weak: place.weak + 1, literal: "", depth: place.depth + 1 });
  if (next.strength < 1.2) return undefined;
  return {
    pieces: [field, ...next.pieces],
    ends: rows.map(({ text }, index) => ((ends[index] ?? -1) < 0 || next.left.includes(text) ? -1 : text.length)),
    strength: next.strength - 1,
    evidence: next.evidence,
    last: true,
  };
}
