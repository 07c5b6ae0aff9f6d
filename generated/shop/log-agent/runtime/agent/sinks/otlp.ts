// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { choice, type GivenOf } from "../../service/settings.ts";
import type { HttpAnswer } from "./http-client.ts";
import { httpSettings } from "./http-settings.ts";
import { httpSink } from "./http-sink.ts";
import { otlpEncoder } from "./otlp-encoder.ts";
import { otlpProtobufEncoder } from "./otlp-protobuf.ts";
import { readMessage } from "./protobuf.ts";
import { defineSink, type Outcome, type SinkDefinition } from "./sink.ts";

export const otlpSettings = {
  ...httpSettings({ url: "http://localhost:4318" }),
  protocol: choice({
    env: "SINK_PROTOCOL",
    about: "how OTLP is written; every collector reads both, Protocol Buffers are smaller",
    of: ["http/json", "http/protobuf"],
    default: "http/json",
  }),
} as const;

/** The specification's list; every other 4xx and 5xx, 500 included, must not be sent again. */
const retryable = new Set([429, 502, 503, 504]);

/**
 * OTLP/HTTP: `POST {url}/v1/logs`, one ExportLogsServiceRequest per batch. https://opentelemetry.io/docs/specs/otlp/#otlphttp
 *
 * A batch that the server refuses for good goes to the dead-letter file as a whole: the specification forbids to send it again. 401 and 403
 * are the exception: they say something of the agent, not of the records, which are held until the server lets it in.
 */
export function otlp(options: GivenOf<typeof otlpSettings> = {}): SinkDefinition {
  return defineSink(
    "otlp",
    otlpSettings,
    options,
    ({ protocol, ...values }) => {
      const json = protocol === "http/json";
      return httpSink({
        name: "otlp",
        url: logsUrl(values.url),
        values,
        exchange: ({ agent, resource, normaliser }) => ({
          encode: (json ? otlpEncoder : otlpProtobufEncoder)(resource, { name: agent }, normaliser),
          headers: () => ({ "content-type": json ? "application/json" : "application/x-protobuf" }),
          again: (status) => retryable.has(status),
          accepted: judgePartial,
          explained: statusMessage,
        }),
      });
    },
    "otlp",
  );
}

/** `http://host:4318` and `http://host:4318/v1/logs` are the same place. */
function logsUrl(url: string): string {
  const parsed = new URL(url);
  if (!parsed.pathname.endsWith("/v1/logs")) parsed.pathname = `${parsed.pathname.replace(/\/$/, "")}/v1/logs`;
  return parsed.href;
}

/** https://opentelemetry.io/docs/specs/otlp/#partial-success-1 */
function judgePartial(answer: HttpAnswer): Outcome {
  const { rejectedLogRecords, errorMessage } = isProtobuf(answer) ? partialFields(answer.bytes) : partialSuccess(answer.body);
  // A 64-bit integer is a string in protobuf's JSON mapping, but some servers write a number.
  const rejected = Number(rejectedLogRecords ?? 0);
  const message = typeof errorMessage === "string" ? errorMessage : "";
  if (rejected > 0) return { kind: "partial", rejected, reason: message || "the server gave no reason" };
  return message ? { kind: "delivered", warning: message } : { kind: "delivered" };
}

interface Partial {
  readonly rejectedLogRecords?: unknown;
  readonly errorMessage?: unknown;
}

/** A body that is empty or in another format takes nothing back: the status says success. */
function partialSuccess(body: string): Partial {
  try {
    const value: unknown = JSON.parse(body);
    const partial = typeof value === "object" && value !== null && "partialSuccess" in value ? value.partialSuccess : undefined;
    return typeof partial === "object" && partial !== null ? partial : {};
  } catch {
    return {};
  }
}

function partialFields(bytes: Buffer): Partial {
  const partial = readMessage(bytes)?.get(1);
  const fields = Buffer.isBuffer(partial) ? readMessage(partial) : undefined;
  return { rejectedLogRecords: fields?.get(1), errorMessage: fields?.get(2)?.toString() };
}

/** The `message` of a google.rpc.Status, or what else the body says. */
function statusMessage(answer: HttpAnswer): string {
  const message = isProtobuf(answer) ? readMessage(answer.bytes)?.get(2) : undefined;
  return Buffer.isBuffer(message) ? message.toString() : answer.body;
}

function isProtobuf({ headers }: HttpAnswer): boolean {
  return /protobuf/.test(headers["content-type"] ?? "");
}
