import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { probePostgres } from "../../../src/runtime/service/probes/postgres.ts";
import { initCluster, postgresMissing, promote, startServer, stopServer, writeInto } from "./postgres-server.ts";
import { bundle, run } from "./program.ts";

const target = { host: "127.0.0.1", user: "postgres", database: "postgres" };
const soon = () => AbortSignal.timeout(5000);

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe.skipIf(postgresMissing)("a real PostgreSQL", () => {
  let folder: string;
  let data: string;
  let port: number;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "wait-postgres-"));
    data = initCluster(folder, "scram-sha-256");
    port = await freePort();
  }, 60_000);
  afterAll(() => {
    if (fs.existsSync(path.join(data, "postmaster.pid"))) stopServer(data);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test("that is recovering is not up yet, and is up as soon as it takes connections", async () => {
    const wait = await bundle(folder, "wait", 'import { runWait } from "runtime/setup/wait.ts"; await runWait({ name: "w" });');
    const { ended, lines } = run(wait, { WAIT_FOR: `postgres://127.0.0.1:${port}/orders`, WAIT_INTERVAL: "20ms", WAIT_TIMEOUT: "30s" });
    const reasons = () => lines().map((line) => line["reason"]);
    await expect.poll(reasons, { timeout: 10_000 }).toContain("connection refused on 127.0.0.1");
    // A standby that is no hot standby answers 57P03 for as long as it is one.
    writeInto(data, "standby.signal", "");
    startServer(data, port, { wait: false, settings: { hot_standby: "off" } });
    await expect
      .poll(() => reasons().join(), { timeout: 10_000 })
      .toMatch(/the database system is (not accepting connections|starting up)/);
    promote(data);
    const { code, log } = await ended;
    expect(code).toBe(0);
    expect(log.at(-1)?.message).toBe("everything is up");
  });

  test("is up whoever asks: with a password needed, for a user and a database that do not exist", async () => {
    expect(await probePostgres({ ...target, port }, soon())).toBe(true);
    expect(await probePostgres({ ...target, port, user: "nobody-there", database: "nothing" }, soon())).toBe(true);
  });

  test("is up when it lets us in without a password, and when it has no line for us in pg_hba.conf", async () => {
    stopServer(data);
    writeInto(data, "pg_hba.conf", "host postgres postgres 127.0.0.1/32 trust\n");
    startServer(data, port, { wait: true });
    expect(await probePostgres({ ...target, port }, soon())).toBe(true);
    expect(await probePostgres({ ...target, port, database: "other" }, soon())).toBe(true);
    const log = fs.readFileSync(path.join(data, "server.log"), "utf8");
    expect(log).not.toMatch(/unexpected EOF|invalid message|received direct SSL/);
  });

  const openssl = spawnSync("openssl", ["version"]).status === 0;
  test.skipIf(!openssl && process.env["CI"] !== "true")(
    "is asked over TLS where it offers that, with a certificate that nobody signed",
    async () => {
      stopServer(data);
      const key = path.join(folder, "key.pem");
      const certificate = path.join(folder, "cert.pem");
      const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=elsewhere"];
      execFileSync("openssl", [...args, "-days", "1", "-keyout", key, "-out", certificate], { stdio: "ignore" });
      writeInto(data, "key.pem", fs.readFileSync(key, "utf8"));
      writeInto(data, "cert.pem", fs.readFileSync(certificate, "utf8"));
      writeInto(data, "pg_hba.conf", "hostssl all all 127.0.0.1/32 trust\n");
      startServer(data, port, {
        wait: true,
        settings: { ssl: "on", ssl_cert_file: "cert.pem", ssl_key_file: "key.pem", log_connections: "on" },
      });
      expect(await probePostgres({ ...target, port }, soon())).toBe(true);
      await expect.poll(() => fs.readFileSync(path.join(data, "server.log"), "utf8")).toMatch(/connection authorized:.*SSL enabled/);
    },
  );
});

describe("a server that answers", () => {
  const text = (value: string) => Buffer.from(`${value}\0`);
  const message = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    const head = Buffer.from([type.charCodeAt(0), 0, 0, 0, 0]);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const error = (code: string, words: string) => message("E", text("SFATAL"), text(`C${code}`), text(`M${words}`), Buffer.from([0]));
  const authentication = (kind: number) => message("R", Buffer.from([0, 0, 0, kind]));
  const tls = Buffer.from("N");

  /** The answers are sent one byte at a time: to the SSLRequest, then to the StartupMessage; undefined closes. */
  async function serve(...answers: (Buffer | undefined)[]): Promise<{ verdict: Promise<true | string>; received: () => Buffer }> {
    let received = Buffer.alloc(0);
    const server = net.createServer(async (socket) => {
      socket.on("error", () => {}).on("close", () => server.close());
      for (const answer of answers) {
        const [data] = await once(socket, "data");
        received = Buffer.concat([received, data]);
        if (!answer) return void socket.end();
        for (const byte of answer) {
          socket.write(Buffer.from([byte]));
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      socket.on("data", (data) => {
        received = Buffer.concat([received, data]);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const verdict = probePostgres({ ...target, port, user: "app", database: "orders" }, soon());
    return { verdict, received: () => received };
  }

  test.each<[string, (Buffer | undefined)[], true | string]>([
    ["that a password is wanted is up", [tls, authentication(10)], true],
    ["after a notice is up", [tls, Buffer.concat([message("N", text("SNOTICE"), Buffer.from([0])), authentication(3)])], true],
    ["that it speaks an older minor version is read on", [tls, Buffer.concat([message("v", Buffer.alloc(8)), authentication(5)])], true],
    ["that there are too many clients is up", [tls, error("53300", "sorry, too many clients already")], true],
    [
      "that it is starting is not up, in its own words",
      [tls, error("57P03", "the database system is starting up")],
      "the database system is starting up",
    ],
    ["with an error to the SSLRequest already is judged the same", [error("57P03", "shutting down")], "shutting down"],
    ["in another protocol is not up", [Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")], "does not speak PostgreSQL's protocol"],
    ["in another protocol later is not up", [tls, Buffer.from("zzzzzzzzzz")], "does not speak PostgreSQL's protocol"],
    ["with a length that cannot be is not up", [tls, Buffer.from([0x52, 0x7f, 0xff, 0xff, 0xff])], "does not speak PostgreSQL's protocol"],
    ["in the clear after agreeing on TLS is not trusted", [Buffer.from("SE")], "sent data in the clear after it agreed on TLS"],
  ])("%s", async (_, answers, want) => {
    expect(await (await serve(...answers)).verdict).toBe(want);
  });

  test.each([
    ["before any byte", [undefined]],
    ["after the TLS question", [tls, undefined]],
  ])("by closing %s gives that as the reason", async (_, answers) => {
    await expect((await serve(...answers)).verdict).rejects.toThrow("closed the connection without an answer");
  });

  test("is asked as the protocol documents it, and a session that began is ended", async () => {
    const { verdict, received } = await serve(tls, authentication(0));
    expect(await verdict).toBe(true);
    const startup = Buffer.from("user\0app\0database\0orders\0application_name\0wait\0\0");
    const want = Buffer.concat([
      Buffer.from([0, 0, 0, 8, 4, 210, 22, 47, 0, 0, 0, startup.length + 8, 0, 3, 0, 0]),
      startup,
      Buffer.from("X\0\0\0\x04"),
    ]);
    await expect.poll(() => received().toString("hex")).toBe(want.toString("hex"));
  });
});
