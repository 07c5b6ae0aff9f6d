import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

// Runs the built proxy as a process in front of a server of the test. This file is yours: add what matters to you.
const bundle = fileURLToPath(new URL("../main.mjs", import.meta.url));
const route = "dev";
const server: Server = createServer((socket) => socket.pipe(socket));
let proxy: ChildProcess;
let port: number;

async function listening(one: Server): Promise<number> {
  one.listen(0, "127.0.0.1");
  await new Promise((resolve) => one.once("listening", resolve));
  return (one.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const free = await listening(probe);
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

function ask(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(text));
    let answer = "";
    socket.on("data", (bytes) => (answer += bytes.toString())).on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

before(async () => {
  const upstream = await listening(server);
  port = await freePort();
  const health = await freePort();
  proxy = spawn(process.execPath, [bundle], {
    env: {
      PATH: process.env["PATH"],
      LISTEN_PORT: String(port),
      HEALTH_PORT: String(health),
      ADMIN_PORT: String(await freePort()),
      ROUTE: route,
      [`ROUTE_${route.toUpperCase().replaceAll("-", "_")}_URL`]: `tcp://127.0.0.1:${upstream}`,
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (await fetch(`http://127.0.0.1:${health}/readyz`).then(({ ok }) => ok, () => false)) return;
  }
  assert.fail("it was not ready within 15 s");
});

after(() => {
  proxy.kill("SIGKILL");
  server.close();
});

test("what is sent arrives, and the answer comes back", async () => {
  assert.equal(await ask("hello"), "hello");
});

test("SIGTERM ends it with 0", async () => {
  const exited = new Promise((resolve) => proxy.once("exit", resolve));
  proxy.kill("SIGTERM");
  assert.equal(await exited, 0);
});
