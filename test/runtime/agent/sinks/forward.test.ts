import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttributeValue } from "../../../../src/runtime/agent/record.ts";
import { ByteWriter } from "../../../../src/runtime/agent/sinks/byte-writer.ts";
import { forward } from "../../../../src/runtime/agent/sinks/forward.ts";
import { packTime, packValue } from "../../../../src/runtime/agent/sinks/msgpack.ts";
import { unpack } from "../../../../src/runtime/agent/sinks/msgpack-reader.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { batchOf } from "../support/batches.ts";
import { Authority } from "../support/certificates.ts";
import { Fluentd, unpackWith } from "../support/fluentd.ts";
import { testFolder, until } from "../support/folder.ts";
import { never, opened } from "../support/opened.ts";

const lines = ["plain", "", 'qu"ote', "ünï€😀", "x".repeat(40), "y".repeat(300), "z".repeat(70_000)];
const shop = { "service.name": "shop", "host.name": "web-1" };

describe("the Forward sink", () => {
  test.each(["none", "gzip"] as const)(
    "sends chunks that a strict server takes, in order, over one connection; compression %s",
    async (compression) => {
      const server = await Fluentd.start();
      const sink = opened(forward({ url: server.url, compression }));
      expect(await sink.send(batchOf(lines), never)).toEqual({ kind: "delivered" });
      expect(await sink.send(batchOf(["second"]), never)).toEqual({ kind: "delivered" });
      await sink.close();
      expect(server.complaints).toEqual([]);
      expect(server.logs()).toEqual([...lines, "second"]);
      expect(server.receiver.connections).toHaveLength(1);
      const [chunk] = server.chunks;
      expect(chunk).toMatchObject({ tag: "shop", compressed: compression === "gzip" });
      expect(chunk?.entries[1]).toEqual({
        seconds: 1_700_000_000,
        nanoseconds: 0,
        record: {
          log: "",
          ...shop,
          "log.file.path": "/var/log/app/app.log",
          "log.file.offset": 6,
          "log.record.uid": "0123456789abcdef-6",
        },
      });
    },
  );

  test("says of records what it says of bytes, and the name of the file", async () => {
    const server = await Fluentd.start();
    const sink = opened(forward({ url: server.url, tag: "app.web", messageKey: "message" }));
    const batch = batchOf(lines);
    await sink.send(batch, never);
    await sink.send(batch.withRecords(toRecords(batch)), never);
    await sink.close();
    const [fromBytes, fromRecords] = server.chunks;
    expect(fromBytes?.tag).toBe("app.web");
    const named = fromBytes?.entries.map(({ record, ...time }) => ({ ...time, record: { ...record, "log.file.name": "app.log" } }));
    expect(fromRecords?.entries).toEqual(named);
    expect(fromRecords?.id).toBe(fromBytes?.id);
  });

  test("keeps a record's own time to the nanosecond, severity, trace and every type of attribute", async () => {
    const server = await Fluentd.start();
    const sink = opened(forward({ url: server.url }));
    const attributes = { s: "x", b: true, i: 3, d: 1.5, l: ["a", 1], m: { k: null }, n: -7, big: 2 ** 40 };
    const read = {
      timeUnixNano: "1544712660300456789",
      severityNumber: 9,
      severityText: "INFO",
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
    };
    await sink.send(batchOf(["x"]).withRecords([{ id: "i-1", observedTimeUnixNano: "2", body: "b", attributes, ...read }]), never);
    await sink.close();
    const { timeUnixNano: _time, severityNumber, severityText, traceId, spanId } = read;
    expect(server.chunks[0]?.entries).toEqual([
      {
        seconds: 1_544_712_660,
        nanoseconds: 300_456_789,
        record: {
          ...{ log: "b", ...shop, ...attributes, "log.record.uid": "i-1" },
          ...{ severity: severityText, severity_number: severityNumber, trace_id: traceId, span_id: spanId },
        },
      },
    ]);
  });

  test.each([
    ["no ack", "silent", "no ack within 400 ms"],
    ["the ack of another chunk", "wrong", "an answer that is not the ack of what was sent"],
    ["a reset", "reset", "connection reset"],
    ["an ack that comes too late", { ackAfterMs: 800 }, "no ack within 400 ms"],
    ["another protocol", "garbage", "an answer that is not the ack of what was sent"],
  ] as const)("after %s the chunk is sent again, on another connection", async (_what, reaction, reason) => {
    const server = await Fluentd.start((_chunk, number) => (number === 1 ? reaction : "ack"));
    const sink = opened(forward({ url: server.url, ackTimeoutMs: 400 }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "retry", reason });
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    expect(await sink.send(batchOf(["b"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
    expect(server.logs()).toEqual(["a", "a", "b"]);
    expect(server.chunks[0]?.id).toBe(server.chunks[1]?.id);
    expect(server.receiver.connections).toHaveLength(2);
  });

  test("an ack that takes its time is waited for; not after the agent insists on its end", async () => {
    const server = await Fluentd.start(() => ({ ackAfterMs: 150 }));
    const sink = opened(forward({ url: server.url }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    expect(await sink.send(batchOf(["b"]), AbortSignal.timeout(50))).toEqual({ kind: "retry", reason: "given up" });
    await sink.close();
  });

  test("a server that closes after its ack, as with deny_keepalive, costs nothing", async () => {
    const server = await Fluentd.start((_chunk, number) => {
      setTimeout(() => server.receiver.sockets[number - 1]?.end(), 5);
      return "ack";
    });
    const sink = opened(forward({ url: server.url }));
    for (const [number, line] of ["a", "b"].entries()) {
      expect(await sink.send(batchOf([line]), never)).toEqual({ kind: "delivered" });
      await until("the close of both ends", () => server.receiver.sockets[number]?.destroyed === true);
    }
    await sink.close();
    expect(server.logs()).toEqual(["a", "b"]);
  });

  test("a chunk that is dropped without a word, again and again, is halved; a single record is kept", async () => {
    const server = await Fluentd.start(({ entries }) => (entries.length > 1 ? "silent" : "ack"));
    const sink = opened(forward({ url: server.url, ackTimeoutMs: 200 }));
    const kinds: string[] = [];
    for (let index = 0; index < 3; index += 1) kinds.push((await sink.send(batchOf(["a", "b"]), never)).kind);
    expect(kinds).toEqual(["retry", "retry", "split"]);
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
    const mute = await Fluentd.start(() => "silent");
    const patient = opened(forward({ url: mute.url, ackTimeoutMs: 20 }));
    for (let index = 0; index < 5; index += 1) expect((await patient.send(batchOf(["a"]), never)).kind).toBe("retry");
    await patient.close();
  });

  test("a chunk that is larger than allowed is split before it is sent, a single record is not", async () => {
    const server = await Fluentd.start();
    const sink = opened(forward({ url: server.url, maxChunkBytes: 1024 }));
    expect(await sink.send(batchOf(["a".repeat(600), "b".repeat(600)]), never)).toMatchObject({ kind: "split" });
    expect(await sink.send(batchOf(["a".repeat(2000)]), never)).toEqual({ kind: "delivered" });
    await sink.close();
  });

  test("answers retry while nobody listens, and delivers once somebody does", async () => {
    const server = await Fluentd.start();
    await server.receiver.close();
    const sink = opened(forward({ url: server.url }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "retry", reason: "connection refused on 127.0.0.1" });
    expect(await sink.probe?.(never)).toBe(false);
    await server.receiver.listen();
    expect(await sink.probe?.(never)).toBe(true);
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
  });
});

describe("the handshake", () => {
  function files(secrets: Readonly<Record<string, string | undefined>>): Record<string, string> {
    const folder = testFolder();
    return Object.fromEntries(
      Object.entries(secrets).map(([name, secret]) => {
        writeFileSync(join(folder, name), `${secret}\n`);
        return [name, join(folder, name)];
      }),
    );
  }

  test("proves the shared key, user and password, over TLS", async () => {
    const authority = new Authority(testFolder());
    const secured = { sharedKey: "s3cret", users: { agent: "pa55" } };
    const server = await Fluentd.start(() => "ack", { secured, tls: authority.issue("server", "IP:127.0.0.1") });
    const sink = opened(
      forward({
        ...{ url: server.url, tlsCaFile: authority.caFile, user: "agent" },
        ...files({ sharedKeyFile: "s3cret", passwordFile: "pa55" }),
      }),
    );
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
    expect(server.logs()).toEqual(["a"]);
  });

  test.each([
    ["a wrong key", { sharedKey: "other" }, {}, { sharedKeyFile: "s3cret" }, "handshake: the server refuses: shared_key mismatch"],
    [
      "a wrong password",
      { sharedKey: "s3cret", users: { agent: "other" } },
      { user: "agent" },
      { sharedKeyFile: "s3cret", passwordFile: "pa55" },
      "handshake: the server refuses: username/password mismatch",
    ],
    [
      "a server that only pretends to know the key",
      { sharedKey: "s3cret", knows: "nothing" },
      {},
      { sharedKeyFile: "s3cret" },
      "handshake: the server does not know the shared key",
    ],
    ["no key", { sharedKey: "s3cret" }, {}, {}, "the server asks for a shared key: set SINK_SHARED_KEY_FILE"],
    ["a key that nobody asks for", undefined, {}, { sharedKeyFile: "s3cret" }, "handshake: no HELO within 1000 ms"],
  ])("%s: nothing is delivered, nothing is dropped", async (_what, secured, given, secrets, reason) => {
    const server = await Fluentd.start(() => "ack", secured && { secured });
    const sink = opened(forward({ url: server.url, timeoutMs: 1000, ...given, ...files(secrets) }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "retry", reason });
    await sink.close();
    expect(server.chunks).toEqual([]);
  });

  test("half of the secrets is refused at the start", () => {
    expect(forward({ user: "x" }).configure({})).toEqual({
      ok: false,
      problems: ["SINK_USER and SINK_PASSWORD_FILE: one needs the other"],
    });
  });
});

describe("MessagePack", () => {
  const value = fc.letrec<{ value: AttributeValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.integer({ min: -200, max: 70_000 }),
      fc.double({ noNaN: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.array(tie("value"), { maxLength: 20 }),
      fc.dictionary(
        fc.string({ maxLength: 5 }).filter((key) => key !== "__proto__"),
        tie("value"),
        { maxKeys: 20 },
      ),
    ),
  })).value;

  test("what is written is what the library reads", () => {
    fc.assert(
      fc.property(value, (one) => {
        const out = new ByteWriter();
        packValue(out, one);
        expect(unpackWith(out.written)).toEqual(one);
      }),
    );
  });

  test("what the library writes is what is read, and a part of it is incomplete", () => {
    const answer = fc.oneof(
      fc.boolean(),
      fc.integer({ min: -32, max: 2 ** 32 - 1 }),
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.constant(null),
    );
    const answers = fc.oneof(
      answer,
      fc.array(answer, { maxLength: 20 }),
      fc.dictionary(fc.string({ maxLength: 40 }), answer, { maxKeys: 20 }),
    );
    fc.assert(
      fc.property(
        answers.filter((one) => JSON.stringify(one)?.includes("__proto__") === false),
        (one) => {
          const bytes = Buffer.from(encode(one));
          expect(unpack(bytes)).toEqual({ value: one, next: bytes.length });
          expect(unpack(bytes.subarray(0, -1))).toBeUndefined();
        },
      ),
    );
  });

  test.each([
    ["1544712660300456789", { seconds: 1_544_712_660, nanoseconds: 300_456_789 }],
    ["5", { seconds: 0, nanoseconds: 5 }],
    ["soon", { seconds: 0, nanoseconds: 0 }],
  ])("the time %s", (unixNano, want) => {
    const out = new ByteWriter();
    packTime(out, unixNano);
    expect(unpackWith(out.written)).toEqual(want);
  });
});
