import fc from "fast-check";
import { expect, test } from "vitest";
import { readOtlpLogs } from "../../src/console/receiver/otlp.ts";
import { catalogue } from "../../src/formats/catalogue/index.ts";
import type { Batch } from "../../src/runtime/agent/batch.ts";
import type { Normaliser } from "../../src/runtime/agent/normaliser.ts";
import { ByteWriter } from "../../src/runtime/agent/sinks/byte-writer.ts";
import { otlpEncoder } from "../../src/runtime/agent/sinks/otlp-encoder.ts";
import { transformBatch } from "../../src/runtime/agent/transform.ts";
import { batchOf } from "../runtime/agent/support/batches.ts";
import { compiled } from "./support/compiled.ts";
import { violations } from "./support/otlp-rules.ts";

const { normaliser } = await compiled(
  catalogue.map(({ name }) => name),
  "otlp",
);

function request(lines: readonly (string | Uint8Array)[]): string {
  const out = new ByteWriter();
  otlpEncoder({ "service.name": "shop" }, { name: "log-adapter" }, normaliser)(batchOf(lines), out);
  return out.written.toString();
}

const hard = [
  '10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "" 400 0 "-" "-"',
  String.raw`10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "\x16\x03\x01" 400 99999999999999999999 "-" "a \"b\""`,
  '{"a":{"b":[1,2.5,"x",true,null,{"c":{}}]},"n":12345678901234567890,"s":"\\ud800","log.file.path":"mine","trace_id":"x","e":[]}',
  '{"level":"info","a":1,"a":2}',
  'a= b="\\ud800" msg="\u0001"',
  "",
  '\u0000\u0001"\\',
  new Uint8Array([0xff, 0xc3, 0x28, 0x41]),
];

test("an nginx line as an OTLP record, key by key", () => {
  const line = '10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "GET /a?b=1 HTTP/1.1" 200 571 "http://x/" "curl/8"';
  const [record] = JSON.parse(request([line])).resourceLogs[0].scopeLogs[0].logRecords;
  const string = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const int = (key: string, value: string) => ({ key, value: { intValue: value } });
  expect(record).toEqual({
    observedTimeUnixNano: "1700000000000000000",
    attributes: [
      string("log.file.path", "/var/log/app/app.log"),
      string("log.file.name", "app.log"),
      string("log.record.uid", "0123456789abcdef-0"),
      int("log.file.offset", "0"),
      string("client.address", "10.0.0.1"),
      string("http.request.method", "GET"),
      string("url.path", "/a"),
      string("url.query", "b=1"),
      string("network.protocol.name", "http"),
      string("network.protocol.version", "1.1"),
      int("http.response.status_code", "200"),
      int("http.response.body.size", "571"),
      { key: "http.request.header.referer", value: { arrayValue: { values: [{ stringValue: "http://x/" }] } } },
      string("user_agent.original", "curl/8"),
    ],
    timeUnixNano: "1477399774000000000",
    severityNumber: 9,
    body: { stringValue: "GET /a?b=1 HTTP/1.1" },
  });
});

test("a float is a double in every record, whole or not, from either face and behind a transform; an int and numbers of JSON are not", async () => {
  const lines = ["2.5", "2", "2.0", "-0", "007", "0.12345678901234567890", "12345678901234567890"].map((took) => `${took} 7`);
  const values = (made: Normaliser, batch: Batch) => {
    const out = new ByteWriter();
    otlpEncoder({}, { name: "log-adapter" }, made)(batch, out);
    expect(violations(out.written.toString())).toEqual([]);
    const { logRecords } = JSON.parse(out.written.toString()).resourceLogs[0].scopeLogs[0];
    return logRecords.map(({ attributes }: { attributes: { key: string; value: object }[] }) =>
      Object.fromEntries(attributes.filter(({ key }) => key === "took" || key === "n").map(({ key, value }) => [key, value])),
    );
  };
  const { normaliser: made } = await compiled(["json", "{took:float} {n:int}"], "otlp");
  const want = [2.5, 2, 2, 0, 7, 0.12345678901234568, 12345678901234567000].map((doubleValue) => ({
    took: { doubleValue },
    n: { intValue: "7" },
  }));
  expect(values(made, batchOf(lines))).toEqual(want);
  const { batch } = transformBatch(batchOf(lines), (record) => record, made);
  expect(values(made, batch)).toEqual(want);
  expect(values(made, batchOf(['{"took":2,"n":2.5}']))).toEqual([{ took: { intValue: "2" }, n: { doubleValue: 2.5 } }]);
});

test("lines of every format are records that a strict reader of OTLP takes", () => {
  const json = request([...catalogue.flatMap(({ examples }) => examples), ...hard]);
  expect(violations(json)).toEqual([]);
  expect(readOtlpLogs(JSON.parse(json))).toMatchObject({ ok: true });
});

test("so is any line", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 50 }).map((line) => line.map((byte) => (byte === 10 ? 11 : byte)));
  const json = fc.json().map((value) => `{"k":${value.replace(/\n/g, " ")}}`);
  fc.assert(
    fc.property(fc.array(fc.oneof(bytes, json), { minLength: 1, maxLength: 5 }), (lines) => {
      expect(violations(request(lines))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("the strict reader is strict", () => {
  const good = request(hard.slice(0, 1));
  for (const [from, to] of [
    ['"timeUnixNano":"1477399774000000000"', '"timeUnixNano":1477399774000000000'],
    ['"intValue":"400"', '"intValue":400'],
    ['"body":{"stringValue":""}', '"body":{}'],
    ['"severityNumber":9', '"severity_number":9'],
    ['"key":"client.address"', '"key":"log.file.path"'],
  ] as const) {
    expect(good).toContain(from);
    expect(violations(good.replace(from, to))).toHaveLength(1);
  }
});
