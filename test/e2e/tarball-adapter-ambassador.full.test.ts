import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { initCluster, postgresMissing, startServer, stopServer } from "../runtime/setup/postgres-server.ts";
import { eventually, freePort, installTarball, run, start } from "../support/tarball.ts";
import { temporary } from "../support/temporary.ts";

const npx = (folder: string, ...args: string[]) => run("npx", ["--no-install", "scaffold", ...args], folder);

function installed(): string {
  const root = temporary();
  installTarball(root);
  return root;
}

test("from the packed tarball: the formats of a sample are shown, read other lines, and become an adapter", async () => {
  const root = installed();
  const line = (index: number) => `2026-11-27 18:01:${10 + index},131 WARN  [worker-${index}] shop.Cart - retrying in ${index} s`;
  writeFileSync(join(root, "shop.log"), Array.from({ length: 30 }, (_, index) => `${line(index)}\n`).join(""));
  const pattern = "<time:yyyy-MM-dd H:mm:ss,SSS> <level>  [<thread>] <logger:word> - ";
  expect(await npx(root, "infer", "shop.log", "--no-catalogue")).toMatchObject({ code: 0, stdout: expect.stringContaining(pattern) });
  const applied = await npx(root, "infer", "shop.log", "--no-catalogue", "--apply", "shop.log", "--json");
  expect(
    applied.stdout
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text)),
  ).toHaveLength(30);
  expect(await npx(root, "adapter", "shop", "--from", "shop.log", "--no-build")).toMatchObject({ code: 0 });
  expect(await npx(root, "formats", "show", "spring")).toMatchObject({ code: 0, stdout: expect.stringContaining("https://") });
});

test("from the packed tarball, bare: an adapter makes records of an access log, and stops with everything delivered", async () => {
  const root = installed();
  expect(await npx(root, "adapter")).toMatchObject({ code: 0 });
  const logs = temporary();
  const health = await freePort();
  const adapter = start("npm", ["start", "--silent"], join(root, "log-adapter"), {
    WATCH: `${logs}/*.log`,
    STATE_DIR: join(logs, "state"),
    HEALTH_PORT: String(health),
  });
  await eventually("the adapter is ready", () =>
    fetch(`http://127.0.0.1:${health}/readyz`).then(
      (response) => response.ok,
      () => false,
    ),
  );
  const line =
    '67.43.156.13 - - [25/Oct/2016:14:49:34 +0200] "GET /favicon.ico?a=b HTTP/1.1" 404 571 "http://localhost:8080/" "Mozilla/5.0"';
  appendFileSync(join(logs, "access.log"), `${line}\n{"level":"warn","msg":"low on disk"}\n{what is this\n`);
  await eventually("three records are there", () => adapter.stdout().trimEnd().split("\n").length === 3);
  const records = adapter
    .stdout()
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(records).toMatchObject([
    {
      time: "2016-10-25T12:49:34.000Z",
      body: "GET /favicon.ico?a=b HTTP/1.1",
      attributes: { "client.address": "67.43.156.13", "http.response.status_code": 404, "url.path": "/favicon.ico", "url.query": "a=b" },
    },
    { severityNumber: 13, body: "low on disk" },
    { body: "{what is this", attributes: { "log.unparsed.reason": expect.any(String) } },
  ]);
  adapter.process.kill("SIGTERM");
  await eventually("the adapter ends", () => adapter.process.exitCode !== null);
  expect(adapter.process.exitCode).toBe(0);
});

test.skipIf(postgresMissing)(
  "from the packed tarball, bare: an ambassador carries psql and pg to a real server, without a password",
  async () => {
    const root = installed();
    expect(await npx(root, "ambassador")).toMatchObject({ code: 0 });
    const folder = mkdtempSync(join(tmpdir(), "scaffold-test-pg-"));
    const data = initCluster(folder, "scram-sha-256");
    const database = await freePort();
    startServer(data, database, { wait: true });
    onTestFinished(() => {
      stopServer(data);
      rmSync(folder, { recursive: true, force: true });
    });
    const [listen, health] = [await freePort(), await freePort()];
    const ambassador = start("npm", ["start", "--silent"], join(root, "db-proxy"), {
      LISTEN_PORT: String(listen),
      HEALTH_PORT: String(health),
      ADMIN_PORT: String(await freePort()),
      ROUTE_DEV_URL: `postgres://postgres@127.0.0.1:${database}/postgres`,
      ROUTE_DEV_PASSWORD: "secret",
    });
    await eventually("the ambassador is ready", () =>
      fetch(`http://127.0.0.1:${health}/readyz`).then(
        (response) => response.ok,
        () => false,
      ),
    );

    const psql = (sql: string, input = "") =>
      execFileSync("psql", ["-X", "-q", "-A", "-t", "-h", "localhost", "-p", String(listen), "-U", "postgres", "-c", sql], {
        input,
        encoding: "utf8",
        env: { PATH: process.env["PATH"] },
      }).trim();
    psql("create table t (n int)");
    psql("copy t from stdin", "1\n2\n3\n");
    expect(psql("copy (select n * 10 from t order by n) to stdout")).toBe("10\n20\n30");

    const client = new pg.Client({ host: "localhost", port: listen, user: "postgres", database: "postgres" });
    await client.connect();
    expect((await client.query("select sum(n)::int as sum from t where n > $1", [1])).rows).toEqual([{ sum: 5 }]);

    // Cancelled as drivers do it: a connection of its own with the key that the start-up told.
    const other = new pg.Client({ host: "localhost", port: listen, user: "postgres", database: "postgres" });
    await other.connect();
    const slow = expect(client.query("select pg_sleep(60)")).rejects.toMatchObject({ code: "57014" });
    const asleep = "select count(*)::int as n from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'";
    await eventually("the query is under way", async () => (await other.query(asleep)).rows[0].n === 1);
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
    const request = Buffer.alloc(16);
    for (const [index, word] of [16, 80877102, processID, secretKey].entries()) request.writeInt32BE(word, index * 4);
    connect(listen, "localhost").end(request);
    await slow;
    expect((await other.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await Promise.all([client.end(), other.end()]);

    ambassador.process.kill("SIGTERM");
    await eventually("the ambassador ends", () => ambassador.process.exitCode !== null);
    expect(ambassador.process.exitCode).toBe(0);
  },
);
