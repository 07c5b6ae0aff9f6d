import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

// Runs the built agent as a process on a real file. This file is yours: add what matters to you.
const bundle = fileURLToPath(new URL("../main.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "to-file"));
let agent: ChildProcess;
let health: string;
let received = "";

async function freePort(): Promise<number> {
  const probe = createSocket().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${what} did not happen within 15 s; received so far: ${received}`);
}

function answers(path: string): Promise<boolean> {
  return fetch(`${health}${path}`).then(
    (response) => response.status === 200,
    () => false,
  );
}

before(async () => {
  const port = await freePort();
  health = `http://127.0.0.1:${port}`;
  agent = spawn(process.execPath, [bundle], {
    env: {
      PATH: process.env["PATH"],
      WATCH: join(folder, "*.log"),
      STATE_DIR: join(folder, "state"),
      HEALTH_PORT: String(port),
      SINK_PATH: join(folder, "shipped/records.ndjson"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await eventually("readiness", () => answers("/readyz"));
});

after(() => {
  agent.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function delivered(): string {
  const file = join(folder, "shipped/records.ndjson");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

test("an appended line is delivered", async () => {
  appendFileSync(join(folder, "app.log"), "the first line\nthe second line\n");
  await eventually("delivery", () => delivered().includes("the second line"));
  assert.ok(delivered().includes("the first line"));
});

test("it is alive and shows metrics", async () => {
  assert.ok(await answers("/livez"));
  assert.ok(await answers("/metrics"));
});

test("SIGTERM delivers what is left and ends with 0", async () => {
  appendFileSync(join(folder, "app.log"), "the last line\n");
  const exited = new Promise((resolve) => agent.once("exit", resolve));
  agent.kill("SIGTERM");
  assert.equal(await exited, 0);
  assert.ok(delivered().includes("the last line"));
});
