import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../../src/runtime/agent/record.ts";
import { ByteWriter } from "../../../src/runtime/agent/sinks/byte-writer.ts";
import { encodeRaw, ndjsonEncoder } from "../../../src/runtime/agent/sinks/ndjson.ts";
import { otlpEncoder } from "../../../src/runtime/agent/sinks/otlp-encoder.ts";
import { toRecords } from "../../../src/runtime/agent/transform.ts";
import { batchOf } from "./support/batches.ts";

type Encode = Parameters<typeof encodeRaw>;
const written = (encode: (...args: Encode) => void, batch: Encode[0]) => {
  const out = new ByteWriter();
  encode(batch, out);
  return out.written.toString();
};
const resource = { "service.name": "shöp", "k8s.pod.name": 'po"d' };

describe("the byte writer", () => {
  test("escapes any text just as JSON.parse wants it back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const bytes = Buffer.from(text);
        const out = new ByteWriter();
        out.escaped(bytes, 0, bytes.length);
        expect(JSON.parse(`"${out.written}"`)).toBe(bytes.toString());
      }),
    );
  });

  test("writes whole numbers", () => {
    const numbers = [0, 7, 10, 99, 100, 12_345, 2 ** 31, 2 ** 32 + 1, 10 ** 15, Number.MAX_SAFE_INTEGER];
    for (const number of numbers) {
      const out = new ByteWriter();
      out.integer(number);
      expect(out.written.toString()).toBe(String(number));
    }
  });

  test("grows", () => {
    const out = new ByteWriter();
    for (let index = 0; index < 10; index += 1) out.escaped(Buffer.alloc(50_000, 1), 0, 50_000);
    out.text("é€");
    expect(out.written.toString()).toBe(`${"\\u0001".repeat(500_000)}é€`);
  });
});

describe("OTLP", () => {
  test("a request in the JSON mapping: one envelope, integers as strings", () => {
    const text = written(otlpEncoder(resource, { name: "log-agent" }), batchOf(["first", 'se"cond'], "/l/ä.log"));
    const attributes = (offset: string) => [
      { key: "log.file.path", value: { stringValue: "/l/ä.log" } },
      { key: "log.file.name", value: { stringValue: "ä.log" } },
      { key: "log.record.uid", value: { stringValue: `0123456789abcdef-${offset}` } },
      { key: "log.file.offset", value: { intValue: offset } },
    ];
    const record = (body: string, offset: string) => ({
      observedTimeUnixNano: "1700000000000000000",
      body: { stringValue: body },
      attributes: attributes(offset),
    });
    expect(JSON.parse(text)).toEqual({
      resourceLogs: [
        {
          resource: {
            attributes: [
              { key: "service.name", value: { stringValue: "shöp" } },
              { key: "k8s.pod.name", value: { stringValue: 'po"d' } },
            ],
          },
          scopeLogs: [{ scope: { name: "log-agent" }, logRecords: [record("first", "0"), record('se"cond', "6")] }],
        },
      ],
    });
  });

  test("a transformed record keeps severity, times and trace, and every type of attribute", () => {
    const record: LogRecord = {
      id: "i-1",
      observedTimeUnixNano: "2",
      timeUnixNano: "1544712660300000000",
      severityNumber: 9,
      severityText: "INFO",
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
      body: "b",
      attributes: { s: "x", b: true, i: 3, d: 1.5, l: ["a", 1], m: { k: "v" }, n: Number.NaN },
    };
    const text = written(otlpEncoder({}, { name: "a" }), batchOf(["x"]).withRecords([record]));
    expect(JSON.parse(text).resourceLogs[0].scopeLogs[0].logRecords).toEqual([
      {
        observedTimeUnixNano: "2",
        timeUnixNano: "1544712660300000000",
        severityNumber: 9,
        severityText: "INFO",
        traceId: "5b8efff798038103d269b633813fc60c",
        spanId: "eee19b7ec3c1b174",
        body: { stringValue: "b" },
        attributes: [
          { key: "s", value: { stringValue: "x" } },
          { key: "b", value: { boolValue: true } },
          { key: "i", value: { intValue: "3" } },
          { key: "d", value: { doubleValue: 1.5 } },
          { key: "l", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: "1" }] } } },
          { key: "m", value: { kvlistValue: { values: [{ key: "k", value: { stringValue: "v" } }] } } },
          { key: "n", value: { doubleValue: "NaN" } },
          { key: "log.record.uid", value: { stringValue: "i-1" } },
        ],
      },
    ]);
  });
});

describe("NDJSON", () => {
  test("from bytes and from objects, a record reads the same", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 5 }), (lines) => {
        const batch = batchOf(lines.map((line) => line.map((byte) => (byte === 10 || byte === 0 ? 0xc5 : byte))));
        const fast = written(ndjsonEncoder(resource), batch);
        const slow = written(ndjsonEncoder(resource), batch.withRecords(toRecords(batch)));
        const parse = (text: string) =>
          text
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line));
        expect(parse(fast)).toEqual(parse(slow));
      }),
    );
  });

  test("has the shape that its description says", () => {
    const [line] = written(ndjsonEncoder({ "service.name": "shop" }), batchOf(["the line"])).split("\n");
    expect(line).toBe(
      '{"observedTime":"2023-11-14T22:13:20.000Z","body":"the line","attributes":{"log.file.path":"/var/log/app/app.log",' +
        '"log.file.name":"app.log","log.record.uid":"0123456789abcdef-0","log.file.offset":0},"resource":{"service.name":"shop"}}',
    );
  });
});

test("raw lines are the file's own bytes, or a transformed record's body", () => {
  const out = new ByteWriter();
  encodeRaw(batchOf([Buffer.from([0x61, 0xff]), "b\r"]), out);
  expect([...out.written]).toEqual([0x61, 0xff, 10, 0x62, 10]);
  const batch = batchOf(["a", "b"]);
  const records = toRecords(batch).map((record, index) => (index === 0 ? undefined : { ...record, body: "changed" }));
  expect(written(encodeRaw, batch.withRecords(records))).toBe("changed\n");
});

describe("a part of a batch", () => {
  test("has the records of its range, with their own offsets and ids", () => {
    const part = batchOf(["a", "bb", "ccc", "d"]).slice(1, 3);
    expect(toRecords(part).map(({ body, id }) => [body, id])).toEqual([
      ["bb", "0123456789abcdef-2"],
      ["ccc", "0123456789abcdef-5"],
    ]);
    expect(part.slice(1, 2).textBytes).toBe(3);
    expect(part.id).toBe("0123456789abcdef-2+2");
  });

  test("counts only what a transform left", () => {
    const batch = batchOf(["a", "b", "c"]);
    const kept = batch.withRecords(toRecords(batch).map((record) => (record.body === "b" ? undefined : record)));
    expect([kept.count, kept.length, kept.slice(1, 2).count, kept.slice(1, 3).id]).toEqual([2, 3, 0, "0123456789abcdef-4+1"]);
  });
});
