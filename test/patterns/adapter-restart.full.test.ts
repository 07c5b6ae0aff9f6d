import { appendFileSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { testFolder, until } from "../runtime/agent/support/folder.ts";
import { type Receiver, receiver } from "../runtime/agent/support/receiver.ts";
import { SpawnedAgent } from "../runtime/agent/support/spawned.ts";
import { testHost } from "../support/host.ts";

/** An adapter as it is emitted and built. */
let program = "";
let root = "";

afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "scaffold-test-")));
  const args = ["adapter", "--formats", "syslog3164", "log4j", "--multiline", "start:^[A-Z][a-z]{2} |^\\d{4}-", "--sink", "http"];
  expect(await runProgram(args, testHost(root))).toBe(0);
  program = join(root, "log-adapter/dist/main.mjs");
}, 120_000);

interface Shipped {
  readonly time: string;
  readonly body: string;
  readonly attributes: { readonly "log.record.uid": string };
}

const shipped = ({ requests }: Receiver): Shipped[] =>
  requests.flatMap(({ body }) =>
    body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Shipped),
  );

const environment = (server: Receiver) => ({ SINK_URL: server.url, SINK_TIMEOUT: "20s", BATCH_MAX_RECORDS: "2", HEALTH_PORT: "0" });

test("a file of an earlier year has the times of that year, those too that are read again after a SIGKILL in the middle of it", async () => {
  const folder = testFolder();
  const log = join(folder, "logs/app.log");
  const stamps = ["Dec 30 10:00:00", "Dec 31 23:59:59", "Jan  1 00:00:01", "Jan  2 08:00:00"];
  writeFileSync(log, stamps.map((stamp, index) => `${stamp} web-1 app: line ${index}\n`).join(""));
  const lastWrite = new Date("2019-01-02T08:00:00Z");
  utimesSync(log, lastWrite, lastWrite);
  let isCalm = false;
  const server = await receiver((_, number) => (isCalm || number === 1 ? 200 : "hang"));
  const env = { ...environment(server), MULTILINE_FLUSH: "50ms" };
  const first = new SpawnedAgent(program, folder, { env });
  await until("a request that nobody answers", () => server.requests.length === 2);
  first.kill("SIGKILL");
  await first.exited;
  isCalm = true;
  const second = new SpawnedAgent(program, folder, { env });
  await until("the rest", () => shipped(server).some(({ body }) => body === "line 3"));
  second.kill("SIGTERM");
  expect(await second.exited).toBe(0);
  const records = shipped(server);
  const times = new Map(records.map(({ attributes, time }) => [attributes["log.record.uid"], time]));
  expect(records.length).toBeGreaterThan(times.size);
  expect(records.map(({ attributes, time }) => times.get(attributes["log.record.uid"]) === time)).not.toContain(false);
  expect([...times.values()].sort()).toEqual([
    "2018-12-30T10:00:00.000Z",
    "2018-12-31T23:59:59.000Z",
    "2019-01-01T00:00:01.000Z",
    "2019-01-02T08:00:00.000Z",
  ]);
}, 60_000);

const begun = "2026-03-02 11:04:05,123 ERROR [main] shop.Cart - failed\njava.lang.IllegalStateException: no\n";
const whole = "failed\njava.lang.IllegalStateException: no\n\tat shop.Cart.add(Cart.java:9)";

test("a record of several lines that is open when the adapter is killed is shipped once, with the lines that come while none runs", async () => {
  const folder = testFolder();
  const log = join(folder, "logs/app.log");
  writeFileSync(log, `2026-03-02 11:04:04,000 INFO [main] shop.Cart - before\n${begun}`);
  const server = await receiver(() => 200);
  const env = { ...environment(server), MULTILINE_FLUSH: "60s" };
  const first = new SpawnedAgent(program, folder, { env });
  await until("the record before", () => shipped(server).length === 1);
  first.kill("SIGKILL");
  await first.exited;
  appendFileSync(log, "\tat shop.Cart.add(Cart.java:9)\n2026-03-02 11:04:06,000 INFO [main] shop.Cart - after\n");
  const second = new SpawnedAgent(program, folder, { env });
  await until("the record behind", () => shipped(server).some(({ body }) => body === whole));
  second.kill("SIGTERM");
  expect(await second.exited).toBe(0);
  const bodies = new Map(shipped(server).map(({ attributes, body }) => [attributes["log.record.uid"], body]));
  expect([...bodies.values()]).toEqual(["before", whole, "after"]);
}, 60_000);

test("one that is open at SIGTERM is shipped before the adapter ends, and not again", async () => {
  const folder = testFolder();
  const log = join(folder, "logs/app.log");
  writeFileSync(log, `${begun}\tat shop.Cart.add(Cart.java:9)\n`);
  const server = await receiver(() => 200);
  const env = { ...environment(server), MULTILINE_FLUSH: "60s" };
  const first = new SpawnedAgent(program, folder, { env });
  await first.ready();
  first.kill("SIGTERM");
  expect(await first.exited).toBe(0);
  expect(shipped(server).map(({ body }) => body)).toEqual([whole]);
  appendFileSync(log, "2026-03-02 11:04:06,000 INFO [main] shop.Cart - after\n");
  const second = new SpawnedAgent(program, folder, { env });
  await second.ready();
  second.kill("SIGTERM");
  expect(await second.exited).toBe(0);
  expect(shipped(server).map(({ body }) => body)).toEqual([whole, "after"]);
}, 60_000);
