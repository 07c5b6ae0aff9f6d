import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

// Runs the built agent as a process on a real file, whatever its sink: standard output, a file, or a server. This file is yours: add
// what matters to you.
const bundle = fileURLToPath(new URL("../main.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "to-streams"));
const shipped = join(folder, "shipped/records.ndjson");
let agent: ChildProcess;
let health: string;
let received = "";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    received += (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
    response.setHeader("content-type", "application/json").end("{}");
  });
});

function delivered(): string {
  return received + (existsSync(shipped) ? readFileSync(shipped, "utf8") : "");
}

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
  assert.fail(`${what} did not happen within 15 s; delivered so far: ${delivered()}`);
}

function answers(path: string): Promise<boolean> {
  return fetch(`${health}${path}`).then(
    (response) => response.status === 200,
    () => false,
  );
}

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = await freePort();
  health = `http://127.0.0.1:${port}`;
  agent = spawn(process.execPath, [bundle], {
    env: {
      PATH: process.env["PATH"],
      WATCH: join(folder, "*.log"),
      STATE_DIR: join(folder, "state"),
      HEALTH_PORT: String(port),
      SINK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      SINK_PATH: shipped,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  agent.stdout?.on("data", (bytes: Buffer) => (received += bytes.toString()));
  await eventually("readiness", () => answers("/readyz"));
});

after(() => {
  agent.kill("SIGKILL");
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

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
  const exited = new Promise((resolve) => agent.once("close", resolve));
  agent.kill("SIGTERM");
  assert.equal(await exited, 0);
  assert.ok(delivered().includes("the last line"));
});
