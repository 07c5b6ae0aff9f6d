import { known } from "../../runtime/formats/well-known.ts";
import type { Draft, Row } from "./draft.ts";
import { enough, type Place, type Step } from "./grow.ts";
import { labelledTail } from "./labelled.ts";

/** What is left when no structure is: a message, with what loggers append to it. */
export function tailOf(rows: readonly Row[]): { readonly pieces: readonly Draft[]; readonly strength: number } {
  const texts = rows.map(({ text, at }) => text.slice(at));
  const values = texts;
  const share = (wanted: (text: string) => boolean): number => texts.filter(wanted).length / texts.length;
  const inner = innerFormat(texts);
  if (inner) return { pieces: [{ kind: "field", type: "rest", values, inner }], strength: 0.9 };
  const behind = endOf(texts);
  if (behind) return behind;
  const message: Draft = { kind: "field", type: "text", values, message: true };
  // In front of a stack trace, it ends the first line.
  const tails = texts.map((text) => text.split(/\r?\n/, 1)[0] ?? "");
  const ending = (wanted: (text: string) => boolean): number => tails.filter(wanted).length / tails.length;
  if (ending((text) => objectStart(text) >= 0) >= 0.2)
    return { pieces: [message, { kind: "literal", text: " " }, { kind: "field", type: "object", values }], strength: 0.9 };
  if (share((text) => pairsStart(text) === 0) >= 0.985) return { pieces: [{ kind: "field", type: "pairs", values }], strength: 0.9 };
  if (ending((text) => pairsStart(text) >= 0) >= 0.3 && !isAmongWords(tails))
    return { pieces: [message, { kind: "literal", text: " " }, { kind: "field", type: "pairs", values }], strength: 0.9 };
  const labelled = labelledTail(texts);
  if (labelled.length > 0) return { pieces: [message, ...labelled], strength: 0.9 };
  return { pieces: [{ kind: "field", type: "rest", values }], strength: 0 };
}

const parts = [...known.time, ...known.level, ...known.body].map((name) => name.replaceAll(".", "\\."));
const part = new RegExp(`"(?:${parts.join("|")})"\\s*:`);

/** Whether an object has a time, a level or a message: others belong to the line that they stand in, or behind. */
export function isRecord(object: string): boolean {
  return part.test(object);
}

/** Nothing but a JSON object is left of all lines: a line of its own where it has a level, a time or a message, else attributes. */
export function objectStep(rows: readonly Row[], { closers }: Place): Step | undefined {
  const rests = rows.map(({ text, at }) => text.slice(at));
  if (closers !== "" || !rests.every((rest) => objectStart(rest) === 0)) return undefined;
  const isLine = rests.some((rest) => isRecord(rest));
  const field: Draft = isLine
    ? { kind: "field", type: "rest", values: rests, inner: "json" }
    : { kind: "field", type: "object", values: rests };
  return { pieces: [field], ends: rows.map(({ text }) => text.length), strength: 0.9, last: true };
}

/** What is left of the lines is a line of a format that names its fields itself, with a message or a level of its own. */
function innerFormat(texts: readonly string[]): "json" | "logfmt" | undefined {
  const all = (wanted: (text: string) => boolean): boolean => enough(texts.filter(wanted).length, texts.length);
  const objects = texts.filter((text) => objectStart(text) === 0).length;
  if (objects * 2 >= texts.length && texts.every((text) => objectStart(text) <= 0)) return "json";
  if (!all(isLogfmt)) return undefined;
  return texts.some((text) => /(?:^| )(?:msg|message|level|lvl|severity)=/.test(text)) || !all((text) => pairsStart(text) === 0)
    ? "logfmt"
    : undefined;
}

/** ` (kafka.server.ReplicaManager$)` at the end of all messages, in front of what goes on for more lines: the logger. */
function endOf(texts: readonly string[]): { readonly pieces: readonly Draft[]; readonly strength: number } | undefined {
  const found = texts.map((text) => /^(.+?) ([([])([\w.$:/-]+)[)\]](\n.*)?$/s.exec(text));
  const [first] = found.flatMap((match) => match?.[2] ?? []);
  if (first === undefined || !enough(found.filter((match) => match?.[2] === first).length, texts.length)) return undefined;
  const names = found.flatMap((match) => match?.[3] ?? []);
  if (names.filter((name) => /[.:/]/.test(name)).length * 2 < names.length) return undefined;
  const more = found.flatMap((match) => match?.[4]?.slice(1) ?? []);
  return {
    pieces: [
      { kind: "field", type: "most", values: found.flatMap((match) => match?.[1] ?? []), message: true },
      { kind: "literal", text: ` ${first}` },
      { kind: "field", type: "word", values: names, label: "logger" },
      { kind: "literal", text: first === "(" ? ")" : "]" },
      ...(more.length > 0 ? [continued(more)] : []),
    ],
    strength: 0.9,
  };
}

/** A message that is filled up to a column, the logger in brackets, and pairs: `started        [shop.orders] attempt=2`. */
export function middleOf(texts: readonly string[]): { readonly pieces: readonly Draft[]; readonly strength: number } | undefined {
  const found = texts.map((text) => /^([^[]+?)( +)\[([\w.$:/-]+)\](?: (.*))?$/s.exec(text));
  const all = found.filter((match) => match !== null);
  const padded = all.filter(([, , blanks = ""]) => blanks.length > 1).length;
  if (!enough(all.length, texts.length) || padded * 4 < texts.length) return undefined;
  const rests = all.flatMap(([, , , , rest]) => (rest ? [rest] : []));
  if (rests.filter((rest) => pairsStart(rest) === 0).length * 10 < rests.length * 9) return undefined;
  return {
    pieces: [
      { kind: "field", type: "text", values: all.map(([, message = ""]) => message), message: true },
      { kind: "blanks", least: 0 },
      { kind: "literal", text: "[" },
      { kind: "field", type: "word", values: all.map(([, , , name = ""]) => name), label: "logger" },
      { kind: "literal", text: "]" },
      ...(rests.length === 0 ? [] : [{ kind: "blanks", least: 0 } as const, { kind: "field", type: "pairs", values: rests } as const]),
    ],
    strength: 2,
  };
}

/** More lines of the same record. */
export function continued(values: readonly string[]): Draft {
  return {
    kind: "optional",
    pieces: [
      { kind: "literal", text: "\n" },
      { kind: "field", type: "rest", values, label: "continued" },
    ],
  };
}

/** Where pairs stand between the words of messages, those that happen to stand at the end of one are words of it as well. */
function isAmongWords(texts: readonly string[]): boolean {
  const fronts = texts.flatMap((text) => (pairsStart(text) > 0 ? text.slice(0, pairsStart(text)) : []));
  return fronts.filter((front) => /(?:^|\s)[A-Za-z_]\w*=\S/.test(front)).length * 3 > fronts.length;
}

const logfmtLine = /^[A-Za-z_@][\w.@/-]*=(?:"(?:[^"\\]|\\.)*"|[^\s"]*)(?: +[A-Za-z_@][\w.@/-]*(?:=(?:"(?:[^"\\]|\\.)*"|[^\s"]*))?)* *$/;

export function isLogfmt(line: string): boolean {
  return line.split("=").length > 2 && logfmtLine.test(line);
}

/** The time is a part of a value: `msg=audit(1772442045.440:621)`. */
export function hidesTime(line: string): boolean {
  return /^[^"]{0,40}[([]\d{10}\.\d{3}\D/.test(line);
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
