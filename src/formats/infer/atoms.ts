import { severityOfWord } from "../../runtime/formats/severity.ts";
import type { FieldType } from "../layout.ts";
import type { Row } from "./draft.ts";
import { matchAt } from "./stamps.ts";

/** What one kind of value found at the rows' places: where each ends, -1 where there is none, and `-` for nothing. */
export interface Reading {
  readonly type: FieldType;
  readonly ends: readonly number[];
  readonly nil: boolean;
  /** How much it says that all rows have such a value here. */
  readonly strength: number;
  /** A text that stands behind all of the values: the unit `ms`. */
  readonly behind?: string;
  readonly levels?: Readonly<Record<string, number>>;
}

/** The name of a file of code, in which something was logged. */
export const sourceFile = /\.(?:go|py|java|kt|scala|rb|js|mjs|ts|tsx|cc|cpp|cxx|c|h|hpp|rs|cs|php|pl|ex|erl|swift|c\+\+)$/;

/** Where a value may end: a letter or digit behind it would be a part of it. */
const delimiter = /[\s,;|:/#"'=)\]}>([<@]/;

export function isDelimiter(char: string | undefined): boolean {
  return char === undefined || char === "" || delimiter.test(char);
}

function isNil(text: string, at: number): boolean {
  return text[at] === "-" && /^$|[\s\])}>",;|]/.test(text[at + 1] ?? "");
}

/** Applies an expression to all rows; `-` counts as a value that is missing, if others are there. */
function readAll(rows: readonly Row[], type: FieldType, strength: number, match: (text: string, at: number) => number): Reading {
  let nil = false;
  let real = 0;
  const ends = rows.map(({ text, at }) => {
    const end = match(text, at);
    if (end > at) {
      real += 1;
      return end;
    }
    if (!isNil(text, at)) return -1;
    nil = true;
    return at + 1;
  });
  return { type, strength, nil, ends: real > 0 ? ends : rows.map(() => -1) };
}

function by(expression: RegExp, bounded = isDelimiter): (text: string, at: number) => number {
  return (text, at) => {
    const found = matchAt(expression, text, at);
    return found && bounded(text[at + found[0].length]) ? at + found[0].length : -1;
  };
}

const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const ipv4 = new RegExp(`${octet}(?:\\.${octet}){3}(?![\\w.-])`, "y");
/** `::` alone, between blanks, divides. */
const ipv6 =
  /(?!::(?:\s|$))(?:(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|(?=[0-9a-fA-F:]*::)(?:[0-9a-fA-F]{1,4})?(?::(?:[0-9a-fA-F]{1,4})?){2,7})(?:%\w+)?(?![\w.])/y;
const uuid = /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![\w-])/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?/y;
const unit = /(?:ns|us|µs|μs|ms|s|m|h|%|[KMGT]i?B|[kKMG]?B|b|bytes|rows)(?![\w])/y;
const path = /\/[^\s"'<>|,;)\]]*/y;
const url = /[a-z][a-z0-9+.-]*:\/\/[^\s"'<>|,;)\]]+/y;
const mime = /(?:application|audio|font|image|message|model|multipart|text|video)\/[\w.+-]+(?:;[\w=-]+)?/y;
const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/y;
/** HTTP's, WebDAV's most common one and that of caches. */
export const methods = "GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PROPFIND|PURGE";
const method = new RegExp(`(?:${methods})(?= )`, "y");
const protocol = /HTTP\/\d(?:\.\d)?/y;

/** Kinds of values that are told by themselves, the narrowest first. */
export function typedReadings(rows: readonly Row[]): Reading[] {
  return [
    readAll(rows, "ip", 3, (text, at) =>
      Math.max(by(ipv4)(text, at), by(ipv6, (char) => char === undefined || /[\s,;|"')\]}>]/.test(char))(text, at)),
    ),
    readAll(rows, "word", 3, by(uuid)),
    readAll(rows, "word", 3, by(method)),
    readAll(rows, "protocol", 3, by(protocol)),
    ...numbers(rows),
    readAll(rows, "hex", 2, hexAt(rows)),
    readAll(rows, "word", 2, shapedAt(rows)),
    readAll(rows, "word", 2, by(url)),
    readAll(rows, "word", 2, by(mime)),
    readAll(rows, "word", 2, by(email)),
    readAll(rows, "word", 2, (text, at) => (/^$|[\s"'=([{<|,;]/.test(text[at - 1] ?? "") ? by(path)(text, at) : -1)),
  ];
}

/** Digits of one length, or long ones, with letters and digits among them. */
function hexAt(rows: readonly Row[]): (text: string, at: number) => number {
  const read = by(/[0-9a-fA-F]{6,}/y);
  const found = rows.map(({ text, at }) => text.slice(at, Math.max(at, read(text, at)))).filter((value) => value !== "");
  const all = found.join("");
  const oneCase = !(/[a-f]/.test(all) && /[A-F]/.test(all));
  const mixed = found.filter((value) => /[a-fA-F]/.test(value) && /\d/.test(value)).length;
  return oneCase &&
    mixed * 2 > found.length &&
    (found.every((value) => value.length >= 8) || new Set(found.map((value) => value.length)).size === 1)
    ? read
    : () => -1;
}

/** Ids of one shape: as long as each other, their marks at the same places, digits in most of them, hardly one twice. */
export function areIds(values: readonly string[]): boolean {
  const shapes = new Set(values.map((value) => value.replace(/[0-9A-Za-z]/g, "x")));
  const digits = values.filter((value) => /\d/.test(value) && /[A-Za-z]/.test(value)).length;
  const [shape = ""] = shapes;
  return shapes.size === 1 && shape.length >= 8 && digits * 10 > values.length * 7 && new Set(values).size * 2 > values.length;
}

function shapedAt(rows: readonly Row[]): (text: string, at: number) => number {
  const read = by(/[0-9A-Za-z]+(?:[-_][0-9A-Za-z]+)*/y);
  const found = rows.map(({ text, at }) => text.slice(at, Math.max(at, read(text, at)))).filter((value) => value !== "");
  return areIds(found) ? read : () => -1;
}

function numbers(rows: readonly Row[]): Reading[] {
  const plain = (text: string, at: number): number => {
    const found = matchAt(number, text, at);
    if (!found) return -1;
    const end = at + found[0].length;
    const next = text[end];
    if (next === "-" || next === "_" || (next === "." && /\w/.test(text[end + 1] ?? ""))) return -1;
    return end;
  };
  const alone = readAll(rows, "int", 1.5, (text, at) => {
    const end = plain(text, at);
    return end > at && (isDelimiter(text[end]) || text[end] === ".") && !/^[:]\d\d/.test(text.slice(end, end + 3)) ? end : -1;
  });
  const withUnit = readAll(rows, "int", 2.5, (text, at) => {
    const end = plain(text, at);
    return end > at && matchAt(unit, text, end) ? end : -1;
  });
  const kindOf = (reading: Reading): FieldType =>
    rows.some(({ text, at }, index) => (reading.ends[index] ?? -1) > at && text.slice(at, reading.ends[index]).includes("."))
      ? "float"
      : "int";
  const units = new Set(
    rows.flatMap(({ text }, index) => {
      const end = withUnit.ends[index] ?? -1;
      return end < 0 ? [] : [matchAt(unit, text, end)?.[0] ?? ""];
    }),
  );
  const [only] = units;
  return [
    { ...alone, type: kindOf(alone) },
    ...(only !== undefined && units.size === 1 && !withUnit.nil ? [{ ...withUnit, type: kindOf(withUnit), behind: only }] : []),
  ];
}

const strongWords =
  /^(?:trace|trc|trce|debug|dbg|dbug|info|information|inf|notice|warn|warning|wrn|error|err|severe|critical|crit|alert|fatal|ftl|emerg|emergency|panic|fine|finer|finest|config|verbose|vrb|note|log|dpanic|debug[1-5])$/i;
const levelWord = /[A-Za-z]+[1-5]?(?![\w-])/y;
const letters = new Set("TDIWEFVNCAtdiwefvnca");

/** A column of level words: all of them are, and one at least is hardly anything else. */
export function levelReading(rows: readonly Row[]): Reading {
  let proven = false;
  const seen = new Set<string>();
  const reading = readAll(rows, "level", 4, (text, at) => {
    const [word = ""] = matchAt(levelWord, text, at) ?? [];
    if (word === "" || severityOfWord(word) === 0) return -1;
    if (strongWords.test(word)) proven = true;
    seen.add(word);
    return at + word.length;
  });
  const single = [...seen].every((word) => word.length === 1);
  // Letters alone prove little: there have to be two of the usual ones, or a bracket or the beginning in front.
  const usual = [...seen].filter((word) => /^[DIWEF]$/.test(word)).length;
  const placed = rows.every(({ text, at }) => at === 0 || text[at - 1] === "[");
  const lettersProven = single && (usual >= 2 || (usual === 1 && placed)) && [...seen].every((word) => letters.has(word));
  return proven || lettersProven ? reading : { ...reading, ends: rows.map(() => -1) };
}

/** Redis' marks. */
const marks: Readonly<Record<string, number>> = { ".": 5, "-": 5, "*": 10, "#": 13 };

/** A column of one mark out of a few, between blanks. */
export function markReading(rows: readonly Row[]): Reading | undefined {
  const seen = new Set<string>();
  const ends = rows.map(({ text, at }) => {
    const char = text[at] ?? "";
    if (!(char in marks) || text[at + 1] !== " ") return -1;
    seen.add(char);
    return at + 1;
  });
  return seen.size > 1 && (seen.has("*") || seen.has("#")) ? { type: "level", ends, nil: false, strength: 4, levels: marks } : undefined;
}
