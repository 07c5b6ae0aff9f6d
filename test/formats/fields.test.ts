import { describe, expect, test } from "vitest";
import { compileParser } from "../../src/formats/compile/parser.ts";
import { literal } from "../../src/formats/layout.ts";
import { readPattern } from "../../src/formats/pattern.ts";
import { compiled } from "./support/compiled.ts";
import { plainRecord } from "./support/plain.ts";

const trace = "5b8efff798038103d269b633813fc60c";
const span = "eee19b7ec3c1b174";

/** What both faces make of a line, without what is the same in all of them. */
async function both(pattern: string, line: string): Promise<Record<string, unknown>> {
  const parser = await compiled([pattern]);
  const { format, ...record } = parser.parse(line);
  expect(plainRecord(parser.encode(line).record)).toEqual(plainRecord({ format, ...record }));
  expect(parser.encode(line).format).toBe(format);
  return format === "unparsed" ? { unparsed: true } : record;
}

const ip = await compiled(["<client:ip> <message>"]);

describe("an address", () => {
  test.each(["10.0.0.7", "255.255.255.255", "::", "::1", "2001:db8::8a2e:370:7334", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.7", "fe80::1%eth0"])(
    "%s is one",
    (address) => {
      for (const record of [ip.parse(`${address} m`), ip.encode(`${address} m`).record])
        expect(record).toMatchObject({ body: "m", attributes: { "client.address": address } });
    },
  );

  test.each([
    "256.0.0.1",
    "10.0.0",
    "10.0.0.7.8",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    ":1",
    "1:",
    "::1::",
    "10.0.0.7%eth0",
    "fe80::1%",
    "host",
    "",
  ])("%s is none", (address) => {
    expect(ip.parse(`${address} m`).format).toBe("unparsed");
    expect(ip.encode(`${address} m`).format).toBe("unparsed");
  });

  test.each([
    ["<client:ip>:<port:int> <message>", "10.0.0.7:80 m", "10.0.0.7", 80],
    ["<client:ip>:<port:int> <message>", "::1:58619 m", "::1", 58619],
    ["[<client:ip>]:<port:int> <message>", "[2001:db8::1]:443 m", "2001:db8::1", 443],
    ["<client:ip><?:<port:int>?> <message>", "10.0.0.7:80 m", "10.0.0.7", 80],
    ["<client:ip><?:<port:int>?> <message>", "2001:db8::1 m", "2001:db8::1", undefined],
    ["<client:ip?> <message>", "- m", undefined, undefined],
    ["<client:ip>: <message>", "::1: m", "::1", undefined],
  ])("%s takes %s", async (pattern, line, address, port) => {
    const { attributes } = (await both(pattern, line)) as { attributes: Record<string, unknown> };
    expect([attributes["client.address"], attributes["port"]]).toEqual([address, port]);
  });
});

describe("levels that are a program's own", () => {
  test.each([
    ["<level:.=5 -=5 *=10 #=13> <message>", "# full", { severityNumber: 13, severityText: "#", body: "full" }],
    ["<level:.=5 -=5 *=10 #=13> <message>", "## full", { unparsed: true }],
    ["<level:Info=9 Oops=17> <message>", "OOPS m", { unparsed: true }],
    ["<level:Info=9 Oops=17> <message>", "Oops m", { severityNumber: 17, severityText: "Oops", body: "m" }],
    ["<level:a=b=9> <message>", "a=b m", { severityNumber: 9, severityText: "a=b", body: "m" }],
    ["<level:A=5 AB=9><_:hex> <message>", "ABC0 m", { severityNumber: 9, severityText: "AB", body: "m" }],
    ["<level:A=5 AB=9?> <message>", "- m", { severityNumber: undefined, body: "m" }],
  ])("%s takes %s", async (pattern, line, want) => {
    const got = await both(pattern, line);
    for (const [key, value] of Object.entries(want)) expect(got[key]).toEqual(value);
  });
});

describe("pairs at the end", () => {
  test.each<[line: string, body: string, attributes: Record<string, unknown>]>([
    ["paid id=17 ok=true", "paid", { id: 17, ok: true }],
    ["paid  in full", "paid  in full", {}],
    ["", "", {}],
    ["a=1 b=2", "", { a: 1, b: 2 }],
    ['m a="x \\"y\\" z" b=\'q\'', "m", { a: 'x "y" z', b: "'q'" }],
    ["m a=[1, 2 [3]] b={c: d}", "m", { a: "[1, 2 [3]]", b: "{c: d}" }],
    ["m a=[1 b=2", "m", { a: "[1", b: 2 }],
    ["m a=1, b=2, c=3", "m", { a: 1, b: 2, c: 3 }],
    ["m x=1 and y=2", "m x=1 and", { y: 2 }],
    ['m x="1 y=2', 'm x="1', { y: 2 }],
    ["m k/a.b-c@d=1 e= f=007", "m", { "k/a.b-c@d": 1, e: "", f: "007" }],
    ["m a=1\tb=2 ", "m", { a: 1, b: 2 }],
    ["m log.file.path=x time=y", "m", { "line.log.file.path": "x", time: "y" }],
    ["m thread.name=other", "m", { "thread.name": "main" }],
    ["m = a", "m = a", {}],
  ])("%s", async (line, body, attributes) => {
    const pattern = line.includes("thread.name") ? "<thread> <message> <attributes:pairs>" : "<_> <message> <attributes:pairs>";
    expect(await both(pattern, `main ${line}`)).toEqual({ body, attributes });
  });

  test("hold the ids of trace and span", async () => {
    const pattern = "<message>  <attributes:pairs>";
    expect(await both(pattern, `m trace_id=${trace.toUpperCase()} span_id=${span} a=1`)).toEqual({
      traceId: trace,
      spanId: span,
      body: "m",
      attributes: { a: 1 },
    });
    expect(await both(pattern, "m trace_id=7")).toEqual({ body: "m", attributes: { trace_id: 7 } });
  });

  test("are all there is where no message may be", async () => {
    expect(await both("<level> <attributes:pairs>", "INFO a=1")).toMatchObject({ attributes: { a: 1 } });
    expect(await both("<level> <attributes:pairs>", "INFO m a=1")).toEqual({ unparsed: true });
    expect(await both("<level> <attributes:pairs>", "INFO ")).toMatchObject({ attributes: {} });
  });

  test.each([
    ["brackets that are not closed", "k=[ ".repeat(50_000)],
    ["quotes one after the other", 'k="a '.repeat(50_000)],
    ["pairs that a word ends", `${"k=v ".repeat(50_000)}end`],
    ["quoted pairs in pairs", `${'a="b c=d" '.repeat(30_000)}end`],
  ])("take one pass: %s", async (_, line) => {
    const parser = await compiled(["<message> <attributes:pairs>"]);
    expect(parser.parse(line).format).toBe("pattern");
  });
});

describe("an object at the end", () => {
  test.each<[line: string, body: string, attributes: Record<string, unknown>]>([
    ['paid {"id":17,"ok":true,"by":{"name":"a"}}', "paid", { id: 17, ok: true, by: { name: "a" } }],
    ['paid\t{"id":17}', "paid", { id: 17 }],
    ['{"id":17}', "", { id: 17 }],
    ["paid {id} and {more}", "paid {id} and {more}", {}],
    ['a { b {"id":1}  ', "a { b", { id: 1 }],
    [`${"{ ".repeat(20)}{"id":1}`, `${"{ ".repeat(20)}{"id":1}`, {}],
    ["paid", "paid", {}],
  ])("%s", async (line, body, attributes) => {
    expect(await both("<_> <message> <attributes:object>", `x ${line}`)).toEqual({ body, attributes });
  });
});

describe("ids of their own", () => {
  test.each<[line: string, want: Record<string, unknown>]>([
    [`${trace} ${span} m`, { traceId: trace, spanId: span, attributes: {} }],
    ["- - m", { attributes: {} }],
    [`${trace.toUpperCase()} 00 m`, { traceId: trace, attributes: { span_id: "00" } }],
    [`${"0".repeat(32)} ${span} m`, { spanId: span, attributes: { trace_id: "0".repeat(32) } }],
  ])("%s", async (line, want) => {
    expect(await both("<trace_id:hex?> <span_id:hex?> <message>", line)).toEqual({ body: "m", ...want });
  });
});

test.each<[line: string, want: Record<string, unknown>]>([
  ["a,b,c", { body: "c", attributes: { "user.name": "a", db: "b" } }],
  [',"",c', { body: "c", attributes: { db: "" } }],
  ['"a, ""b""","c\nd",""', { body: "", attributes: { "user.name": 'a, "b"', db: "c\nd" } }],
  [",,", { body: "", attributes: { db: "" } }],
  ["a,b", { unparsed: true }],
  ['a,"b,c', { unparsed: true }],
  ['a,"b"c,d', { unparsed: true }],
])("the columns of %j", async (line, want) => {
  expect(await both("<user:csv?>,<db:csv>,<message:csv>", line)).toEqual(want);
});

test.each<[pattern: string, line: string, want: Record<string, unknown>]>([
  ["{{<x:any>}} <message>", "{{}} m", { attributes: {} }],
  ["{{<x:any>}} <message>", "{{a b}} m", { attributes: { x: "a b" } }],
  ["<x:most> (<message>", "a (b) (m", { attributes: { x: "a (b)" } }],
  ["<x:most> (<y>)<?\n<message>?>", "a (b) (c)\nm", { attributes: { x: "a (b)", y: "c" } }],
  ["<message:text><? [<x><?,<y><?,<z>?>?>]?>", "m [a,b,c]", { attributes: { x: "a", y: "b", z: "c" } }],
  ["<x:list> <message>", "a m", { attributes: { x: ["a"] } }],
  ["<x:list> <message>", "a, b, c m", { attributes: { x: ["a", "b", "c"] } }],
  ["[<x:list>] <message>", "[a, b] m", { attributes: { x: ["a", "b"] } }],
  ["[<x:list>] <message>", "[a,b] m", { attributes: { x: ["a,b"] } }],
  ["<_:list> <message>", "a, b m", { attributes: {} }],
  ["<? AH<code:hex+AH>:?> <message>", " AH00135: m", { attributes: { code: "AH00135" } }],
  ["<? AH<code:hex+AH>:?> <message>", " m", { attributes: {} }],
  ['"<_:request>" <message>', '"GET /a HTTP/2.0" m', { attributes: expect.objectContaining({ "url.path": "/a" }) }],
  ["<status?> <message>", "- m", { attributes: {} }],
  ["<status?> <message>", "503 m", { severityNumber: 17, attributes: { "http.response.status_code": 503 } }],
])("%s takes %s", async (pattern, line, want) => {
  expect(await both(pattern, line)).toEqual({ body: "m", ...want });
});

test.each([["a"], [" (m"], ["a\n (m"]])("%j has no last place", async (line) => {
  expect(await both("<x:most> (<message>", line)).toEqual({ unparsed: true });
});

test("a time that is passed over is not the record's", async () => {
  expect(await both("<_:bsd> <time:iso> <_:iso> <message>", "Mar  2 11:04:05 2026-03-02T11:04:06Z 2026-03-02T11:04:07Z m")).toEqual({
    timeUnixNano: "1772449446000000000",
    body: "m",
    attributes: {},
  });
});

test("constants are in every record, and in its type", async () => {
  const read = readPattern("<level> <message>");
  const format = { name: "own", about: "a", examples: [], layouts: read.ok ? [read.pieces] : [], constants: { "db.system.name": "redis" } };
  const { source } = compileParser([{ ...format, layouts: [...format.layouts, [literal("x")]] }], "flat");
  expect(source).toContain('readonly "db.system.name": "redis";');
  expect(source.match(/"db.system.name": "redis"/g)).toHaveLength(3);
});
