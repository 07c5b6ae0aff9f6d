import { spawnSync } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programOf, type Started, startAmbassador, where } from "./support/ambassador.ts";
import { type Database, postgresMissing, startDatabases } from "./support/database.ts";

const program = programOf("postgres");

describe.skipIf(postgresMissing)("an app on localhost", () => {
  let database: Database;
  beforeAll(async () => {
    database = await startDatabases();
  }, 60_000);
  afterAll(() => database?.remove());

  const start = async (env: Readonly<Record<string, string>> = {}): Promise<Started> =>
    startAmbassador(await program(), {
      ROUTE_DEV_URL: database.url("dev"),
      ROUTE_TEST_URL: database.url("test"),
      ROUTE_PROD_URL: database.url("prod"),
      ...env,
    });

  test("reaches the database of the route without a password, as the user and in the database that the URL names", async () => {
    const client = await (await start()).connect();
    expect(await where(client)).toBe("dev");
    const { rows } = await client.query("SELECT current_user AS who, current_database() AS what");
    expect(rows).toEqual([{ who: "postgres", what: "dev" }]);
  });

  test("reaches the one that ENVIRONMENT names, over that the one of ROUTE", async () => {
    expect(await where(await (await start({ ENVIRONMENT: "test" })).connect())).toBe("test");
    expect(await where(await (await start({ ENVIRONMENT: "test", ROUTE: "prod" })).connect())).toBe("prod");
  });

  test("is the user and in the database that it asks for, where the URL names none", async () => {
    const admin = await database.direct("postgres");
    await admin.query("CREATE ROLE orders LOGIN PASSWORD 'pw'");
    await admin.end();
    const ambassador = await start({ ROUTE_DEV_URL: `postgres://127.0.0.1:${database.port}`, ROUTE_DEV_PASSWORD: "pw" });
    const client = await ambassador.connect({ user: "orders", database: "test" });
    expect((await client.query("SELECT current_user AS who, current_database() AS what")).rows).toEqual([{ who: "orders", what: "test" }]);
  });

  test("uses the simple and the extended protocol, named statements, errors, and results of many megabytes", async () => {
    const client = await (await start()).connect();
    expect((await client.query("SELECT 1 AS a; SELECT 2 AS b")) as unknown).toMatchObject([{ rows: [{ a: 1 }] }, { rows: [{ b: 2 }] }]);
    expect((await client.query("SELECT $1::int + $2::int AS sum", [2, 3])).rows).toEqual([{ sum: 5 }]);
    for (const value of [1, 2, 3])
      expect((await client.query({ name: "twice", text: "SELECT 2 * $1::int AS n", values: [value] })).rows).toEqual([{ n: 2 * value }]);
    await expect(client.query("SELECT 1 / $1::int", [0])).rejects.toMatchObject({ code: "22012" });
    await expect(client.query("SELEC 1")).rejects.toMatchObject({ code: "42601" });
    const { rows } = await client.query("SELECT n, repeat('x', 1000) AS filler FROM generate_series(1, 20000) AS n");
    expect(rows.length).toBe(20_000);
    expect(rows[19_999]).toMatchObject({ n: 20_000 });
    const long = "y".repeat(3_000_000);
    expect((await client.query("SELECT length($1::text) AS n", [long])).rows).toEqual([{ n: 3_000_000 }]);
  });

  test("copies in and out with psql, and is told what the server reports", async () => {
    const { port } = await start();
    const psql = (sql: string, input = "") =>
      spawnSync("psql", ["-X", "-At", "-h", "127.0.0.1", "-p", String(port), "-U", "app", "-c", sql, "orders"], {
        encoding: "utf8",
        input,
      });
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index}\n`).join("");
    expect(psql("CREATE TABLE IF NOT EXISTS copied (id int); TRUNCATE copied")).toMatchObject({ status: 0 });
    expect(psql("COPY copied FROM STDIN", lines)).toMatchObject({ status: 0, stderr: "" });
    expect(psql("SELECT count(*), sum(id) FROM copied").stdout).toBe("20000|199990000\n");
    expect(psql("COPY (SELECT id FROM copied ORDER BY id) TO STDOUT").stdout).toBe(lines);
    expect(psql("COPY copied FROM STDIN", "no number\n")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("invalid input syntax"),
    });
    expect(psql("SHOW server_version").stdout).toMatch(/^\d+/);
  });

  test("asks for TLS and GSS encryption in vain, and goes on", async () => {
    const { port } = await start();
    const answers = spawnSync(
      "psql",
      ["-X", "-At", "-c", "SELECT name FROM here", `host=localhost port=${port} user=a dbname=b sslmode=prefer`],
      {
        encoding: "utf8",
      },
    );
    expect(answers).toMatchObject({ status: 0, stdout: "dev\n" });
    const demanding = spawnSync("psql", ["-X", "-c", "SELECT 1", `host=localhost port=${port} user=a dbname=b sslmode=require`], {
      encoding: "utf8",
    });
    expect(demanding.stderr).toContain("server does not support SSL");
  });

  test("many connections at once each have a session of their own", async () => {
    const ambassador = await start();
    const clients = await Promise.all(Array.from({ length: 20 }, () => ambassador.connect()));
    const pids = await Promise.all(clients.map(async (client) => (await client.query("SELECT pg_backend_pid() AS pid")).rows[0].pid));
    expect(new Set(pids).size).toBe(20);
    const sums = await Promise.all(
      clients.map(async (client, index) => {
        let sum = 0;
        for (let n = 0; n < 50; n += 1) sum += Number((await client.query("SELECT $1::int AS n", [index])).rows[0].n);
        return sum;
      }),
    );
    expect(sums).toEqual(clients.map((_, index) => 50 * index));
  });

  test("cancels its own query, and only with its own key", async () => {
    const ambassador = await start();
    const [mine, other] = [await ambassador.connect(), await ambassador.connect()];
    const sleeping = { mine: mine.query("SELECT pg_sleep(20)"), other: other.query("SELECT pg_sleep(0.4) AS done") };
    const key = mine as unknown as { processID: number; secretKey: number };
    const send = async (pid: number, secret: number) => {
      const request = Buffer.alloc(16);
      for (const [index, word] of [16, 80877102, pid, secret].entries()) request.writeInt32BE(word, 4 * index);
      const socket = net.connect(ambassador.port, "127.0.0.1");
      socket.end(request);
      socket.resume();
      await once(socket, "close");
    };
    await send(key.processID, key.secretKey ^ 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const left = await database.direct("postgres");
    const count = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'";
    expect((await left.query(count)).rows).toEqual([{ n: 2 }]);
    await left.end();
    const cancelled = expect(sleeping.mine).rejects.toMatchObject({ code: "57014" });
    await send(key.processID, key.secretKey);
    await cancelled;
    expect((await sleeping.other).rowCount).toBe(1);
    expect(await where(mine)).toBe("dev");
    await mine.end();
    await send(key.processID, key.secretKey);
    expect((await ambassador.health("/metrics")).text).toMatch(/^ambassador_cancels_total 1$/m);
  });

  test("a client that asks for protocol 3.2 and for options of it gets 3.0", async () => {
    const { port } = await start();
    const words = Buffer.from("user\0app\0database\0orders\0_pq_.command_tag_format\0verbose\0\0");
    const head = Buffer.alloc(8);
    head.writeInt32BE(8 + words.length);
    head.writeInt32BE(0x0003_0002, 4);
    const socket = net.connect(port, "localhost");
    socket.write(Buffer.concat([head, words]));
    const [answer] = (await once(socket, "data")) as [Buffer];
    const option = Buffer.from("_pq_.command_tag_format\0");
    const negotiate = Buffer.concat([Buffer.from([0x76, 0, 0, 0, 12 + option.length, 0, 3, 0, 0, 0, 0, 0, 1]), option]);
    expect(answer.subarray(0, negotiate.length)).toEqual(negotiate);
    expect(answer.subarray(negotiate.length, negotiate.length + 9)).toEqual(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]));
    socket.destroy();
  });

  test.each<[string, Buffer, RegExp]>([
    ["HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), /08P01.*not a start-up message/],
    ["protocol 2", Buffer.from([0, 0, 0, 8, 0, 2, 0, 0]), /0A000.*unsupported frontend protocol 2\.0/],
    ["nobody", Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 0]), /28000.*no PostgreSQL user name/],
    ["something behind an SSLRequest", Buffer.from([0, 0, 0, 8, 4, 210, 22, 47, 1, 2, 3]), /08P01.*unencrypted data/],
    ["TLS at once", Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]), /^\x15\x03\x01\x00\x02\x02\x28$/],
  ])("%s gets a clear end", async (_, bytes, want) => {
    const { port } = await start();
    const socket = net.connect(port, "127.0.0.1");
    socket.write(bytes);
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    await once(socket, "close");
    expect(answer.replaceAll("\0", answer.startsWith("\x15") ? "\0" : " ")).toMatch(want);
  });

  test("a session whose server goes away is told so", async () => {
    const ambassador = await start();
    const client = await ambassador.connect();
    const { pid } = (await client.query("SELECT pg_backend_pid() AS pid")).rows[0];
    const failed = expect(client.query("SELECT pg_sleep(20)")).rejects.toMatchObject({ code: "57P01" });
    const admin = await database.direct("postgres");
    await admin.query("SELECT pg_terminate_backend($1)", [pid]);
    await admin.end();
    await failed;
    expect(await where(await ambassador.connect())).toBe("dev");
  });

  test("a login that the server refuses is passed on, with the route", async () => {
    const ambassador = await start({ ROUTE_DEV_URL: database.url("nowhere"), ROUTE_TEST_PASSWORD: "wrong", ENVIRONMENT: "dev" });
    await expect(ambassador.connect()).rejects.toMatchObject({
      code: "3D000",
      message: expect.stringContaining("the route dev (postgres://"),
    });
    await ambassador.admin("POST", "/switch", { route: "test", force: true });
    await expect(ambassador.connect()).rejects.toMatchObject({ code: "28P01", message: expect.not.stringContaining("wrong") });
  });

  test("at MAX_CONNECTIONS the next one is refused with 53300", async () => {
    const ambassador = await start({ MAX_CONNECTIONS: "1" });
    const first = await ambassador.connect();
    await expect(ambassador.connect()).rejects.toMatchObject({ code: "53300" });
    await first.end();
    await expect.poll(async () => ambassador.connect().then(where, () => "refused")).toBe("dev");
  });

  test("a pool works as it does on a server", async () => {
    const { port } = await start();
    const pool = new pg.Pool({ host: "localhost", port, user: "app", database: "orders", max: 5 });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => pool.query("SELECT $1::int AS n", [n])));
    expect(answers.map(({ rows }) => rows[0].n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    await pool.end();
  });
});
