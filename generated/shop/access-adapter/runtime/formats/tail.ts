// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { AttributeValue } from "../agent/record.ts";
import { readObject } from "./json.ts";
import { isBlank, keyEndOf, numberOr, unquote } from "./logfmt.ts";

/** The end of a line: a message, and what with names stands behind it. */
export interface Tail {
  /** Where the message ends, the blanks behind it not included. */
  readonly end: number;
  readonly fields: ReadonlyMap<string, AttributeValue>;
}

/**
 * Finds the `key=value` pairs that a line ends with, between blanks or `, `: they begin at the first place at the start or behind a blank
 * from which on there is nothing else. A value is bare, "quoted" with escapes, or in brackets or braces that are balanced.
 *
 * Linear in time: a place that was tried is not tried again, quoted values hold no pair that begins with a quote, and brackets are
 * matched once.
 */
export function pairsBehind(text: string): Tail {
  const none = { end: text.length, fields: new Map() };
  const stop = trimmedEnd(text, text.length);
  if (!text.includes("=")) return none;
  const closing = closingBrackets(text);
  const tried = new Set<number>();
  for (let start = skipBlanks(text, 0); start < stop; start = nextWord(text, start)) {
    if (tried.has(start)) continue;
    const fields = pairsFrom(text, start, stop, closing, tried);
    if (fields) return { end: trimmedEnd(text, start), fields };
  }
  return none;
}

function pairsFrom(
  text: string,
  start: number,
  stop: number,
  closing: ReadonlyMap<number, number>,
  tried: Set<number>,
): Map<string, AttributeValue> | undefined {
  const fields = new Map<string, AttributeValue>();
  let at = start;
  while (at < stop) {
    if (tried.has(at)) return undefined;
    tried.add(at);
    const equals = keyEndOf(text, at);
    if (equals === at || text[equals] !== "=") return undefined;
    const found = valueAt(text, equals + 1, stop, closing);
    if (!found) return undefined;
    fields.set(text.slice(at, equals), found.value);
    if (found.end < stop && !isBlank(text[found.end]) && !text.startsWith(", ", found.end)) return undefined;
    at = skipBlanks(text, text[found.end] === "," ? found.end + 1 : found.end);
  }
  return fields;
}

function valueAt(
  text: string,
  start: number,
  stop: number,
  closing: ReadonlyMap<number, number>,
): { readonly value: AttributeValue; readonly end: number } | undefined {
  if (text[start] === '"') {
    for (let at = start + 1; at < stop; at += 1) {
      if (text[at] === "\\") at += 1;
      else if (text[at] === '"') return { value: unquote(text.slice(start + 1, at)), end: at + 1 };
    }
    return undefined;
  }
  const close = closing.get(start);
  if (close !== undefined && (close + 1 >= stop || isBlank(text[close + 1]) || text.startsWith(", ", close + 1)))
    return { value: text.slice(start, close + 1), end: close + 1 };
  let end = start;
  while (end < stop && !isBlank(text[end])) end += 1;
  // The comma of a list of pairs.
  if (end < stop && end > start && text[end - 1] === ",") end -= 1;
  const bare = text.slice(start, end);
  return { value: bare === "true" ? true : bare === "false" ? false : numberOr(bare), end };
}

/** For each bracket or brace that is closed: where. Of what is nested wrongly, nothing is closed. */
function closingBrackets(text: string): Map<number, number> {
  const closing = new Map<number, number>();
  let open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "[" || char === "{") open.push(at);
    else if (char === "]" || char === "}") {
      const last = open.pop();
      if (last === undefined) continue;
      if (text[last] === (char === "]" ? "[" : "{")) closing.set(last, at);
      else open = [];
    }
  }
  return closing;
}

const mostObjects = 8;

/**
 * Finds the JSON object that a line ends with, at the start or behind a blank: the first of its opening braces from which on there is
 * nothing else. Only so many of them are tried.
 */
export function objectBehind(text: string): Tail {
  if (text[trimmedEnd(text, text.length) - 1] === "}") {
    let tries = 0;
    for (let at = text.indexOf("{"); at >= 0 && tries < mostObjects; at = text.indexOf("{", at + 1)) {
      if (at > 0 && !isBlank(text[at - 1])) continue;
      tries += 1;
      const fields = readObject(text.slice(at));
      if (typeof fields !== "string") return { end: trimmedEnd(text, at), fields };
    }
  }
  return { end: text.length, fields: new Map() };
}

/** The same of two objects with blanks in between, or one, where `[]` is an empty one. What the first says, the second does not say again. */
export function objectsBehind(text: string): Tail {
  const stop = trimmedEnd(text, text.length);
  let tries = 0;
  for (const { index } of text.matchAll(/\{|\[\]/g)) {
    if (index > 0 && !isBlank(text[index - 1])) continue;
    tries += 1;
    if (tries > mostObjects) break;
    const first = objectAt(text, index);
    const second = first && first.end < stop && isBlank(text[first.end]) ? objectAt(text, skipBlanks(text, first.end)) : undefined;
    if (first && (second ?? first).end === stop)
      return { end: trimmedEnd(text, index), fields: new Map([...(second?.fields ?? []), ...first.fields]) };
  }
  return { end: text.length, fields: new Map() };
}

/** The object that begins at `start`, and where it ends; undefined where none does. */
function objectAt(text: string, start: number): Tail | undefined {
  if (text.startsWith("[]", start)) return { end: start + 2, fields: new Map() };
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    } else if (char === "{") depth += 1;
    else if (char === "}") depth -= 1;
    if (depth > 0) continue;
    const fields = readObject(text.slice(start, at + 1));
    return typeof fields === "string" ? undefined : { end: at + 1, fields };
  }
  return undefined;
}

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && isBlank(text[at - 1])) at -= 1;
  return at;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text[at])) at += 1;
  return at;
}

/** The start of the word behind the one at `start`. */
function nextWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isBlank(text[at])) at += 1;
  return skipBlanks(text, at);
}
