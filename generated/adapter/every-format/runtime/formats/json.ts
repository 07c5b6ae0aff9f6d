// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Normal } from "../agent/normaliser.ts";
import type { AttributeValue } from "../agent/record.ts";
import type { LineContext } from "./line-reader.ts";
import { recordOf, wellFormed } from "./well-known.ts";

/** A line that is one JSON object. Fields that are null are left out, in lists they are kept; numbers that a double does not hold stay the text they were. */
export function readJson(bytes: Buffer, start: number, end: number, context: LineContext): Normal | string {
  const line = bytes.toString("utf8", start, end);
  const fields = readObject(line);
  return typeof fields === "string" ? fields : recordOf("json", fields, line, context);
}

/** The members of a text that is one JSON object; else what is wrong with it. */
export function readObject(text: string): Map<string, AttributeValue> | string {
  if (!text.trimStart().startsWith("{")) return "not a JSON object";
  try {
    const value: unknown = JSON.parse(keepLargeNumbers(text));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return "not a JSON object";
    return new Map(entriesOf(value, 1));
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 120) : "not JSON";
  }
}

/** What reads the records has a stack as well. */
const deepest = 64;

function entriesOf(value: object, depth: number): (readonly [string, AttributeValue])[] {
  if (depth > deepest) throw new Error(`nested more than ${deepest} deep`);
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = attributeOf(inner, depth + 1);
    return known === undefined ? [] : [[wellFormed(key) || "(empty)", known] as const];
  });
}

function attributeOf(value: unknown, depth: number): AttributeValue | undefined {
  if (typeof value === "string") return wellFormed(value);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value + 0; // -0 is written as 0
  if (depth > deepest) throw new Error(`nested more than ${deepest} deep`);
  if (Array.isArray(value)) return value.map((item) => attributeOf(item, depth + 1) ?? null);
  return typeof value === "object" && value !== null ? Object.fromEntries(entriesOf(value, depth)) : undefined;
}

/** Quotes whole numbers of 16 digits and more, and those that are too large for any double, unless they are in a string. */
function keepLargeNumbers(line: string): string {
  if (!/\d{16}|[eE]\+?\d{3}/.test(line)) return line;
  return line.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => (isHeld(token) ? token : `"${token}"`));
}

function isHeld(token: string): boolean {
  return token.startsWith('"') || (/^-?\d{16,}$/.test(token) ? false : Number.isFinite(Number(token)));
}
