import { expect, test } from "vitest";
import type { Batch } from "../../../../src/runtime/agent/batch.ts";
import { ByteWriter } from "../../../../src/runtime/agent/sinks/byte-writer.ts";
import { bulkEncoder } from "../../../../src/runtime/agent/sinks/elasticsearch-encoder.ts";
import { forward } from "../../../../src/runtime/agent/sinks/forward.ts";
import { lokiEncoder } from "../../../../src/runtime/agent/sinks/loki-encoder.ts";
import { ndjsonEncoder } from "../../../../src/runtime/agent/sinks/ndjson.ts";
import { otlpEncoder } from "../../../../src/runtime/agent/sinks/otlp-encoder.ts";
import { otlpProtobufEncoder } from "../../../../src/runtime/agent/sinks/otlp-protobuf.ts";
import { splunkEncoder } from "../../../../src/runtime/agent/sinks/splunk-encoder.ts";
import { syslogEncoder } from "../../../../src/runtime/agent/sinks/syslog-encoder.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { batchOf } from "../support/batches.ts";
import { Fluentd } from "../support/fluentd.ts";
import { never, opened } from "../support/opened.ts";

const header = { facility: 1, severity: 6, hostname: "web-1", appName: "shop", msgId: "-", sdId: "log@32473", maxMessageBytes: 8192 };
const syslog = syslogEncoder(header);
const named = (source: string | undefined) => batchOf(["one", "two"], undefined, undefined, 0, source);

const network = { "log.source": "tcp://:5170", "network.transport": "tcp", "network.peer.address": "10.1.2.3" };
const received = () => batchOf(["one", "two"], undefined, undefined, 0, undefined, network);

test.each<[string, (batch: Batch, out: ByteWriter) => void]>([
  ["NDJSON", ndjsonEncoder({})],
  ["OTLP's JSON", otlpEncoder({}, { name: "agent" })],
  ["OTLP's protobuf", otlpProtobufEncoder({}, { name: "agent" })],
  ["Loki", lokiEncoder({ labels: { app: "shop" }, common: {}, maxLineBytes: 1000 })],
  ["Elasticsearch", bulkEncoder({})],
  ["Splunk", splunkEncoder({}, { host: "web-1" })],
  ["syslog", (batch, out) => syslog(batch, out, () => undefined)],
])("%s: what came over the network says from whom, and names no file, from bytes and from objects", (_name, encode) => {
  for (const batch of [received(), received().withRecords(toRecords(received()))]) {
    const out = new ByteWriter();
    encode(batch, out);
    const text = out.written.toString("latin1");
    for (const said of [
      /log.source[^}]{0,30}?tcp:\/\/:5170/g,
      /network.transport[^}]{0,30}?tcp/g,
      /network.peer.address[^0-9]*?10\.1\.2\.3/g,
    ])
      expect(text.match(said)).toHaveLength(2);
    expect(text).not.toMatch(/log.file.(?:path|name)/);
  }
});

test.each<[string, (batch: Batch, out: ByteWriter) => void, string]>([
  ["NDJSON", ndjsonEncoder({}), '"log.source":"access"'],
  ["OTLP's JSON", otlpEncoder({}, { name: "agent" }), '{"key":"log.source","value":{"stringValue":"access"}}'],
  ["OTLP's protobuf", otlpProtobufEncoder({}, { name: "agent" }), "\n\nlog.source\x12\b\n\x06access"],
  ["Loki", lokiEncoder({ labels: { app: "shop" }, common: {}, maxLineBytes: 1000 }), '"log_source":"access"'],
  ["Elasticsearch", bulkEncoder({}), '"log.source":"access"'],
  ["Splunk", splunkEncoder({}, { host: "web-1" }), '"log.source":"access"'],
  ["syslog", (batch, out) => syslog(batch, out, () => undefined), ' log.source="access"'],
])("%s: every record of a source that has a name says which, from bytes and from objects", (_name, encode, said) => {
  const times = (batch: Batch) => {
    const out = new ByteWriter();
    encode(batch, out);
    return out.written.toString("latin1").split(said).length - 1;
  };
  const batch = named("access");
  expect(times(batch)).toBe(2);
  expect(times(batch.withRecords(toRecords(batch)))).toBe(2);
  expect(times(named(undefined))).toBe(0);
});

test("Forward: every record of a source that has a name says which, from bytes and from objects", async () => {
  const server = await Fluentd.start();
  const sink = opened(forward({ url: server.url }));
  const batch = named("access");
  await sink.send(batch, never);
  await sink.send(batch.withRecords(toRecords(batch)), never);
  await sink.send(named(undefined), never);
  await sink.send(received(), never);
  await sink.send(received().withRecords(toRecords(received())), never);
  await sink.close();
  expect(server.complaints).toEqual([]);
  const said = server.chunks.map(({ entries }) => entries.map(({ record }) => record["log.source"]));
  expect(said).toEqual([
    ["access", "access"],
    ["access", "access"],
    [undefined, undefined],
    ["tcp://:5170", "tcp://:5170"],
    ["tcp://:5170", "tcp://:5170"],
  ]);
  expect(server.chunks[3]?.entries[0]?.record).toEqual(server.chunks[4]?.entries[0]?.record);
  expect(server.chunks[3]?.entries[0]?.record).toMatchObject({ "network.transport": "tcp", "network.peer.address": "10.1.2.3" });
});
