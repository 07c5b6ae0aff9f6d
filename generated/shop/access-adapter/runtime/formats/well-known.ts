// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Normal } from "../agent/normaliser.ts";
import { type AttributeValue, attribute } from "../agent/record.ts";
import type { LineContext } from "./line-reader.ts";
import { severityOfNumber, severityOfWord, syslogSeverity } from "./severity.ts";
import { clock, epochTime, isoTime, unixNano } from "./time.ts";

/** Names under which loggers write what every record has, the usual one first. */
export const known = {
  time: ["time", "ts", "timestamp", "@timestamp", "t", "@t", "datetime", "Timestamp", "asctime", "eventTime", "requestReceivedTimestamp"],
  level: ["level", "lvl", "severity", "log.level", "@l", "loglevel", "s", "PRIORITY"],
  body: ["msg", "message", "body", "text", "log", "@m", "MESSAGE"],
  trace: ["trace_id", "traceId", "trace.id"],
  span: ["span_id", "spanId", "span.id"],
} as const;

/** Names of what the agent says of each record: a field of the line must not say it again. */
const own: ReadonlySet<string> = new Set(Object.values(attribute));

/** A JSON text can spell half a surrogate pair, which no UTF-8 text holds. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

export type Fields = ReadonlyMap<string, AttributeValue>;

/** Which trace and which span a record belongs to: digits of a hexadecimal number, in lower case. */
export interface Ids {
  readonly traceId?: string;
  readonly spanId?: string;
}

/** What of fields with names is no attribute of theirs: the ids go to `ids`, and a name of the agent's own gets `line.` in front. */
export function attributesAmong(fields: Fields): { readonly ids: Ids; readonly attributes: Record<string, AttributeValue> } {
  const attributes = renamed(fields);
  promoteException(attributes);
  const traceId = take(attributes, known.trace, (value) => idOf(value, 32));
  const spanId = take(attributes, known.span, (value) => idOf(value, 16));
  return {
    ids: { ...(traceId !== undefined && { traceId }), ...(spanId !== undefined && { spanId }) },
    attributes: Object.fromEntries(attributes),
  };
}

/**
 * Makes a record of fields with names. A time, level or id that cannot be one stays an attribute, so nothing is lost.
 * @param line the body where no field is one
 */
export function recordOf(format: string, fields: Fields, line: string, context: LineContext): Normal {
  const attributes = renamed(fields);
  let assumed = false;
  promoteException(attributes);
  const time = take(attributes, known.time, (value) => {
    const found = timeOf(value, context);
    if (found !== undefined) assumed = !clock.zoned;
    return found;
  });
  const severity = take(attributes, known.level, severityOf);
  const body = take(attributes, known.body, (value) => (typeof value === "string" ? value : JSON.stringify(value)));
  const traceId = take(attributes, known.trace, (value) => idOf(value, 32));
  const spanId = take(attributes, known.span, (value) => idOf(value, 16));
  const timeUnixNano = time ?? context.carried;
  if (assumed) attributes.set("log.time.zone_assumed", context.zone.name);
  return {
    format,
    ...(timeUnixNano !== undefined && { timeUnixNano }),
    ...severity,
    ...(traceId !== undefined && { traceId }),
    ...(spanId !== undefined && { spanId }),
    body: body ?? line,
    attributes: Object.fromEntries(attributes),
  };
}

function renamed(fields: Fields): Map<string, AttributeValue> {
  return new Map([...fields].map(([name, value]) => [own.has(name) ? `line.${name}` : name, value] as const));
}

/** The first of the names whose value can be read; it is no attribute then. */
function take<T>(
  attributes: Map<string, AttributeValue>,
  names: readonly string[],
  read: (value: AttributeValue, name: string) => T | undefined,
): T | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    const found = value === undefined ? undefined : read(value, name);
    if (found === undefined) continue;
    attributes.delete(name);
    return found;
  }
  return undefined;
}

/** `err.stack` of JavaScript's loggers, with what stands beside it. Nothing is touched where the line names an exception itself. */
function promoteException(attributes: Map<string, AttributeValue>): void {
  if ([...attributes.keys()].some((name) => name.startsWith("exception."))) return;
  for (const name of ["err", "error"]) {
    const error = attributes.get(name);
    if (!isMap(error) || typeof error["stack"] !== "string") continue;
    const { stack, type, message, ...rest } = error;
    const others: Record<string, AttributeValue> = rest;
    attributes.delete(name);
    if (typeof type === "string") attributes.set("exception.type", type);
    else if (type !== undefined) others["type"] = type;
    if (typeof message === "string") attributes.set("exception.message", message);
    else if (message !== undefined) others["message"] = message;
    attributes.set("exception.stacktrace", stack);
    if (Object.keys(others).length > 0) attributes.set(name, others);
    return;
  }
}

function isMap(value: AttributeValue | undefined): value is { readonly [key: string]: AttributeValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** MongoDB writes `{"$date":"…"}`. */
function timeOf(given: AttributeValue, context: LineContext): string | undefined {
  const value = isMap(given) && Object.keys(given).length === 1 ? (given["$date"] ?? given) : given;
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const bytes = Buffer.from(String(value));
  const iso = isoTime(bytes, 0, bytes.length, context.zone);
  const end = iso >= 0 ? iso : epochTime(bytes, 0, bytes.length);
  return end === bytes.length ? unixNano(clock.seconds, clock.nanos) : undefined;
}

function severityOf(value: AttributeValue, name: string): Pick<Normal, "severityNumber" | "severityText"> | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value);
  const level = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  const number = Number.isNaN(level) ? severityOfWord(text) : name === "PRIORITY" ? (syslogSeverity[level] ?? 0) : severityOfNumber(level);
  // A short name that means many things: a level only where it says one.
  if (name === "s" && (typeof value === "number" || number === 0)) return undefined;
  return { ...(number > 0 && { severityNumber: number }), severityText: text };
}

/** A trace's or a span's id of so many digits: lower case, and not all zeros. */
export function idOf(value: AttributeValue, length: number): string | undefined {
  if (typeof value !== "string" || value.length !== length || !/^[0-9a-fA-F]+$/.test(value) || /^0+$/.test(value)) return undefined;
  return value.toLowerCase();
}
