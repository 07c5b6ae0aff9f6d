import { once } from "node:events";
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { temporary } from "../../support/temporary.ts";
import { programOf, type Started, startAmbassador, where } from "./support/ambassador.ts";
import { type Database, freePort, postgresMissing, startDatabases } from "./support/database.ts";

const program = programOf("postgres");

describe.skipIf(postgresMissing)("a switch of the route", () => {
  let database: Database;
  beforeAll(async () => {
    database = await startDatabases();
  }, 60_000);
  afterAll(() => database?.remove());

  const start = async (env: Readonly<Record<string, string>> = {}): Promise<Started> =>
    startAmbassador(await program(), { ROUTE_DEV_URL: database.url("dev"), ROUTE_TEST_URL: database.url("test"), ...env });
  const to = (ambassador: Started, route: string) => ambassador.admin("POST", "/switch", { route });

  test("moves connections that stay open, and new ones begin there", async () => {
    const ambassador = await start();
    const clients = [await ambassador.connect(), await ambassador.connect()];
    expect(await to(ambassador, "test")).toEqual({ status: 200, body: { route: "test", from: "dev", moved: 2, ended: 0, waiting: 0 } });
    for (const client of [...clients, await ambassador.connect()]) expect(await where(client)).toBe("test");
    expect((await to(ambassador, "dev")).body).toMatchObject({ moved: 3 });
    expect(await where(clients[0] as pg.Client)).toBe("dev");
    expect((await ambassador.admin("GET", "/status")).body).toMatchObject({ route: "dev", connections: 3, behind: 0, waiting: 0 });
  });

  test("lets a transaction end where it began; what comes after it goes to the new route", async () => {
    const ambassador = await start();
    const client = await ambassador.connect();
    await client.query("BEGIN");
    expect(await where(client)).toBe("dev");
    expect((await to(ambassador, "test")).body).toMatchObject({ moved: 0, waiting: 1 });
    expect(await where(client)).toBe("dev");
    expect((await ambassador.admin("GET", "/status")).body).toMatchObject({ behind: 1 });
    // pg sends the two one after the other, without waiting for the switch.
    const [, after] = await Promise.all([client.query("COMMIT"), where(client)]);
    expect(after).toBe("test");
  });

  test("under load no statement is lost or done twice, and each lands on one side", async () => {
    const ambassador = await start();
    const direct = { dev: await database.direct("dev"), test: await database.direct("test") };
    let next = 0;
    let going = true;
    const acknowledged: number[] = [];
    const clients = await Promise.all(Array.from({ length: 8 }, () => ambassador.connect()));
    const load = clients.map(async (client, index) => {
      while (going) {
        const id = next++;
        if (index % 4 === 0) await client.query(`INSERT INTO landed VALUES (${id})`);
        else if (index % 4 === 1) await client.query("INSERT INTO landed VALUES ($1)", [id]);
        else if (index % 4 === 2) await client.query({ name: "landing", text: "INSERT INTO landed VALUES ($1)", values: [id] });
        else {
          await client.query("BEGIN");
          await client.query("INSERT INTO landed VALUES ($1)", [id]);
          await client.query("COMMIT");
        }
        acknowledged.push(id);
      }
    });
    for (let round = 0; round < 4; round += 1) {
      const switched = await to(ambassador, round % 2 === 0 ? "test" : "dev");
      expect(switched.body).toMatchObject({ ended: 0 });
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    going = false;
    await Promise.all(load);
    const ids = async (client: pg.Client) => (await client.query("SELECT id::int FROM landed")).rows.map(({ id }) => Number(id));
    const [dev, tested] = [await ids(direct.dev), await ids(direct.test)];
    await Promise.all(Object.values(direct).map((client) => client.end()));
    expect([...dev, ...tested].sort((a, b) => a - b)).toEqual(acknowledged.sort((a, b) => a - b));
    expect(Math.min(dev.length, tested.length)).toBeGreaterThan(0);
  });

  test("takes along what the session has set, and tells the client what is another now", async () => {
    const ambassador = await start();
    const client = await ambassador.connect();
    await client.query("SET application_name = 'it''s \\ me'; SET work_mem = '5MB'; SET search_path TO here, public");
    await client.query("SET app.tenant = 'blue'");
    await client.query("SELECT set_config('app.user', $1, false)", ["ann"]);
    await client.query("DO $$ BEGIN PERFORM set_config('timezone', 'Asia/Tokyo', false); END $$");
    const settings =
      "SELECT current_setting('application_name') AS a, current_setting('work_mem') AS b, current_setting('search_path') AS c, " +
      "current_setting('app.tenant') AS d, current_setting('app.user') AS e, current_setting('timezone') AS f";
    const before = (await client.query(settings)).rows;
    expect((await to(ambassador, "test")).body).toMatchObject({ moved: 1 });
    expect((await client.query(settings)).rows).toEqual(before);
    expect(await where(client)).toBe("test");
    expect(before[0]).toMatchObject({ a: "it's \\ me", b: "5MB", d: "blue", e: "ann", f: "Asia/Tokyo" });
  });

  test("prepares named statements again, and forgets those that were closed", async () => {
    const ambassador = await start();
    const client = await ambassador.connect();
    const named = () => client.query({ name: "one", text: "SELECT name || $1::text AS x FROM here", values: ["!"] });
    expect((await named()).rows).toEqual([{ x: "dev!" }]);
    expect((await to(ambassador, "test")).body).toMatchObject({ moved: 1 });
    expect((await named()).rows).toEqual([{ x: "test!" }]);
    await client.query("DEALLOCATE ALL");
    expect((await to(ambassador, "dev")).body).toMatchObject({ moved: 1 });
    await expect(named()).rejects.toMatchObject({ code: "26000" });
  });

  test.each<[string, string, RegExp]>([
    ["listens", "LISTEN news", /listens to notifications/],
    ["holds an advisory lock", "SELECT pg_advisory_lock(1)", /advisory locks/],
    ["holds one that a function took", "DO $$ BEGIN PERFORM pg_advisory_lock(2); END $$", /advisory locks/],
    ["has a temporary table", "CREATE TEMP TABLE t (a int)", /temporary tables/],
    ["has a cursor WITH HOLD", "DECLARE c CURSOR WITH HOLD FOR SELECT 1", /cursors/],
    ["has prepared by SQL", "PREPARE p AS SELECT 1", /PREPARE/],
    ["has another role", "SET ROLE pg_read_all_data", /SET ROLE/],
    ["has another user", "SET SESSION AUTHORIZATION pg_monitor", /SESSION AUTHORIZATION|SET ROLE/],
    ["has set what it does not name", "SELECT set_config('app.' || 'x', 'y', false)", /set_config/],
    ["has prepared with types of its own", "", /types that are the database's own/],
  ])("ends a session that %s, and says why", async (what, sql, want) => {
    const ambassador = await start();
    const client = await ambassador.connect();
    const told = new Promise<{ code?: string; message: string }>((resolve) => client.once("error", resolve));
    if (sql) await client.query(sql);
    else {
      await client.query("DO $$ BEGIN CREATE TYPE mood AS ENUM ('good'); EXCEPTION WHEN duplicate_object THEN END $$");
      await client.query({ name: what, text: "SELECT 'good'::mood AS m" });
    }
    expect((await to(ambassador, "test")).body).toMatchObject({ moved: 0, ended: 1 });
    expect(await told).toMatchObject({ code: "57P01", message: expect.stringMatching(want) });
    expect(await where(await ambassador.connect())).toBe("test");
  });

  test("names what cannot be: a route that there is not, one without a URL, no route at all, a wrong token, another path", async () => {
    const ambassador = await start();
    expect(await to(ambassador, "staging")).toEqual({
      status: 409,
      body: { error: 'there is no route "staging"; there are dev, test, prod' },
    });
    expect(await to(ambassador, "prod")).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining("ROUTE_PROD_URL is not set") },
    });
    expect(await ambassador.admin("POST", "/switch", {})).toMatchObject({ status: 400 });
    expect(await ambassador.admin("GET", "/status", undefined, "open-sesam")).toMatchObject({ status: 401 });
    expect(await ambassador.admin("GET", "/")).toMatchObject({ status: 404, body: { error: expect.stringContaining("POST /switch") } });
    const status = JSON.stringify((await ambassador.admin("GET", "/status")).body);
    expect(status).not.toContain("secret");
  });

  test("is refused where a login is, with its SQLSTATE, and nothing changes; by force it takes place and says why sessions ended", async () => {
    const wrong = database.url("test").replace("secret", "outdated");
    const ambassador = await start({ ROUTE_TEST_URL: wrong });
    const client = await ambassador.connect();
    const refused = await to(ambassador, "test");
    expect(refused).toMatchObject({
      status: 503,
      body: {
        code: "28P01",
        error: expect.stringMatching(/the route test .* refused the login: password authentication failed/),
        route: "dev",
      },
    });
    expect(JSON.stringify(refused)).not.toContain("outdated");
    expect(await where(client)).toBe("dev");
    expect(await where(await ambassador.connect())).toBe("dev");
    expect((await ambassador.admin("GET", "/status")).body).toMatchObject({ route: "dev", connections: 2, behind: 0 });
    expect(await ambassador.admin("POST", "/switch", { route: "test", force: true })).toMatchObject({
      status: 200,
      body: {
        route: "test",
        ended: 2,
        problem: { code: "28P01" },
        reasons: [{ how: "ended", sessions: 2, code: "28P01", reason: expect.stringContaining("refused the login") }],
      },
    });
    await expect(ambassador.connect()).rejects.toMatchObject({ code: "28P01" });
    expect(ambassador.lines()).toContainEqual(expect.objectContaining({ level: "warn", message: "a connection was ended", code: "28P01" }));
    expect(await ambassador.admin("POST", "/switch", { route: "dev", force: "yes" })).toMatchObject({ status: 400 });
  });

  test("is refused where nobody listens, nobody answers, TLS is not as asked, or the app's user may not log in", async () => {
    const silent = net.createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const ambassador = await start({
      DIAL_TIMEOUT: "300ms",
      ROUTE_DOWN_URL: `postgres://u@127.0.0.1:${await freePort()}/d`,
      ROUTE_SILENT_URL: `postgres://u@127.0.0.1:${port}/d`,
      ROUTE_TLS_URL: `postgres://127.0.0.1:${database.port}/test?sslmode=require`,
      ROUTE_OPEN_URL: `postgres://127.0.0.1:${database.port}/test`,
    });
    const error = async (route: string) => {
      const { code, error } = (await to(ambassador, route)).body;
      return `${code} ${error}`;
    };
    expect(await error("down")).toMatch(/^08001 the route down \(postgres:.*\) does not answer: connection refused/);
    expect(await error("silent")).toMatch(/^08001 the route silent .* no answer within 300 ms/);
    expect(await error("tls")).toMatch(/^08006 .*the server has no TLS/);
    // No user to log in with: a server that asks for one is up.
    expect((await to(ambassador, "open")).status).toBe(200);
    expect((await to(ambassador, "dev")).status).toBe(200);
    await (await ambassador.connect({ user: "app" })).end();
    expect(await error("open")).toMatch(/^28P01 /);
  });

  test("says of a session that waits for what, and of one that was ended why", async () => {
    const ambassador = await start();
    const [busy, listener] = [await ambassador.connect(), await ambassador.connect()];
    await busy.query("BEGIN");
    await listener.query("LISTEN news");
    const { reasons } = (await to(ambassador, "test")).body;
    expect(reasons).toContainEqual({ how: "waiting", sessions: 1, reason: expect.stringContaining("a transaction is under way") });
    expect(reasons).toContainEqual({
      how: "ended",
      sessions: 1,
      code: "57P01",
      reason: expect.stringContaining("listens to notifications"),
    });
  });

  test("follows a mounted file to a route that does not answer, and warns", async () => {
    const file = path.join(temporary({ route: "dev\n" }), "route");
    const ambassador = await start({ ROUTE_FILE: file, ROUTE_TEST_URL: `postgres://u@127.0.0.1:${await freePort()}/d` });
    fs.writeFileSync(file, "test");
    await expect
      .poll(() => ambassador.lines(), { timeout: 5000 })
      .toContainEqual(
        expect.objectContaining({ level: "warn", to: "test", code: "08001", reason: expect.stringContaining("connection refused") }),
      );
    await expect.poll(async () => (await ambassador.admin("GET", "/status")).body["route"]).toBe("test");
  });

  test("follows a mounted file, and stays where it names what there is not", async () => {
    const file = path.join(temporary({ route: "test\n" }), "route");
    const ambassador = await start({ ROUTE_FILE: file, ROUTE: "dev" });
    const client = await ambassador.connect();
    expect(await where(client)).toBe("test");
    fs.writeFileSync(file, "nonsense");
    await expect.poll(() => JSON.stringify(ambassador.lines()), { timeout: 5000 }).toContain("the route stays");
    expect(await where(client)).toBe("test");
    fs.writeFileSync(file, "dev");
    await expect.poll(() => where(client), { timeout: 5000 }).toBe("dev");
  });
});
