// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { reasonOf } from "../../service/log.ts";
import type { GivenOf, ValuesOf } from "../../service/settings.ts";
import { ByteWriter } from "./byte-writer.ts";
import { type HttpAnswer, HttpClient, httpSettings, parseRetryAfter } from "./http-client.ts";
import { otlpEncoder } from "./otlp-encoder.ts";
import { type ConfiguredSink, defineSink, type Outcome, type SinkDefinition } from "./sink.ts";

export const otlpSettings = httpSettings("http://localhost:4318");

/** The specification's list; every other 4xx and 5xx, 500 included, must not be sent again. */
const retryable = new Set([429, 502, 503, 504]);

/**
 * OTLP/HTTP with JSON: `POST {url}/v1/logs`, one ExportLogsServiceRequest per batch. https://opentelemetry.io/docs/specs/otlp/#otlphttp
 *
 * A batch that the server refuses for good goes to the dead-letter file as a whole: the specification forbids to send it again.
 */
export function otlp(options: GivenOf<typeof otlpSettings> = {}): SinkDefinition {
  return defineSink("otlp", otlpSettings, options, configure, "otlp");
}

function configure({ url, retryStatus, maxRequestBytes, ...http }: ValuesOf<typeof otlpSettings>): ConfiguredSink {
  return {
    timeoutMs: http.timeoutMs,
    open: ({ agent, resource, normaliser }) => {
      const client = new HttpClient({ ...http, url: logsUrl(url) });
      const encode = otlpEncoder(resource, { name: agent }, normaliser);
      const out = new ByteWriter();
      const again = new Set([...retryable, ...retryStatus.map(Number)]);
      return {
        name: "otlp",
        send: async (batch, signal) => {
          out.reset();
          encode(batch, out);
          if (out.length > maxRequestBytes && batch.length > 1) return { kind: "split", reason: `a request of ${out.length} bytes` };
          try {
            return judge(await client.post(out.written, { "content-type": "application/json" }, signal), again);
          } catch (error) {
            return { kind: "retry", reason: reasonOf(error) };
          }
        },
        probe: (signal) => client.probe(signal),
        close: async () => client.close(),
      };
    },
  };
}

/** `http://host:4318` and `http://host:4318/v1/logs` are the same place. */
function logsUrl(url: string): string {
  const parsed = new URL(url);
  if (!parsed.pathname.endsWith("/v1/logs")) parsed.pathname = `${parsed.pathname.replace(/\/$/, "")}/v1/logs`;
  return parsed.href;
}

function judge(answer: HttpAnswer, again: ReadonlySet<number>): Outcome {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return judgePartial(body);
  const reason = `HTTP ${status}${body ? `: ${body.slice(0, 500)}` : ""}`;
  // A redirect is no refusal: the URL is wrong, and somebody can mend it.
  if (again.has(status) || status < 400) {
    const retryAfterMs = parseRetryAfter(headers["retry-after"], Date.now());
    return { kind: "retry", reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  return { kind: status === 413 ? "split" : "rejected", reason };
}

/** https://opentelemetry.io/docs/specs/otlp/#partial-success-1 */
function judgePartial(body: string): Outcome {
  const { rejectedLogRecords, errorMessage } = partialSuccess(body);
  // A 64-bit integer is a string in protobuf's JSON mapping, but some servers write a number.
  const rejected = Number(rejectedLogRecords ?? 0);
  const message = typeof errorMessage === "string" ? errorMessage : "";
  if (rejected > 0) return { kind: "partial", rejected, reason: message || "the server gave no reason" };
  return message ? { kind: "delivered", warning: message } : { kind: "delivered" };
}

function partialSuccess(body: string): { rejectedLogRecords?: unknown; errorMessage?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    const partial = typeof value === "object" && value !== null && "partialSuccess" in value ? value.partialSuccess : undefined;
    return typeof partial === "object" && partial !== null ? partial : {};
  } catch {
    // The status says success; a body that is empty or in another format takes nothing back.
    return {};
  }
}
