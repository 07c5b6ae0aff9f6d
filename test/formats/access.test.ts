import { expect, test } from "vitest";
import { compiled } from "./support/compiled.ts";

const { parse, encode } = await bound();

async function bound() {
  const parser = await compiled(["combined", "common"]);
  return { parse: parser.parse.bind(parser), encode: parser.encode.bind(parser) };
}

const http = (version: string) => ({ "network.protocol.name": "http", "network.protocol.version": version });
const line = (request: string, rest = '200 5 "-" "-"', client = "10.0.0.1 - -") =>
  `${client} [25/Oct/2016:14:49:34 +0200] "${request}" ${rest}`;
const at = "1477399774000000000";

type Want = { body: string; attributes: Record<string, unknown>; format?: string; time?: string; severityNumber?: number };

test.each<[title: string, given: string, want: Want]>([
  [
    "nginx combined",
    '67.43.156.13 - - [25/Oct/2016:14:49:34 +0200] "GET /favicon.ico HTTP/1.1" 404 571 "http://localhost:8080/" "Mozilla/5.0 (X11)"',
    {
      body: "GET /favicon.ico HTTP/1.1",
      attributes: {
        "client.address": "67.43.156.13",
        "http.request.method": "GET",
        "url.path": "/favicon.ico",
        ...http("1.1"),
        "http.response.status_code": 404,
        "http.response.body.size": 571,
        "http.request.header.referer": ["http://localhost:8080/"],
        "user_agent.original": "Mozilla/5.0 (X11)",
      },
    },
  ],
  [
    "the common log format, with a user",
    '127.0.0.1 bob frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326',
    {
      format: "common",
      time: "971211336000000000",
      body: "GET /apache_pb.gif HTTP/1.0",
      attributes: {
        "client.address": "127.0.0.1",
        "user.name": "frank",
        "http.request.method": "GET",
        "url.path": "/apache_pb.gif",
        ...http("1.0"),
        "http.response.status_code": 200,
        "http.response.body.size": 2326,
      },
    },
  ],
  [
    "a development server that leaves the zone out",
    '127.0.0.1 - - [29/Aug/2023 22:02:58] "GET / HTTP/1.1" 200 -',
    {
      format: "common",
      time: "1693346578000000000",
      body: "GET / HTTP/1.1",
      attributes: {
        "client.address": "127.0.0.1",
        "http.request.method": "GET",
        "url.path": "/",
        ...http("1.1"),
        "http.response.status_code": 200,
        "log.time.zone_assumed": "UTC",
      },
    },
  ],
  ["an empty request", line("", '400 0 "-" "-"'), { body: "", attributes: { ...base(400, 0) } }],
  ["a lone dash for a request", line("-", '408 0 "-" "-"'), { body: "-", attributes: { ...base(408, 0) } }],
  [
    "TLS on a plain port, as nginx escapes it",
    line(String.raw`\x16\x03\x01\x02\x00`, '400 157 "-" "-"'),
    { body: String.raw`\x16\x03\x01\x02\x00`, attributes: base(400, 157) },
  ],
  ["a port scanner", line("MGLNDD_1.2.3.4_80", '400 0 "-" "-"'), { body: "MGLNDD_1.2.3.4_80", attributes: base(400, 0) }],
  [
    "a method that nobody knows, and a server's failure",
    line("PROPFIND /dav HTTP/1.1", '503 - "-" "-"'),
    {
      severityNumber: 17,
      body: "PROPFIND /dav HTTP/1.1",
      attributes: {
        ...base(503),
        "http.request.method": "_OTHER",
        "http.request.method_original": "PROPFIND",
        "url.path": "/dav",
        ...http("1.1"),
      },
    },
  ],
  [
    "a request to a proxy",
    line("GET http://example.com/a?b HTTP/1.1"),
    {
      body: "GET http://example.com/a?b HTTP/1.1",
      attributes: { ...base(), "http.request.method": "GET", "url.full": "http://example.com/a?b", ...http("1.1") },
    },
  ],
  [
    "a target that is an authority",
    line("CONNECT example.com:443 HTTP/1.1"),
    {
      body: "CONNECT example.com:443 HTTP/1.1",
      attributes: { ...base(), "http.request.method": "CONNECT", "url.original": "example.com:443", ...http("1.1") },
    },
  ],
  [
    "spaces in a path, and an empty query",
    line("GET /a b?c d HTTP/1.1"),
    {
      body: "GET /a b?c d HTTP/1.1",
      attributes: { ...base(), "http.request.method": "GET", "url.path": "/a b", "url.query": "c d", ...http("1.1") },
    },
  ],
  [
    "a query that is empty",
    line("GET /a? HTTP/2"),
    { body: "GET /a? HTTP/2", attributes: { ...base(), "http.request.method": "GET", "url.path": "/a", ...http("2") } },
  ],
  [
    "quotes in the user agent, as httpd escapes them",
    line("GET / HTTP/1.1", String.raw`200 5 "-" "a \"quoted\" \\ agent\t"`),
    { body: "GET / HTTP/1.1", attributes: { ...base(), ...root(), "user_agent.original": 'a "quoted" \\ agent\t' } },
  ],
  [
    "quotes and UTF-8 in the user agent, as nginx escapes them",
    line("GET / HTTP/1.1", String.raw`200 5 "-" "\x22caf\xC3\xA9\x22"`),
    { body: "GET / HTTP/1.1", attributes: { ...base(), ...root(), "user_agent.original": '"café"' } },
  ],
  [
    "escaped bytes that are not UTF-8 stay as they were logged",
    line("GET / HTTP/1.1", String.raw`200 5 "-" "\xFF\xFE"`),
    { body: "GET / HTTP/1.1", attributes: { ...base(), ...root(), "user_agent.original": String.raw`\xFF\xFE` } },
  ],
  [
    "an IPv6 client, and nothing else known",
    line("GET / HTTP/1.1", '304 - "-" "-"', "2001:db8::7 - -"),
    { body: "GET / HTTP/1.1", attributes: { ...base(304), ...root(), "client.address": "2001:db8::7" } },
  ],
  [
    "a user name with spaces",
    line("GET / HTTP/1.1", '200 5 "-" "-"', "10.0.0.1 - Jo Doe"),
    { body: "GET / HTTP/1.1", attributes: { ...base(), ...root(), "user.name": "Jo Doe" } },
  ],
  [
    "a size that no double holds stays text",
    line("GET / HTTP/1.1", '200 99999999999999999999 "-" "-"'),
    { body: "GET / HTTP/1.1", attributes: { ...base(200), ...root(), "http.response.body.size": "99999999999999999999" } },
  ],
  [
    "empty quotes are an empty text",
    line("GET / HTTP/1.1", '200 5 "" ""'),
    { body: "GET / HTTP/1.1", attributes: { ...base(), ...root(), "http.request.header.referer": [""], "user_agent.original": "" } },
  ],
])("%s", (_, given, { format = "combined", time = at, severityNumber = 9, body, attributes }) => {
  expect(parse(given)).toEqual({ format, timeUnixNano: time, severityNumber, body, attributes });
});

function base(status = 200, size: number | undefined = status === 200 ? 5 : undefined) {
  return {
    "client.address": "10.0.0.1",
    "http.response.status_code": status,
    ...(size !== undefined && { "http.response.body.size": size }),
  };
}

function root() {
  return { "http.request.method": "GET", "url.path": "/", ...http("1.1") };
}

test.each<[title: string, given: string, reason: string]>([
  ["a truncated line", '10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "GET /fav', 'combined: expected a closing " at byte 44'],
  [
    "one more field than the format has",
    line("GET / HTTP/1.1", '200 5 "-" "-" "1.2.3.4" "x"'),
    "combined: expected the end of the line at byte 84",
  ],
  ["a day that does not exist", line("GET / HTTP/1.1").replace("25/Oct", "31/Feb"), "combined: expected a time at byte 15"],
  ["a status of two digits", line("GET / HTTP/1.1", '20 5 "-" "-"'), "combined: expected a status at byte 60"],
  ["no line at all", "", "empty line"],
])("%s is kept unparsed", (_, given, reason) => {
  for (const { format, record } of [encode(given), { format: parse(given).format, record: { ...parse(given) } }]) {
    expect(format).toBe("unparsed");
    expect(record["body"]).toBe(given);
    expect((record["attributes"] as Record<string, string>)["log.unparsed.reason"]?.split(";")[0]).toBe(reason);
  }
});

test("a field of a hundred thousand bytes is read like any other", () => {
  const path = `/${"a".repeat(100_000)}`;
  expect(encode(line(`GET ${path} HTTP/1.1`)).record).toMatchObject({ attributes: { "url.path": path } });
});
