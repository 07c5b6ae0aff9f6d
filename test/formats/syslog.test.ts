import { expect, test } from "vitest";
import { jsonProblem } from "./fuzz/strict-json.ts";
import { compiled } from "./support/compiled.ts";
import { plainRecord } from "./support/plain.ts";

const parser = await compiled(["syslog5424", "syslog3164"]);
const others = await Promise.all((["otlp", "ecs"] as const).map((shape) => compiled(["syslog5424"], shape)));

test.each<[title: string, given: string, want: Record<string, unknown>]>([
  [
    "RFC 3164 with a priority",
    "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    {
      format: "syslog3164",
      timeUnixNano: "1760220855000000000",
      severityNumber: 18,
      body: "'su root' failed for lonvick on /dev/pts/8",
      attributes: { "syslog.facility": 4, "host.name": "mymachine", "service.name": "su", "log.time.zone_assumed": "UTC" },
    },
  ],
  [
    "from a file: no priority, a process id, a day with one digit; of last year",
    "Jun  9 16:53:37 my-vps sshd[3685002]: Close session: user ansible",
    {
      format: "syslog3164",
      timeUnixNano: "1749488017000000000",
      body: "Close session: user ansible",
      attributes: { "host.name": "my-vps", "service.name": "sshd", "process.pid": 3_685_002, "log.time.zone_assumed": "UTC" },
    },
  ],
  [
    "a name with spaces",
    "Feb 27 10:00:00 mac Microsoft Word[14463]: saved",
    {
      format: "syslog3164",
      timeUnixNano: "1772186400000000000",
      body: "saved",
      attributes: { "host.name": "mac", "service.name": "Microsoft Word", "process.pid": 14_463, "log.time.zone_assumed": "UTC" },
    },
  ],
  [
    "a repetition, which has no tag",
    "Jan  1 00:00:01 my-vps last message repeated 2 times",
    {
      format: "syslog3164",
      timeUnixNano: "1767225601000000000",
      body: "last message repeated 2 times",
      attributes: { "host.name": "my-vps", "log.time.zone_assumed": "UTC" },
    },
  ],
  [
    "with an RFC 3339 time, as rsyslog writes it",
    "2026-03-01T23:59:59.123456+01:00 web nginx: started",
    {
      format: "syslog3164",
      timeUnixNano: "1772405999123456000",
      body: "started",
      attributes: { "host.name": "web", "service.name": "nginx" },
    },
  ],
  [
    "RFC 5424 with structured data and an escaped quote",
    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 key="hello \\"test\\"" b="\\]"][x@1] An event',
    {
      format: "syslog5424",
      timeUnixNano: "1065910455003000000",
      severityNumber: 10,
      body: "An event",
      attributes: {
        "syslog.facility": 20,
        "host.name": "mymachine.example.com",
        "service.name": "evntslog",
        "syslog.msgid": "ID47",
        "syslog.structured_data": { "exampleSDID@32473": { key: 'hello "test"', b: "]" }, "x@1": {} },
      },
    },
  ],
  [
    "RFC 5424 with a byte order mark in front of the message",
    "<34>1 2003-10-11T22:14:15.003Z mymachine su 77 - - \uFEFF'su root' failed",
    {
      format: "syslog5424",
      timeUnixNano: "1065910455003000000",
      severityNumber: 18,
      body: "'su root' failed",
      attributes: { "syslog.facility": 4, "host.name": "mymachine", "service.name": "su", "syslog.procid": "77" },
    },
  ],
  [
    "RFC 5424 with nothing but dashes",
    "<0>1 - - - - - -",
    { format: "syslog5424", severityNumber: 21, body: "", attributes: { "syslog.facility": 0 } },
  ],
])("%s", (_, given, want) => {
  expect(parser.parse(given)).toEqual(want);
});

test.each([
  ["a priority that is too large", "<192>Oct 11 22:14:15 mymachine su: x"],
  ["structured data without an end", '<34>1 2003-10-11T22:14:15Z a b c d [x@1 k="v" message'],
  ["a month that is none", "Foo 11 22:14:15 mymachine su: x"],
])("%s is kept unparsed", (_, given) => {
  expect(parser.parse(given)).toMatchObject({ format: "unparsed", body: given });
});

const data = [
  ["one element", '[x@1 a="b" c=""]'],
  ["an element without parameters", '[meta][x@1 k="v"]'],
  ["escapes", String.raw`[x@1 a="\"" b="\\" c="\]" d="a\nb\\\"" e="\\]"]`],
  ["an id twice", '[x@1 a="b"][x@1 a="c" d="e"]'],
  ["a name twice", '[x@1 a="b" a="c"]'],
  ["a name of several elements", '[x@1 a="b"][y@1 a="c"]'],
  ["a control character", '[x@1 a="b\u0001"]'],
  ["a control character and a backslash in names", '[x\u0001 a\\="b"]'],
  ["letters that are not ASCII", '[größe ä="😀"]'],
  ["names of objects' own", '[__proto__ __proto__="p" 1="2"]'],
  ["more names than a scanner keeps", `[x@1 ${Array.from({ length: 80 }, (_, index) => `k${index}="v"`).join(" ")}]`],
  ["no name", '[x@1 ="b"]'],
  ["no id", '[ a="b"]'],
  ["a value without quotes", "[x@1 a=b]"],
  ["a value without an end", '[x@1 a="b]'],
  ["a backslash at the end", '[x@1 a="b\\'],
  ["an element without an end", '[x@1 a="b"'],
  ["nothing", ""],
] as const;

test.each(data)("both faces agree on structured data with %s", (_, text) => {
  for (const line of [`<165>1 2003-10-11T22:14:15Z h a - - ${text} m`, `<165>1 2003-10-11T22:14:15Z h a - - ${text}`])
    for (const one of [parser, ...others]) {
      const { record, json } = one.encode(line);
      expect(jsonProblem(Buffer.from(json))).toBeUndefined();
      if (one.normaliser.shape === "ecs") expect(record).toEqual({ seed: "", ...one.document(line) });
      else expect(plainRecord(record)).toEqual(plainRecord({ ...one.parse(line) }));
    }
});

test.each([
  ["elements", Array.from({ length: 80_000 }, (_, index) => `[x${index} a="b"]`).join("")],
  ["escapes", `[x a="${String.raw`\]`.repeat(500_000)}"]`],
  ["parameters", `[x ${'a="b" '.repeat(160_000)}]`],
])("a megabyte of %s takes linear time", (_, text) => {
  const begun = performance.now();
  parser.encode(`<165>1 2003-10-11T22:14:15Z h a - - ${text} m`);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
