/** Reads the body of an OTLP/HTTP JSON logs request (`ExportLogsServiceRequest`) as a strict independent reader would. */
import {
  Issues,
  readAnyValue,
  readArray,
  readAttributes,
  readId,
  readMessage,
  readSeverityNumber,
  readString,
  readUint32,
  readUint64,
} from "./any-value.ts";
import type { ReceivedRecord } from "./record.ts";

const readLogRecord = readMessage({
  timeUnixNano: readUint64,
  observedTimeUnixNano: readUint64,
  severityNumber: readSeverityNumber,
  severityText: readString,
  body: readAnyValue,
  attributes: readAttributes,
  droppedAttributesCount: readUint32,
  flags: readUint32,
  traceId: readId(32),
  spanId: readId(16),
  eventName: readString,
});

const readRequest = readMessage({
  resourceLogs: readArray(
    readMessage({
      resource: readMessage({ attributes: readAttributes, droppedAttributesCount: readUint32 }),
      scopeLogs: readArray(
        readMessage({
          scope: readMessage({ name: readString, version: readString, attributes: readAttributes, droppedAttributesCount: readUint32 }),
          logRecords: readArray(readLogRecord),
          schemaUrl: readString,
        }),
      ),
      schemaUrl: readString,
    }),
  ),
});

export type OtlpResult = { readonly ok: true; readonly records: ReceivedRecord[] } | { readonly ok: false; readonly message: string };

/**
 * `{"resourceLogs":[…]}` → its records in order, each with the attributes of its resource and the name of its scope.
 * An unknown key is a mistake here; OTLP asks servers to ignore it, so that clients newer than them work. This reader is an oracle
 * for clients of its own age.
 */
export function readOtlpLogs(body: unknown): OtlpResult {
  const issues = new Issues();
  const request = readRequest(body, "", issues);
  if (request && !request.resourceLogs && issues.count === 0) issues.add("resourceLogs", "is missing");
  if (!request || issues.count > 0) {
    const more = issues.count - issues.list.length;
    return { ok: false, message: issues.list.join("\n") + (more > 0 ? `\nand ${more} more` : "") };
  }
  const records: ReceivedRecord[] = [];
  for (const { resource, scopeLogs = [] } of request.resourceLogs ?? []) {
    for (const { scope, logRecords = [] } of scopeLogs) {
      for (const record of logRecords) {
        records.push({ via: "otlp", resource: resource?.attributes ?? {}, ...(scope && { scope }), ...record });
      }
    }
  }
  return { ok: true, records };
}
