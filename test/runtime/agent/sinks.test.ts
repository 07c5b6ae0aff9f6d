import { appendFileSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { file } from "../../../src/runtime/agent/sinks/file.ts";
import { http } from "../../../src/runtime/agent/sinks/http.ts";
import { parseRetryAfter } from "../../../src/runtime/agent/sinks/http-client.ts";
import { otlp } from "../../../src/runtime/agent/sinks/otlp.ts";
import type { Outcome, Sink, SinkDefinition } from "../../../src/runtime/agent/sinks/sink.ts";
import { toRecords } from "../../../src/runtime/agent/transform.ts";
import { createLog } from "../../../src/runtime/service/log.ts";
import { batchOf } from "./support/batches.ts";
import { testFolder } from "./support/folder.ts";
import { ndjsonBodies, type Received, type Receiver, type Reply, receiver } from "./support/receiver.ts";

const never = new AbortController().signal;

function open(definition: SinkDefinition, env: Record<string, string> = {}): Sink {
  const configured = definition.configure(env);
  if (!configured.ok) throw new Error(configured.problems.join());
  return configured.value.open({ agent: "log-agent", resource: { "service.name": "shop" }, log: createLog({ write: () => undefined }) });
}

const otlpBodies = (request: Received): string[] =>
  JSON.parse(request.body).resourceLogs[0].scopeLogs[0].logRecords.map(
    (record: { body: { stringValue: string } }) => record.body.stringValue,
  );
const fileBodies = (path: string) =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => String(JSON.parse(line).body));

/** A sink with its other end: what arrived there, and a way to make it fail once. */
interface Case {
  readonly sink: Sink;
  arrived(): readonly string[];
  breakOnce(): void;
}

const cases: Record<string, () => Promise<Case>> = {
  otlp: () => overHttp((url) => otlp({ url }), otlpBodies),
  http: () => overHttp((url) => http({ url }), ndjsonBodies),
  "otlp with gzip": () => overHttp((url) => otlp({ url, compression: "gzip" }), otlpBodies),
  "http with gzip": () => overHttp((url) => http({ url, compression: "gzip" }), ndjsonBodies),
  file: async () => {
    const path = join(testFolder(), "out/records.ndjson");
    const sink = open(file({ path }));
    const breakOnce = () => {
      const aside = `${path}.aside`;
      renameSync(path, aside);
      symlinkSync("/dev/full", path);
      setTimeout(() => renameSync(aside, path), 50);
    };
    return { sink, arrived: () => fileBodies(path), breakOnce };
  },
};

async function overHttp(define: (url: string) => SinkDefinition, bodies: (request: Received) => string[]): Promise<Case> {
  let broken = 0;
  const arrived: string[] = [];
  const server = await receiver((request) => {
    if (broken > 0) {
      broken -= 1;
      return "reset";
    }
    arrived.push(...bodies(request));
    return 200;
  });
  // A connection that was kept may have ended in the meantime: that alone is tried again at once, on a fresh one.
  return { sink: open(define(server.url)), arrived: () => arrived, breakOnce: () => (broken = 2) };
}

// The sink on standard output is a process's own: it is held to the same in process.test.ts.
describe.each(Object.keys(cases))("every sink: %s", (name) => {
  const start = () => (cases[name] ?? cases["file"])?.() as Promise<Case>;

  test("delivers every record, in order, whatever is in it", async () => {
    const { sink, arrived } = await start();
    const lines = ["plain", "", 'qu"ote \\ tab\t', "ünï€😀", "\u0001\u001f\u007f", "\u2028"];
    expect(await sink.send(batchOf(lines), never)).toEqual({ kind: "delivered" });
    expect(await sink.send(batchOf(["second"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
    expect(arrived()).toEqual([...lines, "second"]);
  });

  test("replaces invalid UTF-8", async () => {
    const { sink, arrived } = await start();
    await sink.send(batchOf([Buffer.from([0x61, 0xc5, 0x62])]), never);
    await sink.close();
    expect(arrived()).toEqual(["a\uFFFDb"]);
  });

  test("sends what a transform made, and a part of a batch", async () => {
    const { sink, arrived } = await start();
    const batch = batchOf(["a", "b", "c"]);
    await sink.send(
      batch.withRecords(toRecords(batch).map((record) => (record.body === "b" ? undefined : { ...record, body: `${record.body}!` }))),
      never,
    );
    await sink.send(batch.slice(1, 2), never);
    await sink.close();
    expect(arrived()).toEqual(["a!", "c!", "b"]);
  });

  test("answers a failure with retry, and delivers when the other end is back", async () => {
    const { sink, arrived, breakOnce } = await start();
    await sink.send(batchOf(["before"]), never);
    breakOnce();
    expect(await sink.send(batchOf(["during"]), never)).toMatchObject({ kind: "retry" });
    let outcome: Outcome = { kind: "retry", reason: "" };
    while (outcome.kind === "retry") outcome = await sink.send(batchOf(["during"]), never);
    await sink.close();
    expect(arrived()).toEqual(["before", "during"]);
  });

  test("can be closed without having sent anything", async () => {
    await (await start()).sink.close();
  });
});

async function sendTo(
  define: (url: string) => SinkDefinition,
  reply: Reply,
  env: Record<string, string> = {},
): Promise<{ outcome: Outcome; server: Receiver }> {
  const server = await receiver(() => reply);
  const sink = open(define(server.url), env);
  const outcome = await sink.send(batchOf(["a", "b"]), never);
  await sink.close();
  return { outcome, server };
}

const partial = (value: unknown) => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ partialSuccess: value }),
});

describe("what an answer means to OTLP", () => {
  test.each<[string, Reply, object]>([
    ["200", 200, { kind: "delivered" }],
    ["200 with an empty response", { status: 200, body: "{}" }, { kind: "delivered" }],
    [
      "a partial success, number as string",
      partial({ rejectedLogRecords: "1", errorMessage: "bad" }),
      { kind: "partial", rejected: 1, reason: "bad" },
    ],
    [
      "a partial success, number",
      partial({ rejectedLogRecords: 2 }),
      { kind: "partial", rejected: 2, reason: "the server gave no reason" },
    ],
    ["a warning", partial({ rejectedLogRecords: "0", errorMessage: "old" }), { kind: "delivered", warning: "old" }],
    ["400", { status: 400, body: "no" }, { kind: "rejected", reason: "HTTP 400: no" }],
    ["401", 401, { kind: "retry", reason: "HTTP 401" }],
    ["403", 403, { kind: "retry", reason: "HTTP 403" }],
    ["404", 404, { kind: "rejected" }],
    ["408", 408, { kind: "rejected" }],
    ["500", 500, { kind: "rejected" }],
    ["501", 501, { kind: "rejected" }],
    ["413", 413, { kind: "split" }],
    ["429 with seconds", { status: 429, headers: { "retry-after": "2" } }, { kind: "retry", retryAfterMs: 2000 }],
    ["502", 502, { kind: "retry" }],
    ["503", 503, { kind: "retry", reason: "HTTP 503" }],
    ["504", 504, { kind: "retry" }],
    ["a redirect", { status: 302, headers: { location: "/" } }, { kind: "retry" }],
    ["a reset", "reset", { kind: "retry" }],
  ])("%s", async (_what, reply, want) => {
    expect((await sendTo((url) => otlp({ url }), reply)).outcome).toMatchObject(want);
  });

  test("500 is sent again where the user said so", async () => {
    expect((await sendTo((url) => otlp({ url }), 500, { SINK_RETRY_STATUS: "500,403" })).outcome.kind).toBe("retry");
  });

  test.each(["", "/", "/v1/logs", "/base", "/base/v1/logs"])("the path of http://host%s", async (path) => {
    const { server } = await sendTo((url) => otlp({ url: `${url}${path}`, headers: { "X-Key": "k" } }), 200);
    expect(server.requests[0]).toMatchObject({
      method: "POST",
      path: path.startsWith("/base") ? "/base/v1/logs" : "/v1/logs",
      headers: { "content-type": "application/json", "x-key": "k" },
    });
  });
});

describe("what an answer means to HTTP", () => {
  test.each<[Reply, object]>([
    [200, { kind: "delivered" }],
    [204, { kind: "delivered" }],
    [
      { status: 400, body: "line 2" },
      { kind: "split", reason: "HTTP 400: line 2" },
    ],
    [413, { kind: "split" }],
    [422, { kind: "split" }],
    [401, { kind: "retry" }],
    [403, { kind: "retry" }],
    [404, { kind: "rejected" }],
    [408, { kind: "retry" }],
    [
      { status: 429, headers: { "retry-after": "1" } },
      { kind: "retry", retryAfterMs: 1000 },
    ],
    [500, { kind: "retry" }],
    [503, { kind: "retry" }],
    ["reset", { kind: "retry" }],
  ])("%j", async (reply, want) => {
    expect((await sendTo((url) => http({ url }), reply)).outcome).toMatchObject(want);
  });

  test("400 counts for the whole batch where the user said so; the same records have the same batch id", async () => {
    const { outcome, server } = await sendTo((url) => http({ url }), 400, { SINK_BISECT: "false", SINK_CONTENT_TYPE: "application/json" });
    expect(outcome.kind).toBe("rejected");
    expect(server.requests[0]?.headers).toMatchObject({ "x-batch-id": "0123456789abcdef-0+2", "content-type": "application/json" });
  });
});

test("a server that takes the request and never answers is given up on, and so it is when the agent ends", async () => {
  const server = await receiver(() => "hang");
  const sink = open(http({ url: server.url, timeoutMs: 50 }));
  expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "retry", reason: "no answer within 50 ms" });
  const patient = open(http({ url: server.url }));
  expect(await patient.send(batchOf(["a"]), AbortSignal.timeout(50))).toMatchObject({ kind: "retry" });
});

test("a body that is larger than the limit is split before it is sent", async () => {
  const server = await receiver(() => 200);
  const sink = open(otlp({ url: server.url, maxRequestBytes: 1024 }));
  expect(await sink.send(batchOf(["a".repeat(600), "b".repeat(600)]), never)).toMatchObject({ kind: "split" });
  expect(await sink.send(batchOf(["a".repeat(2000)]), never)).toEqual({ kind: "delivered" });
});

test.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Thu, 01 Jan 1970 00:01:30 GMT", 30_000],
  ["Thu, 01 Jan 1970 00:00:10 GMT", 0],
  ["99999999", 3_600_000],
  ["soon", undefined],
  [undefined, undefined],
])("Retry-After: %s", (value, want) => {
  expect(parseRetryAfter(value, 60_000)).toBe(want);
});

describe("the file sink", () => {
  test("goes on in a new file when its file was rotated, and appends to what is there", async () => {
    const path = join(testFolder(), "out.log");
    writeFileSync(path, "old\n");
    const sink = open(file({ path, format: "raw" }));
    await sink.send(batchOf(["a"]), never);
    renameSync(path, `${path}.1`);
    await sink.send(batchOf(["b"]), never);
    appendFileSync(path, "");
    await sink.close();
    expect([readFileSync(`${path}.1`, "utf8"), readFileSync(path, "utf8")]).toEqual(["old\na\n", "b\n"]);
  });

  test("makes files that the group and others may read, not write", async () => {
    const path = join(testFolder(), "out.log");
    const sink = open(file({ path }));
    await sink.send(batchOf(["a"]), never);
    await sink.close();
    expect(statSync(path).mode & 0o022).toBe(0);
  });
});

test.each([
  ["SINK_HEADERS", "Bad Name=x", "SINK_HEADERS holds a header that HTTP does not allow: Bad Name"],
  ["SINK_HEADERS", "X=a%0Ab", "SINK_HEADERS holds a header that HTTP does not allow: X"],
  ["SINK_RETRY_STATUS", "500,soon", 'SINK_RETRY_STATUS must be a comma separated list of status codes, got "500,soon"'],
])("%s=%s is refused at the start", (name, value, want) => {
  expect(http().configure({ [name]: value })).toMatchObject({ ok: false, problems: [want] });
});
