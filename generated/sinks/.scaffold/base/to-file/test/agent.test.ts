import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer as createSocketServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

// Runs the built agent on a real file for each of its sources, stands for each of its sinks, and looks that every line arrives at every
// sink. Add what matters to you: your edits are merged when it is generated again.
const bundle = fileURLToPath(new URL("../main.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "to-file"));
const sources = ["app"];
const sinks = ["sink"];
/** What each sink was sent. */
const received = new Map<string, string>();
const servers: Server[] = [];
let agent: ChildProcess;
let health: string;

function receive(sink: string, bytes: Buffer): void {
  received.set(sink, (received.get(sink) ?? "") + bytes.toString());
}

function delivered(sink: string): string {
  const file = join(folder, `${sink}.ndjson`);
  return existsSync(file) ? readFileSync(file, "utf8") : (received.get(sink) ?? "");
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const probe = createSocketServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${what} did not happen within 15 s; not delivered: ${missing("first", "second").join("; ")}`);
}

/** The lines that a sink has not got: `archive: the first line of app`. */
function missing(...which: string[]): string[] {
  const lines = sources.flatMap((source) => which.map((one) => `the ${one} line of ${source}`));
  return sinks.flatMap((sink) => lines.filter((line) => !delivered(sink).includes(line)).map((line) => `${sink}: ${line}`));
}

function write(...which: string[]): void {
  for (const source of sources) appendFileSync(join(folder, source, "app.log"), which.map((one) => `the ${one} line of ${source}\n`).join(""));
}

before(async () => {
  for (const source of sources) mkdirSync(join(folder, source));
  const port = await freePort();
  health = `http://127.0.0.1:${port}`;
  agent = spawn(process.execPath, [bundle], {
    env: {
      PATH: process.env["PATH"],
      STATE_DIR: join(folder, "state"),
      HEALTH_PORT: String(port),
      WATCH: join(folder, "app", "*.log"),
      SINK_PATH: join(folder, "sink.ndjson"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await eventually("readiness", () =>
    fetch(`${health}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
});

after(() => {
  agent.kill("SIGKILL");
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("every sink gets every line of every source", async () => {
  write("first", "second");
  await eventually("delivery", () => missing("first", "second").length === 0);
});

test("it is alive and shows metrics", async () => {
  for (const path of ["/livez", "/metrics"]) assert.equal((await fetch(`${health}${path}`)).status, 200);
});

test("SIGTERM delivers what is left to every sink, and ends with 0", async () => {
  write("last");
  const exited = new Promise((resolve) => agent.once("close", resolve));
  agent.kill("SIGTERM");
  assert.equal(await exited, 0);
  assert.deepEqual(missing("last"), []);
});
