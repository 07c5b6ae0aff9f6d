import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { verbsOf } from "../../src/runtime/proxy/admin.ts";
import { Ambassador } from "../../src/runtime/proxy/ambassador.ts";
import { errorResponse } from "../../src/runtime/proxy/postgres/messages.ts";
import { postgres } from "../../src/runtime/proxy/postgres/protocol.ts";
import { type Route, readRoutes } from "../../src/runtime/proxy/route.ts";
import { startAdmin } from "../../src/runtime/service/admin.ts";
import { createLog } from "../../src/runtime/service/log.ts";
import { createMetrics } from "../../src/runtime/service/metrics.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

const document = (admin: number) => `name: shop
companions:
  orders-db:
    pattern: ambassador
    routes: { dev: postgres://db.dev/orders, test: {}, prod: {} }
    port: 9101
    admin: ${admin}
  wait: { pattern: init, task: wait, for: [tcp://127.0.0.1:1] }
  log-agent: { pattern: sidecar, watch: [/var/log/app/*.log], port: 9103 }
`;

/** A server that lets everybody in, or nobody, and speaks no more of PostgreSQL's protocol than that. */
async function server(letsIn: boolean): Promise<number> {
  const letIn = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
  const one = createTcpServer((socket) => {
    socket
      .on("error", () => {})
      .once("data", () => {
        socket.write("N");
        socket.once("data", () => socket.write(letsIn ? letIn : errorResponse({ code: "28P01", message: "wrong password" })));
      });
  }).listen(0, "127.0.0.1");
  await once(one, "listening");
  onTestFinished(() => void one.close());
  return (one.address() as AddressInfo).port;
}

/** A project, and the admin port of its ambassador, with the token that local.env has. */
async function project(token = "open-sesame", own: Readonly<Record<string, string>> = {}) {
  const urls = { dev: "postgres://db.dev/orders", test: "postgres://me:hidden@db.test/orders", prod: undefined, ...own };
  const protocol = postgres();
  const routes = readRoutes(urls, protocol.form, {});
  const limits = { max: 1, timeoutMs: 1, dialTimeoutMs: 5000, maxConnections: 1 };
  const parts = { protocol, metrics: createMetrics(), log: createLog({ write: () => {} }) };
  const ambassador = new Ambassador({ ...limits, ...parts, routes, route: routes[0] as Route });
  const admin = await startAdmin({ port: 0, verbs: verbsOf(ambassador), token: async () => token });
  onTestFinished(() => admin.close());
  const root = temporary({ "scaffold.yaml": document(admin.port), ".scaffold/local.env": "orders-db.admin-token=open-sesame\n" });
  return { root, admin };
}

async function ctl(root: string, ...args: string[]) {
  const host = testHost(root);
  const exit = await runProgram(["ctl", ...args], host);
  return { exit, out: host.out(), err: host.err() };
}

test("status shows the route in force, where each leads and who is connected, without passwords", async () => {
  const { root } = await project();
  const { exit, out } = await ctl(root, "orders-db", "status");
  expect(exit).toBe(0);
  expect(out).toBe(
    "* dev      0 connected  postgres://db.dev/orders\n" +
      "  test     0 connected  postgres://me@db.test/orders\n" +
      "  prod     0 connected  -  (ROUTE_PROD_URL is not set)\n" +
      "0 connections, 0 waiting for a server, 0 not on dev yet\n",
  );
  expect(JSON.parse((await ctl(root, "orders-db", "status", "--json")).out)).toMatchObject({ route: "dev", connections: 0 });
});

test("switch goes to another route, and says what came of it", async () => {
  const urls = { dev: `postgres://me@127.0.0.1:${await server(true)}/d`, test: `postgres://me@127.0.0.1:${await server(true)}/d` };
  const { root } = await project("open-sesame", urls);
  expect(await ctl(root, "orders-db", "switch", "test")).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^dev -> test: 0 moved\n$/),
  });
  expect(await ctl(root, "orders-db", "switch", "test")).toMatchObject({ exit: 0, out: "test is in force already\n" });
  expect(JSON.parse((await ctl(root, "orders-db", "switch", "dev", "--json")).out)).toMatchObject({
    from: "test",
    route: "dev",
    waiting: 0,
  });
});

test("a switch to the route that is in force already moves nobody, and logs no switch", async () => {
  const lines: string[] = [];
  const protocol = postgres();
  const routes = readRoutes({ dev: "postgres://db.dev/orders" }, protocol.form, {});
  const limits = { max: 1, timeoutMs: 1, dialTimeoutMs: 5000, maxConnections: 1 };
  const parts = { protocol, metrics: createMetrics(), log: createLog({ write: (line) => void lines.push(line) }) };
  const ambassador = new Ambassador({ ...limits, ...parts, routes, route: routes[0] as Route });
  ambassador.add({ route: routes[0] as Route, follow: async () => ({ how: "moved" }), end: () => {} });
  expect(await ambassador.switch("dev")).toEqual({ route: "dev", from: "dev", moved: 0, ended: 0, waiting: 0 });
  expect(lines).toEqual([]);
});

test("switch to a route that lets nobody in changes nothing and fails with the reason; with --force it takes place", async () => {
  const { root } = await project("open-sesame", { test: `postgres://me:hidden@127.0.0.1:${await server(false)}/d` });
  const refused = await ctl(root, "orders-db", "switch", "test");
  expect(refused).toMatchObject({
    exit: 3,
    out: "",
    err: expect.stringMatching(
      /28P01: the route test .* refused the login: wrong password; nothing has changed, dev stays in force[\s\S]*--force/,
    ),
  });
  expect((await ctl(root, "orders-db", "status")).out).toMatch(/^\* dev /);
  const forced = await ctl(root, "orders-db", "switch", "test", "--force");
  expect(forced).toMatchObject({ exit: 0, out: expect.stringMatching(/^dev -> test: 0 moved\n {2}forced: 28P01: the route test/) });
  expect((await ctl(root, "orders-db", "status")).out).toMatch(/^\* test /m);
});

test.each<[string, string[], number, RegExp]>([
  ["a route that there is not", ["orders-db", "switch", "staging"], 2, /there is no route "staging"; there are dev, test, prod/],
  ["a route without a URL", ["orders-db", "switch", "prod"], 2, /ROUTE_PROD_URL is not set/],
  ["no route", ["orders-db", "switch"], 2, /switch to which route\?[\s\S]*scaffold ctl NAME switch ROUTE/],
  ["another action", ["orders-db", "stats"], 2, /there is no action "stats"[\s\S]*did you mean status\?/],
  [
    "an action of another pattern",
    ["log-agent", "switch"],
    2,
    /there is no action "switch" for log-agent[\s\S]*one of status, ledger, shapes, tap, replay/,
  ],
  ["a companion that runs to its end", ["wait", "status"], 2, /wait cannot be asked anything[\s\S]*there is orders-db, log-agent/],
  ["a count that is none", ["log-agent", "tap", "--count", "0"], 2, /--count: expected a whole number from 1; got "0"/],
  ["no companion", ["order-db", "status"], 2, /there is no companion "order-db"/],
  ["a wrong token", ["orders-db", "status", "--token", "other"], 3, /the token is wrong[\s\S]*--token, SCAFFOLD_TOKEN/],
  [
    "nobody there",
    ["orders-db", "status", "--port", "1"],
    3,
    /orders-db does not answer on 127\.0\.0\.1:1[\s\S]*scaffold run[\s\S]*--port-map 1=N[\s\S]*--port N/,
  ],
])("%s is said", async (_, args, exit, err) => {
  const { root } = await project();
  expect(await ctl(root, ...args)).toMatchObject({ exit, out: "", err: expect.stringMatching(err) });
});

test("what answers and is something else is no ambassador", async () => {
  const server = createServer((_, response) => response.writeHead(500).end("<html>")).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  const { root } = await project();
  const { port } = server.address() as AddressInfo;
  expect(await ctl(root, "orders-db", "status", "--port", String(port))).toMatchObject({
    exit: 3,
    err: expect.stringContaining("no JSON"),
  });
});
