import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { derivedMetrics, type MetricRule } from "../../../src/runtime/agent/derived-metrics.ts";
import { labelName } from "../../../src/runtime/service/metric-names.ts";
import { createMetrics } from "../../../src/runtime/service/metrics.ts";
import { compiled } from "../../formats/support/compiled.ts";
import { batchOf } from "./support/batches.ts";
import { testFolder, until } from "./support/folder.ts";
import { Collector, RunningAgent } from "./support/running.ts";

const { normaliser } = await compiled(["combined", "json"]);
const access = (status: number, size: number | "-", path = "/") =>
  `10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "GET ${path} HTTP/1.1" ${status} ${size} "-" "-"`;

const requests: MetricRule = { name: "requests_total", by: ["http.request.method", "http.response.status_code"], limit: 100 };
const sizes: MetricRule = { name: "sizes", by: [], limit: 100, histogram: { field: "http.response.body.size", buckets: [100, 1000] } };

/** The samples of /metrics, without what the agent says of itself. */
function counted(rules: readonly MetricRule[], lines: readonly string[], redact?: readonly string[]): string[] {
  const metrics = createMetrics();
  derivedMetrics(rules)(metrics, redact).note(batchOf(lines), normaliser);
  return samplesOf(metrics.render());
}

function samplesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("log_agent_"));
}

test.each([
  ["http.request.method", "http_request_method"],
  ["a..b--c", "a_b_c"],
  ["__x", "_x"],
  ["4xx", "_4xx"],
  ["größe", "gr_e"],
])("the label of %s is %s", (attribute, label) => expect(labelName(attribute)).toBe(label));

describe("metrics of what records say", () => {
  test("count records by their fields; those that have none of them are of another kind", () => {
    const lines = [access(200, 5), access(200, 6), access(404, 7), '{"msg":"m"}', "what is this"];
    expect(counted([requests], lines)).toEqual([
      'requests_total{http_request_method="GET",http_response_status_code="200"} 2',
      'requests_total{http_request_method="GET",http_response_status_code="404"} 1',
    ]);
  });

  test("count all records without fields, and by format and severity", () => {
    const lines = [access(200, 5), '{"level":"warn","msg":"m"}', "what is this"];
    const all: MetricRule = { name: "all_total", by: [], limit: 1 };
    expect(counted([all, { name: "kinds_total", by: ["format", "severity"], limit: 9 }], lines)).toEqual([
      "all_total 3",
      'kinds_total{format="combined"} 1',
      'kinds_total{format="json",severity="warn"} 1',
      'kinds_total{format="unparsed"} 1',
    ]);
  });

  test("observe numbers in buckets that hold those below them, bounds included", () => {
    const lines = [access(200, 100), access(200, 101), access(200, 5000), access(304, "-"), '{"http.response.body.size":"7"}'];
    expect(counted([sizes], lines)).toEqual([
      'sizes_bucket{le="100"} 2',
      'sizes_bucket{le="1000"} 3',
      'sizes_bucket{le="+Inf"} 4',
      "sizes_sum 5208",
      "sizes_count 4",
    ]);
  });

  test("escape what labels hold, and cut what is long", () => {
    const lines = [JSON.stringify({ user: 'a"b\\c\nd' }), JSON.stringify({ user: "é".repeat(500) }), '{"user":{"a":[1]}}'];
    expect(counted([{ name: "users_total", by: ["user"], limit: 9 }], lines)).toEqual([
      'users_total{user="a\\"b\\\\c\\nd"} 1',
      `users_total{user="${"é".repeat(200)}"} 1`,
      'users_total{user="{\\"a\\":[1]}"} 1',
    ]);
  });

  test("tell so many label sets apart, and count the records of others", () => {
    const metrics = createMetrics();
    const lines = Array.from({ length: 10 }, (_, index) => access(200, 1, `/${index % 5}`));
    derivedMetrics([{ name: "paths_total", by: ["url.path"], limit: 2 }])(metrics).note(batchOf(lines), normaliser);
    expect(samplesOf(metrics.render())).toEqual([
      'paths_total{url_path="/0"} 2',
      'paths_total{url_path="/1"} 2',
      'paths_total{url_path="__overflow__"} 6',
    ]);
    expect(metrics.render()).toContain('log_agent_metric_overflow_total{metric="paths_total"} 6\n');
  });

  test("tell nothing that is redacted", () => {
    expect(counted([{ name: "users_total", by: ["user"], limit: 9 }], ['{"user":"ann@shop.example"}'], ["email"])).toEqual([
      'users_total{user="[redacted email]"} 1',
    ]);
  });

  test("are of the type that they say they are", () => {
    const metrics = createMetrics();
    derivedMetrics([requests, sizes])(metrics).note(batchOf([access(200, 5)]), normaliser);
    expect(metrics.render()).toContain("# TYPE requests_total counter\n");
    expect(metrics.render()).toContain("# HELP sizes http.response.body.size of records.\n# TYPE sizes histogram\n");
  });
});

describe("an agent with such metrics", () => {
  const by: MetricRule = { name: "statuses_total", by: ["http.response.status_code"], limit: 9 };

  test("counts each record once, those that are sent again or dropped included, and for several sinks not twice", async () => {
    const folder = testFolder();
    const [sink, other] = [new Collector(), new Collector()];
    let attempts = 0;
    sink.answer = () => {
      attempts += 1;
      return attempts === 1 ? { kind: "retry", reason: "not now" } : { kind: "delivered" };
    };
    appendFileSync(join(folder, "logs/a.log"), `${access(200, 1)}\n${access(200, 2)}\n${access(500, 3)}\n`);
    const agent = await RunningAgent.start(folder, {
      sink,
      sinks: { other: other.definition },
      normaliser,
      derive: derivedMetrics([by]),
      sample: [{ match: '" 200 ', keep: 0 }],
    });
    await until("all are counted", () => agent.metric("statuses_total") === 3);
    appendFileSync(join(folder, "logs/a.log"), `${access(500, 3)}\n`);
    await until("one more is", () => agent.metric("statuses_total") >= 4 && other.records.length >= 2);
    await agent.stop();
    expect(attempts).toBeGreaterThan(1);
    expect(agent.metric('statuses_total{http_response_status_code="200"}')).toBe(2);
    expect(agent.metric('statuses_total{http_response_status_code="500"}')).toBe(2);
  });

  test("counts from nothing after a restart, and what was delivered before not again", async () => {
    const folder = testFolder();
    const options = { normaliser, derive: derivedMetrics([by]) };
    appendFileSync(join(folder, "logs/a.log"), `${access(200, 1)}\n${access(200, 2)}\n`);
    const first = await RunningAgent.start(folder, options);
    await until("both are counted", () => first.metric("statuses_total") === 2);
    await first.stop();
    appendFileSync(join(folder, "logs/a.log"), `${access(200, 3)}\n`);
    const second = await RunningAgent.start(folder, options);
    await until("the new one is counted", () => second.metric("statuses_total") === 1);
    await second.stop();
    expect(second.metric("statuses_total")).toBe(1);
  });
});
