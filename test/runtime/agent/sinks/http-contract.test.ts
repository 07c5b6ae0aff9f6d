import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { createLog } from "../../../../src/runtime/service/log.ts";
import { batchOf } from "../support/batches.ts";
import { httpCases, startCase } from "../support/strict/cases.ts";

const never = new AbortController().signal;
const delivered = { kind: "delivered" };
const odd = ["plain", "", 'qu"ote \\ tab\t', "ünï€😀", "\u0001\u001f\u007f", "\u2028", "{}", "same", "same"];

describe.each(Object.keys(httpCases))("every sink over HTTP: %s", (name) => {
  test.each([
    ["as it is", {}],
    ["with gzip", { SINK_COMPRESSION: "gzip" }],
  ])("delivers every record, whatever is in it, %s", async (_how, env) => {
    const { sink, server, contract } = await startCase(name, env);
    expect(await sink.send(batchOf(odd), never)).toEqual(delivered);
    const records = toRecords(batchOf(["one", "two"], "/l/b.log")).map((record) => ({
      ...record,
      id: record.id.replace("0123456789abcdef", "fedcba9876543210"),
      timeUnixNano: "1700000000123456789",
      severityNumber: 9,
      severityText: "INFO",
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
      attributes: {
        ...record.attributes,
        s: "x",
        b: true,
        i: -3,
        d: 1.5,
        l: ["a", 1],
        m: { k: "v", "x-y": null },
        n: Number.NaN,
        "1st": "é",
      },
    }));
    expect(await sink.send(batchOf(["one", "two"], "/l/b.log").withRecords(records), never)).toEqual(delivered);
    expect(server.violations).toEqual([]);
    expect(contract.stored).toEqual([...odd, "one", "two"]);
    await sink.close();
  });

  test("writes the same of bytes as of objects", async () => {
    const { sink, server } = await startCase(name);
    const lines = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Buffer.alloc(300, "ä"))), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(lines, async (some) => {
        const batch = batchOf(some.map((line) => line.map((byte) => (byte === 10 || byte === 0 ? 0xc5 : byte))));
        await sink.send(batch, never);
        await sink.send(batch.withRecords(toRecords(batch)), never);
        const [fast, slow] = server.requests.slice(-2);
        if (name.includes("Protocol Buffers")) expect(fast?.bytes.length).toBe(slow?.bytes.length);
        else expect(parsed(fast?.body)).toEqual(parsed(slow?.body));
      }),
      { numRuns: 15 },
    );
    expect(server.violations).toEqual([]);
    await sink.close();
  });

  test("sends again after 429 and 503, not before Retry-After (scenario 37)", async () => {
    const { sink, server, contract } = await startCase(name);
    const date = new Date(Date.now() + 90_000).toUTCString();
    const answers = [{ status: 429, headers: { "retry-after": "2" } }, { status: 503, headers: { "retry-after": date } }, { status: 503 }];
    server.fault = (number) => answers[number - 1];
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "retry", reason: "HTTP 429", retryAfterMs: 2000 });
    const dated = await sink.send(batchOf(["a"]), never);
    expect(dated).toMatchObject({ kind: "retry", reason: "HTTP 503", retryAfterMs: expect.any(Number) });
    expect(dated.kind === "retry" ? dated.retryAfterMs : 0).toBeGreaterThan(30_000);
    expect(dated.kind === "retry" ? dated.retryAfterMs : 0).toBeLessThanOrEqual(90_000);
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "retry", reason: "HTTP 503" });
    expect(await sink.send(batchOf(["a"]), never)).toEqual(delivered);
    expect(contract.stored).toEqual(["a"]);
  });

  test("splits what is too large, for the server or by the setting", async () => {
    const { sink, server } = await startCase(name);
    server.maxBytes = 500;
    expect(await sink.send(batchOf(["a".repeat(400), "b"]), never)).toEqual({ kind: "split", reason: "HTTP 413: too large" });
    const { sink: modest, server: unasked } = await startCase(name, { SINK_MAX_REQUEST_BYTES: "1KiB" });
    expect(await modest.send(batchOf(["a".repeat(800), "b".repeat(800)]), never)).toMatchObject({ kind: "split" });
    expect(unasked.requests).toEqual([]);
    expect(await modest.send(batchOf(["a".repeat(2000)]), never)).toEqual(delivered);
  });

  test("holds records while it is not let in, and says so loudly once", async () => {
    const lines: string[] = [];
    const { sink, server } = await startCase(name, {}, undefined, createLog({ write: (line) => lines.push(line) }));
    server.fault = (number) => (number <= 3 ? { status: number === 3 ? 403 : 401 } : undefined);
    for (let turn = 0; turn < 3; turn += 1) expect(await sink.send(batchOf(["a"]), never)).toMatchObject({ kind: "retry" });
    expect(await sink.send(batchOf(["a"]), never)).toEqual(delivered);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "error", message: "the sink refuses the agent's credentials: records are held until it takes them", status: 401 },
    ]);
  });

  test("takes a reset, and an answer that does not come, for no answer (scenario 40)", async () => {
    const { sink, server } = await startCase(name);
    server.fault = (number) => (number === 1 ? "close" : undefined);
    expect(await sink.send(batchOf(["a"]), never)).toMatchObject({ kind: "retry" });
    expect(await sink.send(batchOf(["a"]), never)).toEqual(delivered);
    const { sink: impatient, server: silent } = await startCase(name, { SINK_TIMEOUT: "100ms" });
    silent.fault = () => "hang";
    expect(await impatient.send(batchOf(["a"]), never)).toEqual({ kind: "retry", reason: "no answer within 100 ms" });
  });

  test("uses one connection again and again; one that the server ended meanwhile costs no wait", async () => {
    const { sink, server, contract } = await startCase(name);
    for (const line of ["a", "b", "c"]) await sink.send(batchOf([line], `/l/${line}.log`).withRecords(renamed(line)), never);
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 1]);
    server.fault = (number) => (number === 4 ? "close" : undefined);
    expect(await sink.send(batchOf(["d"]).withRecords(renamed("d")), never)).toEqual(delivered);
    server.endIdle();
    expect(await sink.send(batchOf(["e"]).withRecords(renamed("e")), never)).toEqual(delivered);
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 1, 1, 2, 3]);
    expect(contract.stored).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("sends several batches at once, each on a connection of its own, none mixed up with another", async () => {
    const { sink, server, contract } = await startCase(name, { SINK_CONCURRENCY: "3", SINK_COMPRESSION: "gzip" });
    expect(sink.concurrency).toBe(3);
    const texts = Array.from({ length: 9 }, (_, index) => String(index).repeat(20_000));
    const outcomes = await Promise.all(texts.map((text) => sink.send(batchOf([text]).withRecords(renamed(text)), never)));
    expect(outcomes).toEqual(texts.map(() => delivered));
    expect([...contract.stored].sort()).toEqual(texts);
    expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(3);
  });
});

/** Records whose ids say their text: no two of them are the same for a server that knows ids. */
function renamed(text: string) {
  return toRecords(batchOf([text])).map((record) => ({ ...record, id: `${text.slice(0, 8)}-0` }));
}

/** One JSON text, or one per line; attributes of OTLP have no order. */
function parsed(body: string | undefined): unknown[] {
  const ordered = (name: string, value: unknown) =>
    name === "attributes" && Array.isArray(value) ? [...value].sort((a, b) => (a.key < b.key ? -1 : 1)) : value;
  return (body ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line, ordered));
}
