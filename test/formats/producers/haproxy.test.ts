import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { haproxy } from "../../../src/formats/producers/haproxy.ts";
import { readProducer } from "../../../src/formats/producers/index.ts";
import { compiledAll } from "../support/compiled.ts";
import { clf, expectRecord, hostile, moment, nanos, orNothing, without } from "./values.ts";

/** As HAProxy prints a request: bytes that its url_encode_map has, in hexadecimal behind a #. */
function print(value: string): string {
  return [...Buffer.from(value)]
    .map((byte) =>
      byte <= 32 || byte >= 127 || '"#'.includes(String.fromCharCode(byte))
        ? `#${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte),
    )
    .join("");
}

const formats = {
  http: haproxy.example,
  quoted: 'log-format "%{+Q}o %ci %T %HM %HP %HQ %{-Q}s %[capture.req.hdr(0)] %sslc"',
  tcp: "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq",
};

describe.each(["flat", "otlp"] as const)("what HAProxy prints is read again, %s", async (shape) => {
  const [http, quoted, tcp] = await compiledAll(
    Object.values(formats).map((format) => ({ formats: [`haproxy: ${format}`], tz: "UTC" })),
    shape,
  );
  const time = fc.integer({ min: -1, max: 100_000 });
  const count = fc.nat(10_000);
  const cookie = orNothing(fc.constantFrom("id=7", "a"));
  const values = fc.record({
    client: fc.oneof(fc.ipV4(), fc.constantFrom("::1", "2001:db8::7", "fe80::a:b", "1:2:3:4:5:6:7:8")),
    port: fc.nat(65_535),
    moment,
    frontend: fc.constantFrom("web", "web~"),
    backend: fc.constantFrom("app", "web~"),
    server: fc.constantFrom("srv1", "<NOSRV>", "<STATS>"),
    times: fc.tuple(time, time, time, time, time),
    status: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constant(-1)),
    bytes: count,
    cookies: fc.tuple(cookie, cookie),
    state: fc.constantFrom("----", "CDNN", "sH--"),
    counts: fc.tuple(count, count, count, count, count, count, count),
    plus: fc.constantFrom("", "+"),
    headers: fc.tuple(orNothing(without(/[{}]/g)), orNothing(without(/[{}]/g))),
    path: hostile.map((text) => `/${text.replaceAll("?", "")}`),
  });
  const connections = ([active, frontend, backend, server, retries, own, all]: readonly number[]) => ({
    "haproxy.active_connections": active,
    "haproxy.frontend_connections": frontend,
    "haproxy.backend_connections": backend,
    "haproxy.server_connections": server,
    "haproxy.retries": retries,
    "haproxy.server_queue": own,
    "haproxy.backend_queue": all,
  });

  test("of HTTP, as by default", () => {
    if (!http) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, (v) => {
        const stamp = `${clf(v.moment)}.${new Date(v.moment).toISOString().slice(20, 23)}`;
        const request = `GET ${print(v.path)} HTTP/1.1`;
        const [ac, fc_, bc, sc, rc, sq, bq] = v.counts;
        const braces = v.headers.filter((text) => text !== undefined).map((text) => `{${text}} `);
        const line =
          `${v.client}:${v.port} [${stamp}] ${v.frontend} ${v.backend}/${v.server} ${v.times.slice(0, 4).join("/")}/${v.plus}${v.times[4]} ${v.status} ` +
          `${v.plus}${v.bytes} ${v.cookies[0] ?? "-"} ${v.cookies[1] ?? "-"} ${v.state} ${ac}/${fc_}/${bc}/${sc}/${v.plus}${rc} ${sq}/${bq} ` +
          `${braces.join("")}"${request}"`;
        // With one of the two, nobody can tell whose it is: it counts as the request's.
        const [first, second] = v.headers[0] === undefined ? [v.headers[1]] : v.headers;
        expectRecord(http, line, {
          format: "haproxy",
          when: nanos(v.moment),
          ...(v.status > 0 && { severityNumber: v.status >= 500 ? 17 : 9 }),
          body: request,
          attributes: {
            "client.address": v.client,
            "client.port": v.port,
            "haproxy.frontend": v.frontend,
            "haproxy.backend": v.backend,
            "haproxy.server": v.server,
            "haproxy.time_request_ms": v.times[0],
            "haproxy.time_queue_ms": v.times[1],
            "haproxy.time_connect_ms": v.times[2],
            "haproxy.time_response_ms": v.times[3],
            "haproxy.time_active_ms": v.times[4],
            "http.response.status_code": v.status > 0 ? v.status : undefined,
            "haproxy.bytes_read": v.bytes,
            "haproxy.captured_request_cookie": v.cookies[0],
            "haproxy.captured_response_cookie": v.cookies[1],
            "haproxy.termination_state": v.state,
            ...connections(v.counts),
            "haproxy.captured_request_headers": first === "" ? undefined : first,
            "haproxy.captured_response_headers": second === "" ? undefined : second,
            "http.request.method": "GET",
            "url.path": v.path,
            "network.protocol.name": "http",
            "network.protocol.version": "1.1",
            "log.time.zone_assumed": "UTC",
          },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("everything in quotes", () => {
    if (!quoted) throw new Error("nothing was compiled");
    const more = fc.record({ query: orNothing(hostile), header: orNothing(without(/"/g, 1)) });
    fc.assert(
      fc.property(values, more, (v, m) => {
        fc.pre(m.header !== "-");
        const query = m.query === undefined ? "" : `?${print(m.query)}`;
        const line = `${v.client} ${clf(v.moment)} +0000 "GET" "${print(v.path)}" "${query}" ${v.server} "${m.header ?? "-"}" "TLS_AES_128_GCM_SHA256"`;
        expectRecord(quoted, line, {
          format: "haproxy",
          when: nanos(Math.floor(v.moment / 1000) * 1000),
          attributes: {
            "client.address": v.client,
            "http.request.method": "GET",
            "url.path": v.path,
            "url.query": m.query,
            "haproxy.server": v.server,
            "haproxy.capture.req.hdr_0": m.header,
            "tls.cipher": "TLS_AES_128_GCM_SHA256",
          },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("of TCP", () => {
    if (!tcp) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, (v) => {
        const stamp = `${clf(v.moment)}.${new Date(v.moment).toISOString().slice(20, 23)}`;
        const [ac, fc_, bc, sc, rc, sq, bq] = v.counts;
        const line = `${v.client}:${v.port} [${stamp}] ${v.frontend} ${v.backend}/${v.server} ${v.times.slice(0, 3).join("/")} ${v.bytes} -- ${ac}/${fc_}/${bc}/${sc}/${rc} ${sq}/${bq}`;
        expectRecord(tcp, line, {
          format: "haproxy",
          when: nanos(v.moment),
          attributes: {
            "client.address": v.client,
            "client.port": v.port,
            "haproxy.frontend": v.frontend,
            "haproxy.backend": v.backend,
            "haproxy.server": v.server,
            "haproxy.time_queue_ms": v.times[0],
            "haproxy.time_connect_ms": v.times[1],
            "haproxy.time_total_ms": v.times[2],
            "haproxy.bytes_read": v.bytes,
            "haproxy.termination_state": "--",
            ...connections(v.counts),
            "log.time.zone_assumed": "UTC",
          },
        });
      }),
      { numRuns: 30 },
    );
  });
});

test("a request that is none is kept", async () => {
  const [parser] = await compiledAll([{ formats: [`haproxy: ${haproxy.example}`], tz: "UTC" }]);
  const line = '1.2.3.4:5 [26/Feb/2019:00:29:44.326] web web/<NOSRV> -1/-1/-1/-1/0 400 187 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"';
  expect(parser?.parse(line)).toMatchObject({ format: "haproxy", body: "<BADREQ>", attributes: { "http.response.status_code": 400 } });
});

test.each<[written: string, problem: string, at: number, hint: string]>([
  ["haproxy: %ci%cp", "nothing stands between %ci and %cp", 13, "put a blank"],
  ["haproxy: %ci %zz", "%zz is no variable of HAProxy's that is known", 14, "use the names"],
  ["haproxy: %ci %{+E}s", "%{+E}s is written in a way that is not understood", 14, "leave +E"],
  ["haproxy: %ci %r %s", "%r holds blanks, and a blank follows it", 14, "put it in quotation marks"],
  ['haproxy: log-format "%ci %"', "a % without a name", 26, "%% for a %"],
])("%s is refused", (written, problem, at, hint) => {
  expect(readProducer(written)).toMatchObject({ ok: false, problem, at, hint: expect.stringContaining(hint) });
});
