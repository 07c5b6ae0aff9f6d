import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProducer } from "../../../src/formats/producers/index.ts";
import { compiledAll } from "../support/compiled.ts";
import { clf, expectRecord, hostile, listed, moment, nanos, orNothing, wholeSeconds, without } from "./values.ts";

type Escaping = "default" | "json" | "none";

/** As nginx prints a value: ngx_http_log_module.c escapes bytes below 32 and above 126 in hexadecimal, JSON control characters alone. */
function print(value: string | undefined, escaping: Escaping): string {
  if (value === undefined) return escaping === "default" ? "-" : "";
  if (escaping === "none") return value;
  if (escaping === "json")
    return value.replace(/["\\\u0000-\u001f]/g, (char) => {
      const short = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" }[char];
      return short ?? `\\u00${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
    });
  return [...Buffer.from(value)]
    .map((byte) =>
      byte === 34 || byte === 92 || byte < 32 || byte > 126
        ? `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte),
    )
    .join("");
}

const decimal = fc.nat(10_000_000).map((ms) => ms / 1000);
const written = (value: number): string => value.toFixed(3);
const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant("unix:"));

/** One upstream after the other: `a, b : c`. */
function list<T>(value: fc.Arbitrary<T>, text: (one: T) => string): fc.Arbitrary<{ text: string | undefined; value: unknown }> {
  return fc.array(fc.tuple(fc.option(value, { nil: null, freq: 4 }), fc.constantFrom(", ", " : ")), { maxLength: 3 }).map((all) => {
    const values = all.map(([one]) => one);
    const printed = all.map(([one, between], index) => `${index === 0 ? "" : between}${one === null ? "-" : text(one)}`).join("");
    if (values.length === 0) return { text: undefined, value: undefined };
    return { text: printed, value: values.length === 1 ? (values[0] ?? undefined) : values };
  });
}

interface Values {
  readonly [variable: string]: string | undefined;
}

const upstreams = fc.record({
  addr: list(
    fc.ipV4().map((ip) => `${ip}:80`),
    (one) => one,
  ),
  status: list(fc.integer({ min: 100, max: 599 }), String),
  time: list(decimal, written),
});

describe("what nginx prints is read again", async () => {
  const main =
    '$remote_addr - $remote_user [$time_local] "$request_method $request_uri $server_protocol" $status $body_bytes_sent "$http_referer" ' +
    '"$http_user_agent" "$http_x_forwarded_for" $request_length $request_time [$proxy_upstream_name] $upstream_addr $upstream_status ' +
    "$upstream_response_time '$cookie_id' ${arg_x}|$sent_http_x_cache";
  const object =
    '\'{"t":"$time_iso8601","ip":"$remote_addr","user":"$remote_user","status":$status,"ua":"$http_user_agent",\' \'"rt":$request_time,"us":$upstream_status,"x":"$http_x"}\'';
  const raw = "$msec\t$remote_addr\t$http_x\t$status\t$upstream_response_time\t$request_uri\t$request_body";
  const [plain, json, none, otlp] = await Promise.all([
    compiledAll([{ formats: [`nginx: ${main}`], tz: "UTC" }]),
    compiledAll([{ formats: [`nginx: log_format j escape=json ${object};`], tz: "UTC" }], "otlp"),
    compiledAll([{ formats: [`nginx: escape=none ${raw}`], tz: "UTC" }]),
    compiledAll([{ formats: [`nginx: ${main}`], tz: "UTC" }], "otlp"),
  ]);
  const header = orNothing(hostile.filter((text) => text !== "-"));

  test.each([
    ["flat", plain[0]],
    ["otlp", otlp[0]],
  ])("escaped by default, %s", (_, parser) => {
    if (!parser) throw new Error("nothing was compiled");
    const values = fc.record({
      address,
      user: orNothing(without(/[^!-~]/g, 1).filter((text) => text !== "-")),
      moment,
      method: fc.constantFrom("GET", "POST", "PURGE"),
      path: fc.webPath().map((path) => `/${path.replaceAll("'", "")}`),
      query: orNothing(fc.webQueryParameters()),
      status: fc.integer({ min: 100, max: 599 }),
      size: fc.nat(),
      took: decimal,
      upstreams,
      referer: header,
      agent: header,
      forwarded: header,
      name: orNothing(without(/[\]-]/g, 1)),
      id: orNothing(without(/['-]/g, 1)),
      x: orNothing(without(/[|-]/g, 1)),
      cache: header,
    });
    fc.assert(
      fc.property(values, (v) => {
        const text: Values = {
          remote_addr: v.address,
          remote_user: v.user,
          time_local: `${clf(v.moment)} +0000`,
          request_method: v.method,
          request_uri: `${v.path}${v.query === undefined ? "" : `?${v.query}`}`,
          server_protocol: "HTTP/1.1",
          status: String(v.status),
          body_bytes_sent: String(v.size),
          http_referer: v.referer,
          http_user_agent: v.agent,
          http_x_forwarded_for: v.forwarded,
          request_length: String(v.size),
          request_time: written(v.took),
          proxy_upstream_name: v.name,
          upstream_addr: v.upstreams.addr.text,
          upstream_status: v.upstreams.status.text,
          upstream_response_time: v.upstreams.time.text,
          cookie_id: v.id,
          arg_x: v.x,
          sent_http_x_cache: v.cache,
        };
        const line = main.replace(/\$\{?(\w+)\}?/g, (_, name: string) => print(text[name], "default"));
        expectRecord(parser, line, {
          format: "nginx",
          when: nanos(wholeSeconds(v.moment)),
          severityNumber: v.status >= 500 ? 17 : 9,
          attributes: {
            "client.address": v.address,
            "user.name": v.user,
            "http.request.method": v.method === "PURGE" ? "_OTHER" : v.method,
            ...(v.method === "PURGE" && { "http.request.method_original": "PURGE" }),
            "url.path": v.path,
            "url.query": v.query,
            "network.protocol.version": "1.1",
            "http.response.status_code": v.status,
            "http.response.body.size": v.size,
            "http.request.header.referer": listed(v.referer),
            "user_agent.original": v.agent,
            "http.request.header.x-forwarded-for": listed(v.forwarded),
            "http.request.size": v.size,
            "nginx.request_time": v.took,
            "nginx.proxy_upstream_name": v.name,
            "nginx.upstream_addr": v.upstreams.addr.value,
            "nginx.upstream_status": v.upstreams.status.value,
            "nginx.upstream_response_time": v.upstreams.time.value,
            "nginx.cookie_id": v.id,
            "nginx.arg_x": v.x,
            "http.response.header.x-cache": listed(v.cache),
          },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("escaped as JSON", () => {
    const [parser] = json;
    if (!parser) throw new Error("nothing was compiled");
    const some = orNothing(hostile.filter((text) => text !== ""));
    const values = fc.record({
      moment,
      address,
      user: some,
      status: fc.integer({ min: 100, max: 599 }),
      agent: some,
      took: decimal,
      upstreams,
      x: some,
    });
    fc.assert(
      fc.property(values, (v) => {
        const text: Values = {
          time_iso8601: `${new Date(v.moment).toISOString().slice(0, 19)}+00:00`,
          remote_addr: v.address,
          remote_user: v.user,
          status: String(v.status),
          http_user_agent: v.agent,
          request_time: written(v.took),
          upstream_status: v.upstreams.status.text,
          http_x: v.x,
        };
        const line = object.replace(/^'|' '|'$/g, "").replace(/\$(\w+)/g, (_, name: string) => print(text[name], "json"));
        expectRecord(parser, line, {
          format: "nginx",
          when: nanos(wholeSeconds(v.moment)),
          attributes: {
            "client.address": v.address,
            "user.name": v.user,
            "http.response.status_code": v.status,
            "user_agent.original": v.agent,
            "nginx.request_time": v.took,
            "nginx.upstream_status": v.upstreams.status.value,
            "http.request.header.x": listed(v.x),
          },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("as it is", () => {
    const [parser] = none;
    if (!parser) throw new Error("nothing was compiled");
    const values = fc.record({
      moment,
      address,
      x: orNothing(without(/\t/g, 1)),
      upstreams,
      body: orNothing(without(/[\t ]+$/g, 1)),
      query: orNothing(without(/\t/g, 1)),
    });
    fc.assert(
      fc.property(values, (v) => {
        const line = [
          (v.moment / 1000).toFixed(3),
          v.address,
          v.x ?? "",
          "502",
          v.upstreams.time.text ?? "",
          `/${v.query === undefined ? "" : `?${v.query}`}`,
          v.body ?? "",
        ].join("\t");
        expectRecord(parser, line, {
          format: "nginx",
          when: nanos(v.moment),
          severityNumber: 17,
          attributes: {
            "client.address": v.address,
            "http.request.header.x": listed(v.x),
            "http.response.status_code": 502,
            "nginx.upstream_response_time": v.upstreams.time.value,
            "url.path": "/",
            "url.query": v.query,
            "nginx.request_body": v.body,
          },
        });
      }),
      { numRuns: 60 },
    );
  });
});

test.each<[title: string, written: string, line: string, want: Record<string, unknown>]>([
  [
    "the request of a directive over several lines",
    `log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '\n    '$status "$http_user_agent"';`,
    String.raw`10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "GET /a?b HTTP/2.0" 200 "\x22q\x22"`,
    {
      body: "GET /a?b HTTP/2.0",
      attributes: { "url.path": "/a", "url.query": "b", "network.protocol.version": "2", "user_agent.original": '"q"' },
    },
  ],
  [
    "a request up to a bar, with what is no request",
    "$time_iso8601|$request|$status",
    String.raw`2026-03-02T11:04:05+00:00|\x16\x03\x01|400`,
    { body: String.raw`\x16\x03\x01`, attributes: { "http.response.status_code": 400 } },
  ],
  [
    "the columns that ingress-nginx adds, after a retry",
    '$remote_addr [$time_local] "$request" $status [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id',
    '10.0.0.1 [18/Mar/2023:15:00:00 +0000] "GET / HTTP/2.0" 200 [a-b-9000] [] 10.0.50.80:9000, 10.0.50.81:9000 0, 19437 0.002, 0.049 502, 200 752178adb17130b291aefd8c386279e7',
    {
      attributes: {
        "nginx.proxy_alternative_upstream_name": "",
        "nginx.upstream_addr": ["10.0.50.80:9000", "10.0.50.81:9000"],
        "nginx.upstream_response_length": [0, 19437],
        "nginx.upstream_response_time": [0.002, 0.049],
        "nginx.upstream_status": [502, 200],
        "nginx.req_id": "752178adb17130b291aefd8c386279e7",
      },
    },
  ],
  [
    "the more exact of two times, and variables that mean the same",
    "$time_local $msec $host $status $status $uri $request_uri",
    "02/Mar/2026:11:04:05 +0000 1772449445.678 h 200 200 /index.html /",
    {
      timeUnixNano: "1772449445678000000",
      attributes: { "url.domain": "h", "url.path": "/index.html", "nginx.status": 200, "nginx.request_uri": "/" },
    },
  ],
])("%s", async (_, text, line, want) => {
  const [parser] = await compiledAll([{ formats: [`nginx: ${text}`], tz: "UTC" }]);
  expect(parser?.encode(line).format).toBe("nginx");
  expect(parser?.parse(line)).toMatchObject(want);
});

test.each<[written: string, problem: string, at: number, hint: string]>([
  ["nginx: $remote_addr$status", "nothing stands between $remote_addr and $status", 20, "put a blank"],
  ["nginx: log_format main '$a $", "a quoted text has no end", 24, "end it"],
  ["nginx: log_format main '$a $';", "a $ without the name of a variable", 28, "write $name"],
  ["nginx: log_format main '$a' '$b';", "nothing stands between $a and $b", 30, "put a blank"],
  ["nginx: escape=jsn $a", '"jsn" is no way to escape', 15, "one of default, json, none"],
  ["nginx: log_format '$a';", "log_format has no name", 19, "write log_format main"],
  ["nginx: $status $request $host", "$request holds blanks, and a blank follows it", 16, 'put it in quotation marks: "$request"'],
  ["nginx: nothing", "has no value", 8, "name what is to be read"],
  ["ngixn: $a", "names no program whose formats are known", 1, "write the program and its format"],
])("%s is refused", (written, problem, at, hint) => {
  expect(readProducer(written)).toMatchObject({ ok: false, problem, at, hint: expect.stringContaining(hint) });
});
