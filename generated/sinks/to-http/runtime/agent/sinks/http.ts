// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { boolean, type GivenOf, string } from "../../service/settings.ts";
import { httpSettings } from "./http-settings.ts";
import { httpSink } from "./http-sink.ts";
import { ndjsonEncoder } from "./ndjson.ts";
import { defineSink, type SinkDefinition } from "./sink.ts";

export const httpSinkSettings = {
  // Whoever appends what comes to a file expects it in order.
  ...httpSettings({ url: "http://localhost:8081/ingest", concurrency: 1 }),
  contentType: string({ env: "SINK_CONTENT_TYPE", about: "of the request's body", default: "application/x-ndjson" }),
  bisect: boolean({
    env: "SINK_BISECT",
    about: "after 400 or 422 send halves, down to the record that is refused; false: the whole batch counts as refused",
    default: true,
  }),
} as const;

/**
 * Newline-delimited JSON, POSTed; any 2xx acknowledges the batch. `X-Batch-Id` is the same whenever the same records are sent, so that
 * a server can tell a repetition. Sent again after 401, 403, 408, 429, 5xx and a lost connection; other 4xx go to the dead-letter file.
 */
export function http(options: GivenOf<typeof httpSinkSettings> = {}): SinkDefinition {
  return defineSink("http", httpSinkSettings, options, ({ contentType, bisect, ...values }) =>
    httpSink({
      name: "http",
      url: values.url,
      values,
      takesEcs: true,
      exchange: ({ resource, normaliser }) => ({
        encode: ndjsonEncoder(resource, normaliser),
        headers: (batch) => ({ "content-type": contentType, "x-batch-id": batch.id }),
        again: (status) => status === 408 || status === 429 || status >= 500,
        divisible: (status) => bisect && (status === 400 || status === 422),
      }),
    }),
  );
}
