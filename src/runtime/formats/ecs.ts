import type { Content } from "../agent/normaliser.ts";
import type { AttributeValue } from "../agent/record.ts";
import { isoOf } from "../agent/sinks/ndjson.ts";
import { isIp } from "./address.ts";
import {
  addressCopy,
  copies,
  type EcsType,
  ecsTypes,
  labelOf,
  ofRequests,
  outcomeOf,
  ownNames,
  renamed,
  single,
  syslogLevels,
} from "./ecs-names.ts";
import { syslogSeverity } from "./severity.ts";

/** What is in every document. Names are dotted: one is the same field as the objects that it stands for. */
export interface EcsDocument {
  /** When it happened; where the line says no time, when it was read, or its file was written to last if that is earlier. */
  readonly "@timestamp": string;
  readonly message: string;
  /** As the line says it. */
  readonly "log.level"?: string;
  /** OpenTelemetry's SeverityNumber, 1 to 24. */
  readonly "event.severity"?: number;
  readonly "trace.id"?: string;
  readonly "span.id"?: string;
  /** What ECS has no name for. */
  readonly [label: `labels.${string}`]: AttributeValue | undefined;
}

/**
 * A record in the names and types of the Elastic Common Schema.
 * @param fields names with a dot that the format gives its fields; others that ECS does not know become labels
 */
export function toEcs(record: Content, observedMs: number, fields?: ReadonlySet<string>): Map<string, AttributeValue> {
  const { timeUnixNano, severityNumber, severityText, traceId, spanId, body, attributes } = record;
  const document = new Map<string, AttributeValue>();
  document.set("@timestamp", isoOf(timeUnixNano ?? `${observedMs}000000`));
  if (severityText !== undefined) document.set("log.level", severityText);
  if (severityNumber !== undefined && severityNumber > 0) document.set("event.severity", severityNumber);
  if (traceId !== undefined) document.set("trace.id", traceId);
  if (spanId !== undefined) document.set("span.id", spanId);
  document.set("message", body);
  const others: [string, AttributeValue][] = [];
  for (const [name, value] of leavesOf(attributes)) {
    const ecs = renamed.get(name) ?? name;
    // The method as it was sent stands in another attribute then.
    if (name === "http.request.method" && attributes["http.request.method_original"] !== undefined) continue;
    const placed = single.has(ecs) && Array.isArray(value) && value.length === 1 ? (value[0] as AttributeValue) : value;
    const type = ecsTypes.get(ecs);
    const isKept = type === undefined ? fields?.has(ecs) === true && ecs.includes(".") : isOfType(placed, type);
    if (isKept && !ownNames.has(ecs) && !document.has(ecs)) document.set(ecs, simple(placed, type));
    else others.push([name, value]);
  }
  for (const [name, value] of others) document.set(freeLabel(document, labelOf(name)), simple(value));
  addDerived(document);
  return document;
}

/** Follows from other fields, unless the line says it itself. */
function addDerived(document: Map<string, AttributeValue>): void {
  const add = (name: string, value: AttributeValue): void => {
    if (!document.has(name)) document.set(name, value);
  };
  for (const [name, copy] of Object.entries(copies)) {
    const value = document.get(name);
    if (typeof value === "string" || typeof value === "number") add(copy, value);
  }
  for (const [name, copy] of Object.entries(addressCopy)) {
    const value = document.get(name);
    if (typeof value === "string" && isAddress(value)) add(copy, value);
  }
  const [full, path, query] = ["url.full", "url.path", "url.query"].map((name) => document.get(name));
  if (full !== undefined) add("url.original", full);
  else if (typeof path === "string") add("url.original", typeof query === "string" ? `${path}?${query}` : path);
  const status = document.get("http.response.status_code");
  if (typeof status === "number") {
    for (const [name, value] of Object.entries(ofRequests)) add(name, value);
    add("event.outcome", outcomeOf(status));
  }
  // The severity of what has a status is that of the status.
  if (typeof status === "number") return;
  if (document.has("log.unparsed.reason")) add("event.kind", "pipeline_error");
  const facility = document.get("log.syslog.facility.code");
  const severity = syslogSeverity.indexOf(Number(document.get("event.severity")));
  if (typeof facility !== "number" || severity < 0) return;
  document.set("log.syslog.severity.code", severity);
  document.set("log.syslog.priority", facility * 8 + severity);
  add("log.level", syslogLevels[severity] as string);
}

/** Attributes without objects inside of them, but for those that are a field as they are. */
function* leavesOf(attributes: Content["attributes"], prefix = ""): Generator<readonly [string, AttributeValue]> {
  for (const [key, value] of Object.entries(attributes)) {
    const name = prefix + key;
    if (value === null || value === undefined) continue;
    if (isObject(value) && ecsTypes.get(renamed.get(name) ?? name) !== "flattened") yield* leavesOf(value, `${name}.`);
    else yield [name, value];
  }
}

function isOfType(value: AttributeValue, type: EcsType): boolean {
  if (type === "flattened") return isObject(value);
  if (type === "text") return true;
  return type === "long" ? Number.isSafeInteger(value) : typeof value === "string" && isAddress(value);
}

function isAddress(text: string): boolean {
  const bytes = Buffer.from(text);
  return isIp(bytes, 0, bytes.length);
}

/** A list whose values an index would have to take for several types is written as text. */
function simple(value: AttributeValue, type?: EcsType): AttributeValue {
  if (!Array.isArray(value) || type === "flattened") return value;
  const types = new Set(value.filter((one) => one !== null).map((one) => typeof one));
  return types.size > 1 || types.has("object") ? JSON.stringify(value) : value;
}

function freeLabel(document: ReadonlyMap<string, unknown>, wish: string): string {
  let name = wish;
  for (let number = 2; document.has(name); number += 1) name = `${wish}_${number}`;
  return name;
}

function isObject(value: AttributeValue): value is { readonly [key: string]: AttributeValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
