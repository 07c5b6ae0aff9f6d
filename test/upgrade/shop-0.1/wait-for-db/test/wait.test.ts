import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

// Runs the built program as a process against real sockets. This file is yours: add what matters to you.
const bundle = fileURLToPath(new URL("../main.mjs", import.meta.url));

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [bundle], { env: { PATH: process.env["PATH"], ...env }, stdio: ["ignore", "ignore", "inherit"] });
  return { child, exited: new Promise<number | null>((resolve) => child.once("exit", resolve)) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test("it waits for a port that opens later, then ends with 0", async () => {
  const port = await freePort();
  const { child, exited } = run({ WAIT_FOR: `tcp://127.0.0.1:${port}`, WAIT_INTERVAL: "50ms", WAIT_TIMEOUT: "20s" });
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(child.exitCode, null, "it must not end before the port is open");
  const server = createServer((socket) => socket.end()).listen(port, "127.0.0.1");
  assert.equal(await exited, 0);
  server.close();
});

test("it gives up after the timeout with 1", async () => {
  const port = await freePort();
  const { exited } = run({ WAIT_FOR: `tcp://127.0.0.1:${port}`, WAIT_INTERVAL: "50ms", WAIT_TIMEOUT: "300ms" });
  assert.equal(await exited, 1);
});
