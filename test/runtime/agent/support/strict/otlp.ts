import otlpRoot from "@opentelemetry/otlp-transformer/build/src/generated/root.js";
import { isObject, type Json, listOf, objectOf, textOf } from "./json.ts";
import { type Contract, demand, type StrictAnswer, type StrictRequest } from "./server.ts";

interface Message {
  decode(bytes: Uint8Array): object;
  encode(value: object): { finish(): Uint8Array };
  toObject(message: object, options: object): Json;
}
interface Root {
  opentelemetry: { proto: { collector: { logs: { v1: Record<"ExportLogsServiceRequest" | "ExportLogsServiceResponse", Message> } } } };
}
/** Of the schema that OpenTelemetry publishes; its declarations leave the messages out. */
const messages = (otlpRoot as unknown as Root).opentelemetry.proto.collector.logs.v1;

/** A collector: takes both encodings, and every record that is one. */
export class StrictOtlp implements Contract {
  readonly records: Json[] = [];
  /** What is said of a request whose records are all right. */
  partial: { rejectedLogRecords: number; errorMessage: string } | undefined;

  get stored(): string[] {
    return this.records.map(({ body }) => String(isObject(body) && body["stringValue"]));
  }

  judge({ method, path, headers, bytes, body }: StrictRequest): StrictAnswer {
    demand(method === "POST" && path === "/v1/logs", `${method} ${path}`);
    const type = headers["content-type"];
    demand(type === "application/json" || type === "application/x-protobuf", `content-type ${type}`);
    const json = type === "application/json";
    const records = recordsOf(json ? JSON.parse(body) : decode(bytes));
    if (records.some(({ body: text }) => JSON.stringify(text).includes("poison"))) return { status: 400, body: "poison" };
    this.records.push(...records);
    const response = this.partial ? { partialSuccess: this.partial } : {};
    const answer = json ? JSON.stringify(response) : messages.ExportLogsServiceResponse.encode(response).finish();
    return { status: 200, headers: { "content-type": type }, body: answer };
  }
}

/** In the shape of the JSON mapping. A field that the schema does not know would be lost when it is written again. */
function decode(bytes: Buffer): unknown {
  const message = messages.ExportLogsServiceRequest.decode(bytes);
  demand(messages.ExportLogsServiceRequest.encode(message).finish().length === bytes.length, "fields that the schema does not have");
  const plain = messages.ExportLogsServiceRequest.toObject(message, { longs: String, bytes: String, json: true });
  return JSON.parse(JSON.stringify(plain), (key, value) =>
    key === "traceId" || key === "spanId" ? Buffer.from(value, "base64").toString("hex") : value,
  );
}

function recordsOf(request: unknown): Json[] {
  const { resourceLogs } = objectOf(request, "the request", ["resourceLogs"]);
  return listOf(resourceLogs, "resourceLogs").flatMap((one) => {
    const { resource, scopeLogs } = objectOf(one, "resourceLogs", ["resource", "scopeLogs", "schemaUrl"]);
    keyValues(objectOf(resource, "resource", ["attributes", "droppedAttributesCount"])["attributes"]);
    return listOf(scopeLogs, "scopeLogs").flatMap((logs) => {
      const { scope, logRecords } = objectOf(logs, "scopeLogs", ["scope", "logRecords", "schemaUrl"]);
      textOf(objectOf(scope, "scope", ["name", "version", "attributes", "droppedAttributesCount"])["name"], "scope.name", /./);
      return listOf(logRecords, "logRecords").map(recordOf);
    });
  });
}

const members =
  "timeUnixNano observedTimeUnixNano severityNumber severityText body attributes droppedAttributesCount flags traceId spanId eventName".split(
    " ",
  );

function recordOf(value: unknown): Json {
  const record = objectOf(value, "a record", members);
  const { timeUnixNano, observedTimeUnixNano, severityNumber, severityText, traceId, spanId, body, attributes } = record;
  textOf(observedTimeUnixNano, "observedTimeUnixNano", /^\d{1,20}$/);
  if (timeUnixNano !== undefined) textOf(timeUnixNano, "timeUnixNano", /^\d{1,20}$/);
  demand(
    severityNumber === undefined || (Number.isInteger(severityNumber) && Number(severityNumber) <= 24),
    `severityNumber ${severityNumber}`,
  );
  if (severityText !== undefined) textOf(severityText, "severityText");
  if (traceId !== undefined) textOf(traceId, "traceId", /^[0-9a-f]{32}$/i);
  if (spanId !== undefined) textOf(spanId, "spanId", /^[0-9a-f]{16}$/i);
  anyValue(body);
  keyValues(attributes);
  return record;
}

function keyValues(value: unknown): void {
  const names = listOf(value ?? [], "attributes").map((item) => {
    const { key, value: inner } = objectOf(item, "an attribute", ["key", "value"]);
    anyValue(inner);
    return textOf(key, "key", /./);
  });
  demand(new Set(names).size === names.length, `an attribute twice: ${names}`);
}

/** Exactly one member, or none for a value that is not set. */
function anyValue(value: unknown): void {
  demand(isObject(value), `a value is ${JSON.stringify(value)}`);
  const entries = Object.entries(value);
  demand(entries.length <= 1, `a value of several types: ${JSON.stringify(value)}`);
  for (const [type, inner] of entries)
    switch (type) {
      case "stringValue":
        textOf(inner, type);
        break;
      case "boolValue":
        demand(typeof inner === "boolean", `boolValue ${inner}`);
        break;
      case "intValue":
        textOf(inner, type, /^-?\d{1,19}$/);
        break;
      case "doubleValue":
        demand(typeof inner === "number" || ["NaN", "Infinity", "-Infinity"].includes(String(inner)), `doubleValue ${inner}`);
        break;
      case "arrayValue":
        for (const item of listOf(objectOf(inner, type, ["values"])["values"] ?? [], type)) anyValue(item);
        break;
      case "kvlistValue":
        keyValues(objectOf(inner, type, ["values"])["values"]);
        break;
      default:
        demand(false, `a value of type ${type}`);
    }
}
