// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { reasonOf } from "../../service/log.ts";
import type { Batch } from "../batch.ts";
import { ByteWriter } from "./byte-writer.ts";
import { type HttpAnswer, HttpClient, parseRetryAfter } from "./http-client.ts";
import { type HttpValues, httpProblems } from "./http-settings.ts";
import type { ConfiguredSink, Outcome, SinkContext } from "./sink.ts";

/** What one server over HTTP wants, and what its answers mean. */
export interface HttpExchange {
  encode(batch: Batch, out: ByteWriter): void;
  headers(batch: Batch): Readonly<Record<string, string>>;
  /** Whether the same batch may be taken another time. 401, 403 and redirects are asked again in any case: nothing is wrong with the records. */
  again(status: number): boolean;
  /** Whether part of the batch may be taken, besides 413. */
  divisible?(status: number): boolean;
  /** What the body of a refusal says; its text when left out. */
  explained?(answer: HttpAnswer): string;
  /** What a 2xx says; `delivered` when left out. */
  accepted?(answer: HttpAnswer, batch: Batch): Outcome;
}

interface HttpSinkOptions {
  readonly name: string;
  readonly url: string;
  readonly values: HttpValues;
  readonly maxAnswerBytes?: number;
  readonly takesEcs?: boolean;
  /** More that is wrong with the settings. */
  readonly problems?: readonly string[];
  exchange(context: SinkContext): HttpExchange;
}

/** A sink over HTTP: one request per batch, up to `concurrency` of them at once. */
export function httpSink({
  name,
  url,
  values,
  exchange,
  problems = [],
  maxAnswerBytes,
  takesEcs = false,
}: HttpSinkOptions): ConfiguredSink {
  return {
    timeoutMs: values.timeoutMs,
    takesEcs,
    problems: [...httpProblems(values), ...problems],
    open: (context) => {
      const { encode, headers, ...rules } = exchange(context);
      const client = new HttpClient({ ...values, url, ...(maxAnswerBytes !== undefined && { maxAnswerBytes }) }, context.log);
      const idle: ByteWriter[] = [];
      const retryStatus = new Set(values.retryStatus.map(Number));
      let held = false;
      const judged = (answer: HttpAnswer, batch: Batch): Outcome => {
        const { status } = answer;
        const refused = status === 401 || status === 403;
        if (refused && !held)
          context.log.error("the sink refuses the agent's credentials: records are held until it takes them", { status });
        held = refused;
        return judge(answer, batch, { ...rules, again: (code) => retryStatus.has(code) || rules.again(code) });
      };
      return {
        name,
        concurrency: values.concurrency,
        send: async (batch, signal) => {
          const out = idle.pop() ?? new ByteWriter();
          try {
            out.reset();
            encode(batch, out);
            if (out.length > values.maxRequestBytes && batch.length > 1)
              return { kind: "split", reason: `a request of ${out.length} bytes` };
            return judged(await client.post(out.written, headers(batch), signal), batch);
          } catch (error) {
            return { kind: "retry", reason: reasonOf(error) };
          } finally {
            idle.push(out);
          }
        },
        probe: (signal) => client.probe(signal),
        close: async () => client.close(),
      };
    },
  };
}

function judge(answer: HttpAnswer, batch: Batch, rules: Omit<HttpExchange, "encode" | "headers">): Outcome {
  const { status, headers, body } = answer;
  const text = rules.explained?.(answer) ?? body;
  const reason = `HTTP ${status}${text ? `: ${text.slice(0, 500)}` : ""}`;
  if (rules.again(status) || status < 200 || (status >= 300 && status < 400) || status === 401 || status === 403) {
    const retryAfterMs = parseRetryAfter(headers["retry-after"], Date.now());
    return { kind: "retry", reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  if (status < 300) return rules.accepted?.(answer, batch) ?? { kind: "delivered" };
  return { kind: status === 413 || rules.divisible?.(status) ? "split" : "rejected", reason };
}
