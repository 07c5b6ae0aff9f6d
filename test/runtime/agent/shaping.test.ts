import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Joiner } from "../../../src/runtime/agent/join.ts";
import { createLimiter, createSampler, type KeepInput } from "../../../src/runtime/agent/shaping/keep.ts";
import { createRedactor } from "../../../src/runtime/agent/shaping/redact.ts";
import { createShaping, shapingProblems } from "../../../src/runtime/agent/shaping/shaping.ts";
import { ByteWriter } from "../../../src/runtime/agent/sinks/byte-writer.ts";
import { encodeRaw } from "../../../src/runtime/agent/sinks/ndjson.ts";
import { toRecords } from "../../../src/runtime/agent/transform.ts";
import { batchOf } from "./support/batches.ts";

function redact(rules: readonly string[], line: string): string {
  const bytes = Buffer.from(line);
  return createRedactor(rules).line(bytes, 0, bytes.length)?.toString() ?? line;
}

describe("redaction", () => {
  test.each([
    ["email", "from ann.b+c@shop.example.org to <x@y.io>", "from [redacted email] to <[redacted email]>"],
    ["email", "an @ alone, a@b, and @user", "an @ alone, a@b, and @user"],
    ["email", "größe ann@shop.example é", "größe [redacted email] é"],
    [
      "email",
      "from jörg.müller@exämple.de, 用户@例子.测试 and д@xn--e1afmkfd.xn--p1ai.",
      "from [redacted email], [redacted email] and [redacted email].",
    ],
    ["email", "größe@ allein, é@b", "größe@ allein, é@b"],
    ["card", "paid with 4111 1111 1111 1111.", "paid with [redacted card]."],
    ["card", "4111-1111-1111-1111 378282246310005 6304000000000000", "[redacted card] [redacted card] [redacted card]"],
    ["card", "4111 1111 1111 1112 is none, nor 0000000000000000", "4111 1111 1111 1112 is none, nor 0000000000000000"],
    [
      "card",
      "1700000000000 is a time in ms and 12345678901234567890 too long",
      "1700000000000 is a time in ms and 12345678901234567890 too long",
    ],
    ["bearer", "Authorization: Bearer eyJhbGciOi.J9-_~+/x==, next", "Authorization: Bearer [redacted token], next"],
    ["bearer", "bearer of bad news", "bearer [redacted token] bad news"],
    ["ip", "203.0.113.7:443 2001:db8::1 ::1 [fe80::1]:80", "[redacted ip]:443 [redacted ip] [redacted ip] [[redacted ip]]:80"],
    ["ip", "1.2.3.400 version 1.2.3.4.5 at 12:30:45 a::b::c", "1.2.3.400 version 1.2.3.4.5 at 12:30:45 a::b::c"],
    [
      "key:password",
      'password=hunter2 {"password": "a \\" b", "n":1} Password: x',
      'password=[redacted] {"password": "[redacted]", "n":1} Password: [redacted]',
    ],
    ["key:pin", '{"pin":1234,"pinned":true} pin="12 34"', '{"pin":"[redacted]","pinned":true} pin="[redacted]"'],
    ["key:contraseña", "contraseña=x", "contraseña=[redacted]"],
    ["key:password", '{"password":["a","b"],"n":1} {"password":{"v":"x"}}', '{"password":"[redacted]","n":1} {"password":"[redacted]"}'],
    ["key:password", String.raw`{"log":"{\"password\":\"x\",\"n\":1}\n"}`, String.raw`{"log":"{\"password\":\"[redacted]\",\"n\":1}\n"}`],
    ["key:password", String.raw`{"log":"{\"password\": [\"a\", 1, \"b\"]}"}`, String.raw`{"log":"{\"password\": \"[redacted]\"}"}`],
    [
      "key:password",
      String.raw`{"log":"{\"password\":12,\"a\":{\"Password\":{\"v\":\"x\"}}}"}`,
      String.raw`{"log":"{\"password\":\"[redacted]\",\"a\":{\"Password\":\"[redacted]\"}}"}`,
    ],
    [
      "key:password",
      String.raw`{"log":"{\"password\":[\"a\",\"b","stream":"stdout"}`,
      String.raw`{"log":"{\"password\":\"[redacted]\"","stream":"stdout"}`,
    ],
    [
      "key:password",
      String.raw`{"log":"said \"password=x\" and password=\"a b\""}`,
      String.raw`{"log":"said \"password=[redacted]\" and password=\"[redacted]\""}`,
    ],
    ["key:password", "db_password=1 db-password=2 db.password=3", "db_password=1 db-password=2 db.password=[redacted]"],
    [
      "key:password",
      "https://user:password@host/?password=x&y=1 PASSWORD    =    x",
      "https://user:password@host/?password=[redacted]&y=1 PASSWORD    =    [redacted]",
    ],
    ["key:password", "password     = x passwords=1", "password     = x passwords=1"],
    ["key:api-key", "x-api-key=1 api-key=2&b=3", "x-api-key=1 api-key=[redacted]&b=3"],
    ["pattern:\\bPID-\\d{2,4}", "PID-12 and PID-1", "[redacted] and PID-1"],
    ["pattern:^secret(?!\\s)", "secret", "[redacted]"],
    ["pattern:ü+", "grüüße", "gr[redacted]ße"],
  ])("%s: %s", (rule, line, expected) => {
    expect(redact([rule], line)).toBe(expected);
  });

  test("a key in JSON that is a value in JSON, as Docker writes it: whatever its value, the rest stays", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom("\\", '"', "n", "u", "\n", "<", " ", ":") }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string({ unit: fc.constantFrom("\\", '"', "a", "}") })),
    );
    fc.assert(
      fc.property(value, fc.boolean(), (password, asGo) => {
        // Go's encoder writes these as escapes, https://pkg.go.dev/encoding/json#Marshal
        const outer = (json: string) => (asGo ? json.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`) : json);
        const log = (pass: unknown) => `${JSON.stringify({ user: "ann", password: pass, n: [1, { "a b": '"' }] })}\n`;
        const line = outer(JSON.stringify({ log: log(password), stream: "stdout", time: "2024-01-31T00:00:00Z" }));
        expect(JSON.parse(redact(["key:password"], line))).toEqual({ ...JSON.parse(line), log: log("[redacted]") });
      }),
    );
  });

  test("counts how often each rule applied, and applies them in order", () => {
    const redactor = createRedactor(["email", "ip"]);
    const line = Buffer.from("a@b.example 10.0.0.1 c@d.example");
    expect(redactor.line(line, 0, line.length)?.toString()).toBe("[redacted email] [redacted ip] [redacted email]");
    expect([...redactor.counts]).toEqual([
      ["email", 2],
      ["ip", 1],
    ]);
  });

  test("reaches the values of a record at any depth, and leaves what the agent says of it", () => {
    const redactor = createRedactor(["key:token", "email"]);
    const attributes = { "log.file.path": "/var/log/a@b.example.log", "http.token": 17, user: { mail: ["x@y.example"], token: null } };
    const record = { id: "1", observedTimeUnixNano: "1", body: "token=abc", attributes };
    expect(redactor.record(record)).toEqual({
      ...record,
      body: "token=[redacted]",
      attributes: {
        "log.file.path": "/var/log/a@b.example.log",
        "http.token": "[redacted]",
        user: { mail: ["[redacted email]"], token: "[redacted]" },
      },
    });
  });
});

describe("sampling", () => {
  const input = (offset: number, text = ""): KeepInput => ({ path: "/a", streamId: "s", offset, observedMs: 0, text: () => text });

  test("keeps the share that was asked for, and the same records whenever they are read", () => {
    const kept = Array.from({ length: 20_000 }, (_, index) => createSampler([{ keep: 0.1 }])(input(index * 172)) === undefined);
    const again = Array.from({ length: 20_000 }, (_, index) => createSampler([{ keep: 0.1 }])(input(index * 172)) === undefined);
    expect(again).toEqual(kept);
    expect(kept.filter(Boolean).length / 20_000).toBeCloseTo(0.1, 1);
  });

  test("the first rule that matches decides; what none matches is kept", () => {
    const sampler = createSampler([
      { name: "health", match: "GET /healthz", keep: 0 },
      { match: "ERROR", keep: 1 },
      { name: "debug", match: "DEBUG|ERROR", keep: 0 },
    ]);
    expect(["GET /healthz 200", "an ERROR", "DEBUG x", "other"].map((text) => sampler(input(1, text)))).toEqual([
      "health",
      undefined,
      "debug",
      undefined,
    ]);
  });
});

describe("a limit", () => {
  const at = (observedMs: number, path = "/a"): KeepInput => ({ path, streamId: "s", offset: 0, observedMs, text: () => "" });

  test("lets so many through at once, and evenly so many more", () => {
    const limiter = createLimiter({ records: 10, everyMs: 1000, per: "agent" });
    const passed = (now: number, records: number) =>
      Array.from({ length: records }, () => limiter(at(now))).filter((rule) => rule === undefined).length;
    expect([passed(0, 30), passed(100, 30), passed(350, 30), passed(10_000, 30)]).toEqual([10, 1, 2, 10]);
  });

  test("is each file's own, or the agent's", () => {
    const own = createLimiter({ records: 1, everyMs: 1000, per: "file" });
    const shared = createLimiter({ records: 1, everyMs: 1000, per: "agent" });
    expect([own(at(0)), own(at(0, "/b")), own(at(0))]).toEqual([undefined, undefined, "limit"]);
    expect([shared(at(0)), shared(at(0, "/b"))]).toEqual([undefined, "limit"]);
  });
});

describe("shaping of a batch", () => {
  test("drops by rule, and redacts what is left", () => {
    const shaping = createShaping({ redact: ["email"], sample: [{ name: "health", match: "healthz", keep: 0 }] });
    const batch = batchOf(["healthz a@b.example", "one a@b.example", "two", "healthz"]);
    const { batch: shaped, dropped } = shaping?.shape(batch) ?? { batch, dropped: new Map() };
    expect(toRecords(shaped).map(({ body }) => body)).toEqual(["one [redacted email]", "two"]);
    expect([...dropped]).toEqual([
      [0, "health"],
      [3, "health"],
    ]);
  });

  test("the bare lines too are without what was redacted and dropped", () => {
    const shaping = createShaping({ redact: ["email"], sample: [{ match: "healthz", keep: 0 }] });
    const batch = batchOf(["healthz", "one a@b.example", "two"]);
    const out = new ByteWriter();
    encodeRaw(shaping?.shape(batch).batch ?? batch, out);
    expect(out.written.toString()).toBe("one [redacted email]\ntwo\n");
  });

  test("leaves a batch as it is where nothing applies", () => {
    const batch = batchOf(["one", "two"]);
    expect(createShaping({ redact: ["email", "card"], sample: [{ match: "no", keep: 0 }] })?.shape(batch).batch).toBe(batch);
    expect(createShaping({})).toBeUndefined();
  });

  test("redacts lines that were repaired, and parts of a batch", () => {
    const shaping = createShaping({ redact: ["email"] });
    const batch = batchOf(["first", Buffer.from([0xc5, ...Buffer.from(" a@b.example")]), "a@b.example"]);
    const bodies = (one = batch) => toRecords(shaping?.shape(one).batch ?? one).map(({ body }) => body);
    expect(bodies()).toEqual(["first", "\uFFFD [redacted email]", "[redacted email]"]);
    expect(bodies(batch.slice(1, 3))).toEqual(["\uFFFD [redacted email]", "[redacted email]"]);
  });

  test("says what is wrong, all at once", () => {
    expect(
      shapingProblems({ redact: ["emial", "pattern:("], sample: [{ keep: 2 }], limit: { records: 0, everyMs: 1, per: "agent" } }),
    ).toEqual([
      'redact: "emial" is no redaction: there are email, card, bearer, ip, key:NAME and pattern:EXPRESSION',
      expect.stringContaining("redact: Invalid regular expression"),
      "sample: keep must be a share from 0 to 1, got 2",
      "limit: records and the time must be at least 1",
    ]);
  });
});

test("what is looked at grows with the batch, also where every other line was put together of several", () => {
  const at = "2019-05-07T18:57:50.904275087+00:00";
  const group = [`${at} stdout P some `, `${at} stdout F text`, `${at} stdout F a whole line`, `${at} stderr F from a@b.example`];
  const scanned = (groups: number) => {
    const batch = new Joiner(1000).join(batchOf(Array.from({ length: groups }, () => group).flat()));
    const spy = vi.spyOn(Buffer.prototype, "toString");
    onTestFinished(() => spy.mockRestore());
    createShaping({ redact: ["email"] })?.shape(batch);
    const calls: readonly unknown[][] = spy.mock.calls;
    const bytes = calls.reduce((sum, [_encoding, start, end]) => sum + Number(end) - Number(start), 0);
    spy.mockRestore();
    return bytes;
  };
  const bytes = (groups: number) => groups * group.reduce((sum, line) => sum + line.length + 1, 0);
  // The batch as a whole, each line for itself, and those in which there is something once more.
  expect(scanned(10)).toBeLessThanOrEqual(3 * bytes(10));
  expect(scanned(1000)).toBeLessThanOrEqual(3 * bytes(1000));
});
