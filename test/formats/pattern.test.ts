import { describe, expect, test } from "vitest";
import { readPattern } from "../../src/formats/pattern.ts";
import { types } from "../../src/formats/pattern-field.ts";
import { nameRows, typeRows } from "../../src/formats/pattern-help.ts";
import { commonNames } from "../../src/formats/schema/otel.ts";
import { compiled } from "./support/compiled.ts";

test.each<[pattern: string, problem: string, at: number]>([
  ["{time:iso {level}", "{time:iso {level} is no field", 1],
  ["{time} {level", "a field has no end", 8],
  ["{time} {lvl:wurd}", '"wurd" is no type', 8],
  ["{time:int} x", '"int" is no type of time', 1],
  ["{when:iso} x", 'only the field "time" can be a time', 1],
  ["{a} {a}", 'the field "a" is there twice', 5],
  ["{thread} {thread.name}", 'the field "thread.name" is there twice', 10],
  ["{log.file.path} x", '"log.file.path" is what the adapter itself says', 1],
  ["{a}{b}", "two fields with nothing between them", 6],
  ["{message} {level}", "a rest has to be the last field", 17],
  ["{a}{?{b} ?}", "a group that may be missing has to begin with text", 4],
  ["{a} {? [{b}]", "a group has no end", 12],
  ["{a} ?}", "ends a group that was not begun", 5],
  ["{a} }", "a } without {", 5],
  ["{{no field}}", "has no field", 1],
  ["{referer?:quoted}", "{referer?:quoted} is no field", 1],
  ["{message} {msg}", 'the field "msg" is there twice', 11],
  ['"{request:request}" {message}', "a request and a message cannot both be the body of a record", 21],
  ['"{message:request}" "{request:request}"', "a request and a message cannot both be the body of a record", 22],
  ["{a:quoted} b", 'a quoted field has to have a " behind it', 12],
  ["<time:iso <level>", "<time:iso <level> is no field", 1],
  ["<time:yyyy-MM-ddTHH:mm> x", '"yyyy-MM-ddTHH:mm" is no layout of times: "T" is no part of a time', 7],
  ["<a>< ><b>", "two fields with nothing between them", 9],
  ["<a> <? [<b>]", "a group has no end", 12],
  ["<<no field> of <_>", "has no field", 1],
  ["<level:V=1 D> <message>", '"D" is no level with its severity number', 1],
  ["<level:V=1 V=5> <message>", 'the level "V" is there twice', 1],
  ["<level:V=25> <message>", '"V=25" is no level with its severity number', 1],
  ["<a:pairs>", 'only the field "attributes" can be of the type pairs', 1],
  ["<a:priority> <b>", 'only the field "level" can be of the type priority', 1],
  ["<attributes:pairs> <message>", "pairs have to be the last field", 28],
  ["<message:rest> <a>", "a rest has to be the last field", 18],
  ["<a:csv> <b:csv>", "a column has to have a comma behind it", 15],
  ["<a:most>  <b>", "what goes on to the last of a text", 13],
  ["<a:request> x", "only the field", 1],
  ["<request:request>", 'a request field has to have a " behind it', 17],
])("%s is refused", (pattern, problem, at) => {
  expect(readPattern(pattern)).toMatchObject({
    ok: false,
    problem: expect.stringContaining(problem),
    at,
    hint: expect.stringMatching(/\w/),
  });
});

test("a ? in front of the type is told where it belongs", () => {
  expect(readPattern("{referer?:quoted}")).toMatchObject({ hint: "the ? comes last: write {referer:quoted?}" });
});

test("the help has every type and every name", () => {
  expect(typeRows.map(({ type }) => type).sort()).toEqual([...types, "time:LAYOUT", "level:A=5 B=9"].sort());
  const names = nameRows.map((row) => row.names).join(" ");
  for (const name of ["time", "level", "message", "msg", ...Object.keys(commonNames)]) expect(names).toContain(`\`${name}\``);
});

test("a word that is no level leaves the line to the next pattern", async () => {
  const parser = await compiled(["{level}: {message}", "{time:iso} {message}"]);
  expect(parser.encode("2026-03-02T11:04:05Z m: n")).toMatchObject({ format: "pattern2", record: { body: "m: n" } });
  expect(parser.encode("note: n")).toMatchObject({ format: "pattern", record: { severityNumber: 9, body: "n" } });
});

describe("a pattern reads", () => {
  test.each<[title: string, pattern: string, line: string, want: Record<string, unknown>]>([
    [
      "time, level, a thread and a message",
      "{time:iso} {level} [{thread}] {message:rest}",
      "2026-03-02 11:04:05,123 WARN [main] disk {almost} full",
      {
        timeUnixNano: "1772449445123000000",
        severityNumber: 13,
        severityText: "WARN",
        body: "disk {almost} full",
        attributes: { "thread.name": "main", "log.time.zone_assumed": "UTC" },
      },
    ],
    [
      "a group that is not there",
      "{level}{? [{thread}]?}: {message}",
      "INFO: started",
      { severityNumber: 9, severityText: "INFO", body: "started", attributes: {} },
    ],
    [
      "the same group where it is",
      "{level}{? [{thread}]?}: {message}",
      "info [a b]: x",
      { severityNumber: 9, severityText: "info", body: "x", attributes: { "thread.name": "a b" } },
    ],
    [
      "numbers, braces, a nil and quotes",
      '{{{id:int}}} {took:float}ms {user?} "{text:quoted}" {status}',
      String.raw`{42} 1.50ms - "say \"hi\"" 503`,
      {
        severityNumber: 17,
        body: String.raw`{42} 1.50ms - "say \"hi\"" 503`,
        attributes: { id: 42, took: 1.5, text: 'say "hi"', "http.response.status_code": 503 },
      },
    ],
    [
      "negative numbers",
      "{a:int} {b:float} {c:int} {bytes:int?}",
      "-5 -0.50 -0 -",
      { body: "-5 -0.50 -0 -", attributes: { a: -5, b: -0.5, c: 0 } },
    ],
    [
      "names that people use",
      '{client} "{method} {path} {proto}" {bytes} "{agent:quoted}" {msg}',
      '10.0.0.1 "GET /a HTTP/2.0" 5 "curl/8" m',
      {
        body: "m",
        attributes: {
          "client.address": "10.0.0.1",
          "http.request.method": "GET",
          "url.path": "/a",
          "network.protocol.version": "2",
          "http.response.body.size": 5,
          "user_agent.original": "curl/8",
        },
      },
    ],
    [
      "columns that are filled up with blanks",
      "<time:yyyy-MM-dd HH:mm:ss[,SSS]>  <level>  [< ><thread>< >] <logger:name>  : <message>",
      "2026-03-02 11:04:05,123  WARN   [      pool 1  ] o.s.Main     : disk  full",
      {
        timeUnixNano: "1772449445123000000",
        severityNumber: 13,
        severityText: "WARN",
        body: "disk  full",
        attributes: { "thread.name": "pool 1", "log.logger": "o.s.Main", "log.time.zone_assumed": "UTC" },
      },
    ],
    [
      "a level that nothing stands behind, words and hexadecimal digits",
      "<level:letter><time:MMdd HH:mm:ss.SSS>  <thread_id:int> <file:name>:<line>] <a:word> <b:hex> <<<c>> <message>",
      'W0301 17:59:40.692994   28133 klog.go:70] a"b 0fA <x> m',
      {
        timeUnixNano: "1772387980692994000",
        severityNumber: 13,
        severityText: "W",
        body: "m",
        attributes: {
          "thread.id": 28133,
          "code.file.path": "klog.go",
          "code.line.number": 70,
          a: 'a"b',
          b: "0fA",
          c: "x",
          "log.time.zone_assumed": "UTC",
        },
      },
    ],
    [
      "a time as seconds",
      "{time:epoch}|{_}|{message}",
      "1286536309.586|skipped|m",
      { timeUnixNano: "1286536309586000000", body: "m", attributes: {} },
    ],
  ])("%s", async (_, pattern, line, want) => {
    const parser = await compiled([pattern]);
    expect(parser.parse(line)).toEqual({ format: "pattern", ...want });
    expect(parser.encode(line).format).toBe("pattern");
  });
});
