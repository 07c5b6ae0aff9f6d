// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Normal } from "../agent/normaliser.ts";
import type { AttributeValue } from "../agent/record.ts";
import { byteClass } from "./bytes.ts";
import type { LineContext } from "./line-reader.ts";
import { known, recordOf, wellFormed } from "./well-known.ts";

/** 1: may be part of a name, as any character may that is not ASCII. */
export const keyByte = byteClass("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@/-").fill(1, 128);
/** What the body is taken from stays as it was written. */
const bodies: ReadonlySet<string> = new Set(known.body);

/**
 * `key=value key="a value" flag`, with blanks or tabs in between: a number without quotes is one, other values are text, a key alone is true.
 * The first has to have a value.
 */
export function readLogfmt(bytes: Buffer, start: number, end: number, context: LineContext): Normal | string {
  const line = bytes.toString("utf8", start, end);
  const fields = new Map<string, AttributeValue>();
  let at = 0;
  while (at < line.length) {
    if (isBlank(line[at])) {
      at += 1;
      continue;
    }
    const keyEnd = keyEndOf(line, at);
    if (keyEnd === at || /[0-9]/.test(line[at] ?? "")) return `expected a key at character ${at + 1}`;
    const key = line.slice(at, keyEnd);
    const separator = line[keyEnd];
    if (separator !== "=" && !isBlank(separator) && separator !== undefined) return `expected = at character ${keyEnd + 1}`;
    if (separator !== "=" && fields.size === 0) return `expected = at character ${keyEnd + 1}`;
    const value = separator === "=" ? valueAt(line, keyEnd + 1) : { value: true, end: keyEnd };
    if (!value) return `the quote at character ${keyEnd + 2} has no end`;
    const quoted = line[keyEnd + 1] === '"';
    fields.set(key, typeof value.value === "string" && !quoted && !bodies.has(key) ? numberOr(value.value) : value.value);
    at = value.end;
  }
  return fields.size === 0 ? "empty line" : recordOf("logfmt", fields, line, context);
}

/** A blank or a tab. */
export function isBlank(char: string | undefined): boolean {
  return char === " " || char === "\t";
}

/** A number that JSON writes the same way, or nearly so, and that a double holds; else the text. */
export function numberOr(text: string): number | string {
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.replace(/[-.]/g, "").length <= 15 ? Number(text) + 0 : text;
}

/** The end of a name. */
export function keyEndOf(line: string, start: number): number {
  let end = start;
  for (; end < line.length; end += 1) {
    const code = line.charCodeAt(end);
    if (code < 128 && keyByte[code] !== 1) break;
  }
  return end;
}

function valueAt(line: string, start: number): { value: string; end: number } | undefined {
  if (line[start] !== '"') {
    let end = start;
    while (end < line.length && !isBlank(line[end])) end += 1;
    return { value: line.slice(start, end), end };
  }
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === '"') return { value: unquote(line.slice(start + 1, at)), end: at + 1 };
  }
  return undefined;
}

/** The inside of a quoted value, whose escapes are JSON's. */
export function unquote(text: string): string {
  if (!text.includes("\\")) return text;
  try {
    return wellFormed(String(JSON.parse(`"${text}"`)));
  } catch {
    return text.replace(/\\(["\\])/g, "$1");
  }
}
