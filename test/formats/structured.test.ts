import { describe, expect, test } from "vitest";
import { compiled } from "./support/compiled.ts";
import { plainRecord } from "./support/plain.ts";

const parser = await compiled(["json", "logfmt"], "flat", "+02:00");

describe("JSON lines", () => {
  test.each<[title: string, given: string, want: Record<string, unknown>]>([
    [
      "zap: seconds with a fraction",
      '{"level":"info","ts":1761019822.3152757,"msg":"maxprocs: leaving","n":1}',
      { timeUnixNano: "1761019822315275700", severityNumber: 9, severityText: "info", body: "maxprocs: leaving", attributes: { n: 1 } },
    ],
    [
      "pino: milliseconds, a level as a number",
      '{"level":50,"time":1772449445123,"pid":7,"hostname":"web","msg":"failed","err":{"type":"TypeError","at":[1,"a",null]}}',
      {
        timeUnixNano: "1772449445123000000",
        severityNumber: 17,
        severityText: "50",
        body: "failed",
        attributes: { pid: 7, hostname: "web", err: { type: "TypeError", at: [1, "a", null] } },
      },
    ],
    [
      "a time without zone is of the zone that was chosen, and says so",
      '{"time":"2026-03-02 11:04:05,5","message":"m"}',
      { timeUnixNano: "1772442245500000000", body: "m", attributes: { "log.time.zone_assumed": "+02:00" } },
    ],
    [
      "trace ids, and journald's priority",
      '{"PRIORITY":"3","MESSAGE":"m","trace_id":"5B8EFFF798038103D269B633813FC60C","span_id":"eee19b7ec3c1b174"}',
      {
        severityNumber: 17,
        severityText: "3",
        traceId: "5b8efff798038103d269b633813fc60c",
        spanId: "eee19b7ec3c1b174",
        body: "m",
        attributes: {},
      },
    ],
    [
      "what looks like a time, a level or an id but is none stays an attribute",
      '{"time":"soon","level":{"a":1},"trace_id":"00000000000000000000000000000000","x":null,"__proto__":"p"}',
      {
        body: '{"time":"soon","level":{"a":1},"trace_id":"00000000000000000000000000000000","x":null,"__proto__":"p"}',
        attributes: Object.fromEntries([
          ["time", "soon"],
          ["level", { a: 1 }],
          ["trace_id", "00000000000000000000000000000000"],
          ["__proto__", "p"],
        ]),
      },
    ],
    [
      "numbers that no double holds stay text; those in texts are left alone",
      '{"msg":"m","id":12345678901234567890,"s":"id 12345678901234567890","f":0.1234567890123456}',
      { body: "m", attributes: { id: "12345678901234567890", s: "id 12345678901234567890", f: 0.123_456_789_012_345_6 } },
    ],
    [
      "a level of a word that nobody knows has no number",
      '{"level":"loud","msg":{"a":1}}',
      { severityText: "loud", body: '{"a":1}', attributes: {} },
    ],
  ])("%s", (_, given, want) => {
    expect(parser.parse(given)).toEqual({ format: "json", ...want });
  });

  test.each([
    ["cut off", '{"level":"info","msg":"the beg'],
    ["something behind it", '{"a":1} trailing'],
    ["nested deeper than a reader can go", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`],
  ])("%s is kept unparsed", (_, given) => {
    expect(parser.parse(given)).toMatchObject({ format: "unparsed", body: given });
    expect(parser.encode(given).record["body"]).toBe(given);
  });
});

describe("logfmt", () => {
  test.each<[title: string, given: string, want: Record<string, unknown>]>([
    [
      "logrus",
      'time="2021-09-15T21:17:10.220731Z" level=error msg="error retrieving \\"pod\\" status\\n" namespace=web',
      {
        timeUnixNano: "1631740630220731000",
        severityNumber: 17,
        severityText: "error",
        body: 'error retrieving "pod" status\n',
        attributes: { namespace: "web" },
      },
    ],
    [
      "bare keys, empty values, values with =",
      "a= retry url=http://x/?a=b",
      { body: "a= retry url=http://x/?a=b", attributes: { a: "", retry: true, url: "http://x/?a=b" } },
    ],
  ])("%s", (_, given, want) => {
    expect(parser.parse(given)).toEqual({ format: "logfmt", ...want });
  });

  test.each([
    ["a quote without an end", 'msg="never ends'],
    ["words", "hello world=1"],
    ["a key that begins with a digit", "a=1 9=2"],
  ])("%s is kept unparsed", (_, given) => {
    expect(parser.parse(given)).toMatchObject({ format: "unparsed", body: given });
  });
});

/** By the fast face, as an object. */
function encoded(line: string): Record<string, unknown> {
  return plainRecord(parser.encode(line).record);
}

test.each([
  ["the same key twice", "msg=m a=1 a=2"],
  ["two names of the time", "time=2026-03-02T11:04:05Z ts=2026-03-02T11:04:06Z msg=m"],
  ["two names of the message", 'msg=m message="n"'],
  ["keys that differ in the case of their letters", "Level=a LEVEL=b level=warn"],
  ["escapes", String.raw`msg="a \"b\" \u00e9\n" path="C:\\dir\\" k="\/"`],
  ["an escape that JSON does not know", String.raw`msg="a\qb" k="\x41"`],
  ["half a surrogate pair", String.raw`msg="\ud83d" k="\ud83d\ude00"`],
  ["quotes and backslashes without quotes around them", String.raw`msg=a"b\c k=x\"y`],
  ["control characters", 'msg=a\u0001b k=\u001fx q="a\tb"'],
  ["numbers that are text", "a=00 b=1. c=.5 d=+1 e=1e5 f=0x1F g=1234567890123456"],
  ["numbers that are written otherwise", "a=-0 b=1.0 c=-0.0 d=1.50 e=-0.5 f=0.00000001 g=123456789012.345"],
  ["a level as a number", "level=30 msg=m"],
  ["a level as a number in quotes", 'level="30" msg=m'],
  ["levels that are none", "level=-5 lvl= severity msg=m"],
  ["a level of one letter", "s=I msg=m"],
  ["one letter that says no level", "s=running msg=m"],
  ["journald's priority", "PRIORITY=3 MESSAGE=m"],
  ["milliseconds", "ts=1772449445123 msg=m"],
  ["seconds with a fraction", "ts=1772449445.250 msg=m"],
  ["a time without a zone", 'time="2026-03-02 11:04:05" msg=m'],
  ["a time that is none", "time=soon msg=m"],
  ["ids", "trace_id=5b8efff798038103d269b633813fc60c span_id=eee19b7ec3c1b174 msg=m"],
  ["ids in capital letters", "trace_id=5B8EFFF798038103D269B633813FC60C msg=m"],
  ["ids of zeros", "traceId=00000000000000000000000000000000 spanId=0000000000000000 msg=m"],
  ["names of the agent's own", "log.file.path=p network.transport=tcp network.peer.address=a msg=m"],
  ["a message that looks like a number", "msg=12 text"],
  ["no message", "a=b c"],
  ["values without a blank in between", 'a="b"c=d'],
  ["more fields than a scanner keeps", Array.from({ length: 80 }, (_, index) => `k${index}=${index}`).join(" ")],
  ["JSON with names of the agent's own", '{"network.transport":"tcp","network.peer.address":"a","log.logger":"l","msg":"m"}'],
  ["nested JSON", '{"msg":"m","a":{"b":[1,2.0,-0.5,"x\\n",null,true,{"c":[]}],"d":{}}}'],
  ["seconds with as many digits as a double has", '{"ts":1761019822.3152757,"msg":"m"}'],
  ["seconds with more digits than a double has", '{"ts":1761019822.31527571,"msg":"m"}'],
  ["nested JSON with a name twice", '{"msg":"m","a":{"b":1,"c":{"b":1},"b":2}}'],
  ["nested JSON with null", '{"msg":"m","a":{"b":null},"c":[null]}'],
  ["an error with its stack", '{"msg":"m","err":{"stack":"at a","type":"T","x":1},"error":{"stack":"s"}}'],
])("both faces agree on %s", (_, line) => {
  const { format: _format, ...want } = parser.parse(line);
  expect(encoded(line)).toEqual(plainRecord(want));
});

test.each([
  ["pairs", `msg=m ${"k=v ".repeat(250_000)}`],
  ["one long value", `msg=m k="${"\\n".repeat(500_000)}`],
  ["quotes", `msg=m k=${'"'.repeat(1_000_000)}`],
  ["lists inside of each other", `{"a":${"[".repeat(500_000)}${"]".repeat(500_000)}}`],
  ["members", `{${Array.from({ length: 80_000 }, (_, index) => `"k${index}":1`).join(",")}}`],
])("a megabyte of %s takes linear time", (_, line) => {
  const begun = performance.now();
  parser.encode(line);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test.each(Array.from({ length: 8 }, (_, blanks) => [blanks]))(
  "a reason that cites a line cuts no character in half, with %i blanks in front of it",
  (blanks) => {
    const { format, attributes } = parser.parse(`${" ".repeat(blanks)}{"a":1,${'"😱": 😱, '.repeat(40)}`);
    expect(format).toBe("unparsed");
    expect(attributes["log.unparsed.reason"]).toMatch(/not valid JSON|JSON at position/);
    expect(attributes["log.unparsed.reason"]).not.toMatch(/\p{Surrogate}/u);
  },
);
