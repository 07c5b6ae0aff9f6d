import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProducer } from "../../../src/formats/producers/index.ts";
import { compiledAll } from "../support/compiled.ts";
import { expectRecord, listed, moment, nanos, orNothing, without } from "./values.ts";

const formats = {
  common:
    '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% ' +
    String.raw`%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"\n`,
  own: "%START_TIME(%Y/%m/%d %H:%M:%S.%3f)%|%START_TIME(%s)%|%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%|100%%|%DYNAMIC_METADATA(a.b:c)%|%RESP(X-A):20%",
};

describe.each(["flat", "otlp"] as const)("what Envoy prints is read again, %s", async (shape) => {
  const [common, own] = await compiledAll(
    Object.values(formats).map((format) => ({ formats: [`envoy: ${format}`], tz: "Europe/Berlin" })),
    shape,
  );
  // Envoy escapes nothing.
  const header = orNothing(without(/"/g, 1).filter((text) => text !== "-"));

  test("its usual format", () => {
    if (!common) throw new Error("nothing was compiled");
    const values = fc.record({
      moment,
      path: fc.webPath().map((path) => `/${path}`),
      query: orNothing(fc.webQueryParameters().filter((query) => query !== "")),
      code: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constant(0)),
      flags: orNothing(fc.constantFrom("UF,URX", "DC")),
      size: fc.nat(),
      took: fc.nat(),
      upstream: orNothing(fc.nat()),
      forwarded: header,
      agent: header,
      authority: header,
      host: orNothing(fc.constantFrom("10.0.2.1:80", "[::1]:80")),
    });
    fc.assert(
      fc.property(values, (v) => {
        const line =
          `[${new Date(v.moment).toISOString()}] "GET ${v.path}${v.query === undefined ? "" : `?${v.query}`} HTTP/2" ${v.code} ${v.flags ?? "-"} ${v.size} ${v.size} ${v.took} ` +
          `${v.upstream ?? "-"} "${v.forwarded ?? "-"}" "${v.agent ?? "-"}" "${v.authority ?? "-"}" "${v.host ?? "-"}"`;
        expectRecord(common, line, {
          format: "envoy",
          when: nanos(v.moment),
          ...(v.code > 0 && { severityNumber: v.code >= 500 ? 17 : 9 }),
          body: line,
          attributes: {
            "http.request.method": "GET",
            "url.path": v.path,
            "url.query": v.query,
            "network.protocol.version": "2",
            "http.response.status_code": v.code > 0 ? v.code : undefined,
            "envoy.response_flags": v.flags,
            "http.request.body.size": v.size,
            "http.response.body.size": v.size,
            "envoy.duration_ms": v.took,
            "envoy.upstream_service_time_ms": v.upstream,
            "http.request.header.x-forwarded-for": listed(v.forwarded),
            "user_agent.original": v.agent,
            "http.request.header.host": listed(v.authority),
            "envoy.upstream_host": v.host,
          },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("times of its own, which are in UTC", () => {
    if (!own) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(moment, fc.ipV4(), orNothing(without(/[|]/g, 1)), header, (when, address, metadata, response) => {
        fc.pre(metadata !== "-" && response?.trimEnd() === response);
        const iso = new Date(when).toISOString();
        const line = `${iso.slice(0, 10).replaceAll("-", "/")} ${iso.slice(11, 23)}|${Math.floor(when / 1000)}|${address}|100%|${metadata ?? "-"}|${response ?? "-"}`;
        expectRecord(own, line, {
          format: "envoy",
          when: nanos(when),
          attributes: {
            "client.address": address,
            "envoy.dynamic_metadata_a.b_c": metadata,
            "http.response.header.x-a": listed(response),
          },
        });
      }),
      { numRuns: 60 },
    );
  });
});

test.each<[written: string, problem: string, at: number, hint: string]>([
  ["envoy: %BYTES_SENT%%DURATION%", "nothing stands between %BYTES_SENT% and %DURATION%", 20, "put a blank"],
  ["envoy: %START_TIME(%Y-%Q)%", "%Q is no part of a time that is understood", 23, "use %Y"],
  ["envoy: %REQ% x", "%REQ% names no header", 8, "write %REQ(NAME)%"],
  ["envoy: 100% %DURATION%", "a % without an operator", 11, "%% for a %"],
])("%s is refused", (written, problem, at, hint) => {
  expect(readProducer(written)).toMatchObject({ ok: false, problem, at, hint: expect.stringContaining(hint) });
});
