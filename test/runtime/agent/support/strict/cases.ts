import type { ServerOptions } from "node:https";
import { elasticsearch } from "../../../../../src/runtime/agent/sinks/elasticsearch.ts";
import { http } from "../../../../../src/runtime/agent/sinks/http.ts";
import { loki } from "../../../../../src/runtime/agent/sinks/loki.ts";
import { otlp } from "../../../../../src/runtime/agent/sinks/otlp.ts";
import type { Sink, SinkDefinition } from "../../../../../src/runtime/agent/sinks/sink.ts";
import { createLog, type Log } from "../../../../../src/runtime/service/log.ts";
import { StrictElasticsearch } from "./elasticsearch.ts";
import { StrictLoki } from "./loki.ts";
import { StrictNdjson } from "./ndjson.ts";
import { StrictOtlp } from "./otlp.ts";
import { type Contract, type StrictServer, strictServer } from "./server.ts";

/** A sink over HTTP and the server that holds it to its contract. */
interface HttpCase {
  readonly definition: (url: string) => SinkDefinition;
  /** Lines are of this moment, or of now. */
  readonly contract: (nowMs: number) => Contract;
}

export const httpCases: Readonly<Record<string, HttpCase>> = {
  "OTLP in JSON": { definition: (url) => otlp({ url }), contract: () => new StrictOtlp() },
  "OTLP in Protocol Buffers": { definition: (url) => otlp({ url, protocol: "http/protobuf" }), contract: () => new StrictOtlp() },
  Loki: { definition: (url) => loki({ url }), contract: (now) => new StrictLoki(now) },
  Elasticsearch: {
    definition: (url) => elasticsearch({ url, index: "logs-shop-default" }),
    contract: () => new StrictElasticsearch("logs-shop-default"),
  },
  "HTTP with NDJSON": { definition: (url) => http({ url }), contract: () => new StrictNdjson() },
};

const silent = createLog({ write: () => undefined });
export const resource = { "service.name": "shop", "host.name": "node-1", "k8s.pod.name": "shop-0", "k8s.namespace.name": "default" };

export function openSink(definition: SinkDefinition, env: Readonly<Record<string, string>> = {}, log: Log = silent): Sink {
  const configured = definition.configure(env);
  if (!configured.ok) throw new Error(configured.problems.join("\n"));
  return configured.value.open({ agent: "log-agent", resource, log });
}

export interface Started {
  readonly sink: Sink;
  readonly server: StrictServer;
  readonly contract: Contract;
}

/** When the lines of `batchOf` were read. */
const batchTime = 1_700_000_000_000;

export async function startCase(
  name: string,
  env: Readonly<Record<string, string>> = {},
  tls?: ServerOptions,
  log?: Log,
): Promise<Started> {
  const { definition, contract } = caseOf(name);
  const held = contract(batchTime);
  const server = await strictServer(held, tls);
  return { sink: openSink(definition(server.url), env, log), server, contract: held };
}

export function caseOf(name: string): HttpCase {
  const found = httpCases[name];
  if (!found) throw new Error(name);
  return found;
}
