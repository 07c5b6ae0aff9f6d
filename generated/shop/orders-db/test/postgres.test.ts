import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

// Runs the built proxy as a process in front of two servers that speak just enough of PostgreSQL's protocol. This file is yours: add what
// matters to you.
const bundle = fileURLToPath(new URL("../main.mjs", import.meta.url));
const servers: Server[] = [];
let proxy: ChildProcess;
let port: number;
let admin: number;

function message(type: string, body: Buffer | string = ""): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.from([type.charCodeAt(0), 0, 0, 0, 0]);
  head.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

function row(text: string): Buffer {
  const head = Buffer.from([0, 1, 0, 0, 0, 0]);
  head.writeInt32BE(Buffer.byteLength(text), 2);
  return message("D", Buffer.concat([head, Buffer.from(text)]));
}

/** What a fresh session says when it is asked for its state, so that it can be moved. */
const nothing = { listening: 0, locks: 0, temporary: 0, cursors: 0, prepared: 0, statements: null, settings: null, own: {} };

/** A database that lets everybody in and answers each query with its own name. */
async function database(name: string): Promise<number> {
  const ready = message("Z", "I");
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => {
      if (bytes[0] === 0 && bytes.readInt32BE(4) === 80877103) return void socket.write("N");
      if (bytes[0] === 0) return void socket.write(Buffer.concat([message("R", Buffer.alloc(4)), message("K", Buffer.alloc(8)), ready]));
      if (bytes[0] !== 0x51) return;
      const asksForState = bytes.includes("json_build_object");
      const answer = asksForState ? JSON.stringify({ user: "app", role: "app", ...nothing }) : name;
      socket.write(Buffer.concat([row(answer), message("C", "SELECT 1\0"), ready]));
    });
  });
  servers.push(server);
  return listening(server);
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const free = await listening(probe);
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

/** Sends bytes, and resolves to what has come when the next ReadyForQuery has. */
function exchange(socket: Socket, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const onData = (chunk: Buffer) => {
      answer += chunk.toString("latin1");
      if (!answer.endsWith("Z\0\0\0\x05I")) return;
      socket.off("data", onData);
      resolve(answer);
    };
    socket.on("data", onData).once("error", reject).once("close", () => reject(new Error("the connection was closed")));
    socket.write(bytes);
  });
}

/** A session of the app: it names a user, and knows no password. */
async function session(): Promise<Socket> {
  const words = Buffer.from("user\0app\0database\0orders\0\0");
  const head = Buffer.alloc(8);
  head.writeInt32BE(words.length + 8);
  head.writeInt32BE(196608, 4);
  const socket = connect(port, "127.0.0.1");
  await exchange(socket, Buffer.concat([head, words]));
  return socket;
}

const query = message("Q", "SELECT 1\0");

before(async () => {
  port = await freePort();
  admin = await freePort();
  const health = await freePort();
  proxy = spawn(process.execPath, [bundle], {
    env: {
      PATH: process.env["PATH"],
      LISTEN_PORT: String(port),
      HEALTH_PORT: String(health),
      ADMIN_PORT: String(admin),
      ADMIN_TOKEN: "token",
      ROUTE: "here",
      ROUTE_HERE_URL: `postgres://app@127.0.0.1:${await database("here")}/orders`,
      ROUTE_THERE_URL: `postgres://app@127.0.0.1:${await database("there")}/orders`,
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
  for (const server of servers) server.close();
});

test("a connection to localhost reaches the database of the route, and follows a switch while it stays open", async () => {
  const socket = await session();
  assert.match(await exchange(socket, query), /here/);
  const switched = await fetch(`http://127.0.0.1:${admin}/switch`, {
    method: "POST",
    headers: { authorization: "Bearer token" },
    body: JSON.stringify({ route: "there" }),
  });
  assert.equal(switched.status, 200);
  assert.match(await exchange(socket, query), /there/);
  socket.destroy();
});

test("without the token nobody may switch", async () => {
  assert.equal((await fetch(`http://127.0.0.1:${admin}/status`)).status, 401);
});

test("SIGTERM waits for the app's last connection, then ends with 0", async () => {
  const socket = await session();
  const exited = new Promise((resolve) => proxy.once("exit", resolve));
  proxy.kill("SIGTERM");
  assert.match(await exchange(socket, query), /there/);
  socket.destroy();
  assert.equal(await exited, 0);
});
