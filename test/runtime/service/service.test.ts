import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createBackoff, sleep } from "../../../src/runtime/service/backoff.ts";
import { startHealth } from "../../../src/runtime/service/health.ts";
import { createLog } from "../../../src/runtime/service/log.ts";
import { createMetrics } from "../../../src/runtime/service/metrics.ts";
import { writeTerminationMessage } from "../../../src/runtime/service/termination.ts";

test("the log writes one JSON object per line, from its level up, errors as their message", () => {
  const lines: string[] = [];
  const log = createLog({ level: "warn", fields: { name: "x" }, write: (line) => lines.push(line), now: () => 0 });
  log.info("not this");
  log.with({ path: "/a" }).error("broken", { reason: new Error("two\nlines"), inode: 5n });
  expect(lines).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","level":"error","message":"broken","name":"x","path":"/a","reason":"two\\nlines","inode":"5"}\n',
  ]);
});

describe("health", () => {
  test("answers 200 or 503 with the reasons, and hands out metrics", async () => {
    let reasons: string[] = ["no disk", "no sink"];
    const health = await startHealth({ host: "127.0.0.1", port: 0, live: () => [], ready: () => reasons, metrics: () => "up 1\n" });
    onTestFinished(() => health.close());
    const get = async (path: string, method = "GET") => {
      const response = await fetch(`http://127.0.0.1:${health.port}${path}`, { method });
      return [response.status, await response.text()];
    };
    expect(await get("/livez")).toEqual([200, "ok\n"]);
    expect(await get("/readyz?verbose")).toEqual([503, "no disk\nno sink\n"]);
    reasons = [];
    expect(await get("/readyz")).toEqual([200, "ok\n"]);
    expect(await get("/metrics")).toEqual([200, "up 1\n"]);
    expect((await get("/other"))[0]).toBe(404);
    expect((await get("/livez", "POST"))[0]).toBe(405);
  });

  test("a port that is taken rejects", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(startHealth({ host: "127.0.0.1", port, live: () => [], ready: () => [] })).rejects.toThrow("EADDRINUSE");
  });
});

describe("metrics", () => {
  test("are rendered in the text format, label values escaped", () => {
    const metrics = createMetrics();
    const lines = metrics.counter("lines_total", "Lines.");
    metrics.counter("none_total", "Nothing yet.");
    metrics.gauge("lag_bytes", "Lag.", () => [[{ path: 'a"b\\c\n' }, 7]]);
    lines.add();
    lines.add(2, { file: "x" });
    expect(lines.value).toBe(3);
    expect(metrics.render()).toBe(
      [
        "# HELP lines_total Lines.",
        "# TYPE lines_total counter",
        "lines_total 1",
        'lines_total{file="x"} 2',
        "# HELP none_total Nothing yet.",
        "# TYPE none_total counter",
        "none_total 0",
        "# HELP lag_bytes Lag.",
        "# TYPE lag_bytes gauge",
        'lag_bytes{path="a\\"b\\\\c\\n"} 7',
        "",
      ].join("\n"),
    );
  });
});

describe("back-off", () => {
  test("the bound doubles up to the maximum, the wait is a random part of it, and success starts over", () => {
    const backoff = createBackoff({ initialMs: 100, maxMs: 1000, random: () => 0.5 });
    expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([50, 100, 200, 400, 500, 500]);
    expect(backoff.attempts).toBe(6);
    backoff.reset();
    expect(backoff.next()).toBe(50);
  });

  test("a sleep ends early when a signal is aborted, before or during it", async () => {
    const [before, during] = [new AbortController(), new AbortController()];
    before.abort();
    await sleep(60_000, before.signal);
    const sleeping = sleep(60_000, new AbortController().signal, during.signal);
    during.abort();
    await sleeping;
  });
});

describe("the termination message", () => {
  test("goes to the path of the environment, 4096 bytes at the most", () => {
    const folder = mkdtempSync(join(tmpdir(), "termination-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "message");
    expect(writeTerminationMessage("x".repeat(5000), { TERMINATION_MESSAGE_PATH: path })).toBe(true);
    expect(readFileSync(path, "utf8")).toBe("x".repeat(4096));
  });

  test("is no reason to fail", () => {
    expect(writeTerminationMessage("x", { TERMINATION_MESSAGE_PATH: "/nowhere/at/all" })).toBe(false);
  });
});
