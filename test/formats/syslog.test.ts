import { expect, test } from "vitest";
import { compiled } from "./support/compiled.ts";

const parser = await compiled(["syslog5424", "syslog3164"]);

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
