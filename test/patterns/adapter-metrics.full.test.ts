import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { testHost } from "../support/host.ts";
import { eventually, freePort } from "../support/tarball.ts";
import { temporary } from "../support/temporary.ts";

const document = `name: shop
app: {logs: [/var/log/app/*.log]}
companions:
  logs:
    pattern: adapter
    formats: [combined, "<time:yyyy-MM-dd HH:mm:ss> <level> [<thread>] <message>"]
    sink: {type: file, path: /var/log/shipped/all.ndjson}
    metrics:
      http_requests_total: {count: true, by: [http.request.method, http.response.status_code]}
      http_response_size_bytes: {histogram: http.response.body.size, buckets: [100, 1000]}
`;
const access = (method: string, status: number, size: number) =>
  `10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "${method} /cart HTTP/1.1" ${status} ${size} "-" "-"\n`;

test("an emitted adapter derives metrics from records, and tells what it does not know", async () => {
  const root = temporary({ "scaffold.yaml": document });
  expect(await runProgram(["generate"], testHost(root))).toBe(0);
  const logs = join(root, "logs-here");
  mkdirSync(logs);
  const port = await freePort();
  const adapter = spawn(process.execPath, [join(root, "logs/dist/main.mjs")], {
    env: {
      PATH: process.env["PATH"],
      WATCH: `${logs}/*.log`,
      STATE_DIR: join(root, "state"),
      SINK_PATH: join(root, "shipped.ndjson"),
      HEALTH_PORT: String(port),
      DISCOVERY_INTERVAL: "20ms",
    },
    stdio: "ignore",
  });
  onTestFinished(() => void adapter.kill("SIGKILL"));
  const page = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      (response) => response.text(),
      () => "",
    );
  const lines = [access("GET", 200, 50), access("GET", 200, 500), access("POST", 500, 5000)];
  const unknown = "2026-03-02 11:04:05 AUDIT [main] Ann paid 17\nanything 4711\n";
  appendFileSync(join(logs, "app.log"), `${lines.join("")}2026-03-02 11:04:05 WARN [main] late\n${unknown}`);
  await eventually("all are counted", async () => (await page("/metrics")).includes('log_agent_formats_total{format="unparsed"} 2'));
  const text = await page("/metrics");
  expect(text.split("\n").filter((line) => /^(?:# TYPE )?http_/.test(line))).toEqual([
    "# TYPE http_requests_total counter",
    'http_requests_total{http_request_method="GET",http_response_status_code="200"} 2',
    'http_requests_total{http_request_method="POST",http_response_status_code="500"} 1',
    "# TYPE http_response_size_bytes histogram",
    'http_response_size_bytes_bucket{le="100"} 1',
    'http_response_size_bytes_bucket{le="1000"} 2',
    'http_response_size_bytes_bucket{le="+Inf"} 3',
    "http_response_size_bytes_sum 5550",
    "http_response_size_bytes_count 3",
  ]);
  for (const sample of [
    'log_agent_unparsed_total{format="pattern"} 1',
    'log_agent_unparsed_total{format="none"} 1',
    'log_agent_new_level_words_total{word="AUDIT"} 1',
    "log_agent_unparsed_shapes 2",
  ])
    expect(text).toContain(`${sample}\n`);
  expect(JSON.parse(await page("/shapes"))).toEqual({
    shapes: [
      { sample: "0000-00-00 00:00:00 aaaaa [aaaa] aaa aaaa 00", records: 1, closest: "pattern" },
      { sample: "aaaaaaaa 0000", records: 1, closest: "none" },
    ],
    others: 0,
  });
}, 60_000);
