import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../../src/runtime/agent/sinks/sink.ts";
import { splunk } from "../../../../src/runtime/agent/sinks/splunk.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { batchOf } from "../support/batches.ts";
import { answer, HecCollector } from "../support/collector.ts";
import { testFolder } from "../support/folder.ts";
import { never, opened } from "../support/opened.ts";
import type { Reply } from "../support/receiver.ts";

const lines = ["plain", 'qu"ote \\ }{', "ünï€😀", "\u0001\u001f\u007f", "last"];
const token = "t0ken";

describe("the Splunk sink", () => {
  test.each(["none", "gzip"] as const)("sends events that a strict collector takes, in order; compression %s", async (compression) => {
    const server = await HecCollector.start();
    const sink = opened(splunk({ url: server.url, token, compression, index: "main", sourcetype: "app" }));
    expect(await sink.send(batchOf(lines), never)).toEqual({ kind: "delivered" });
    await sink.close();
    expect(server.bodies).toEqual(lines);
    expect(server.events[1]).toEqual({
      ...{ time: 1_700_000_000, host: "web-1", source: "/var/log/app/app.log", sourcetype: "app", index: "main", event: lines[1] },
      fields: { "service.name": "shop", "host.name": "web-1", "log.record.uid": "0123456789abcdef-6", "log.file.offset": 6 },
    });
  });

  test("says the same of records as of bytes", async () => {
    const server = await HecCollector.start();
    const sink = opened(splunk({ url: server.url, token }));
    const batch = batchOf(["a", "", " \t", "b"]);
    await sink.send(batch, never);
    await sink.send(batch.withRecords(toRecords(batch)), never);
    await sink.close();
    expect(server.events).toHaveLength(8);
    expect(server.events.slice(4)).toEqual(server.events.slice(0, 4));
  });

  test("a blank line is an event with a blank message: the collector takes no blank event", async () => {
    const server = await HecCollector.start();
    const sink = opened(splunk({ url: server.url, token }));
    expect(await sink.send(batchOf(["", "  ", "a"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
    expect(server.bodies).toEqual([{ message: "" }, { message: "  " }, "a"]);
  });

  test("keeps a record's own time, severity and trace; fields are flat", async () => {
    const server = await HecCollector.start();
    const sink = opened(splunk({ url: server.url, token }));
    const attributes = { s: "x", list: [1], map: { k: "v" }, none: null, b: true };
    const own = { timeUnixNano: "1544712660300456789", severityText: "INFO", severityNumber: 9, traceId: "t", spanId: "s" };
    await sink.send(batchOf(["x"]).withRecords([{ id: "i-1", observedTimeUnixNano: "2", body: "b", attributes, ...own }]), never);
    await sink.close();
    expect(server.events).toEqual([
      {
        time: 1_544_712_660.300_456,
        host: "web-1",
        event: "b",
        fields: {
          ...{ "service.name": "shop", "host.name": "web-1", s: "x", list: "[1]", map: '{"k":"v"}', b: true, "log.record.uid": "i-1" },
          ...{ severity: "INFO", severity_number: 9, trace_id: "t", span_id: "s" },
        },
      },
    ]);
  });

  test("an event that is refused is refused alone: those in front of it are stored, those behind it are to be sent again", async () => {
    const server = await HecCollector.start({ poison: ({ event }) => event === "poison" });
    const sink = opened(splunk({ url: server.url, token }));
    const outcome = await sink.send(batchOf(["a", "b", "poison", "c", "d"]), never);
    const reason = "HTTP 400: Invalid data format (code 6)";
    expect(outcome).toMatchObject({ kind: "mixed", rejected: [{ record: 2, reason }], again: [3, 4] });
    expect(server.bodies).toEqual(["a", "b"]);
    expect(await sink.send(batchOf(["poison"]), never)).toEqual({ kind: "rejected", reason });
    await sink.close();
  });

  test("where acknowledgement is on, a refusal says nothing about the others: they are all sent again", async () => {
    const server = await HecCollector.start({ ackAfter: 0, poison: ({ event }) => event === "poison" });
    const sink = opened(splunk({ url: server.url, token, ackEveryMs: 10 }));
    await sink.send(batchOf(["a"]), never);
    expect(await sink.send(batchOf(["b", "poison", "c"]), never)).toMatchObject({
      kind: "mixed",
      rejected: [{ record: 1 }],
      again: [0, 2],
    });
    await sink.close();
  });

  test.each<[number, number, string, Outcome["kind"]]>([
    [200, 0, "Success", "delivered"],
    [403, 1, "Token disabled", "retry"],
    [401, 2, "Token is required", "retry"],
    [401, 3, "Invalid authorization", "retry"],
    [403, 4, "Invalid token", "retry"],
    [400, 5, "No data", "split"],
    [400, 6, "Invalid data format", "split"],
    [400, 7, "Incorrect index", "retry"],
    [500, 8, "Internal server error", "retry"],
    [503, 9, "Server is busy", "retry"],
    [400, 10, "Data channel is missing", "retry"],
    [400, 11, "Invalid data channel", "retry"],
    [400, 12, "Event field is required", "split"],
    [400, 13, "Event field cannot be blank", "split"],
    [400, 14, "ACK is disabled", "retry"],
    [400, 15, "Error in handling indexed fields", "split"],
    [503, 18, "HEC is unhealthy, queues are full", "retry"],
    [503, 19, "HEC is unhealthy, ack service unavailable", "retry"],
    [503, 20, "HEC is unhealthy, both", "retry"],
    [503, 23, "Server is shutting down", "retry"],
    [200, 24, "Success, queue approaching capacity", "delivered"],
    [200, 25, "Success, ack approaching capacity", "delivered"],
    [429, 26, "Queue at capacity", "retry"],
    [429, 27, "ACK channel at capacity", "retry"],
  ])("HTTP %i with code %i (%s): %s", async (status, code, text, kind) => {
    const server = await HecCollector.start({ interrupt: () => answer(status, code, text) });
    const sink = opened(splunk({ url: server.url, token }));
    const outcome = await sink.send(batchOf(["a", "b"]), never);
    await sink.close();
    expect(outcome).toEqual(kind === "delivered" ? { kind } : { kind, reason: `HTTP ${status}: ${text} (code ${code})` });
  });

  test.each<[Reply, object]>([
    [408, { kind: "retry" }],
    [413, { kind: "split" }],
    [404, { kind: "retry" }],
    [{ status: 302, headers: { location: "/" } }, { kind: "retry" }],
    [
      { status: 503, headers: { "retry-after": "2" }, body: "<html>" },
      { kind: "retry", reason: "HTTP 503: <html>", retryAfterMs: 2000 },
    ],
    [
      { status: 400, body: "<html>" },
      { kind: "split", reason: "HTTP 400: <html>" },
    ],
    [answer(400, 6, "Invalid data format", { "invalid-event-number": 7 }), { kind: "split" }],
    ["reset", { kind: "retry" }],
    ["hang", { kind: "retry", reason: "no answer within 1000 ms" }],
  ])("what is in between answers %j", async (reply, want) => {
    const server = await HecCollector.start({ interrupt: () => reply });
    const sink = opened(splunk({ url: server.url, token, timeoutMs: 1000 }));
    expect(await sink.send(batchOf(["a", "b"]), never)).toMatchObject(want);
    await sink.close();
  });

  test("a token that is refused is said once, records are held, and a new one is taken from its file", async () => {
    const tokenFile = join(testFolder(), "token");
    writeFileSync(tokenFile, "old\n");
    const server = await HecCollector.start();
    const sink = opened(splunk({ url: server.url, tokenFile }));
    for (let index = 0; index < 3; index += 1) expect((await sink.send(batchOf(["a"]), never)).kind).toBe("retry");
    expect(sink.said).toEqual(["the collector refuses the token, the index or the channel: records are held until it takes them"]);
    writeFileSync(tokenFile, "t0ken\n");
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
  });

  test("a request that is larger than allowed is split before it is sent", async () => {
    const server = await HecCollector.start();
    const sink = opened(splunk({ url: server.url, token, maxRequestBytes: 1024 }));
    expect(await sink.send(batchOf(["a".repeat(600), "b".repeat(600)]), never)).toMatchObject({ kind: "split" });
    expect(server.requests).toEqual([]);
    await sink.close();
  });
});

describe("indexer acknowledgement", () => {
  const timely = { token, ackEveryMs: 10, ackTimeoutMs: 10_000 };

  test("is waited for, of several requests at once, each asked for until it is there", async () => {
    const server = await HecCollector.start({ ackAfter: 2 });
    const sink = opened(splunk({ url: server.url, ...timely }));
    const outcomes = await Promise.all(["a", "b", "c"].map((line) => sink.send(batchOf([line]), never)));
    expect(outcomes).toEqual([{ kind: "delivered" }, { kind: "delivered" }, { kind: "delivered" }]);
    expect(server.channels.size).toBe(1);
    await sink.close();
  });

  test("that does not come means that the request is sent again", async () => {
    const server = await HecCollector.start({ ackAfter: 1000 });
    const sink = opened(splunk({ url: server.url, ...timely, ackTimeoutMs: 60 }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "retry", reason: "not acknowledged within 60 ms" });
    await sink.close();
    const patient = opened(splunk({ url: server.url, ...timely, ackTimeoutMs: 60_000 }));
    expect(await patient.send(batchOf(["a"]), AbortSignal.timeout(700))).toEqual({ kind: "retry", reason: "given up" });
    await patient.close();
  });

  test("survives a collector that cannot be asked for a while", async () => {
    const server = await HecCollector.start({
      ackAfter: 0,
      interruptAck: (number) => (number < 3 ? "reset" : number < 5 ? 503 : undefined),
    });
    const sink = opened(splunk({ url: server.url, ...timely }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
  });

  test("a channel that the collector has forgotten is given up, what was sent on it is sent again on another", async () => {
    const server = await HecCollector.start({
      ackAfter: 0,
      interruptAck: (number) => (number === 1 ? answer(400, 11, "Invalid data channel") : undefined),
    });
    const sink = opened(splunk({ url: server.url, ...timely }));
    expect(await sink.send(batchOf(["a"]), never)).toMatchObject({ kind: "retry", reason: expect.stringMatching(/channel is not known/) });
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    expect(server.channels.size).toBe(2);
    await sink.close();
  });
});

test.each(["", "/", "/services/collector", "/services/collector/event", "/services/collector/event/1.0"])(
  "the path of http://host%s",
  async (path) => {
    const server = await HecCollector.start();
    const sink = opened(splunk({ url: `${server.url}${path}`, token }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
  },
);

describe("at the start", () => {
  test.each([
    [{}, "SINK_TOKEN_FILE or SINK_TOKEN is required: the collector takes nothing without a token"],
    [{ SINK_TOKEN: "a", SINK_HEADERS: "Authorization=Splunk%20a" }, "SINK_TOKEN and Authorization in SINK_HEADERS: give one of them"],
    [{ SINK_TOKEN: "two words" }, "SINK_TOKEN must be one word"],
  ])("%j is refused, and the token is not said", (env, problem) => {
    expect(splunk().configure(env)).toMatchObject({ ok: false, problems: [problem] });
  });
});
