import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../src/runtime/agent/sinks/byte-writer.ts";
import { bulkEncoder } from "../../src/runtime/agent/sinks/elasticsearch-encoder.ts";
import { ndjsonEncoder } from "../../src/runtime/agent/sinks/ndjson.ts";
import { transformBatch } from "../../src/runtime/agent/transform.ts";
import { batchOf } from "../runtime/agent/support/batches.ts";
import { compiled } from "./support/compiled.ts";

const formats = [
  "combined",
  "spring",
  "syslog5424",
  "json",
  "logfmt",
  "<time:iso> <level> <shop.tenant> <took:float>ms <pid:word> <message>",
];
const parser = await compiled(formats, "ecs", "Europe/Berlin");

const web = { "event.kind": "event", "event.category": ["web"], "event.type": ["access"] };

test.each<[title: string, line: string, want: Record<string, unknown>]>([
  [
    "an access log",
    '203.0.113.7 - ann [25/Oct/2016:14:49:34 +0200] "GET /cart?id=7&x=%22 HTTP/1.1" 404 571 "https://shop.example/" "Mozilla/5.0 (X11)"',
    {
      "@timestamp": "2016-10-25T12:49:34.000Z",
      message: "GET /cart?id=7&x=%22 HTTP/1.1",
      "client.address": "203.0.113.7",
      "source.address": "203.0.113.7",
      "source.ip": "203.0.113.7",
      "user.name": "ann",
      "http.request.method": "GET",
      "url.path": "/cart",
      "url.query": "id=7&x=%22",
      "url.original": "/cart?id=7&x=%22",
      "network.protocol": "http",
      "http.version": "1.1",
      "http.response.status_code": 404,
      "http.response.body.bytes": 571,
      "http.request.referrer": "https://shop.example/",
      "user_agent.original": "Mozilla/5.0 (X11)",
      "event.severity": 9,
      "event.outcome": "failure",
      ...web,
    },
  ],
  [
    "an access log of a client with a name, a method that nobody knows, and a size that no number holds",
    'crawler.example - - [25/Oct/2016:14:49:34] "BREW /pot HTTP/1.0" 503 99999999999999999999 "-" "-"',
    {
      "@timestamp": "2016-10-25T12:49:34.000Z",
      "event.timezone": "Europe/Berlin",
      message: "BREW /pot HTTP/1.0",
      "client.address": "crawler.example",
      "source.address": "crawler.example",
      "http.request.method": "BREW",
      "url.path": "/pot",
      "url.original": "/pot",
      "network.protocol": "http",
      "http.version": "1.0",
      "http.response.status_code": 503,
      "labels.http_response_body_size": "99999999999999999999",
      "event.severity": 17,
      "event.outcome": "failure",
      ...web,
    },
  ],
  [
    "Spring Boot, with a stack trace",
    "2025-01-23T03:42:36.681-0800 ERROR 125873 --- [shop] [nio-8080-exec-1] c.e.shop.Cart : failed\njava.lang.IllegalStateException: no\n\tat c.e.shop.Cart.add(Cart.java:9)",
    {
      "@timestamp": "2025-01-23T11:42:36.681Z",
      message: "failed\njava.lang.IllegalStateException: no\n\tat c.e.shop.Cart.add(Cart.java:9)",
      "log.level": "ERROR",
      "event.severity": 17,
      "process.pid": 125873,
      "service.name": "shop",
      "process.thread.name": "nio-8080-exec-1",
      "log.logger": "c.e.shop.Cart",
    },
  ],
  [
    "syslog of RFC 5424",
    '<165>1 2003-10-11T22:14:15.003Z web-1 evntslog - ID47 [ex@32473 iut="3" eventID="1011"] An application event',
    {
      "@timestamp": "2003-10-11T22:14:15.003Z",
      message: "An application event",
      "host.name": "web-1",
      "service.name": "evntslog",
      "log.level": "notice",
      "event.severity": 10,
      "log.syslog.priority": 165,
      "log.syslog.facility.code": 20,
      "log.syslog.severity.code": 5,
      "log.syslog.msgid": "ID47",
      "log.syslog.structured_data": { "ex@32473": { iut: "3", eventID: "1011" } },
    },
  ],
  [
    "JSON with a trace and an exception",
    '{"level":50,"time":1761019822315,"msg":"failed","trace_id":"5b8efff798038103d269b633813fc60c","span_id":"eee19b7ec3c1b174","tries":3,"err":{"type":"TypeError","message":"x is not a function","stack":"TypeError: x\\n    at a (b.js:1:2)"}}',
    {
      "@timestamp": "2025-10-21T04:10:22.315Z",
      message: "failed",
      "log.level": "50",
      "event.severity": 17,
      "trace.id": "5b8efff798038103d269b633813fc60c",
      "span.id": "eee19b7ec3c1b174",
      "error.type": "TypeError",
      "error.message": "x is not a function",
      "error.stack_trace": "TypeError: x\n    at a (b.js:1:2)",
      "labels.tries": 3,
    },
  ],
  [
    "JSON of one of Elastic's own loggers, dotted and nested",
    '{"@timestamp":"2026-03-02T11:04:05.123Z","log.level":"WARN","message":"slow","ecs.version":"1.2.0","service.name":"cart","process":{"thread":{"name":"main"},"pid":"7"},"tags.own":["a"],"labels":{"tenant":"t1"}}',
    {
      "@timestamp": "2026-03-02T11:04:05.123Z",
      message: "slow",
      "log.level": "WARN",
      "event.severity": 13,
      "service.name": "cart",
      "process.thread.name": "main",
      "labels.process_pid": "7",
      "labels.ecs_version": "1.2.0",
      "labels.tags_own": ["a"],
      "labels.tenant": "t1",
    },
  ],
  [
    "a pattern: a name with a dot stays, another is a label, and what is no number is no field of numbers",
    "2026-03-02T11:04:05Z warn t1 12.5ms x7 late",
    {
      "@timestamp": "2026-03-02T11:04:05.000Z",
      message: "late",
      "log.level": "warn",
      "event.severity": 13,
      "shop.tenant": "t1",
      "labels.took": 12.5,
      "labels.process_pid": "x7",
    },
  ],
  [
    "a line of no format",
    "\u0001",
    {
      "@timestamp": "2026-03-02T00:00:00.000Z",
      message: "\u0001",
      "event.kind": "pipeline_error",
      "log.unparsed.reason": "no format begins like this",
    },
  ],
])("%s", (_, line, want) => {
  const { seed: _seed, ...document } = parser.encode(line).record;
  expect(document).toEqual(want);
  expect(parser.document(line)).toEqual(want);
});

describe("what the agent says beside it", () => {
  const resource = { "service.name": "shop", "host.name": "node-1", "k8s.pod.name": "shop-1", team: "blue" };
  const lines = [
    "<165>1 2003-10-11T22:14:15.003Z web-1 evntslog - - - m",
    "<165>1 2003-10-11T22:14:15.003Z - - - - - m",
    '{"msg":"m","team":"red"}',
    '{"msg":"m","service.name":"cart"}',
  ];
  const written = (encoder: typeof ndjsonEncoder, batch = batchOf(lines, undefined, undefined, 0, "front")) => {
    const out = new ByteWriter();
    encoder(resource, parser.normaliser)(batch, out);
    return out.written
      .toString()
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text, noKeyTwice(text)) as Record<string, unknown>);
  };

  test("is in each document once: what the line says of its host and service counts", () => {
    const agent = { "ecs.version": "8.11.0", "kubernetes.pod.name": "shop-1", team: "blue" };
    const documents = written(ndjsonEncoder);
    expect(documents).toMatchObject([
      { ...agent, "host.name": "web-1", "service.name": "evntslog" },
      agent,
      { ...agent, "host.name": "node-1", "service.name": "shop", "labels.team": "red" },
      { ...agent, "host.name": "node-1", "service.name": "cart" },
    ]);
    // A format whose lines name a host is not of this one where a line names none.
    expect(documents[1]).not.toHaveProperty(["host.name"]);
    expect(documents[2]).toEqual({
      "event.created": "2023-11-14T22:13:20.000Z",
      "@timestamp": "2023-11-14T22:13:20.000Z",
      "log.file.path": "/var/log/app/app.log",
      "log.source": "front",
      "log.offset": 99,
      "event.id": "0123456789abcdef-99",
      message: "m",
      "labels.team": "red",
      "service.name": "shop",
      "host.name": "node-1",
      ...agent,
    });
  });

  test("names who sent a line over the network, and no file, from bytes and from objects", () => {
    const sender = { "log.source": "tcp://:5170", "network.transport": "tcp", "network.peer.address": "10.1.2.3" };
    const received = batchOf(['{"msg":"m"}', '{"msg":"m","network.transport":"pipe"}'], undefined, undefined, 0, undefined, sender);
    const said = { "log.source": "tcp://:5170", "network.transport": "tcp", "labels.network_peer_address": "10.1.2.3" };
    for (const batch of [received, transformBatch(received, (record) => ({ ...record }), parser.normaliser).batch]) {
      const documents = written(ndjsonEncoder, batch);
      expect(documents).toMatchObject([said, { ...said, "labels.line_network_transport": "pipe" }]);
      for (const document of documents) expect(document).not.toHaveProperty(["log.file.path"]);
    }
  });

  test("of _bulk there is an action in front of each", () => {
    const all = written(bulkEncoder);
    expect(all.filter((_, index) => index % 2 === 0)).toEqual(
      written(ndjsonEncoder).map((document) => ({ create: { _id: document["event.id"] } })),
    );
    expect(all.filter((_, index) => index % 2 === 1)).toEqual(written(ndjsonEncoder));
  });

  test("a transform sees OpenTelemetry's names, and what it makes of them becomes a document", () => {
    const { batch } = transformBatch(
      batchOf(lines, undefined, undefined, 0, "front"),
      (record) => ({ ...record, attributes: { ...record.attributes, "thread.name": "main", tenant: "t1", "shop.tenant": "t2" } }),
      parser.normaliser,
    );
    const added = { "process.thread.name": "main", "labels.tenant": "t1", "shop.tenant": "t2" };
    const plain = written(ndjsonEncoder);
    const [first, second, ...others] = written(ndjsonEncoder, batch);
    expect(first).toEqual({ ...plain[0], ...added });
    expect(second).toMatchObject(added);
    expect(others).toEqual(plain.slice(2).map((document) => ({ ...document, ...added })));
  });
});

/** Elasticsearch refuses a document with a key that is there twice, which `JSON.parse` does not see. */
function noKeyTwice(text: string): undefined {
  const keys = [...text.matchAll(/[{,]("(?:[^"\\]|\\.)*"):/g)].map(([, key]) => key);
  expect(keys).toHaveLength(new Set(keys).size);
  return undefined;
}
