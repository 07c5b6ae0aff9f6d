import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ReceivedRecord, type Receiver, type ReceiverOptions, startReceiver } from "../../src/console/receiver.ts";

let folder: string;
let file: string;
const running: Receiver[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "receiver-"));
  file = path.join(folder, "records.ndjson");
});
afterEach(async () => {
  for (const receiver of running.splice(0)) await receiver.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<ReceiverOptions> = {}): Promise<Receiver> {
  const receiver = await startReceiver({ file, ...options });
  running.push(receiver);
  return receiver;
}

const stored = () =>
  fs
    .readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ReceivedRecord);

/** One envelope around log records, as an agent sends it. */
const envelope = (...logRecords: object[]) => ({
  resourceLogs: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
      scopeLogs: [{ scope: { name: "agent", version: "1" }, logRecords }],
    },
  ],
});
const line = (text: string) => ({ timeUnixNano: "1544712660300000000", body: { stringValue: text } });

function post(url: string, body: string | Buffer | object, headers: Record<string, string> = {}): Promise<Response> {
  const bytes = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return fetch(url, { method: "POST", body: bytes, headers: { "Content-Type": "application/json", ...headers } });
}
const statusOf = async (response: Response) => (await response.json()) as { code: number; message: string; details: unknown[] };
const ndjson = { "Content-Type": "application/x-ndjson" };

describe("what is accepted", () => {
  test("an OTLP request is answered with an empty partial success, and each of its records is one line of the file", async () => {
    const { url, counts } = await start();
    const full = {
      timeUnixNano: "1544712660300000000",
      observedTimeUnixNano: "1544712660300000001",
      severityNumber: 9,
      severityText: "INFO",
      traceId: "5B8EFFF798038103D269B633813FC60C",
      spanId: "eee19b7ec3c1b174",
      flags: 1,
      eventName: "order.placed",
      droppedAttributesCount: 0,
      body: { stringValue: 'héllo "wörld"\n\u2028' },
      attributes: [
        { key: "count", value: { intValue: "-42" } },
        { key: "huge", value: { intValue: "9223372036854775807" } },
        { key: "ratio", value: { doubleValue: 0.5 } },
        { key: "ok", value: { boolValue: true } },
        { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: "1" }, {}] } } },
        { key: "map", value: { kvlistValue: { values: [{ key: "__proto__", value: { bytesValue: "aGk=" } }] } } },
      ],
    };
    const response = await post(`${url}/v1/logs`, envelope(full, line("second")));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await statusOf(response)).toEqual({ partialSuccess: {} });
    const [first, second] = stored();
    expect(first).toMatchObject({
      via: "otlp",
      resource: { "service.name": "shop" },
      scope: { name: "agent", version: "1" },
      timeUnixNano: "1544712660300000000",
      severityNumber: 9,
      traceId: "5B8EFFF798038103D269B633813FC60C",
      body: 'héllo "wörld"\n\u2028',
    });
    expect(JSON.stringify(first?.attributes)).toBe(
      '{"count":-42,"huge":"9223372036854775807","ratio":0.5,"ok":true,"list":["a",1,null],"map":{"__proto__":"aGk="}}',
    );
    expect(second?.body).toBe("second");
    expect(counts()).toMatchObject({ requests: 1, accepted: 1, records: 2, refused: 0 });
  });

  test("NDJSON lines are stored as bodies, in their order", async () => {
    const { url } = await start();
    const response = await post(`${url}/ingest`, '{"n":1}\n{"n":2}\n', ndjson);
    expect([response.status, await response.json()]).toEqual([200, { received: 2 }]);
    expect(stored()).toEqual([
      { via: "ndjson", body: { n: 1 } },
      { via: "ndjson", body: { n: 2 } },
    ]);
  });

  test("gzipped bodies are read on both paths", async () => {
    const { url } = await start();
    const gzip = { "Content-Encoding": "gzip" };
    expect((await post(`${url}/v1/logs`, gzipSync(JSON.stringify(envelope(line("a")))), gzip)).status).toBe(200);
    expect((await post(`${url}/ingest`, gzipSync('{"n":1}\n'), { ...ndjson, ...gzip })).status).toBe(200);
    expect(stored().map((record) => record.body)).toEqual(["a", { n: 1 }]);
  });

  test("an empty list of records is a success", async () => {
    const { url } = await start();
    expect((await post(`${url}/v1/logs`, { resourceLogs: [] })).status).toBe(200);
    expect((await post(`${url}/ingest`, "", ndjson)).status).toBe(200);
  });

  test("a charset of utf-8 and upper case in the media type are no obstacle", async () => {
    const { url } = await start();
    const response = await post(`${url}/v1/logs`, envelope(line("a")), { "Content-Type": 'Application/JSON; charset="UTF-8"' });
    expect(response.status).toBe(200);
  });
});

describe("what is refused with 400 and a Status that names the place", () => {
  const at = "resourceLogs[0].scopeLogs[0].logRecords[0]";
  const rows: [title: string, body: unknown, want: string][] = [
    ["no JSON", "{", "not one JSON document"],
    ["two envelopes in one body", `${JSON.stringify(envelope())}${JSON.stringify(envelope())}`, "not one JSON document"],
    ["the same key twice", '{"resourceLogs":[],"resourceLogs" : []}', 'the key "resourceLogs" is there twice'],
    ["an array of envelopes", [envelope(line("a"))], "must be an object, not an array"],
    ["an empty object", {}, "resourceLogs: is missing"],
    ["snake case", { resource_logs: [] }, 'resource_logs: unknown key; OTLP\'s JSON keys are lowerCamelCase: "resourceLogs"'],
    ["an unknown key", envelope({ ...line("a"), level: "info" }), `${at}.level: unknown key`],
    [
      "time as a number",
      envelope({ timeUnixNano: 1544712660300000000 }),
      `${at}.timeUnixNano: must be an unsigned 64-bit integer as a decimal string`,
    ],
    ["time beyond 64 bits", envelope({ timeUnixNano: "18446744073709551616" }), `${at}.timeUnixNano`],
    ["negative time", envelope({ timeUnixNano: "-1" }), `${at}.timeUnixNano`],
    ["time as a date", envelope({ timeUnixNano: "2018-12-13T14:51:00Z" }), `${at}.timeUnixNano`],
    ["severity by name", envelope({ severityNumber: "SEVERITY_NUMBER_INFO" }), `${at}.severityNumber: must be an integer from 0 to 24`],
    ["severity out of range", envelope({ severityNumber: 25 }), `${at}.severityNumber`],
    ["trace id in base64", envelope({ traceId: "W47/95gDgQPSabYzgT/GDA==" }), `${at}.traceId: must be 32 hex digits`],
    ["trace id of zeroes", envelope({ traceId: "0".repeat(32) }), `${at}.traceId: is all zeroes`],
    ["span id too short", envelope({ spanId: "eee19b7e" }), `${at}.spanId: must be 16 hex digits`],
    ["a bare string as body", envelope({ body: "text" }), `${at}.body: must be an object such as {"stringValue": "…"}, not "text"`],
    ["two values in one", envelope({ body: { stringValue: "a", intValue: "1" } }), `${at}.body: must hold one value, not 2`],
    ["a kind that does not exist", envelope({ body: { string_value: "a" } }), `${at}.body.string_value: is not a kind of value`],
    [
      "an integer as a number",
      envelope({ body: { intValue: 1 } }),
      `${at}.body.intValue: must be a 64-bit integer as a decimal string, not 1`,
    ],
    ["an integer beyond 64 bits", envelope({ body: { intValue: "9223372036854775808" } }), `${at}.body.intValue`],
    ["a number as text", envelope({ body: { doubleValue: "0.5" } }), `${at}.body.doubleValue`],
    ["bytes that are not base64", envelope({ body: { bytesValue: "a-b_" } }), `${at}.body.bytesValue`],
    ["half a surrogate pair", envelope({ body: { stringValue: "\ud83d" } }), `${at}.body.stringValue: holds half a surrogate pair`],
    ["null", envelope({ body: null }), `${at}.body: must be an object`],
    ["attributes as an object", envelope({ attributes: { a: "b" } }), `${at}.attributes: must be an array, not an object`],
    ["an attribute twice", envelope({ attributes: [{ key: "a" }, { key: "a" }] }), `${at}.attributes[1].key: "a" is there twice`],
    ["an attribute with no key", envelope({ attributes: [{ value: { intValue: "1" } }] }), `${at}.attributes[0].key: is missing or empty`],
    ["a value nested without end", envelope({ body: nested(40) }), "is nested deeper than 32 levels"],
  ];

  test.each(rows)("OTLP: %s", async (_, body, want) => {
    const { url, counts } = await start();
    const response = await post(`${url}/v1/logs`, typeof body === "string" ? body : JSON.stringify(body));
    expect(response.status).toBe(400);
    const status = await statusOf(response);
    expect(status).toMatchObject({ code: 3, details: [] });
    expect(status.message).toContain(want);
    expect(counts()).toMatchObject({ refused: 1, records: 0 });
    expect(stored()).toEqual([]);
  });

  test("one bad record refuses the whole request, and the first twenty mistakes are told", async () => {
    const { url } = await start();
    const response = await post(`${url}/v1/logs`, envelope(line("good"), ...Array.from({ length: 30 }, () => ({ body: 1 }))));
    const { message } = await statusOf(response);
    expect(message.split("\n")).toHaveLength(21);
    expect(message).toMatch(/and 10 more$/);
    expect(stored()).toEqual([]);
  });

  test.each([
    ["a last line without its newline", '{"n":1}\n{"n":2}', "the last line is not ended by a newline"],
    ["an empty line", '{"n":1}\n\n', "line 2: "],
    [
      "a key twice in one object",
      '{"a":[{"k":1},{"k":2}],"k":3}\n{"n":{"a":"\\"a\\":","b":0,"\\u0061":1}}\n',
      'line 2: the key "a" is there twice',
    ],
    ["a line that is no object", '{"n":1}\n[2]\n', "line 2: is not a JSON object"],
    ["a line that is no JSON", '{"n":1\n', "line 1: "],
  ])("NDJSON: %s", async (_, body, want) => {
    const { url } = await start();
    const response = await post(`${url}/ingest`, body, ndjson);
    expect(response.status).toBe(400);
    expect((await statusOf(response)).message).toContain(want);
    expect(stored()).toEqual([]);
  });

  test.each([
    ["invalid UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), {}, "not valid UTF-8"],
    ["a byte order mark", Buffer.from(`\ufeff${JSON.stringify(envelope())}`), {}, "not one JSON document"],
    ["gzip that is cut", gzipSync(JSON.stringify(envelope(line("a")))).subarray(0, 30), { "Content-Encoding": "gzip" }, "broken gzip"],
    ["gzip that is none", Buffer.from("{}"), { "Content-Encoding": "gzip" }, "broken gzip"],
  ])("%s", async (_, body, headers, want) => {
    const { url } = await start();
    const response = await post(`${url}/v1/logs`, body, headers);
    expect(response.status).toBe(400);
    expect((await statusOf(response)).message).toContain(want);
  });
});

describe("what is refused before its content is looked at", () => {
  test.each([
    ["/v1/logs", { "Content-Type": "application/x-protobuf" }, 415],
    ["/v1/logs", { "Content-Type": "application/json; charset=latin1" }, 415],
    ["/v1/logs", { "Content-Encoding": "zstd" }, 415],
    ["/ingest", { "Content-Type": "text/plain" }, 415],
    ["/v1/traces", {}, 404],
  ])("%s with %j answers %i", async (where, headers, want) => {
    const { url } = await start();
    const response = await post(url + where, "{}", headers);
    expect(response.status).toBe(want);
    expect((await statusOf(response)).code).toBe(3);
    if ("Content-Encoding" in headers) expect(response.headers.get("accept-encoding")).toBe("gzip, identity");
  });

  test("GET on a path for records answers 405 and names POST", async () => {
    const { url } = await start();
    const response = await fetch(`${url}/v1/logs`);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("a body above the limit answers 413, with and without a length, before and after decompression, and the server goes on", async () => {
    const { url } = await start({ maxBodyBytes: 1000 });
    const large = JSON.stringify(envelope(line("x".repeat(1_000_000))));
    expect((await post(`${url}/v1/logs`, large)).status).toBe(413);
    expect((await post(`${url}/v1/logs`, gzipSync(large), { "Content-Encoding": "gzip" })).status).toBe(413);
    const stream = new Blob([large]).stream();
    const init = { method: "POST", body: stream, duplex: "half", headers: { "Content-Type": "application/json" } };
    expect((await fetch(`${url}/v1/logs`, init as RequestInit)).status).toBe(413);
    expect((await post(`${url}/v1/logs`, envelope(line("small")))).status).toBe(200);
    expect(stored().map((record) => record.body)).toEqual(["small"]);
  });
});

describe("what is stored", () => {
  test("the line is in the file before the answer comes, also with fsync", async () => {
    const { url } = await start({ fsync: true });
    for (let n = 0; n < 50; n += 1) {
      await post(`${url}/ingest`, `{"n":${n}}\n`, ndjson);
      expect(stored()).toHaveLength(n + 1);
    }
  });

  test("requests at one time are stored whole, one after the other, and onRecord sees what the file holds", async () => {
    const seen: unknown[] = [];
    const { url, counts } = await start({ onRecord: (record) => seen.push(record.body) });
    const batch = (b: number) => Array.from({ length: 100 }, (_, i) => `{"b":${b},"i":${i}}\n`).join("");
    await Promise.all(Array.from({ length: 20 }, (_, b) => post(`${url}/ingest`, batch(b), ndjson)));
    const bodies = stored().map((record) => record.body as { b: number; i: number });
    expect(bodies).toHaveLength(2000);
    for (let at = 0; at < 2000; at += 100)
      expect(bodies.slice(at, at + 100)).toEqual(Array.from({ length: 100 }, (_, i) => ({ b: bodies[at]?.b, i })));
    expect(seen).toEqual(bodies);
    expect(counts()).toMatchObject({ requests: 20, accepted: 20, records: 2000 });
  });

  test("a second run appends, after cutting the half line of a run that was killed", async () => {
    fs.writeFileSync(file, '{"via":"ndjson","body":{"n":1}}\n{"via":"ndj');
    const { url } = await start();
    await post(`${url}/ingest`, '{"n":2}\n', ndjson);
    expect(stored().map((record) => record.body)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test("a client that goes away in the middle of its body leaves nothing", async () => {
    const { url, port, counts } = await start();
    const socket = net.connect(port, "127.0.0.1");
    const head = "POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100\r\n\r\n";
    await new Promise((resolve) => socket.write(`${head}{"n":1}\n`, resolve));
    await expect.poll(() => counts().requests).toBe(1);
    socket.resetAndDestroy();
    expect((await post(`${url}/ingest`, '{"n":2}\n', ndjson)).status).toBe(200);
    expect(stored().map((record) => record.body)).toEqual([{ n: 2 }]);
  });

  test.runIf(fs.existsSync("/dev/full"))("a file system that is full answers 503 and stores nothing", async () => {
    const { url, counts } = await start({ file: "/dev/full" });
    const response = await post(`${url}/ingest`, '{"n":1}\n', ndjson);
    expect(response.status).toBe(503);
    expect((await statusOf(response)).message).toContain("ENOSPC");
    expect(counts()).toMatchObject({ accepted: 0, records: 0 });
  });
});

describe("faults", () => {
  test("a status is answered instead, with its Retry-After, and nothing is stored", async () => {
    const { url, counts } = await start({ fail: ({ number }) => (number === 1 ? { status: 429, retryAfter: 2 } : undefined) });
    const refused = await post(`${url}/v1/logs`, envelope(line("a")));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "2"]);
    expect((await post(`${url}/v1/logs`, envelope(line("b")))).status).toBe(200);
    expect(stored().map((record) => record.body)).toEqual(["b"]);
    expect(counts()).toMatchObject({ requests: 2, accepted: 1, records: 1, faults: 1, refused: 0 });
  });

  test("a fault can be chosen by what the request holds", async () => {
    const poison = (record: ReceivedRecord) => record.body === "poison";
    const { url } = await start({ fail: ({ records }) => (records.some(poison) ? { status: 400 } : undefined) });
    expect((await post(`${url}/v1/logs`, envelope(line("poison")))).status).toBe(400);
    expect((await post(`${url}/v1/logs`, envelope(line("good")))).status).toBe(200);
  });

  test("a reset cuts the connection; with `stored` only the acknowledgement is lost", async () => {
    const { url } = await start({ fail: ({ number }) => ({ reset: true, stored: number === 2 }) });
    await expect(post(`${url}/ingest`, '{"n":1}\n', ndjson)).rejects.toThrow();
    await expect(post(`${url}/ingest`, '{"n":2}\n', ndjson)).rejects.toThrow();
    expect(stored().map((record) => record.body)).toEqual([{ n: 2 }]);
  });

  test("a hanging request does not keep the server from closing", async () => {
    const receiver = await start({ fail: () => ({ hang: true }) });
    const hanging = post(`${receiver.url}/ingest`, '{"n":1}\n', ndjson).catch(() => "cut");
    await expect.poll(() => receiver.counts().faults).toBe(1);
    await receiver.close();
    running.length = 0;
    expect(await hanging).toBe("cut");
  });

  test("a partial success refuses the last records and says how many", async () => {
    const { url } = await start({ fail: () => ({ partial: { rejected: 1, message: "too old" } }) });
    const response = await post(`${url}/v1/logs`, envelope(line("a"), line("b")));
    expect(response.status).toBe(200);
    expect(await statusOf(response)).toEqual({ partialSuccess: { rejectedLogRecords: "1", errorMessage: "too old" } });
    expect(stored().map((record) => record.body)).toEqual(["a"]);
  });
});

test("a port that is taken is an error, and the address is told", async () => {
  const { port, url, host } = await start();
  expect([url, host]).toEqual([`http://127.0.0.1:${port}`, "127.0.0.1"]);
  await expect(start({ port })).rejects.toThrow("EADDRINUSE");
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

function nested(depth: number): object {
  return depth === 0 ? { stringValue: "bottom" } : { arrayValue: { values: [nested(depth - 1)] } };
}
