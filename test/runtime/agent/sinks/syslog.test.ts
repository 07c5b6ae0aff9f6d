import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../../../src/runtime/agent/record.ts";
import { ByteWriter } from "../../../../src/runtime/agent/sinks/byte-writer.ts";
import { syslog } from "../../../../src/runtime/agent/sinks/syslog.ts";
import { paramName, syslogEncoder } from "../../../../src/runtime/agent/sinks/syslog-encoder.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { batchOf } from "../support/batches.ts";
import { until } from "../support/folder.ts";
import { never, opened } from "../support/opened.ts";
import { StreamReceiver } from "../support/stream-receiver.ts";
import { parseSyslogStream } from "../support/syslog-parser.ts";

const lines = ["plain", "", 'qu"ote \\ ] tab\t', "ünï€😀", "\u0001\u001f", "12 <14>1 like a frame"];
const header = { facility: 1, severity: 6, hostname: "h", appName: "a", msgId: "-", sdId: "log@32473", maxMessageBytes: 8192 };
const base: LogRecord = { id: "i-1", observedTimeUnixNano: "1700000000000000000", body: "b", attributes: {} };

function encodeOne(record: Partial<LogRecord>, changed: Partial<typeof header> = {}) {
  const out = new ByteWriter();
  syslogEncoder({ ...header, ...changed })(batchOf(["x"]).withRecords([{ ...base, ...record }]), out, () => undefined);
  const [message] = parseSyslogStream(out.written);
  if (!message) throw new Error("no message");
  return message;
}

describe("the syslog sink", () => {
  test("writes messages that a strict parser takes, in order, over one connection, whatever is in them", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(syslog({ url: server.url, facility: "local3" }));
    expect(await sink.send(batchOf(lines, '/var/log/a"]\\.log'), never)).toEqual({ kind: "delivered" });
    await sink.close();
    const messages = parseSyslogStream(server.connections[0] ?? Buffer.alloc(0));
    expect(messages.map(({ message }) => message)).toEqual(lines);
    expect(messages[1]).toEqual({
      facility: 19,
      severity: 6,
      timestamp: "2023-11-14T22:13:20.000Z",
      hostname: "web-1",
      appName: "shop",
      procId: "-",
      msgId: "-",
      data: { "log@32473": { "log.file.path": '/var/log/a"]\\.log', "log.record.uid": "0123456789abcdef-6", "log.file.offset": "6" } },
      message: "",
    });
  });

  test("says the same of records as of bytes, except in the fraction of a second", async () => {
    const batch = batchOf(lines);
    const [fromBytes, fromRecords] = [batch, batch.withRecords(toRecords(batch))].map((one) => {
      const out = new ByteWriter();
      syslogEncoder(header)(one, out, () => undefined);
      return parseSyslogStream(out.written).map((message) => ({ ...message, timestamp: message.timestamp.slice(0, 19) }));
    });
    expect(fromRecords).toEqual(fromBytes);
  });

  test("line ends inside a message survive", () => {
    expect(encodeOne({ body: "Error: x\n  at a\r\n  at b\n" }).message).toBe("Error: x\n  at a\r\n  at b\n");
  });

  test.each([
    [1, 7],
    [8, 7],
    [9, 6],
    [10, 5],
    [13, 4],
    [17, 3],
    [18, 2],
    [19, 1],
    [21, 2],
    [24, 2],
    [undefined, 6],
  ])("severity number %s is severity %i", (severityNumber, severity) => {
    expect(encodeOne({ severityNumber })).toMatchObject({ facility: 1, severity });
  });

  test("cuts the time to six digits of fraction, and takes the record's own where there is one", () => {
    expect(encodeOne({ timeUnixNano: "1544712660300456789" }).timestamp).toBe("2018-12-13T14:51:00.300456Z");
    expect(encodeOne({ timeUnixNano: "soon" }).timestamp).toBe("-");
  });

  test("names are what RFC 5424 allows, whatever the resource says", () => {
    expect(encodeOne({}, { hostname: "h ö".repeat(100), appName: "", msgId: "x".repeat(50) })).toMatchObject({
      hostname: "h__".repeat(85),
      appName: "-",
      msgId: "x".repeat(32),
    });
  });

  test("attributes and the trace are parameters, their names printable and their values escaped", () => {
    const attributes = { 'us"er na=me]': 'a"b\\c]d', n: 1, list: [1, "x"], none: null, ünï: true };
    expect(encodeOne({ attributes, traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174" }).data).toEqual({
      "log@32473": {
        us_er_na_me_: 'a"b\\c]d',
        n: "1",
        list: '[1,"x"]',
        _n_: "true",
        "log.record.uid": "i-1",
        trace_id: "5b8efff798038103d269b633813fc60c",
        span_id: "eee19b7ec3c1b174",
      },
    });
  });

  test("any record makes a message that the parser takes and gives back", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 50 });
    fc.assert(
      fc.property(text, fc.dictionary(text, text, { maxKeys: 4 }), fc.integer({ min: 1, max: 24 }), (body, attributes, severityNumber) => {
        const message = encodeOne({ body, attributes, severityNumber });
        expect(message.message).toBe(body);
        for (const [name, value] of Object.entries(attributes)) {
          const sameName = Object.keys(attributes).filter((other) => paramName(other) === paramName(name)).length > 1;
          if (!sameName && paramName(name) !== "log.record.uid") expect(message.data["log@32473"]?.[paramName(name)]).toBe(value);
        }
      }),
    );
  });

  test("a message that is too long is refused by number, the others are delivered, from bytes as from records", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(syslog({ url: server.url, maxMessageBytes: 480 }));
    const batch = batchOf(["a", "x".repeat(400), "b", "y".repeat(500)]);
    const reason = expect.stringMatching(/^a message of \d+ bytes, SINK_MAX_MESSAGE_BYTES allows 480$/);
    for (const one of [batch, batch.withRecords(toRecords(batch))]) {
      const outcome = await sink.send(one, never);
      expect(outcome).toEqual({ kind: "mixed", rejected: [1, 3].map((record) => ({ record, reason })), again: [] });
    }
    expect(await sink.send(batchOf(["z".repeat(500)]), never)).toMatchObject({ kind: "mixed", rejected: [{ record: 0 }] });
    await sink.close();
    const messages = parseSyslogStream(server.connections[0] ?? Buffer.alloc(0));
    expect(messages.map(({ message }) => message)).toEqual(["a", "b", "a", "b"]);
  });

  test("after a reset whole messages are sent again, on a connection of their own", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(syslog({ url: server.url }));
    await sink.send(batchOf(["a"]), never);
    await until("a", () => server.text !== "");
    server.sockets[0]?.resetAndDestroy();
    await until("a again", () => (server.connections[1]?.length ?? 0) > 0);
    await sink.send(batchOf(["b"]), never);
    await sink.close();
    expect(server.connections.map((bytes) => parseSyslogStream(bytes).map(({ message }) => message))).toEqual([["a"], ["a", "b"]]);
  });
});

test.each([
  ["SINK_FACILITY", "local8", /^SINK_FACILITY must be kern or user or/],
  ["SINK_SD_ID", "log 1", /^SINK_SD_ID must be 1 to 32 printable characters/],
  ["SINK_URL", "udp://h:514", /^SINK_URL must be tcp:/],
])("%s=%s is refused at the start", (name, value, want) => {
  expect(syslog().configure({ [name]: value })).toMatchObject({ ok: false, problems: [expect.stringMatching(want)] });
});
