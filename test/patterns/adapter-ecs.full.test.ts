import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

const toolkit = fileURLToPath(new URL("../../package.json", import.meta.url));

const sample = `203.0.113.7 - ann [25/Oct/2016:14:49:34 +0200] "GET /cart?id=7 HTTP/1.1" 404 571 "-" "curl/8"
203.0.113.8 - - [25/Oct/2016:14:49:35 +0200] "GET / HTTP/1.1" 200 5 "https://shop.example/" "curl/8"
203.0.113.9 - - [25/Oct/2016:14:49:36 +0200] "POST /pay HTTP/1.1" 503 12 "-" "Mozilla/5.0"
`;

test("an adapter of documents of the Elastic Common Schema passes its own tests, with lines of a sample, and compiles", async () => {
  const root = temporary({ "access.log": sample });
  const args = [
    "adapter",
    "docs",
    "--from",
    "access.log",
    "--schema",
    "ecs",
    "--formats",
    "combined",
    "syslog3164",
    "json",
    "<time:iso> <level> <took:float>ms <message>",
  ];
  expect(await runProgram(args, testHost(root))).toBe(0);
  const { samples } = JSON.parse(readFileSync(join(root, "docs/test/samples.json"), "utf8")) as { samples: unknown[] };
  expect(samples.length).toBeGreaterThan(0);
  const options = { cwd: join(root, "docs"), env: { ...process.env, SCAFFOLD_TOOLKIT: toolkit }, encoding: "utf8" } as const;
  const { stdout, status } = spawnSync(process.execPath, ["build.mjs", "--test"], options);
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/^(?:ok|✔).*samples\.json become/m) });
  const input = `${sample}<34>Oct 11 22:14:15 web-1 su[7]: refused\n`;
  const run = spawnSync(process.execPath, ["dist/main.mjs"], { ...options, env: { ...process.env, WATCH: "-", HEALTH_PORT: "0" }, input });
  const documents = run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(documents).toMatchObject([
    { "source.ip": "203.0.113.7", "url.original": "/cart?id=7", "event.outcome": "failure", "ecs.version": "8.11.0" },
    { "http.request.referrer": "https://shop.example/", "event.outcome": "success" },
    { "http.response.status_code": 503, "event.severity": 17 },
    { "host.name": "web-1", "service.name": "su", "process.pid": 7, "log.level": "critical", message: "refused" },
  ]);
}, 600_000);
