import type { Expected, Line, Program } from "./program.ts";
import { seeded } from "./random.ts";

/** One failed record: what was wanted of it, what came, and in which respect they differ. */
export interface Failure {
  readonly line: string;
  readonly expected: Expected;
  /** The JSON of the record, or nothing where the line was not found. */
  readonly got: string | undefined;
  readonly why: string;
}

export interface Score {
  readonly right: number;
  readonly total: number;
  /** Records that were taken and have another time, or none. */
  readonly timesWrong: number;
  /** Records without a level that were given a severity. */
  readonly severityInvented: number;
  /** Records that no format took, or that are nowhere to be found. */
  readonly declined: number;
  readonly first?: Failure;
  readonly failures: readonly Failure[];
}

/** One line of what `scaffold infer --apply --json` prints. */
interface Applied {
  readonly original: string;
  readonly timeUnixNano?: unknown;
  readonly severityNumber?: unknown;
  readonly severityText?: unknown;
  readonly body?: unknown;
  readonly unparsed?: unknown;
  readonly [field: string]: unknown;
}

/** Records that may stand between two of the truth: lines of one record that were taken for several. */
const lookAhead = 400;

/** The same lines each time: those of the sample and the others of a program come from different seeds. */
export function linesOf(program: Program, set: "sample" | "other", count: number): Line[] {
  let seed = set === "sample" ? 17 : 4242;
  for (const character of program.name) seed = Math.imul(seed, 31) + character.charCodeAt(0);
  return program.lines(seeded(seed), count, set);
}

/** Compares what was made of the lines with what is true of them. */
export function score(applied: readonly string[], truth: readonly Line[]): Score {
  const records = applied.map(readApplied);
  const originals = records.map(({ original }) => plain(original));
  const failures: Failure[] = [];
  const counts = { right: 0, timesWrong: 0, severityInvented: 0, declined: 0 };
  let next = 0;
  let total = 0;
  for (const [index, line] of truth.entries()) {
    const strays: string[] = [];
    for (let after = index + 1; truth[after]?.stray; after += 1) strays.push(truth[after]?.text ?? "");
    // A line of no format may be part of another record: one with the same text further on is not it.
    const until = next + (line.stray ? 1 : lookAhead);
    const found = find(originals.slice(next, until), [line.text, ...(line.originals ?? [])], strays, next);
    const record = found === undefined ? undefined : records[found];
    if (found !== undefined) next = found + 1;
    if (line.stray) {
      if (record && isInvented(record, line.expected)) counts.severityInvented += 1;
      continue;
    }
    total += 1;
    const why = record ? wrong(record, line.expected, strays) : "no record has this text as its original";
    if (!record || record.unparsed !== undefined) counts.declined += 1;
    else if (isLate(record, line.expected)) counts.timesWrong += 1;
    if (record && isInvented(record, line.expected)) counts.severityInvented += 1;
    if (why === undefined) counts.right += 1;
    else failures.push({ line: line.text, expected: line.expected, got: found === undefined ? undefined : applied[found], why });
  }
  const [first] = failures;
  return { ...counts, total, failures, ...(first && { first }) };
}

function readApplied(text: string): Applied {
  const record: unknown = JSON.parse(text);
  if (typeof record !== "object" || record === null || !("original" in record) || typeof record.original !== "string")
    throw new Error(`not a record with its original text: ${text}`);
  return { ...record, original: record.original };
}

const plain = (text: string) =>
  text
    .replaceAll(/\x1b\[[\d;]*m/g, "")
    .replaceAll("\r", "")
    .trimEnd();

/** Where the record of this text is, with the lines of no format after it or without; the originals begin at this record. */
function find(originals: readonly string[], texts: readonly string[], strays: readonly string[], first: number): number | undefined {
  const wanted = new Set(texts.flatMap((text) => joined(text, strays)).map(plain));
  const index = originals.findIndex((original) => wanted.has(original));
  return index < 0 ? undefined : first + index;
}

/** A text alone, with the first line of no format behind it, with two of them … */
const joined = (text: string, strays: readonly string[]) => [
  text,
  ...strays.map((_, count) => [text, ...strays.slice(0, count + 1)].join("\n")),
];

const isOneOf = <T>(wanted: T | readonly T[], got: unknown) => [wanted].flat().some((one) => one === got);

function isLate(record: Applied, { timeUnixNano }: Expected): boolean {
  return timeUnixNano !== undefined && !isOneOf(timeUnixNano, record.timeUnixNano);
}

function isInvented(record: Applied, { severityNumber }: Expected): boolean {
  const got = record.severityNumber ?? 0;
  return got !== 0 && isOneOf(severityNumber, 0) && !isOneOf(severityNumber, got);
}

function wrong(record: Applied, expected: Expected, strays: readonly string[]): string | undefined {
  if (record.unparsed !== undefined) return `declined: ${JSON.stringify(record.unparsed)}`;
  if (isLate(record, expected))
    return `time: ${JSON.stringify(record.timeUnixNano)} instead of ${[expected.timeUnixNano].flat().join(" or ")}`;
  if (!isOneOf(expected.severityNumber, record.severityNumber ?? 0))
    return `severity: ${JSON.stringify(record.severityNumber)} instead of ${[expected.severityNumber].flat().join(" or ")}`;
  const level = typeof record.severityText === "string" ? record.severityText.trim() : "";
  if (expected.severityText !== undefined && !isOneOf(expected.severityText, level))
    return `severity text: ${JSON.stringify(record.severityText)} instead of ${[expected.severityText].flat().join(" or ")}`;
  if (expected.body !== undefined && !isBody(record.body, [expected.body].flat(), strays))
    return `body: ${JSON.stringify(record.body)} instead of ${[expected.body]
      .flat()
      .map((body) => JSON.stringify(body))
      .join(" or ")}`;
  const { attributes, resource, scope, traceId, spanId } = record;
  const there = leaves([attributes, resource, scope, traceId, spanId, expected.body === undefined ? record.body : undefined]);
  const missing = expected.values.find((value) => ![value].flat().some((one) => there.some((leaf) => isSame(one, leaf))));
  return missing === undefined ? undefined : `value: ${JSON.stringify(missing)} is missing`;
}

function isBody(got: unknown, wanted: readonly string[], strays: readonly string[]): boolean {
  if (typeof got !== "string") return false;
  return wanted.flatMap((body) => joined(body, strays)).some((body) => plain(body).trim() === plain(got).trim());
}

function leaves(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return value === undefined || value === null ? [] : [value];
  return Object.values(value).flatMap(leaves);
}

/** Numbers by their value, whether they came as a number or as its text; texts without blanks around them. */
function isSame(wanted: string | number, got: unknown): boolean {
  if (typeof got !== "string" && typeof got !== "number") return false;
  if (typeof wanted === "string") return String(got).trim() === wanted.trim();
  if (typeof got === "string" && !/^[+-]?[\d.]+$/.test(got.trim())) return false;
  // A duration may have been converted to seconds.
  return Math.abs(Number(got) - wanted) <= Math.abs(wanted) * 1e-12;
}

/** How much of one program's log another program's format takes. */
export interface Foreign {
  readonly format: string;
  readonly log: string;
  readonly taken: number;
  readonly total: number;
  /** A record that was taken and should not have been. */
  readonly example?: string;
}

/** Reads the lines of one log with what was inferred from another. `applied(sample, other, program)` */
export type Apply = (sample: Buffer, other: Buffer, program: Program) => Promise<string[]>;

/** The text of a log file. */
export const logOf = (lines: readonly Line[]) => lines.map(({ text }) => `${text}\n`).join("");

/** The log file of a program, in its own encoding. */
export const fileOf = (program: Program, lines: readonly Line[]) => program.bytes?.(logOf(lines)) ?? Buffer.from(logOf(lines));

/**
 * The cross matrix: the format of each program's sample, applied to the lines of all others at once. Leaves out the pairs that the program
 * says it takes by right. A record belongs to the log that its first line is of.
 */
export async function foreign(programs: readonly Program[], format: Program, apply: Apply, count = 2000): Promise<Foreign[]> {
  const others = programs.filter(({ name }) => name !== format.name && !format.takes?.includes(name));
  const logs = others.map((program) => ({ name: program.name, lines: linesOf(program, "other", count) }));
  const owners = new Map<string, string>();
  for (const { name, lines } of logs) {
    const texts = lines.flatMap((line) => [line.text, ...(line.originals ?? [])]).flatMap((text) => text.split("\n"));
    for (const text of texts.map(plain)) if (text !== "") owners.set(text, name);
  }
  const sample = fileOf(format, linesOf(format, "sample", 200));
  const applied = (await apply(sample, Buffer.from(logs.map(({ lines }) => logOf(lines)).join("")), format)).map(readApplied);
  const taken = applied.filter(({ unparsed }) => unparsed === undefined);
  return logs.map(({ name, lines }) => {
    const its = taken.filter(({ original }) => owners.get(plain(original.split("\n")[0] ?? "")) === name);
    const [example] = its;
    return { format: format.name, log: name, taken: its.length, total: lines.length, ...(example && { example: example.original }) };
  });
}
