// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Batch, flag, type Segment } from "../batch.ts";
import type { Normaliser } from "../normaliser.ts";
import { type Attributes, type AttributeValue, attribute, type LogRecord, originOf } from "../record.ts";
import { toRecords } from "../transform.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** By number, as in RFC 5424, 6.2.1. */
export const facilities = [
  ...[
    "kern",
    "user",
    "mail",
    "daemon",
    "auth",
    "syslog",
    "lpr",
    "news",
    "uucp",
    "cron",
    "authpriv",
    "ftp",
    "ntp",
    "audit",
    "alert",
    "clock",
  ],
  ...["local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"],
] as const;
export const severities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"] as const;

export interface SyslogHeader {
  /** 0 to 23. */
  readonly facility: number;
  /** 0 to 7: of records that have none. */
  readonly severity: number;
  readonly hostname: string;
  readonly appName: string;
  readonly msgId: string;
  /** The name of the element of structured data. */
  readonly sdId: string;
  /** A longer message is not written. */
  readonly maxMessageBytes: number;
}

/** What was not written: the record's number, and the length of its message. */
export type TooLong = (record: number, bytes: number) => void;

const closing = Buffer.from('"] ');
const offsetParam = Buffer.from(`" ${attribute.offset}="`);
const truncated = Buffer.from(`" ${attribute.truncated}="true`);
const partial = Buffer.from(`" ${attribute.partial}="true`);

/**
 * RFC 5424 messages, each behind its length in bytes (RFC 6587, 3.4.1; RFC 5425, 4.3):
 *
 *     167 <14>1 2026-01-02T03:04:05.678Z web-1 shop - - [log@32473 log.file.path="/var/log/app/a.log" log.record.uid="9f86d081884c7d65-1042"
 *      log.file.offset="1042"] the line
 *
 * There is no end of message but the length: a message may hold line ends.
 */
export function syslogEncoder(header: SyslogHeader, normaliser?: Normaliser): (batch: Batch, out: ByteWriter, tooLong: TooLong) => void {
  const { hostname, appName, msgId, sdId, maxMessageBytes } = header;
  const middle = ` ${headerField(hostname, 255)} ${headerField(appName, 48)} - ${headerField(msgId, 32)} [${sdId}`;
  return (batch, out, tooLong) => {
    let record = -1;
    if (batch.records || normaliser) {
      for (const one of toRecords(batch, normaliser)) {
        record += 1;
        const message = Buffer.from(`<${priority(header, one)}>1 ${timestampOf(one)}${middle}${paramsOf(one)}] ${one.body}`);
        if (message.length > maxMessageBytes) {
          tooLong(record, message.length);
          continue;
        }
        out.integer(message.length);
        out.byte(0x20);
        out.raw(message);
      }
      return;
    }
    let current: Segment | undefined;
    let beginning = closing;
    batch.visit((bytes, start, end, offset, flags, segment) => {
      record += 1;
      if (segment !== current) {
        current = segment;
        const { streamId, observedMs } = segment;
        const begin = `<${header.facility * 8 + header.severity}>1 ${new Date(observedMs).toISOString()}${middle}`;
        const { [attribute.name]: _name, ...origin } = originOf(segment);
        const from = Object.entries(origin).map(([name, value]) => param(name, value));
        beginning = Buffer.from(`${begin}${from.join("")} ${attribute.id}="${streamId}-`);
      }
      const marks = (flags & flag.truncated ? truncated.length : 0) + (flags & flag.partial ? partial.length : 0);
      const length = beginning.length + digits(offset) * 2 + offsetParam.length + marks + closing.length + end - start;
      if (length > maxMessageBytes) {
        tooLong(record, length);
        return undefined;
      }
      out.integer(length);
      out.byte(0x20);
      out.raw(beginning);
      out.integer(offset);
      out.raw(offsetParam);
      out.integer(offset);
      if (flags & flag.truncated) out.raw(truncated);
      if (flags & flag.partial) out.raw(partial);
      out.raw(closing);
      out.raw(bytes, start, end);
      return undefined;
    });
  };
}

function priority({ facility, severity }: SyslogHeader, { severityNumber }: LogRecord): number {
  return facility * 8 + (severityNumber === undefined ? severity : severityOf(severityNumber));
}

/** OpenTelemetry's 1 to 24 → 7 to 1. An app's FATAL is no emergency: that is for every terminal of the receiver's machine. */
function severityOf(severityNumber: number): number {
  if (severityNumber >= 21) return 2;
  if (severityNumber >= 19) return 1;
  if (severityNumber >= 17) return severityNumber === 18 ? 2 : 3;
  if (severityNumber >= 13) return 4;
  if (severityNumber >= 9) return severityNumber === 9 ? 6 : 5;
  return 7;
}

/** `"1544712660300000000"` → `"2018-12-13T14:37:40.300000Z"`: more than six digits are not allowed. */
function timestampOf({ timeUnixNano, observedTimeUnixNano }: LogRecord): string {
  const nano = timeUnixNano ?? observedTimeUnixNano;
  const ms = /^\d{7,19}$/.test(nano) ? Number(nano.slice(0, -6)) : Number.NaN;
  return Number.isNaN(ms) ? "-" : `${new Date(ms).toISOString().slice(0, -1)}${nano.slice(-6, -3)}Z`;
}

function paramsOf({ id, attributes, traceId, spanId }: LogRecord): string {
  const all: Attributes = { ...attributes, [attribute.id]: id, ...(traceId && { trace_id: traceId }), ...(spanId && { span_id: spanId }) };
  return Object.entries(all)
    .filter(([name, value]) => value !== null && name !== attribute.name)
    .map(([name, value]) => param(paramName(name), textOf(value)))
    .join("");
}

function textOf(value: AttributeValue): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** RFC 5424, 6.3.3: these three, and no others, are escaped. */
function param(name: string, value: string): string {
  return ` ${name}="${value.replace(/["\\\]]/g, "\\$&")}"`;
}

/** `"user name"` → `"user_name"`: 32 printable characters, none of `= ] "`. */
export function paramName(name: string): string {
  return name.replace(/[^\x21-\x7e]|[="\]]/g, "_").slice(0, 32) || "_";
}

/** `"héllo "` → `"h_llo_"`: printable ASCII; nothing is `-`. */
function headerField(text: string, maxLength: number): string {
  return text.replace(/[^\x21-\x7e]/g, "_").slice(0, maxLength) || "-";
}

function digits(value: number): number {
  let count = 1;
  for (let bound = 10; bound <= value; bound *= 10) count += 1;
  return count;
}
