import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BatchBuilder } from "../../../src/runtime/agent/batch-builder.ts";
import { frameLines } from "../../../src/runtime/agent/framer.ts";
import { Joiner } from "../../../src/runtime/agent/join.ts";
import { startPosition } from "../../../src/runtime/agent/source/stream.ts";
import { watchedNothing } from "../../../src/runtime/agent/source/watched.ts";
import type { Compiled } from "./compiled.ts";

type Json = Record<string, unknown>;

/** One or several lines of a stream, and parts of the records that they become. */
export interface Case {
  readonly name: string;
  readonly formats: readonly string[];
  readonly tz: string;
  readonly line: string | readonly string[];
  /** true: the lines are one record, as the agent makes of them where it is told what a record begins with. */
  readonly record?: boolean;
  /** true: the characters of the lines are bytes. */
  readonly latin1?: boolean;
  /** true: the records may come in any order. */
  readonly unordered?: boolean;
  /** `null` for what must not be there, `{"$oneOf": [...]}`, `{"$any": true}`; `unparsed`, `$contains`: texts that the record holds. */
  readonly expect: Json | readonly Json[];
}

/** The cases of every file in test/formats/cases. */
export function readCases(): [file: string, cases: Case[]][] {
  const folder = join(import.meta.dirname, "../cases");
  return readdirSync(folder).map((file) => {
    const { formats, cases } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { formats: string[]; cases: Case[] };
    return [file.replace(".json", ""), cases.map((one) => ({ ...one, formats: one.formats ?? formats, tz: one.tz ?? "UTC" }))];
  });
}

/** What an adapter makes of the case's lines: framed, joined, and read by both faces. */
export function recordsOf({ line, latin1, record }: Case, parser: Compiled): { fast: Json; object: Json }[] {
  if (record) {
    const whole = [line].flat().join("\n");
    return [{ fast: parser.encode(whole).record, object: { ...parser.parse(whole) } }];
  }
  const text = Buffer.concat([line].flat().map((one) => Buffer.from(`${one}\n`, latin1 ? "latin1" : "utf8")));
  const builder = new BatchBuilder({ maxRecords: 1000, maxBytes: 2 ** 21, maxLineBytes: 2 ** 20 }, 0);
  const joiner = new Joiner(2 ** 20);
  text.copy(builder.bytes);
  builder.used = frameLines(builder, 0, text.length).next;
  const stream = { path: "-", dev: "", ino: "", generation: 0, id: "1", position: startPosition };
  const of = { source: watchedNothing, stream, path: "-", name: "-", streamId: "1", observedMs: 0 };
  builder.addSegment({ ...of, firstRecord: 0, byteStart: 0, byteEnd: builder.used, fileOffset: 0 });
  const records: { fast: Json; object: Json }[] = [];
  const collect = () => {
    const built = builder.build(() => undefined);
    const batch = parser.normaliser.joins ? joiner.join(built) : built;
    batch.visit((bytes, start, end) => {
      const whole = bytes.subarray(start, end);
      records.push({ fast: parser.encode(whole).record, object: { ...parser.parse(whole) } });
      return undefined;
    });
  };
  collect();
  while (joiner.flush(builder, "any")) collect();
  return records;
}

/** What a record lacks of what is wanted of it: paths, each with what is wanted and what is there. */
export function missing(want: Json, got: Json): string[] {
  const { unparsed, mayBeUnparsed, inner, $contains = [], ...rest } = want;
  const reason = (got["attributes"] as Json | undefined)?.["log.unparsed.reason"];
  const found = differences(rest, got, "");
  if (unparsed && (typeof reason !== "string" || reason === "")) found.push("log.unparsed.reason: is missing");
  if (
    !unparsed &&
    !mayBeUnparsed &&
    !inner &&
    reason !== undefined &&
    rest["body"] !== got["body"] &&
    !isOneOf(rest["body"], got["body"], "body")
  )
    found.push(`log.unparsed.reason: ${String(reason)}`);
  const raw = JSON.stringify(got);
  for (const texts of $contains as (string | string[])[]) {
    if (![texts].flat().some((text) => raw.includes(text) || raw.includes(JSON.stringify(text).slice(1, -1))))
      found.push(`${texts}: is missing`);
  }
  return found;
}

function isOneOf(want: unknown, got: unknown, path: string): boolean {
  return isObject(want) && Array.isArray(want["$oneOf"]) && want["$oneOf"].some((one) => differences(one, got, path).length === 0);
}

function differences(want: unknown, got: unknown, path: string): string[] {
  const differs = [`${path}: wanted ${JSON.stringify(want)}, got ${JSON.stringify(got)}`];
  if (want === null) return got === undefined || got === null ? [] : differs;
  if (isObject(want)) {
    if ("$any" in want) return got === undefined || got === null ? differs : [];
    if ("$oneOf" in want) return isOneOf(want, got, path) ? [] : differs;
    if (!isObject(got)) return differs;
    return Object.entries(want).flatMap(([key, one]) =>
      differences(one, Object.hasOwn(got, key) ? got[key] : undefined, path === "" ? key : `${path}.${key}`),
    );
  }
  if (path === "time") return nanosOf(String(want)) === nanosOf(String(got)) ? [] : differs;
  if (path === "severityNumber") return (got ?? 0) === want ? [] : differs;
  return JSON.stringify(want) === JSON.stringify(got) ? [] : differs;
}

/** Nine digits of fraction, whatever was written. `@bsd Jun 9 16:53:37` is the moment of that name before March 2026. */
function nanosOf(text: string): string {
  const [, month, day, clock] = /^@bsd (\w+) (\d+) (\S+)$/.exec(text) ?? [];
  if (month !== undefined) {
    const year = /Jan|Feb/.test(month) || (month === "Mar" && Number(day) <= 2) ? 2026 : 2025;
    const leap = month === "Feb" && day === "29" ? 2024 : year;
    return nanosOf(`${new Date(`${day} ${month} ${leap} ${clock} UTC`).toISOString()}`);
  }
  const [, head, fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) ?? [];
  return head === undefined ? text : `${head}.${fraction.padEnd(9, "0")}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
