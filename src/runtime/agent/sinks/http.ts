import { reasonOf } from "../../service/log.ts";
import { boolean, type GivenOf, string } from "../../service/settings.ts";
import { ByteWriter } from "./byte-writer.ts";
import { type HttpAnswer, HttpClient, httpSettings, parseRetryAfter } from "./http-client.ts";
import { ndjsonEncoder } from "./ndjson.ts";
import { defineSink, type Outcome, type SinkDefinition } from "./sink.ts";

export const httpSinkSettings = {
  ...httpSettings("http://localhost:8081/ingest"),
  contentType: string({ env: "SINK_CONTENT_TYPE", about: "of the request's body", default: "application/x-ndjson" }),
  bisect: boolean({
    env: "SINK_BISECT",
    about: "after 400 or 422 send halves, down to the record that is refused; false: the whole batch counts as refused",
    default: true,
  }),
} as const;

/** Too large, or something in it is: smaller batches may pass. */
const divisible = new Set([400, 413, 422]);

/**
 * Newline-delimited JSON, POSTed; any 2xx acknowledges the batch. `X-Batch-Id` is the same whenever the same records are sent, so that
 * a server can tell a repetition. Sent again after 408, 429, 5xx and a lost connection; other 4xx go to the dead-letter file.
 */
export function http(options: GivenOf<typeof httpSinkSettings> = {}): SinkDefinition {
  return defineSink("http", httpSinkSettings, options, ({ contentType, bisect, retryStatus, maxRequestBytes, ...client }) => ({
    timeoutMs: client.timeoutMs,
    open: ({ resource, normaliser }) => {
      const connection = new HttpClient(client);
      const encode = ndjsonEncoder(resource, normaliser);
      const out = new ByteWriter();
      const again = new Set(retryStatus.map(Number));
      return {
        name: "http",
        send: async (batch, signal) => {
          out.reset();
          encode(batch, out);
          if (out.length > maxRequestBytes && batch.length > 1) return { kind: "split", reason: `a request of ${out.length} bytes` };
          try {
            const headers = { "content-type": contentType, "x-batch-id": batch.id };
            return judge(await connection.post(out.written, headers, signal), again, bisect);
          } catch (error) {
            return { kind: "retry", reason: reasonOf(error) };
          }
        },
        probe: (signal) => connection.probe(signal),
        close: async () => connection.close(),
      };
    },
  }));
}

function judge({ status, headers, body }: HttpAnswer, again: ReadonlySet<number>, bisect: boolean): Outcome {
  if (status >= 200 && status < 300) return { kind: "delivered" };
  const reason = `HTTP ${status}${body ? `: ${body.slice(0, 500)}` : ""}`;
  if (status === 408 || status === 429 || status >= 500 || status < 400 || again.has(status)) {
    const retryAfterMs = parseRetryAfter(headers["retry-after"], Date.now());
    return { kind: "retry", reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  return { kind: status === 413 || (bisect && divisible.has(status)) ? "split" : "rejected", reason };
}
