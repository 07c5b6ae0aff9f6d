import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { testFolder, until } from "../runtime/agent/support/folder.ts";
import { Collector, RunningAgent } from "../runtime/agent/support/running.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

const document = "name: shop\ncompanions:\n  log-agent: { pattern: sidecar, watch: [/var/log/app/*.log], port: 9103 }\n";

async function ctl(port: number, ...args: string[]) {
  const host = testHost(temporary({ "scaffold.yaml": document, ".scaffold/local.env": "log-agent.admin-token=t\n" }));
  const exit = await runProgram(["ctl", "log-agent", ...args, "--port", String(port)], host);
  return { exit, out: host.out(), err: host.err() };
}

/** An agent with the sinks `collector` and `central`, and a log of it. */
async function twoSinks(options: Parameters<typeof RunningAgent.start>[1] = {}) {
  const folder = testFolder();
  const central = new Collector();
  const agent = await RunningAgent.start(folder, { sinks: { central: central.definition }, ...options });
  return { folder, log: join(folder, "logs/app.log"), agent, central, port: await agent.serve() };
}

const refuse = (reason: string) => () => ({ kind: "rejected" as const, reason });
const deliver = () => ({ kind: "delivered" as const });

test("dead letters: status tells how many wait now, and a replay what came of it, for one sink or all", async () => {
  const { log, agent, central, port } = await twoSinks();
  agent.sink.answer = refuse("HTTP 400: no such tenant");
  central.answer = refuse("HTTP 413: too large");
  appendFileSync(log, "one\ntwo\nthree\nfour\n");
  await until("dead letters", () => agent.metric("log_agent_records_dead_lettered_total") === 8);

  expect(await ctl(port, "replay", "central")).toEqual({
    exit: 1,
    out: "central: 0 dead letters delivered, 4 refused again and back in the dead-letter file\n  the first because: HTTP 413: too large\n",
    err: "",
  });
  expect(central.records).toEqual([]);
  expect((await agent.report()).sinks).toMatchObject([
    { name: "collector", deadLetters: 4, deadLettered: 4 },
    { name: "central", deadLetters: 4, deadLettered: 8 },
  ]);
  central.answer = deliver;
  expect(await ctl(port, "replay", "central")).toEqual({ exit: 0, out: "central: 4 dead letters delivered, 0 refused again\n", err: "" });
  const { out } = await ctl(port, "status");
  expect(out).toMatch(
    /^ {2}collector {2}0 records delivered, 0 bytes to go\n {13}4 dead letters wait now, 4 records were refused since its start\n/,
  );
  expect(out).toMatch(
    /^ {2}central {4}4 records delivered, 0 bytes to go\n {13}0 dead letters wait now, 8 records were refused since its start\n/m,
  );
  expect((await ctl(port, "ledger")).out).toMatch(
    /^central: [^\n]*\n {2}delivered {3}0 bytes\n {2}refused {4}19 bytes {2}\(put into the dead-letter file; status/m,
  );

  agent.sink.answer = (batch) =>
    batch.count > 1 ? { kind: "split", reason: "" } : batch.records?.[0]?.body === "two" ? refuse("two")() : deliver();
  const all = await ctl(port, "replay", "--json");
  expect(all.exit).toBe(1);
  expect(JSON.parse(all.out).sinks).toEqual([
    { name: "collector", sent: 4, delivered: 3, refused: 1, reason: "two", damaged: 0, filesLeft: 0 },
    { name: "central", sent: 0, delivered: 0, refused: 0, damaged: 0, filesLeft: 0 },
  ]);
});

test("a sink that there is not, and a name where there is none, are errors", async () => {
  const { port } = await twoSinks();
  expect(await ctl(port, "replay", "centrall")).toMatchObject({
    exit: 2,
    out: "",
    err: expect.stringContaining('there is no sink "centrall"; there are collector, central'),
  });
  expect(await ctl(port, "status", "central")).toMatchObject({ exit: 2, out: "", err: expect.stringContaining("status takes no name") });
});

test("status shows what each rule dropped, what was abandoned, and why a sink is stuck", async () => {
  const sample = [{ name: "health", match: "healthz", keep: 0 }];
  const { log, agent, central, port } = await twoSinks({ sample, env: { BATCH_MAX_RECORDS: "1", IN_FLIGHT_BATCHES: "1" } });
  central.answer = () => ({ kind: "retry", reason: "HTTP 503" });
  appendFileSync(log, "healthz\nhealthz\none\n");
  await agent.receives(1);
  await until("an attempt", () => agent.metric("log_agent_retries_total") > 0);
  appendFileSync(log, "two\nthree\nfour\nfive\nsix\nseven\n");
  await agent.receives(7);
  truncateSync(log);
  appendFileSync(log, "a\n");
  await until("the truncation", () => agent.metric('log_agent_abandoned_bytes_total{sink="central"}') > 0);
  await agent.receives(8);
  const [, stuck] = (await agent.report()).sinks;
  const { exit, out } = await ctl(port, "status");
  expect(exit).toBe(0);
  expect(out).toMatch(
    /^ {2}collector {2}8 records delivered, 0 bytes to go\n[^!]* {13}2 records dropped: health 2\n {13}0 bytes abandoned/,
  );
  expect(out).toMatch(/^! central {4}0 records delivered, \d+ bytes to go$/m);
  expect(out).toContain(
    `${stuck?.abandonedBytes} bytes abandoned: gone before they were read\n             the sink does not take records`,
  );
  expect(out).toMatch(/HTTP 503\n$/);
});

test("the log of each lane names its sink where there are several, and of one it does not", async () => {
  const { log, agent } = await twoSinks();
  appendFileSync(log, "one\n");
  await agent.receives(1);
  const sinks = () => agent.log.filter(({ message }) => message === "reading").map(({ sink }) => sink);
  await until("both", () => sinks().length === 2);
  expect(sinks().sort()).toEqual(["central", "collector"]);
  const folder = testFolder();
  const alone = await RunningAgent.start(folder);
  appendFileSync(join(folder, "logs/app.log"), "one\n");
  await alone.receives(1);
  expect(alone.log.filter(({ message }) => message === "reading").map(({ sink }) => sink)).toEqual([undefined]);
});

test("the ledger begins with the sums, and tells contents of one name apart", async () => {
  const folder = testFolder();
  const [log, other] = [join(folder, "logs/app.log"), join(folder, "logs/other.log")];
  const agent = await RunningAgent.start(folder, { sample: [{ name: "health", match: "healthz", keep: 0 }], env: { ROTATE_WAIT: "50ms" } });
  const port = await agent.serve();
  const acknowledged = () => agent.ledger[0]?.files.every(({ pending = 0 }) => pending === 0);
  writeFileSync(log, "first\nhealthz\n");
  writeFileSync(other, "other\n");
  await agent.receives(2);
  await until("the positions", () => acknowledged() === true);
  truncateSync(log);
  await until("the truncation", () => agent.metric("log_agent_truncations_total") === 1);
  appendFileSync(log, "2nd\n");
  await agent.receives(3);
  rmSync(other);
  await until("the end of the other", () => agent.metric("log_agent_files") === 1);
  appendFileSync(log, "3rd\n");
  await agent.receives(4);
  await until("the account", () => agent.ledger[0]?.closed.length === 2 && acknowledged() === true);
  const inode = agent.ledger[0]?.files[0]?.inode;
  const sums =
    "collector: bytes by what became of them, since its checkpoint was made\n" +
    "  delivered  20 bytes\n  refused     0 bytes\n  dropped     8 bytes  (health 8)\n  abandoned   0 bytes\n  to go       0 bytes\n";
  const files =
    `  ${log} (inode ${inode}, content 2)\n    8 bytes delivered, 0 to go\n` +
    `  ${log} (inode ${inode}, replaced)\n    6 bytes delivered\n    8 bytes dropped: health\n`;
  const { exit, out } = await ctl(port, "ledger");
  expect(exit).toBe(0);
  expect(out).toBe(`${sums}${files}  1 more, delivered to the end: --all shows them\n`);
  const all = await ctl(port, "ledger", "--all");
  expect(all.out).toContain(`${sums}${files}`);
  expect(all.out).toMatch(/other\.log \(inode \d+, gone\)\n {4}6 bytes delivered\n/);
});

test("a file that another one took the name of is replaced, not gone", async () => {
  const folder = testFolder();
  const log = join(folder, "logs/app.log");
  const agent = await RunningAgent.start(folder, {});
  writeFileSync(log, "one\n");
  await agent.receives(1);
  writeFileSync(`${log}.new`, "two\n");
  renameSync(`${log}.new`, log);
  await agent.receives(2);
  const states = () => [...(agent.ledger[0]?.files ?? []), ...(agent.ledger[0]?.closed ?? [])].map(({ state }) => state);
  await until("the end of the first", () => agent.metric("log_agent_files") === 1);
  appendFileSync(log, "three\n");
  await until("the account", () => states().includes("replaced"));
  expect(states()).toEqual(["open", "replaced"]);
});

test("formats are counted where lines are read by formats alone", async () => {
  const folder = testFolder();
  const port = await (await RunningAgent.start(folder)).serve();
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).not.toContain("log_agent_formats_total");
});

test("help says that ctl asks companions of both kinds", async () => {
  const host = testHost(temporary({}));
  expect(await runProgram(["ctl", "--help"], host)).toBe(0);
  expect(host.out()).toContain("Ask a running proxy or log agent: status, switch, ledger, tap, replay");
  expect(host.out()).toMatch(/log-agent replay central/);
});
