import fc from "fast-check";
import { expect } from "vitest";
import type { Compiled } from "../support/compiled.ts";
import { plainRecord } from "../support/plain.ts";

/** What programs log and did not choose: quotes, backslashes, control bytes, any letters, `%`, nothing, and `-`, which is not nothing. */
export const hostile = fc.oneof(
  fc.constantFrom(
    "",
    '"',
    "\\",
    '\\"',
    "\\x22",
    "\\n",
    "%",
    "%s",
    "é",
    "日本",
    "\u0000",
    "\t",
    "\u001f",
    "\u007f",
    "a b",
    "--",
    "x-",
    "{}",
    "'",
  ),
  fc
    .array(fc.constantFrom('"', "\\", " ", "-", "x", "2", "n", "é", "🙂", "\t", "\r", "\n", "%", "]", "[", "$", "\u0001"), { maxLength: 8 })
    .map((all) => all.join("")),
  fc.string({ unit: "binary", maxLength: 12 }),
);

/** Text without any of these, for places that nothing is escaped in. */
export function without(expression: RegExp, least = 0): fc.Arbitrary<string> {
  return hostile.map((text) => text.replace(expression, "").replace(/[\r\n\uFEFF]/g, "")).filter((text) => text.length >= least);
}

/** A moment between 1974 and 2199, in milliseconds. */
export const moment = fc.integer({ min: Date.UTC(1974, 0), max: Date.UTC(2199, 0) });

export const orNothing = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 5 });

export interface Want {
  readonly format: string;
  readonly when?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly traceId?: string | undefined;
  readonly body?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Both faces of a parser say this of the line, and nothing else. */
export function expectRecord(parser: Compiled, line: string, want: Want): void {
  const { format, ...rest } = want;
  const fast = parser.encode(line);
  expect(fast.format, line).toBe(format);
  const defined = Object.fromEntries(Object.entries(rest.attributes).filter(([, value]) => value !== undefined));
  for (const record of [fast.record, { ...parser.parse(line) }]) {
    const plain = plainRecord(record);
    expect(plain, line).toMatchObject({ ...rest, attributes: {} });
    expect(plain["attributes"], line).toEqual(defined);
  }
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
export const two = (value: number): string => String(value).padStart(2, "0");

/** `10/Oct/2000:13:55:36` in UTC. */
export function clf(ms: number): string {
  const time = new Date(ms);
  const day = `${two(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${day}:${time.toISOString().slice(11, 19)}`;
}

export const nanos = (ms: number): string => `${ms}000000`;
export const wholeSeconds = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** A header's value, as records have it. */
export const listed = (value: string | undefined): readonly string[] | undefined => (value === undefined ? undefined : [value]);
