import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProducer } from "../../../src/formats/producers/index.ts";
import { w3c } from "../../../src/formats/producers/w3c.ts";
import { compiledAll } from "../support/compiled.ts";
import { expectRecord, listed, moment, nanos, orNothing, wholeSeconds, without } from "./values.ts";

const columns =
  "#Fields: date\ttime\tx-edge-location\tsc-bytes\tc-ip\tcs-method\tcs(Host)\tcs-uri-stem\tsc-status\tcs(User-Agent)\ttime-taken\tcs-protocol-version";

describe.each(["flat", "otlp"] as const)("what IIS and CloudFront print is read again, %s", async (shape) => {
  const [iis, cloudfront] = await compiledAll(
    [w3c.example, columns].map((fields) => ({ formats: [`w3c: ${fields}`], tz: "Europe/Berlin" })),
    shape,
  );
  const column = orNothing(without(/\s/g, 1).filter((text) => text !== "-"));
  const values = fc.record({
    moment,
    client: fc.oneof(fc.ipV4(), fc.ipV6()),
    path: fc.webPath().map((path) => `/${path}`),
    query: column,
    user: column,
    agent: column,
    referer: column,
    status: fc.integer({ min: 100, max: 599 }),
    took: fc.nat(),
  });

  test("columns with blanks between them", () => {
    if (!iis) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, (v) => {
        const stamp = new Date(v.moment).toISOString().replace("T", " ").slice(0, 19);
        const line = `${stamp} 10.0.0.1 GET ${v.path} ${v.query ?? "-"} 443 ${v.user ?? "-"} ${v.client} ${v.agent ?? "-"} ${v.referer ?? "-"} ${v.status} 0 64 ${v.took}`;
        expectRecord(iis, line, {
          format: "w3c",
          when: nanos(wholeSeconds(v.moment)),
          severityNumber: v.status >= 500 ? 17 : 9,
          attributes: {
            "network.local.address": "10.0.0.1",
            "http.request.method": "GET",
            "url.path": v.path,
            "url.query": v.query,
            "server.port": 443,
            "user.name": v.user,
            "client.address": v.client,
            "user_agent.original": v.agent,
            "http.request.header.referer": listed(v.referer),
            "http.response.status_code": v.status,
            "w3c.sc-substatus": 0,
            "w3c.sc-win32-status": 64,
            "w3c.time-taken": v.took,
          },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("columns with tabs between them", () => {
    if (!cloudfront) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, (v) => {
        const [date, time] = new Date(v.moment).toISOString().slice(0, 19).split("T");
        const line = [date, time, "CDG50-P2", 703, v.client, "GET", "d.net", v.path, v.status, v.agent ?? "-", "0.001", "HTTP/2.0"].join(
          "\t",
        );
        expectRecord(cloudfront, line, {
          format: "w3c",
          when: nanos(wholeSeconds(v.moment)),
          attributes: {
            "w3c.x-edge-location": "CDG50-P2",
            "http.response.size": 703,
            "client.address": v.client,
            "http.request.method": "GET",
            "http.request.header.host": ["d.net"],
            "url.path": v.path,
            "http.response.status_code": v.status,
            "user_agent.original": v.agent,
            "w3c.time-taken": 0.001,
            "network.protocol.version": "2",
          },
        });
      }),
      { numRuns: 60 },
    );
  });
});

test.each<[written: string, problem: string, at: number, hint: string]>([
  ["w3c: date c-ip", "the time date has no hour (HH)", 6, "write a date and the time"],
  ["w3c: time c-ip, cs-method", "c-ip, is no name of a field", 11, "write date time c-ip"],
  ["w3c: #Fields: ", "has no value", 6, "name what is to be read"],
])("%s is refused", (written, problem, at, hint) => {
  expect(readProducer(written)).toMatchObject({ ok: false, problem, at, hint: expect.stringContaining(hint) });
});
