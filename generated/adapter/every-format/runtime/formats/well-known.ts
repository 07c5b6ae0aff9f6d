// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Normal } from "../agent/normaliser.ts";
import { type AttributeValue, attribute } from "../agent/record.ts";
import { type LineContext, unixNano } from "./line-reader.ts";
import { severityOfNumber, severityOfWord, syslogSeverity } from "./severity.ts";
import { clock, epochTime, isoTime } from "./time.ts";

/** Names under which loggers write what every record has, the usual one first. */
export const known = {
  time: ["time", "ts", "timestamp", "@timestamp", "t", "@t", "datetime"],
  level: ["level", "lvl", "severity", "log.level", "@l", "loglevel", "PRIORITY"],
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

/**
 * Makes a record of fields with names. A time, level or id that cannot be one stays an attribute, so nothing is lost.
 * @param line the body where no field is one
 */
export function recordOf(format: string, fields: Fields, line: string, context: LineContext): Normal {
  const attributes = new Map([...fields].map(([name, value]) => [own.has(name) ? `line.${name}` : name, value] as const));
  const take = <T>(names: readonly string[], read: (value: AttributeValue, name: string) => T | undefined): T | undefined => {
    for (const name of names) {
      const value = attributes.get(name);
      const found = value === undefined ? undefined : read(value, name);
      if (found === undefined) continue;
      attributes.delete(name);
      return found;
    }
    return undefined;
  };
  let assumed = false;
  const time = take(known.time, (value) => {
    const found = timeOf(value, context);
    if (found !== undefined) assumed = !clock.zoned;
    return found;
  });
  const severity = take(known.level, severityOf);
  const body = take(known.body, (value) => (typeof value === "string" ? value : JSON.stringify(value)));
  const traceId = take(known.trace, (value) => hexOf(value, 32));
  const spanId = take(known.span, (value) => hexOf(value, 16));
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

function timeOf(value: AttributeValue, context: LineContext): string | undefined {
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
  return { ...(number > 0 && { severityNumber: number }), severityText: text };
}

function hexOf(value: AttributeValue, length: number): string | undefined {
  if (typeof value !== "string" || value.length !== length || !/^[0-9a-fA-F]+$/.test(value) || /^0+$/.test(value)) return undefined;
  return value.toLowerCase();
}
