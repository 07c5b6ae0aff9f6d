// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { reasonOf } from "../../service/log.ts";
import { choice, duration, type GivenOf, optional, string, type ValuesOf } from "../../service/settings.ts";
import type { Batch } from "../batch.ts";
import { ByteWriter } from "./byte-writer.ts";
import { HttpClient } from "./http-client.ts";
import { httpProblems, httpSettings } from "./http-settings.ts";
import { type ConfiguredSink, defineSink, type Outcome, type Sink, type SinkContext, type SinkDefinition } from "./sink.ts";
import { SplunkAcks } from "./splunk-acks.ts";
import { ackIdOf, judgeSplunk } from "./splunk-answer.ts";
import { splunkEncoder } from "./splunk-encoder.ts";

export const splunkSettings = {
  ...httpSettings({ url: "https://localhost:8088", concurrency: 4, maxRequestBytes: 4 * 2 ** 20, tokenScheme: "Splunk" }),
  compression: choice({ env: "SINK_COMPRESSION", about: "of the request's body", of: ["none", "gzip"], default: "none" }),
  token: {
    ...optional(string({ env: "SINK_TOKEN", about: "token of the collector, where it is not in SINK_TOKEN_FILE", secret: true })),
    check: (token: string | undefined) => (token === undefined || /^[\x21-\x7e]+$/.test(token) ? undefined : "must be one word"),
  },
  index: optional(string({ env: "SINK_INDEX", about: "index; not set: the token's own" })),
  sourcetype: optional(string({ env: "SINK_SOURCETYPE", about: "sourcetype; not set: the token's own" })),
  host: optional(string({ env: "SINK_HOSTNAME", about: "host; not set: the pod's name, or the machine's" })),
  ackEveryMs: duration({
    env: "SINK_ACK_INTERVAL",
    about: "how often the indexers' acks are asked for, where the token has them on",
    min: 10,
    default: 1000,
  }),
  ackTimeoutMs: duration({ env: "SINK_ACK_TIMEOUT", about: "longest wait for the indexers' ack of a request", min: 10, default: 300_000 }),
} as const;

type Values = ValuesOf<typeof splunkSettings>;

/**
 * Splunk's HTTP Event Collector: `POST {url}/services/collector/event`. A batch counts as delivered when the collector has taken it or, where
 * the token has indexer acknowledgement on, when it is indexed. Records are held as long as the collector refuses the token or the index, and
 * while it is busy, at capacity or on its way down.
 */
export function splunk(options: GivenOf<typeof splunkSettings> = {}): SinkDefinition {
  return defineSink("splunk", splunkSettings, options, configure);
}

function configure(values: Values): ConfiguredSink {
  const { token, tokenScheme } = values;
  const headers = token === undefined ? values.headers : { ...values.headers, authorization: `${tokenScheme} ${token}` };
  return {
    timeoutMs: values.timeoutMs + values.ackTimeoutMs,
    problems: [...tokenProblems(values), ...httpProblems(values)],
    open: (context) => new SplunkSink({ ...values, headers }, context),
  };
}

function tokenProblems({ token, tokenFile, headers }: Values): string[] {
  const given = [
    ...(token === undefined ? [] : ["SINK_TOKEN"]),
    ...(tokenFile === undefined ? [] : ["SINK_TOKEN_FILE"]),
    ...(Object.keys(headers).some((name) => name.toLowerCase() === "authorization") ? ["Authorization in SINK_HEADERS"] : []),
  ];
  if (given.length === 0) return ["SINK_TOKEN_FILE or SINK_TOKEN is required: the collector takes nothing without a token"];
  return given.length > 1 && token !== undefined ? [`${given.join(" and ")}: give one of them`] : [];
}

class SplunkSink implements Sink {
  readonly name = "splunk";
  readonly concurrency: number;
  readonly #values: Values;
  readonly #log: SinkContext["log"];
  readonly #client: HttpClient;
  readonly #ackClient: HttpClient;
  readonly #acks: SplunkAcks;
  readonly #encode: (batch: Batch, out: ByteWriter) => void;
  readonly #idle: ByteWriter[] = [];
  #held = false;
  /** The token has indexer acknowledgement on. */
  #acknowledges = false;

  constructor(values: Values, { resource, normaliser, log }: SinkContext) {
    this.concurrency = values.concurrency;
    this.#values = values;
    this.#log = log;
    this.#client = new HttpClient({ ...values, url: collectorUrl(values.url, "event") }, log);
    const ackUrl = collectorUrl(values.url, "ack");
    this.#ackClient = new HttpClient({ ...values, url: ackUrl, compression: "none", concurrency: 1 }, log);
    this.#acks = new SplunkAcks((...request) => this.#ackClient.post(...request), values.ackEveryMs);
    const host = values.host ?? String(resource["k8s.pod.name"] ?? resource["host.name"] ?? "");
    this.#encode = splunkEncoder(resource, { ...values, host }, normaliser);
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const out = this.#idle.pop() ?? new ByteWriter();
    try {
      out.reset();
      this.#encode(batch, out);
      if (out.length > this.#values.maxRequestBytes && batch.length > 1)
        return { kind: "split", reason: `a request of ${out.length} bytes` };
      const { channel } = this.#acks;
      const headers = { "content-type": "application/json", "x-splunk-request-channel": channel };
      const answer = await this.#client.post(out.written, headers, signal);
      const { outcome, held } = judgeSplunk(answer, {
        count: batch.count,
        retryStatus: this.#values.retryStatus,
        acknowledges: this.#acknowledges,
      });
      this.#alarm(held, outcome);
      const ackId = outcome.kind === "delivered" ? ackIdOf(answer.body) : undefined;
      if (ackId === undefined) return outcome;
      this.#acknowledges = true;
      const problem = await this.#acks.wait(ackId, channel, this.#values.ackTimeoutMs, signal);
      return problem === undefined ? outcome : { kind: "retry", reason: problem };
    } catch (error) {
      return { kind: "retry", reason: reasonOf(error) };
    } finally {
      this.#idle.push(out);
    }
  }

  probe(signal: AbortSignal): Promise<boolean> {
    return this.#client.probe(signal);
  }

  async close(): Promise<void> {
    this.#acks.close();
    this.#client.close();
    this.#ackClient.close();
  }

  #alarm(held: boolean, outcome: Outcome): void {
    if (held && !this.#held)
      this.#log.error("the collector refuses the token, the index or the channel: records are held until it takes them", {
        reason: "reason" in outcome ? outcome.reason : undefined,
      });
    this.#held = held;
  }
}

/** `https://host:8088` and `https://host:8088/services/collector/event` are the same place. */
function collectorUrl(url: string, endpoint: "event" | "ack"): string {
  const parsed = new URL(url);
  const base = parsed.pathname.replace(/\/(services\/collector(\/event(\/1\.0)?)?)?\/?$/, "");
  parsed.pathname = `${base}/services/collector/${endpoint}`;
  return parsed.href;
}
