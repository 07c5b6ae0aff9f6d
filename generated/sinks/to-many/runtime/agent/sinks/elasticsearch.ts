// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type GivenOf, string } from "../../service/settings.ts";
import type { Batch } from "../batch.ts";
import { bulkEncoder } from "./elasticsearch-encoder.ts";
import type { HttpAnswer } from "./http-client.ts";
import { httpSettings } from "./http-settings.ts";
import { httpSink } from "./http-sink.ts";
import { defineSink, type Outcome, type SinkDefinition } from "./sink.ts";

export const elasticsearchSettings = {
  ...httpSettings({ url: "http://localhost:9200", maxRequestBytes: 10 * 2 ** 20, tokenScheme: "ApiKey" }),
  index: {
    ...string({ env: "SINK_INDEX", about: "data stream or index, or an alias of one", default: "logs-generic-default" }),
    check: (index: string) =>
      /^[^A-Z\\/*?"<>| ,#:\u0000-\u001f]+$/.test(index) && !/^[-_+.]/.test(index) && Buffer.byteLength(index) <= 255
        ? undefined
        : 'must be the name of a data stream or index: lower case, without blanks and without any of \\ / * ? " < > | , # :',
  },
} as const;

/** Room for the answers to the most records that a batch can have. */
const maxAnswerBytes = 32 * 2 ** 20;

/** Of the answer only what is needed: with it, that to 4096 records is 100 kB. */
const filter = "errors,items.*.status,items.*.error.type,items.*.error.reason";

/**
 * Elasticsearch's and OpenSearch's bulk API: `POST {url}/{index}/_bulk`, one `create` per record, which is all that data streams take.
 * https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk
 *
 * A record's `_id` is always the same: that it is already there (409) is how a repetition succeeds, and nothing is stored twice, except across
 * a rollover of a data stream. Records that the server is too busy for (429, 5xx) are sent again, without the others; those that it refuses
 * go to the dead-letter file. Held, as nothing is wrong with the records, after 401 and 403 (BEATS lost them there), for the whole request or for
 * a record, and after 404: there is no such index, or no Elasticsearch at this URL.
 */
export function elasticsearch(options: GivenOf<typeof elasticsearchSettings> = {}): SinkDefinition {
  return defineSink("elasticsearch", elasticsearchSettings, options, ({ index, ...values }) =>
    httpSink({
      name: "elasticsearch",
      url: bulkUrl(values.url, index),
      values,
      takesEcs: true,
      maxAnswerBytes,
      exchange: ({ resource, normaliser }) => ({
        encode: bulkEncoder(resource, normaliser),
        headers: () => ({ "content-type": "application/x-ndjson" }),
        again: (status) => status === 404 || status === 408 || status === 429 || status >= 500,
        divisible: (status) => status === 400,
        accepted: judgeItems,
      }),
    }),
  );
}

function bulkUrl(url: string, index: string): string {
  const parsed = new URL(url);
  parsed.pathname = `${parsed.pathname.replace(/\/$/, "")}/${encodeURIComponent(index)}/_bulk`;
  parsed.searchParams.set("filter_path", filter);
  return parsed.href;
}

/** Each record has an answer of its own, in the order of the request; the status of the whole is 200 whatever they say. */
function judgeItems({ body }: HttpAnswer, batch: Batch): Outcome {
  const answer = readAnswer(body);
  if (!answer) return { kind: "retry", reason: `no answer of _bulk: ${body.slice(0, 200)}` };
  if (!answer.errors) return { kind: "delivered" };
  const { items } = answer;
  const count = batch.count;
  if (items.length !== count) return { kind: "retry", reason: `${items.length} answers to ${count} records` };
  const rejected: { record: number; reason: string }[] = [];
  const again: number[] = [];
  let busy = "";
  for (const [record, { status, reason }] of items.entries()) {
    if ((status >= 200 && status < 300) || status === 409) continue;
    if (isAgain(status)) {
      again.push(record);
      busy ||= `HTTP ${status}: ${reason}`;
    } else rejected.push({ record, reason: `HTTP ${status}: ${reason}` });
  }
  if (again.length === count) return { kind: "retry", reason: busy };
  if (again.length === 0 && rejected.length === 0) return { kind: "delivered" };
  return { kind: "mixed", rejected, again, ...(busy && { reason: busy }) };
}

function isAgain(status: number): boolean {
  return status === 429 || status >= 500 || status === 401 || status === 403 || status === 404;
}

interface Item {
  readonly status: number;
  readonly reason: string;
}

/** undefined: what came is not the answer of `_bulk`, a proxy's page perhaps. */
function readAnswer(body: string): { errors: boolean; items: Item[] } | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const [errors, items] = [fieldOf(value, "errors"), fieldOf(value, "items")];
    if (typeof errors !== "boolean") return undefined;
    return { errors, items: Array.isArray(items) ? items.map(readItem) : [] };
  } catch {
    return undefined;
  }
}

/** `{"create":{"status":400,"error":{"type":"document_parsing_exception","reason":"…"}}}`; without a status it is sent again. */
function readItem(item: unknown): Item {
  const action = typeof item === "object" && item !== null ? (Object.values(item)[0] as unknown) : undefined;
  const [status, error] = [fieldOf(action, "status"), fieldOf(action, "error")];
  const words = [fieldOf(error, "type"), fieldOf(error, "reason")].filter((word) => typeof word === "string");
  return { status: typeof status === "number" ? status : 500, reason: words.join(": ").slice(0, 500) };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
