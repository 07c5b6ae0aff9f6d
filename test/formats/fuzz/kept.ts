import { interpret, type Span } from "../../../src/formats/interpret.ts";
import { type Field, type Format, isId, isLayout, isTime, type LayoutFormat, type Piece } from "../../../src/formats/layout.ts";
import type { Normal } from "../../../src/runtime/agent/normaliser.ts";
import { withoutColours } from "../../../src/runtime/formats/colours.ts";
import { lineStart } from "../../../src/runtime/formats/unparsed.ts";
import { readAt } from "../support/compiled.ts";

/**
 * What of a line its record has lost; undefined: nothing. A line that no format took is the body, as it was, with the reason. Of one that was
 * taken, the layout says which bytes are of which field, and each is looked for where its field belongs: what the layout itself does not print
 * again is in the record.
 *
 * By their types, numbers keep their value, texts with escapes what they stand for, and columns not how many blanks fill them up. What the
 * format passes over is passed over.
 */
export function lost(line: Buffer, record: Normal, formats: readonly Format[]): string | undefined {
  const text = line.subarray(lineStart(line, 0, line.length));
  if (record.format === "unparsed") return unparsedLost(text, record);
  const format = formats.find(({ name }) => name === record.format);
  if (!format) return `no format is called ${record.format}`;
  const carrier = formats.filter(isLayout).find(({ layouts }) => layouts.some(carries));
  const carried = carrier && carriedBy(carrier, text, record);
  if (carried?.lost !== undefined) return carried.lost;
  if (carried && format === carrier) return record.body === carried.line.toString() ? undefined : "the body is not what the carrier holds";
  const readings = withAndWithoutColours(carried?.line ?? text);
  if (isLayout(format)) return layoutsLost(readings, record, format);
  return readings.some((one) => saysAll(one.toString(), record)) ? undefined : "a value that the line names is nowhere";
}

function unparsedLost(text: Buffer, { body, attributes }: Normal): string | undefined {
  const reason = attributes["log.unparsed.reason"];
  if (body !== text.toString()) return `the body of an unparsed line is ${JSON.stringify(body)}`;
  return typeof reason === "string" && reason !== "" ? undefined : "an unparsed line has no reason";
}

/** Colours are taken away where a line is not read with them. */
function withAndWithoutColours(line: Buffer): Buffer[] {
  const plain = withoutColours(line, 0, line.length);
  return plain ? [line, plain] : [line];
}

function carries(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => piece.kind === "field" && piece.to === "inner");
}

/** The line inside of a carrier's, and what of the carrier's own the record has lost. */
function carriedBy({ layouts }: LayoutFormat, text: Buffer, record: Normal): { line: Buffer; lost: string | undefined } | undefined {
  for (const pieces of layouts) {
    const read = interpret(pieces, text, readAt);
    if (!read.ok) continue;
    const inner = read.spans.find(({ name }) => name === "inner");
    const line = text.subarray(inner?.start ?? text.length, inner?.end);
    return { line, lost: layoutLost(text, record, pieces, read.spans) };
  }
  return undefined;
}

function layoutsLost(readings: readonly Buffer[], record: Normal, { layouts }: LayoutFormat): string | undefined {
  for (const line of readings)
    for (const pieces of layouts) {
      const read = interpret(pieces, line, readAt);
      if (read.ok) return layoutLost(line, record, pieces, read.spans);
    }
  return "its layouts, when they are interpreted, do not take it";
}

function layoutLost(line: Buffer, record: Normal, pieces: readonly Piece[], spans: readonly Span[]): string | undefined {
  const fields = new Map(fieldsOf(pieces).map((field) => [nameOf(field), field]));
  const isBeforeTail = fields.has("attributes") && fieldsOf(pieces).some(({ type, to }) => type === "text" && to === "body");
  let at = 0;
  for (const { start, end, name } of spans) {
    const between = line.toString("utf8", at, start);
    at = end;
    // In front of pairs and behind the message, there may be blanks.
    if (between.trim() !== "") return `nothing read ${JSON.stringify(between)}`;
    const field = fields.get(name);
    const text = line.toString("utf8", start, end);
    // A message is read together with the pairs or the object that end the line.
    if (name === "body" && isBeforeTail) {
      const isPart = record.body.startsWith(text) || record.body.endsWith(text);
      if (!isPart && (!text.startsWith(record.body) || !saysAll(text.slice(record.body.length).trim(), record)))
        return `${name} is not in ${JSON.stringify(text)}`;
    } else if (name !== "literal" && (!field || !isThere(field, text, record))) return `${name} is not ${JSON.stringify(text)}`;
  }
  const left = line.toString("utf8", at);
  if (/[^ \t]/.test(left)) return `nothing read ${JSON.stringify(left)} at the end`;
  if (fields.has("body") || fields.has("inner")) return undefined;
  return record.body === line.toString() ? undefined : "the body is not the line";
}

function fieldsOf(pieces: readonly Piece[]): Field[] {
  return pieces.flatMap((piece) => (piece.kind === "optional" ? fieldsOf(piece.pieces) : piece.kind === "field" ? [piece] : []));
}

function nameOf({ to }: Field): string {
  return typeof to === "object" ? to.attribute : to === "severity" ? "level" : to;
}

/** Whether the record says what these bytes of a field say. */
function isThere(field: Field, text: string, record: Normal): boolean {
  const { type, to, nil, before = "" } = field;
  if (to === "nowhere" || to === "inner") return true;
  if (isTime(field)) return record.timeUnixNano !== undefined || (nil === true && text === "-");
  if (to === "attributes") return saysAll(text, record);
  if (type === "priority") return record.attributes["syslog.facility"] === Number(text) >> 3 && record.severityNumber !== undefined;
  if (to === "severity") return (record.severityText === text && (record.severityNumber ?? 0) > 0) || (nil === true && text === "-");
  if (isId(field))
    // Noughts are no id.
    return (
      [record.traceId, record.spanId].includes(text.toLowerCase()) || record.attributes[nameOf(field)] === text || /^(?:-|0+)$/.test(text)
    );
  const name = nameOf(field);
  const { [`${name}_original`]: original, "url.path": path, "url.query": query, "url.original": target } = record.attributes;
  // What is no known method, and a target that is no URL, have other names.
  if (name === "http.request.method" && record.attributes[name] === "_OTHER") return original === text;
  if (name === "url.full" && record.attributes[name] === undefined && !(nil === true && text === "-"))
    return [target, path, `${path}?${query}`, `${path}?`].includes(text);
  const value = to === "body" ? record.body : record.attributes[name];
  if (value === undefined) return ((nil === true || type === "structured") && text === "-") || text === "";
  if (type === "request") return value === text;
  if (type === "structured") return saysAll(text, record);
  if (type === "list") return Array.isArray(value) && value.join(", ") === text;
  const parts = Array.isArray(value) ? value : [value];
  const texts = ["ints", "floats", "texts"].includes(type) ? text.split(/, | : /) : [text];
  return texts.length === parts.length && texts.every((one, index) => isSame(field, before + one, parts[index]));
}

function isSame({ type, hashed, coded, nil }: Field, text: string, value: unknown): boolean {
  if (value === null) return text === "-";
  if ((coded === "plus" && text.includes("+")) || (coded === "percent" && text.includes("%")))
    return typeof value === "string" && value !== "";
  if (typeof value === "number") return Number(text) === value || (nil === true && text === "-");
  if (["quoted", "user", "escaped"].includes(type) && text.includes(hashed ? "#" : "\\")) return typeof value === "string" && value !== "";
  if (type === "csv" && text.startsWith('"')) return value === text.slice(1, -1).replaceAll('""', '"');
  // From HTTP/2 on there are no minor versions.
  if (type === "protocol") return typeof value === "string" && text.replace("HTTP/", "").replace(/^([2-9])\.0$/, "$1") === value;
  return value === text;
}

/** Names whose values are read, and need not be there as they were written. */
const read = /^(?:time|ts|timestamp|@timestamp|t|@t|datetime|Timestamp|asctime|eventTime|requestReceivedTimestamp)$/;

/**
 * Whether all the values of an object, of pairs or of structured data are somewhere in the record, whatever they are called there. Of a name
 * that is there twice, one value counts.
 */
function saysAll(text: string, record: Normal): boolean {
  if (record.body.includes(text)) return true;
  // A message that is no text has become one.
  const leaves = [...leavesOf(record), ...leavesOf(objectIn(record.body))];
  const texts = new Set(leaves.map(String));
  const numbers = new Set(leaves.filter((leaf) => typeof leaf !== "boolean").map(Number));
  const isSaid = (value: string): boolean =>
    texts.has(value) || texts.has(value.toLowerCase()) || (value !== "" && !Number.isNaN(Number(value)) && numbers.has(Number(value)));
  return valuesOf(text, record.body).every((value) => isSaid(value) || isSaid(value.replace(/,$/, "")));
}

const pair = /([\w.@/-]+)=(?:"([^"\\]*)"(?=[\] \t,]|$)|([^ \t]*))|"(?:[^"\\]|\\.)*"|[^ \t]+/g;

/** Values without escapes and brackets, as the line has them; not those of what is a part of the message. */
function valuesOf(text: string, body: string): string[] {
  const object = objectIn(text);
  if (object) return Object.entries(object).flatMap(([name, value]) => (read.test(name) ? [] : leavesOf(value).map(String)));
  const words = [...text.matchAll(pair)];
  const nameOf = ([whole, name = whole]: RegExpExecArray): string => name;
  const counts = new Map<string, number>();
  for (const word of words) counts.set(nameOf(word), (counts.get(nameOf(word)) ?? 0) + 1);
  return words.flatMap((word) => {
    const [, name = "", quoted, bare = ""] = word;
    if (name === "" || read.test(name) || counts.get(name) !== 1 || body.includes(word[0])) return [];
    return quoted !== undefined ? [quoted] : /["[\]{}\\]/.test(bare) ? [] : [bare];
  });
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Values, those in lists and objects included; null is none, and a half of a surrogate pair is no character. */
function leavesOf(value: unknown): (string | number | boolean)[] {
  if (typeof value === "string") return [value.replace(/\p{Surrogate}/gu, "\uFFFD")];
  if (typeof value === "number" || typeof value === "boolean") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}
