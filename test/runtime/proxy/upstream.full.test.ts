import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { writeInto } from "../setup/postgres-server.ts";
import { programOf, startAmbassador } from "./support/ambassador.ts";
import { createDatabase, type Database, freePort, postgresMissing } from "./support/database.ts";

const program = programOf("postgres");
const queue = { QUEUE_TIMEOUT: "15s", DIAL_TIMEOUT: "2s" };

describe("an upstream that is not there", () => {
  test("does not keep it from listening and being ready; connections wait, and are told the route and the reason", async () => {
    const url = `postgres://u@127.0.0.1:${await freePort()}/d`;
    const ambassador = await startAmbassador(await program(), { ROUTE_DEV_URL: url, QUEUE_TIMEOUT: "300ms" });
    expect(await ambassador.health("/readyz")).toEqual({ status: 200, text: "ok\n" });
    await expect(ambassador.connect()).rejects.toMatchObject({
      code: "08001",
      message: expect.stringMatching(/^the route dev \(postgres:\/\/u@127\.0\.0\.1:\d+\/d\) did not answer: connection refused/),
    });
    expect((await ambassador.admin("GET", "/status")).body).toMatchObject({
      routes: [{ problem: /* of the dial */ expect.any(String) }, {}, {}],
    });
  });

  test("lets so many wait, and refuses the next with 53300", async () => {
    const url = `postgres://127.0.0.1:${await freePort()}/d`;
    const ambassador = await startAmbassador(await program(), { ROUTE_DEV_URL: url, QUEUE_TIMEOUT: "10s", QUEUE_MAX: "2" });
    const waiting = [1, 2].map(() => ambassador.connect().catch((error: { code: string }) => error.code));
    await expect.poll(async () => (await ambassador.admin("GET", "/status")).body["waiting"]).toBe(2);
    await expect(ambassador.connect()).rejects.toMatchObject({ code: "53300", message: expect.stringContaining("2 connections wait") });
    ambassador.kill("SIGTERM");
    ambassador.kill("SIGINT");
    expect(await Promise.all(waiting)).toEqual(["57P01", "57P01"]);
  });

  test("with gate: upstream it is not ready until the upstream has answered", async () => {
    const port = await freePort();
    const ambassador = await startAmbassador(await program(), {
      ROUTE_DEV_URL: `postgres://127.0.0.1:${port}/d?sslmode=disable`,
      GATE: "upstream",
    });
    await expect.poll(async () => (await ambassador.health("/readyz")).text).toContain("the route dev has not answered yet");
    // Authentication by password: a server that judges users is up.
    const server = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        socket.write("N");
        socket.once("data", () => socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])));
      });
    });
    server.listen(port, "127.0.0.1");
    onTestFinished(() => void server.close());
    await expect.poll(async () => (await ambassador.health("/readyz")).status, { timeout: 8000 }).toBe(200);
  });

  test("is an error at the start when the selected route has no URL, or there is no such route", async () => {
    const ended = async (env: Record<string, string>) => (await startAmbassador(await program(), env)).ended;
    const missing = await ended({ ENVIRONMENT: "prod", ROUTE_DEV_URL: "postgres://h/d" });
    expect(missing).toMatchObject({
      code: 2,
      message: expect.stringContaining("ENVIRONMENT: the route prod cannot be used: ROUTE_PROD_URL is not set"),
    });
    const unknown = await ended({ ROUTE: "staging", ROUTE_DEV_URL: "postgres://h/d" });
    expect(unknown).toMatchObject({ code: 2, message: expect.stringContaining('there is no route "staging"; there are dev, test, prod') });
    const wrong = await ended({ ROUTE_DEV_URL: "mysql://user:hidden@h/d" });
    expect(wrong).toMatchObject({ code: 2, message: expect.stringContaining("ROUTE_DEV_URL begins with mysql://") });
    expect(wrong.stderr).not.toContain("hidden");
    const all = await ended({ ROUTE_DEV_URL: "foo", ROUTE_TEST_URL: "postgres://h/d", LISTEN_PORT: "x", ROUTE: "q" });
    expect(all.message).toMatch(/LISTEN_PORT must be .*; ROUTE: there is no route "q".*; ROUTE_DEV_URL is not a URL/);
    expect(all.message).not.toMatch(/ROUTE_TEST_URL|ROUTE_PROD_URL/);
  });
});

describe.skipIf(postgresMissing)("a real server that comes and goes", () => {
  let database: Database;
  beforeAll(async () => {
    database = await createDatabase(
      `${["trust", "password", "md5", "scram-sha-256"]
        .map((how) => `host all ${how.replace(/\W.*/, "")}_user 127.0.0.1/32 ${how}\n`)
        .join("")}host all postgres 127.0.0.1/32 scram-sha-256\n`,
    );
  }, 60_000);
  afterAll(() => database?.remove());

  test("serves a connection that waited for its start; ends those it has when it dies, and serves again after that", async () => {
    const ambassador = await startAmbassador(await program(), { ROUTE_DEV_URL: database.url("postgres"), ...queue });
    const early = ambassador.connect();
    await expect.poll(async () => (await ambassador.admin("GET", "/status")).body["waiting"]).toBe(1);
    database.start();
    const client = await early;
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    const failed = expect(client.query("SELECT pg_sleep(30)")).rejects.toThrow(/the server of the route dev|57P|terminat|crash/i);
    database.stop();
    await failed;
    const late = ambassador.connect();
    const told = (message: string) => ambassador.lines().filter((line) => line.message === message);
    await expect.poll(() => told("the server does not answer; connections wait")).toHaveLength(2);
    database.start();
    expect((await (await late).query("SELECT 2 AS two")).rows).toEqual([{ two: 2 }]);
    expect(told("the server does not answer; connections wait")[1]).toMatchObject({
      level: "warn",
      reason: /* of the dial */ expect.any(String),
    });
    expect(told("the server answers again")).toHaveLength(2);
  });

  test("is logged in to by trust, password, md5 and SCRAM, with what the URL or the variables say", async () => {
    const admin = await database.direct("postgres");
    await admin.query(`
      CREATE ROLE trust_user LOGIN; CREATE ROLE password_user LOGIN PASSWORD 'pä ss:w@rd';
      CREATE ROLE scram_user LOGIN PASSWORD 'pä ss:w@rd'; SET password_encryption = 'md5'; CREATE ROLE md5_user LOGIN PASSWORD 'pä ss:w@rd'`);
    await admin.end();
    const at = (user: string) => `postgres://${user}127.0.0.1:${database.port}/postgres`;
    const who = async (env: Record<string, string>) => {
      const client = await (await startAmbassador(await program(), { ...env, ...queue })).connect({ user: "somebody" });
      return (await client.query("SELECT current_user AS who")).rows[0].who;
    };
    const password = encodeURIComponent("pä ss:w@rd");
    expect(await who({ ROUTE_DEV_URL: at("trust_user@") })).toBe("trust_user");
    expect(await who({ ROUTE_DEV_URL: at(`password_user:${password}@`) })).toBe("password_user");
    expect(await who({ ROUTE_DEV_URL: at("md5_user@"), ROUTE_DEV_PASSWORD: "pä ss:w@rd" })).toBe("md5_user");
    expect(await who({ ROUTE_DEV_URL: at(""), ROUTE_DEV_USER: "scram_user", ROUTE_DEV_PASSWORD: "pä ss:w@rd" })).toBe("scram_user");
  });

  test("takes a password that was renewed in its file", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ambassador-secret-"));
    onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, "password");
    fs.writeFileSync(file, "old\n");
    const env = { ROUTE_DEV_URL: `postgres://postgres@127.0.0.1:${database.port}/postgres`, ROUTE_DEV_PASSWORD_FILE: file };
    const ambassador = await startAmbassador(await program(), { ...env, ...queue });
    await expect(ambassador.connect()).rejects.toMatchObject({ code: "28P01" });
    fs.writeFileSync(file, "secret\n");
    expect((await (await ambassador.connect()).query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  const openssl = spawnSync("openssl", ["version"]).status === 0;
  test.skipIf(!openssl && process.env["CI"] !== "true")("is reached over TLS as sslmode says, and cancelled over TLS too", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ambassador-tls-"));
    onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
    const [key, certificate] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", ...names];
    execFileSync("openssl", [...args, "-days", "1", "-keyout", key, "-out", certificate], { stdio: "ignore" });
    writeInto(database.data, "key.pem", fs.readFileSync(key, "utf8"));
    writeInto(database.data, "cert.pem", fs.readFileSync(certificate, "utf8"));
    database.stop();
    database.start({ ssl: "on", ssl_cert_file: "cert.pem", ssl_key_file: "key.pem" });
    const reach = async (host: string, query: string) => {
      const env = { ROUTE_DEV_URL: `postgres://postgres:secret@${host}:${database.port}/postgres?${query}`, ...queue };
      return (await startAmbassador(await program(), env)).connect();
    };
    const over = async (host: string, query: string) =>
      (await (await reach(host, query)).query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).rows[0].ssl;
    expect(await over("127.0.0.1", "sslmode=disable")).toBe(false);
    expect(await over("127.0.0.1", "sslmode=require")).toBe(true);
    expect(await over("localhost", `sslmode=verify-full&sslrootcert=${encodeURIComponent(certificate)}`)).toBe(true);
    await expect(reach("127.0.0.1", `sslmode=verify-full&sslrootcert=${encodeURIComponent(certificate)}`)).rejects.toThrow(
      /TLS:.*(IP|Hostname)/,
    );
    await expect(reach("localhost", "sslmode=verify-ca")).rejects.toThrow(/TLS: self.signed/);
    const client = await reach("localhost", "sslmode=require");
    const cancelled = expect(client.query("SELECT pg_sleep(20)")).rejects.toMatchObject({ code: "57014" });
    const { processID, secretKey, port } = client as unknown as { processID: number; secretKey: number; port: number };
    const request = Buffer.alloc(16);
    for (const [index, word] of [16, 80877102, processID, secretKey].entries()) request.writeInt32BE(word, 4 * index);
    await new Promise((resolve) => setTimeout(resolve, 100));
    net.connect(port, "127.0.0.1").end(request);
    await cancelled;
  });

  test("a server without TLS is refused where sslmode asks for it", async () => {
    database.stop();
    database.start({ ssl: "off" });
    const ambassador = await startAmbassador(await program(), { ROUTE_DEV_URL: `${database.url("postgres")}?sslmode=require`, ...queue });
    await expect(ambassador.connect()).rejects.toThrow("the server has no TLS, and sslmode is require");
  });
});
