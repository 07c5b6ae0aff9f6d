import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/formats/catalogue/index.ts";
import type { Normal } from "../../src/runtime/agent/normaliser.ts";
import { keyValues } from "../../src/runtime/agent/sinks/otlp-encoder.ts";
import { jsonProblem } from "./fuzz/strict-json.ts";
import { type Compiled, compiled } from "./support/compiled.ts";
import { nearly } from "./support/nearly.ts";
import { plainRecord } from "./support/plain.ts";

const pattern = "{time:iso} {level}{? [{thread}]?} {took:float}ms {user?} {message:rest}";
const columns =
  "<level:letter><time:MMdd HH:mm:ss[.SSS][ Z]>  <thread_id:int?> [< ><thread>< >]<? (<file:name>:<line>)?> <a:word> <b:hex>: <message>";
const tails = [
  "<level:.=5 -=5 *=10 #=13><client:ip?>:<port:int> <trace_id:hex?>/<span_id:hex> <message> <attributes:pairs>",
  "[<level:note=9 N=10 ERR=17>] <client:ip>  <message>\t<attributes:object>",
  '{<own:any>} <items:list> "<_:request>"<? AH<code:hex+AH>?><? <status?>?> <message>',
  'quoted <level> "<message:quoted>"< ><attributes:pairs>',
  "said by <a:word>: <message> <attributes:objects>",
  "note <message> <attributes:pairs>",
  "csv,<time:iso>,<user:csv?>,<db:csv>,<level>,<message:csv><?,<application:csv?>?>",
];
const names = ["cri", "combined", "common", "json", "syslog5424", "syslog3164", ...tails, pattern, columns, "logfmt"];
const flat = await compiled(names);
const otlp = await compiled(names, "otlp", "Europe/Berlin");
const ecs = await compiled(names, "ecs", "Europe/Berlin");

const examples = [
  ...catalogue.flatMap((format) => format.examples),
  String.raw`10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "GET / HTTP/1.1" 200 5 "\x22caf\xC3\xA9\x22" "\xFF \n"`,
  "2026-03-02T11:04:05,123 WARN [main] 0.25ms - slow",
  "2026-03-02 11:04:05 nonsense 12.50ms frank x",
  'W0301 17:59:40.692994   28133 [   pool 1 ] (klog.go:70) a"b 0fA: m',
  "I0229 17:59:60 +01:00 - [m] x 0: ",
  "2026-03-02 11:04:05 error -12.50ms frank x",
  "2026-03-02 11:04:05 error 12ms frank x",
  "2026-03-02 11:04:05 error -0.0ms frank x",
  String.raw`10.0.0.1 - CORP\\bob [25/Oct/2016:14:49:34 +0200] "GET / HTTP/3.0" 200 5 "-" "-" `,
  "Jun  9 16:53:37 my-vps sshd[3685002]:no blank",
  "Jun  9 16:53:37 my-vps sshd:",
  '*10.0.0.7:80 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b174 paid a=b a=1 b="x \\" y" c=[1 2] d={e}, f=true',
  "*10.0.0.7:80 5B8EFFF798038103d269b633813fc60c/0000000000000000 no pairs",
  "#-:80 -/eee19b7ec3c1b174 span_id=eee19b7ec3c1b175 log.file.path=x",
  "-::1:80 00/eee19b7ec3c1b174 a=[b c trace_id=5b8efff798038103d269b633813fc60c",
  '[N] fe80::1%eth0  slow\t{"a":{"b":[1]},"span_id":"eee19b7ec3c1b174"}',
  "[ERR] ::ffff:10.0.0.7 {no} object }",
  "[note] 10.0.0.7 nothing",
  '{} a, b c "GET /a?b HTTP/1.1" AH00135 503 m',
  '{x y} a "nonsense" - m',
  'csv,2026-03-02 11:04:05.123,,orders,WARN,"said ""no"", twice",app',
  "csv,2026-03-02T11:04:05Z,frank,,error,plain,",
  '\uFEFF{"level":"warn","msg":"m"}',
  ' {"level":"warn","msg":"m"}',
  '2019-05-07T18:57:50.904275087+00:00 stdout F 10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "GET / HTTP/2" 200 -  "-" "x"',
  '2019-05-07T18:57:50Z stderr F {"msg":"inside","level":"error"}',
  "2019-05-07T18:57:50Z stderr F plain text",
  '2019-05-07T18:57:50 stdout F 10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "GET / HTTP/2" 200 -  "-" "x"',
  "2019-05-07T18:57:50 stderr F plain text",
  '{"level":"info","ts":10761019822.3152757,"msg":"later than can be"}',
  '{"a":1e999,"b":-2.5E+400,"z":-0.0,"c":[1e3,12345678901234567890],"msg":"1e999"}',
];

const value = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(
    "2026-03-02T11:04:05Z",
    "2026-03-02 11:04:05,5",
    "1761019822",
    1761019822.25,
    1761019822315,
    1761019822315.25,
    1761019822315.257,
    1761019822.3152757,
    "warn",
    "W",
    30,
    "30",
    true,
    false,
    null,
  ),
  fc.constantFrom(
    "5b8efff798038103d269b633813fc60c",
    "eee19b7ec3c1b174",
    [1],
    [null, {}, ["a", null]],
    { k: null },
    { $date: "2026-03-02T11:04:05Z" },
    { a: { b: [1, -0.5, "x\n", { c: true }], d: {} }, e: [] },
    [[], [{ a: 1, b: null }], 1.5],
    { stack: "at a", type: "T", n: 1 },
  ),
);
const key = fc.oneof(
  fc.constantFrom(
    "time",
    "ts",
    "level",
    "PRIORITY",
    "msg",
    "message",
    "trace_id",
    "span_id",
    "log.level",
    "log.file.path",
    "__proto__",
    "s",
    "t",
    "err",
  ),
  fc.string({ maxLength: 4 }),
);
/** JSON objects of the kind that loggers write, with white space here and there. */
const object = fc.tuple(fc.array(fc.tuple(key, value), { maxLength: 6 }), fc.constantFrom("", " ", "\t ")).map(([pairs, space]) => {
  const fields = pairs.map(([name, one]) => `${JSON.stringify(name)}${space}:${space}${JSON.stringify(one)}`);
  return `{${space}${fields.join(`${space},${space}`)}}${space}`;
});
/** Values of pairs: as loggers write them, and nearly so. */
const pairValue = fc.oneof(
  value.map((one) => (typeof one === "string" ? JSON.stringify(one) : String(one))),
  fc.string({ maxLength: 6 }),
  fc.string({ maxLength: 4, unit: "binary" }),
  fc.constantFrom(
    "1.0",
    "-0",
    "-0.0",
    "-0.5",
    "1.50",
    "007",
    "1e5",
    "123456789012345",
    "1234567890123456",
    "0.1234567890123456",
    "+1",
    "1.",
    ".5",
  ),
  fc.constantFrom(
    "[a b]",
    "{a: [b c]}",
    "[a {b] c}",
    "[a",
    "a,",
    "1,",
    ",",
    '"a",',
    '"a"b',
    '"a\\"',
    "true",
    "false,",
    "",
    '"',
    "a\tb",
    "a\rb",
  ),
);
const pairKey = fc.oneof(
  key.filter((name) => /^[\w.@/-]+$/.test(name)),
  fc.constantFrom("a", "b", "A", "1", "é", "line.log.source"),
);
const pair = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(pairKey, pairValue).map(([name, one]) => `${name}=${one}`) },
  { weight: 1, arbitrary: pairKey },
);
/** What pairs and objects stand behind. */
const fronts = fc.constantFrom(
  ...[
    "",
    "",
    "m ",
    "a=b m ",
    'quoted warn "m" ',
    'quoted warn "m"',
    'quoted warn "m" x ',
    "note ",
    "note m ",
    "note a=b c=1 m\t",
    'note a="b" m ',
  ],
  ...["note {m [ ", "*10.0.0.7:80 -/eee19b7ec3c1b174 m ", "#-:80 0/00 ", "*-:80 -/00 a=b m\t"],
);
const objectFronts = fc.constantFrom(
  ...[
    "[N] fe80::1  m\t",
    "[N] ::1 {a b} m ",
    "[ERR] ::1 ",
    "[N] ::1 x{} [] ",
    "said by me: ",
    "said by me: m ",
    "said by me: m [] ",
    "said by me: [x] ",
  ],
  ...["said by me: m { ", "said by me: m {} "],
);
/** `key=value` pairs, alone and behind a message. */
const pairs = fc
  .tuple(fronts, fc.array(fc.tuple(pair, fc.constantFrom(" ", " ", ", ", "\t", "  ")), { maxLength: 5 }))
  .map(([front, list]) => front + list.flat().join("").replace(/[\n]/g, " "));
/** Objects behind a message. */
const tailed = fc
  .tuple(objectFronts, object, fc.constantFrom("", " []", " x", "  ", " {}", ' {"z":1}', ' {"a":2}'))
  .map((parts) => parts.join(""));
/** Structured data of syslog. */
const element = fc
  .tuple(
    fc.constantFrom("x", "x@1", "é", "", "meta"),
    fc.array(
      fc.tuple(
        fc.constantFrom(...' a=" b=" é=" ="'.split(/(?<=")(?= )/)),
        fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom("\\]", '\\"', "\\\\", "\\n", "é", "]", "")),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([id, list]) => `[${id}${list.map(([name, one]) => `${name}${one}"`).join("")}]`);
const syslog = fc
  .tuple(fc.array(element, { maxLength: 3 }), fc.constantFrom("", " m", " \uFEFFm", "m"))
  .map(([list, text]) => `<34>1 2003-10-11T22:14:15.003Z h su - ID47 ${list.join("").replace(/\n/g, " ")}${text}`);
const any = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("utf8").replace(/\n/g, " "));

function expectSame(parser: Compiled, line: string): void {
  const { format, record, json } = parser.encode(line);
  expect(jsonProblem(Buffer.from(json))).toBeUndefined();
  const object = parser.parse(line);
  expect(format).toBe(object.format);
  if (parser.normaliser.shape === "ecs") expect(record).toEqual({ seed: "", ...parser.document(line) });
  else expect(plainRecord(record)).toEqual(plainRecord({ ...object }));
  if (parser.normaliser.shape === "otlp") expect(typed(record["attributes"])).toEqual(typed(attributesOf(object, parser)));
}

/** Attributes by name, each with the type of its value. */
function typed(attributes: unknown): unknown {
  const list = attributes as { key: string; value: unknown }[];
  return Object.fromEntries(list.filter(({ key: name }) => name !== "seed").map((one) => [one.key, one.value]));
}

function attributesOf({ attributes, format }: Normal, { normaliser }: Compiled): unknown {
  return JSON.parse(keyValues(attributes, normaliser.doubles?.[format]));
}

describe.each([
  ["flat", flat],
  ["otlp", otlp],
  ["ecs", ecs],
])("the two faces of a parser, %s", (_, parser) => {
  test.each(examples.map((example) => [example]))("agree on %s", (line) => {
    expectSame(parser, line);
  });

  test("agree on any line", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 6, arbitrary: nearly(examples) },
          { weight: 3, arbitrary: object },
          { weight: 3, arbitrary: pairs },
          { weight: 2, arbitrary: tailed },
          { weight: 2, arbitrary: syslog },
          { weight: 1, arbitrary: any },
        ),
        (line) => expectSame(parser, line),
      ),
      { numRuns: 2000 },
    );
  });
});

describe.each(["flat", "otlp", "ecs"] as const)("lines inside of others that say no time, %s", async (shape) => {
  const parser = await compiled(["<host> | <line:inner>", "json", "logfmt", "<level> <constructor>: <message>"], shape);

  test.each([
    'web-1 | {"msg":"m","time":"2026-03-02T11:04:05Z"}',
    'web-1 | {"msg":"m"}',
    'web-1 | {"host":"web-2"}',
    "web-1 | level=warn host=web-2",
    "web-1 | plain text",
    "web-1 | warn it: late",
    "warn it: late",
  ])("both faces agree on %s", (line) => {
    expectSame(parser, line);
  });
});
