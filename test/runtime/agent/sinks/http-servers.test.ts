import { describe, expect, test } from "vitest";
import { elasticsearch } from "../../../../src/runtime/agent/sinks/elasticsearch.ts";
import { loki } from "../../../../src/runtime/agent/sinks/loki.ts";
import { otlp } from "../../../../src/runtime/agent/sinks/otlp.ts";
import type { SinkDefinition } from "../../../../src/runtime/agent/sinks/sink.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { batchOf } from "../support/batches.ts";
import { openSink } from "../support/strict/cases.ts";
import { StrictElasticsearch } from "../support/strict/elasticsearch.ts";
import { StrictLoki } from "../support/strict/loki.ts";
import { StrictOtlp } from "../support/strict/otlp.ts";
import { type StrictAnswer, strictServer } from "../support/strict/server.ts";

const never = new AbortController().signal;
const delivered = { kind: "delivered" };
const batchTime = 1_700_000_000_000;
const problemsOf = (definition: SinkDefinition, env: Record<string, string>) => {
  const configured = definition.configure(env);
  return configured.ok ? [] : configured.problems;
};

describe("OTLP in Protocol Buffers", () => {
  test("is told what a collector refused, and what it says of a failure", async () => {
    const contract = new StrictOtlp();
    const server = await strictServer(contract);
    const sink = openSink(otlp({ url: server.url, protocol: "http/protobuf" }));
    contract.partial = { rejectedLogRecords: 2, errorMessage: "too öld" };
    expect(await sink.send(batchOf(["a", "b", "c"]), never)).toEqual({ kind: "partial", rejected: 2, reason: "too öld" });
    contract.partial = { rejectedLogRecords: 0, errorMessage: "slow down" };
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered", warning: "slow down" });
    const status = Buffer.concat([Buffer.from([8, 3, 0x12, 4]), Buffer.from("oops")]);
    server.fault = () => ({ status: 400, headers: { "content-type": "application/x-protobuf" }, body: status });
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "rejected", reason: "HTTP 400: oops" });
    server.fault = () => ({ status: 500 });
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "rejected", reason: "HTTP 500" });
  });

  test("leaves out what a transform made of the wrong type, instead of losing the batch", async () => {
    const contract = new StrictOtlp();
    const server = await strictServer(contract);
    const sink = openSink(otlp({ url: server.url, protocol: "http/protobuf" }));
    const [record] = toRecords(batchOf(["a"]));
    const wrong = { ...record, id: "i", body: "a", observedTimeUnixNano: "1", attributes: {}, timeUnixNano: "yesterday", traceId: "xyz" };
    expect(await sink.send(batchOf(["a"]).withRecords([wrong]), never)).toEqual(delivered);
    expect(contract.records).toEqual([
      {
        observedTimeUnixNano: "1",
        body: { stringValue: "a" },
        attributes: [{ key: "log.record.uid", value: { stringValue: "i" } }],
      },
    ]);
  });
});

describe("Loki", () => {
  const start = async (env: Record<string, string> = {}, contract = new StrictLoki(batchTime)) => {
    const server = await strictServer(contract);
    return { server, contract, sink: openSink(loki({ url: server.url }), env) };
  };

  test("labels a stream with who writes; the rest is structured metadata", async () => {
    const { sink, contract } = await start({ SINK_LABELS: "env=prod", SINK_TENANT: "team-a" }, new StrictLoki(batchTime, "team-a"));
    expect(await sink.send(batchOf(["a"]), never)).toEqual(delivered);
    const labels = { service_name: "shop", k8s_pod_name: "shop-0", k8s_namespace_name: "default", env: "prod" };
    expect([...contract.streams.keys()]).toEqual([JSON.stringify(Object.entries(labels))]);
    expect(contract.entries[0]?.metadata).toEqual({
      host_name: "node-1",
      log_file_path: "/var/log/app/app.log",
      log_file_name: "app.log",
      log_file_offset: "0",
      log_record_uid: "0123456789abcdef-0",
    });
  });

  test("keeps equal lines of one moment apart, in order, and a repetition in its place", async () => {
    const { sink, contract } = await start();
    const lines = ["same", "other", "same", "same"];
    await sink.send(batchOf(lines), never);
    await sink.send(batchOf(lines), never);
    expect(contract.stored).toEqual(lines);
    const nanos = contract.entries.map((entry) => entry.nanos);
    expect(nanos).toEqual([...nanos].sort((a, b) => (a < b ? -1 : 1)));
    const timed = toRecords(batchOf(["x", "x"])).map((record) => ({ ...record, timeUnixNano: "1700000000123000000" }));
    await sink.send(batchOf(["x", "x"]).withRecords(timed), never);
    expect(contract.stored).toEqual([...lines, "x", "x"]);
  });

  test("gets a line that is too long for it as several entries, none cut inside a character", async () => {
    const { sink, server, contract } = await start();
    const line = "€".repeat(100_000);
    for (const batch of [batchOf([line]), batchOf([line], "/l/b.log").withRecords(toRecords(batchOf([line], "/l/b.log")))]) {
      contract.streams.clear();
      expect(await sink.send(batch, never)).toEqual(delivered);
      expect(server.violations).toEqual([]);
      expect(contract.stored.map((part) => Buffer.byteLength(part))).toEqual([262_143, 37_857]);
      expect(contract.stored.join("")).toBe(line);
      expect(contract.entries.map(({ metadata }) => metadata["log_record_part"])).toEqual(["1", "2"]);
    }
  });

  test.each<[number, string]>([
    [260, "retry"],
    [404, "retry"],
    [500, "retry"],
    [400, "split"],
    [422, "rejected"],
  ])("%i means %s", async (status, kind) => {
    const { sink, server } = await start();
    server.fault = () => ({ status });
    expect((await sink.send(batchOf(["a", "b"]), never)).kind).toBe(kind);
  });

  test("is not given labels that it would refuse", () => {
    expect(problemsOf(loki(), { SINK_LABELS: "__name=x" })).toMatchObject([expect.stringMatching(/^SINK_LABELS holds a name .*: __name;/)]);
    expect(problemsOf(loki(), { SINK_LABELS: "a.b=x" })).toMatchObject([expect.stringMatching(/: a\.b;/)]);
    const many = Array.from({ length: 12 }, (_, index) => `l${index}=x`).join();
    expect(problemsOf(loki(), { SINK_LABELS: many })).toEqual(["SINK_LABELS and SINK_LABEL_ATTRIBUTES: 16 labels, Loki takes 15"]);
    expect(problemsOf(loki(), { SINK_TENANT: "a b" })).toEqual(['SINK_TENANT must be one word, got "a b"']);
  });
});

describe("Elasticsearch", () => {
  const start = async (path = "") => {
    const contract = new StrictElasticsearch("logs-shop-default");
    const server = await strictServer(contract);
    return { server, contract, sink: openSink(elasticsearch({ url: `${server.url}${path}`, index: "logs-shop-default" })) };
  };
  const refuse = (status: number, type = "some_exception") => ({ status, error: { type, reason: "why" } });

  test("has documents in the names of the Elastic Common Schema", async () => {
    const { sink, contract } = await start();
    expect(await sink.send(batchOf(["the line"]), never)).toEqual(delivered);
    expect([...contract.documents]).toEqual([
      [
        "0123456789abcdef-0",
        {
          "@timestamp": "2023-11-14T22:13:20.000Z",
          message: "the line",
          "log.file.path": "/var/log/app/app.log",
          "log.offset": 0,
          "event.id": "0123456789abcdef-0",
          "ecs.version": "8.11.0",
          "service.name": "shop",
          "host.name": "node-1",
          "kubernetes.pod.name": "shop-0",
          "kubernetes.namespace": "default",
        },
      ],
    ]);
  });

  test("answers for each record: stored, there already, too busy, refused (scenario 39)", async () => {
    const { sink, contract } = await start();
    await sink.send(batchOf(["twice"]), never);
    contract.item = ({ message }) =>
      message === "busy" ? refuse(429) : message === "locked" ? refuse(403) : message === "down" ? refuse(503) : undefined;
    const outcome = await sink.send(batchOf(["twice", "busy", "poison", "new", "locked", "down"]), never);
    expect(outcome).toEqual({
      kind: "mixed",
      rejected: [{ record: 2, reason: "HTTP 400: document_parsing_exception: poison" }],
      again: [1, 4, 5],
      reason: "HTTP 429: some_exception: why",
    });
    expect(contract.stored).toEqual(["twice", "new"]);
    expect(await sink.send(batchOf(["twice", "busy"]).slice(1, 2), never)).toEqual({
      kind: "retry",
      reason: "HTTP 429: some_exception: why",
    });
    expect(await sink.send(batchOf(["twice"]), never)).toEqual(delivered);
  });

  test.each<[string, StrictAnswer, string]>([
    ["a page of a proxy", { status: 200, body: "<html>" }, "retry"],
    ["answers to other records", { status: 200, body: '{"errors":true,"items":[{"create":{"status":400}}]}' }, "retry"],
    ["no index", { status: 404 }, "retry"],
    ["a malformed request", { status: 400 }, "split"],
    ["another method wanted", { status: 405 }, "rejected"],
  ])("%s", async (_what, answer, kind) => {
    const { sink, server } = await start();
    server.fault = () => answer;
    expect((await sink.send(batchOf(["a", "b"]), never)).kind).toBe(kind);
  });

  test("may stand behind a path, and only a name that an index can have is taken", async () => {
    const { sink, server } = await start("/es/");
    server.fault = () => ({ status: 200, body: '{"errors":false}' });
    expect(await sink.send(batchOf(["a"]), never)).toEqual(delivered);
    expect(server.requests[0]?.path).toBe("/es/logs-shop-default/_bulk");
    for (const index of ["Logs", "a b", "_logs", "a/b", "x".repeat(256)])
      expect(problemsOf(elasticsearch(), { SINK_INDEX: index })).toMatchObject([expect.stringMatching(/^SINK_INDEX must be the name/)]);
  });
});
