import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProducer } from "../../../src/formats/producers/index.ts";
import { compiledAll } from "../support/compiled.ts";
import { clf, expectRecord, hostile, listed, moment, nanos, orNothing, wholeSeconds, without } from "./values.ts";

/** As httpd prints a value: ap_escape_logitem of its server/util.c. */
function print(value: string | undefined): string {
  if (value === undefined) return "-";
  return [...Buffer.from(value)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      const short = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v" }[char];
      return short ?? (byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, "0")}` : char);
    })
    .join("");
}

describe("what httpd prints is read again", async () => {
  const written =
    '%v:%{local}p %h %l %u %t "%m %U%q %H" %>s %<s %b "%{Referer}i" "%!200,304{User-Agent}i" %{Foo}C/%{VAR}e|%{Foo}n %D %{ms}T %I %X \'%{X-Cache}o\'';
  const own = '%{begin:%d/%b/%Y %T}t.%{msec_frac}t %{%z}t %P %a "%{X}i"';
  const [flat, otlp] = await Promise.all(
    (["flat", "otlp"] as const).map((shape) =>
      compiledAll(
        [
          { formats: [`httpd: LogFormat "${written.replaceAll('"', '\\"')}" mine`], tz: "UTC" },
          { formats: [`httpd: ${own}`], tz: "UTC" },
        ],
        shape,
      ),
    ),
  );
  const header = orNothing(hostile.filter((text) => text !== "-"));
  const ident = (stop: RegExp) => orNothing(without(stop, 1).filter((text) => text !== "-"));

  test.each([
    ["flat", flat?.[0]],
    ["otlp", otlp?.[0]],
  ])("with its own time, %s", (_, parser) => {
    if (!parser) throw new Error("nothing was compiled");
    const values = fc.record({
      server: fc.domain(),
      port: fc.nat(65_535),
      client: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()),
      ident: ident(/[^!-~]/g),
      user: ident(/ \[/g),
      moment,
      path: fc.webPath().map((path) => `/${path}`),
      query: orNothing(fc.webQueryParameters().filter((query) => query !== "")),
      status: fc.integer({ min: 100, max: 599 }),
      size: orNothing(fc.nat()),
      referer: header,
      agent: header,
      cookie: ident(/[/]/g),
      variable: ident(/[|]/g),
      note: ident(/ /g),
      took: fc.nat(),
      connection: fc.constantFrom("X", "+", "-"),
      cache: ident(/'/g),
    });
    fc.assert(
      fc.property(values, (v) => {
        const line =
          `${v.server}:${v.port} ${v.client} ${print(v.ident)} ${print(v.user)} [${clf(v.moment)} +0000] "GET ${v.path}${v.query === undefined ? "" : `?${v.query}`} HTTP/1.1" ` +
          `${v.status} 200 ${v.size ?? "-"} "${print(v.referer)}" "${print(v.agent)}" ${print(v.cookie)}/${print(v.variable)}|${print(v.note)} ${v.took} ${v.took} ${v.took} ${v.connection} '${print(v.cache)}'`;
        expectRecord(parser, line, {
          format: "httpd",
          when: nanos(wholeSeconds(v.moment)),
          severityNumber: v.status >= 500 ? 17 : 9,
          attributes: {
            "server.address": v.server,
            "network.local.port": v.port,
            "client.address": v.client,
            "httpd.ident": v.ident,
            "user.name": v.user,
            "http.request.method": "GET",
            "url.path": v.path,
            "url.query": v.query,
            "network.protocol.version": "1.1",
            "http.response.status_code": v.status,
            "httpd.status": 200,
            "http.response.body.size": v.size,
            "http.request.header.referer": listed(v.referer),
            "user_agent.original": v.agent,
            "httpd.cookie.Foo": v.cookie,
            "httpd.env.VAR": v.variable,
            "httpd.note.Foo": v.note,
            "httpd.duration_us": v.took,
            "httpd.duration_ms": v.took,
            "http.request.size": v.took,
            "httpd.connection_status": v.connection,
            "http.response.header.x-cache": listed(v.cache),
          },
        });
      }),
    );
  });

  test.each([
    ["flat", flat?.[1]],
    ["otlp", otlp?.[1]],
  ])("with a time in pieces, %s", (_, parser) => {
    if (!parser) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(moment, fc.nat(), fc.ipV4(), header, (when, pid, peer, x) => {
        const local = when + 90 * 60_000;
        const time = `${clf(local).replace(":", " ")}.${new Date(when).toISOString().slice(20, 23)} +0130`;
        expectRecord(parser, `${time} ${pid} ${peer} "${print(x)}"`, {
          format: "httpd",
          when: nanos(when),
          attributes: { "process.pid": pid, "network.peer.address": peer, "http.request.header.x": listed(x) },
        });
      }),
    );
  });
});

test.each<[title: string, written: string, line: string, want: Record<string, unknown>]>([
  [
    "the common log format",
    '%h %l %u %t "%r" %>s %b',
    '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326',
    {
      timeUnixNano: "971211336000000000",
      body: "GET /apache_pb.gif HTTP/1.0",
      attributes: { "user.name": "frank", "url.path": "/apache_pb.gif", "http.response.body.size": 2326 },
    },
  ],
  [
    "seconds and microseconds since 1970",
    "%{sec}t.%{usec_frac}t %s %{tid}P %T",
    "1772449445.000017 500 7 3",
    { timeUnixNano: "1772449445000017000", severityNumber: 17, attributes: { "thread.id": 7, "httpd.duration_s": 3 } },
  ],
  [
    "a text in quotes, and a percent sign",
    '"100%% %>s\t%{c}a"',
    "100% 200\t::1",
    { attributes: { "http.response.status_code": 200, "network.peer.address": "::1" } },
  ],
])("%s", async (_, text, line, want) => {
  const [parser] = await compiledAll([{ formats: [`httpd: ${text}`], tz: "UTC" }]);
  expect(parser?.encode(line).format).toBe("httpd");
  expect(parser?.parse(line)).toMatchObject(want);
});

test.each<[written: string, problem: string, at: number, hint: string]>([
  ["httpd: %h%u", "nothing stands between %h and %u", 10, "put a blank"],
  ["httpd: %h %j", "%j is no value of httpd's that is known", 11, "no such letter"],
  ["httpd: %h %i", "%i is no value of httpd's that is known", 11, "name it: %{Name}i"],
  ["httpd: %h %", "a % without a letter", 11, "%% for a %"],
  ['httpd: LogFormat "%h \\"%i\\"" x', "%i is no value of httpd's that is known", 24, "name it"],
  ["httpd: LogFormat %h x", "the text of LogFormat is not in quotes", 18, 'write LogFormat "%h'],
  ["httpd: %h %{%Y-%m-%d %q}t", "%q is no part of a time that is understood", 22, "use %Y %m"],
  ["httpd: %h %{%Y-%m-%d}t", "the time %{%Y-%m-%d}t has no hour (HH)", 11, "write a date and the time"],
])("%s is refused", (written, problem, at, hint) => {
  expect(readProducer(written)).toMatchObject({ ok: false, problem, at, hint: expect.stringContaining(hint) });
});
