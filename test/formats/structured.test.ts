import { describe, expect, test } from "vitest";
import { compiled } from "./support/compiled.ts";

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

test.each(Array.from({ length: 8 }, (_, blanks) => [blanks]))(
  "a reason that cites a line cuts no character in half, with %i blanks in front of it",
  (blanks) => {
    const { format, attributes } = parser.parse(`${" ".repeat(blanks)}{"a":1,${'"😱": 😱, '.repeat(40)}`);
    expect(format).toBe("unparsed");
    expect(attributes["log.unparsed.reason"]).toMatch(/not valid JSON|JSON at position/);
    expect(attributes["log.unparsed.reason"]).not.toMatch(/\p{Surrogate}/u);
  },
);
