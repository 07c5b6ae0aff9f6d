import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programOf, startAmbassador, token, where } from "./support/ambassador.ts";
import { type Database, freePort, postgresMissing, startDatabases } from "./support/database.ts";

const program = programOf("postgres");
const cache = programOf("tcp");

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Addresses that a port is listened on, as the kernel lists them: hexadecimal, in the machine's byte order. */
function listenedOn(port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === "0A")
      .map(([, local]) => String(local).split(":")[0] ?? ""),
  );
}

describe("the ports", () => {
  test("of the app and of status and switch are on the loopback addresses only", async () => {
    const { port, adminPort } = await startAmbassador(await program(), { ROUTE_DEV_URL: "postgres://h/d" });
    expect(await reaches("127.0.0.1", port)).toBe(true);
    const others = Object.values(os.networkInterfaces()).flatMap((found) => (found ?? []).filter(({ internal }) => !internal));
    for (const { address, family } of others) {
      if (family !== "IPv4") continue;
      expect(await reaches(address, port), address).toBe(false);
      expect(await reaches(address, adminPort), address).toBe(false);
    }
    if (process.platform !== "linux") return;
    const loopback = ["0100007F", "00000000000000000000000001000000"];
    expect(listenedOn(port)).toContain("0100007F");
    for (const address of [...listenedOn(port), ...listenedOn(adminPort)]) expect(loopback).toContain(address);
  });

  test("a port that is taken is an error with its setting", async () => {
    const taken = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as net.AddressInfo;
    const { ended } = await startAmbassador(await program(), { ROUTE_DEV_URL: "postgres://h/d", LISTEN_PORT: String(port) });
    expect(await ended).toMatchObject({ code: 2, message: expect.stringContaining("LISTEN_PORT must be a free port of localhost") });
    taken.close();
  });

  test("without a token there is no status and no switch, and it says so", async () => {
    const ambassador = await startAmbassador(await program(), { ROUTE_DEV_URL: "postgres://h/d", ADMIN_TOKEN: "" });
    await expect.poll(() => ambassador.lines().map(({ message }) => message)).toContain("no ADMIN_TOKEN: status and switch are off");
    expect(ambassador.adminPort).toBe(0);
  });

  test("the token is not in the log, and neither is a password", async () => {
    const ambassador = await startAmbassador(await program(), {
      ROUTE_DEV_URL: "postgres://u:hidden@127.0.0.1:1/d",
      QUEUE_TIMEOUT: "100ms",
    });
    await expect(ambassador.connect()).rejects.toThrow();
    await ambassador.admin("GET", "/status");
    const log = JSON.stringify(ambassador.lines());
    expect(log).not.toContain("hidden");
    expect(log).not.toContain(token);
  });
});

describe("tcp", () => {
  test("passes bytes on in both directions, waits for the server, and leaves whoever is connected on the old route", async () => {
    const port = await freePort();
    const servers: net.Server[] = [];
    const serve = (at: number, name: string) => {
      const server = net.createServer({ allowHalfOpen: true }, (socket) => {
        socket.on("error", () => {});
        socket.write(name);
        socket.pipe(socket);
      });
      servers.push(server);
      return new Promise<number>((resolve) => server.listen(at, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port)));
    };
    const other = await serve(0, "test:");
    const env = {
      ROUTE_DEV_URL: `tcp://127.0.0.1:${port}`,
      ROUTE_TEST_URL: `tcp://127.0.0.1:${other}`,
      ROUTE_GONE_URL: "tcp://127.0.0.1:1",
    };
    const ambassador = await startAmbassador(await cache(), env);
    const open = () => {
      const socket = net.connect(ambassador.port, "localhost");
      let received = "";
      socket.on("data", (bytes) => (received += bytes.toString())).on("error", () => {});
      return { socket, received: () => received };
    };
    const first = open();
    const big = "x".repeat(2_000_000);
    first.socket.write(big);
    await expect.poll(async () => (await ambassador.admin("GET", "/status")).body["waiting"]).toBe(1);
    await serve(port, "dev:");
    await expect.poll(() => first.received() === `dev:${big}`, { timeout: 8000 }).toBe(true);
    expect((await ambassador.admin("POST", "/switch", { route: "test" })).body).toMatchObject({ moved: 0, ended: 0, waiting: 1 });
    first.socket.end("more");
    await expect.poll(() => first.received().length).toBe(4 + big.length + 4);
    const second = open();
    await expect.poll(second.received).toBe("test:");
    second.socket.destroy();
    const stays = await ambassador.admin("POST", "/switch", { route: "gone" });
    expect(stays).toMatchObject({ status: 503, body: { error: expect.stringContaining("connection refused"), route: "test" } });
    for (const server of servers) server.close();
  });
});

describe.skipIf(postgresMissing)("SIGTERM", () => {
  let database: Database;
  beforeAll(async () => {
    database = await startDatabases();
  }, 60_000);
  afterAll(() => database?.remove());

  test("goes on, takes new connections, and ends with 0 when the last one has gone", async () => {
    const ambassador = await startAmbassador(await program(), { ROUTE_DEV_URL: database.url("dev") });
    const first = await ambassador.connect();
    ambassador.kill("SIGTERM");
    await expect
      .poll(() => ambassador.lines().map(({ message }) => message))
      .toContain("stopping when the app's last connection has ended");
    const second = await ambassador.connect();
    await first.end();
    expect(await where(second)).toBe("dev");
    await second.end();
    expect(await ambassador.ended).toMatchObject({ code: 0, message: "no connection is left" });
  });

  test("ends with 75 when DRAIN_TIMEOUT is over, and tells the clients", async () => {
    const ambassador = await startAmbassador(await program(), { ROUTE_DEV_URL: database.url("dev"), DRAIN_TIMEOUT: "200ms" });
    const client = await ambassador.connect();
    const told = new Promise((resolve) => client.once("error", resolve));
    ambassador.kill("SIGTERM");
    expect(await told).toMatchObject({ code: "57P01", message: "the proxy is shutting down" });
    expect(await ambassador.ended).toMatchObject({ code: 75 });
  });
});
