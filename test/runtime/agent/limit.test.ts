import { appendFileSync, copyFileSync, truncateSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLimiter, type KeepInput } from "../../../src/runtime/agent/shaping/keep.ts";
import { Growth } from "../../../src/runtime/agent/source/growth.ts";
import { testFolder, until } from "./support/folder.ts";
import { Collector, RunningAgent } from "./support/running.ts";

const limit = { records: 200, everyMs: 1000, per: "file" } as const;
const env = { BATCH_MAX_RECORDS: "50", IN_FLIGHT_BATCHES: "2" };

/** An agent whose clock is turned by hand, and an app that writes by it. */
async function app(options: Parameters<typeof RunningAgent.start>[1] = {}) {
  const folder = testFolder();
  const log = join(folder, "logs/app.log");
  const sink = new Collector();
  let clock = Date.now();
  let written = 0;
  const write = (lines: number) => {
    appendFileSync(log, Array.from({ length: lines }, (_, index) => `line ${written + index}\n`).join(""));
    written += lines;
  };
  const start = () => RunningAgent.start(folder, { sink, limit, env, now: () => clock, ...options });
  const pass = (ms: number) => {
    clock += ms;
  };
  /** Writes in each of so many seconds while somebody looks on. */
  const writeFor = async (seconds: number, perSecond: number, agent: RunningAgent) => {
    for (let second = 0; second < seconds; second += 1) {
      pass(1000);
      const before = agent.metric("log_agent_lag_bytes");
      write(perSecond);
      await until("a look", () => agent.metric("log_agent_lag_bytes") > before);
    }
  };
  /** All that was written was sent or dropped. */
  const settled = (agent: RunningAgent) =>
    until("the last line", () => sink.bodies.length + agent.metric("log_agent_records_dropped_total") === written);
  const all = () => Array.from({ length: written }, (_, index) => `line ${index}`);
  return { folder, log, sink, start, write, writeFor, pass, settled, all };
}

test("what waited while the sink was down has the limit of the time in which it was written", async () => {
  const { sink, start, writeFor, all } = await app();
  const agent = await start();
  sink.block();
  await writeFor(20, 100, agent);
  sink.unblock();
  await agent.receives(2000);
  expect(sink.bodies).toEqual(all());
  expect(agent.metric("log_agent_records_dropped_total")).toBe(0);
});

test("what was too much when it was written is too much when it is read late", async () => {
  const { sink, start, writeFor, settled } = await app();
  const agent = await start();
  sink.block();
  await writeFor(10, 300, agent);
  sink.unblock();
  await settled(agent);
  // Ten seconds, and what may come at once; the file was made just now.
  expect(sink.bodies.length).toBeGreaterThanOrEqual(2000);
  expect(sink.bodies.length).toBeLessThanOrEqual(2200);
});

test("a file that was idle for a night has what may come at once, and no more", async () => {
  const { sink, start, write, pass, settled } = await app();
  const agent = await start();
  write(1);
  await agent.receives(1);
  pass(8 * 3_600_000);
  write(1000);
  await settled(agent);
  expect(sink.bodies.length).toBe(201);
});

test("with a limit of the agent, a file without a backlog takes nothing from one that has one", async () => {
  const { folder, sink, start, writeFor, all } = await app({ limit: { ...limit, per: "agent" } });
  const agent = await start();
  sink.block();
  await writeFor(20, 100, agent);
  appendFileSync(join(folder, "logs/a.log"), "other\n".repeat(50));
  await until("the other", () => agent.metric("log_agent_files") === 2);
  sink.unblock();
  await agent.receives(2050);
  expect(sink.bodies.filter((body) => body !== "other")).toEqual(all());
});

test("an agent that starts while the sink is down counts from when the first unread line was there", async () => {
  const { sink, start, writeFor, pass, all } = await app();
  sink.answer = () => ({ kind: "retry", reason: "down" });
  const first = await start();
  await writeFor(10, 100, first);
  await first.kill();
  const second = await start();
  await writeFor(2, 100, second);
  await second.kill();
  pass(1000);
  sink.answer = () => ({ kind: "delivered" });
  const third = await start();
  await third.receives(1200);
  expect(sink.bodies).toEqual(all());
});

test("what was written while no agent ran has the time since the checkpoint was written", async () => {
  const { folder, sink, start, write, pass, settled, all } = await app();
  const first = await start();
  write(1);
  await first.receives(1);
  await until("the position", () => first.ledger[0]?.files[0]?.pending === 0);
  await first.kill();
  pass(20_000);
  write(2000);
  const second = await start();
  await second.receives(2001);
  expect(sink.bodies).toEqual(all());
  await until("the position", () => second.ledger[0]?.files[0]?.pending === 0);
  await second.kill();
  const now = Date.now() / 1000 + 20;
  utimesSync(join(folder, "state/checkpoint.json"), now, now);
  write(1000);
  const third = await start();
  await settled(third);
  expect(sink.bodies.length).toBe(2201);
});

test("a file that nobody knew has the time since it was made", async () => {
  const { sink, start, write, pass, all } = await app();
  write(1);
  // Before something is added the time of a file's making is not told from that of its last change.
  await new Promise((resolve) => setTimeout(resolve, 20));
  write(1999);
  pass(20_000);
  const agent = await start();
  await agent.receives(2000);
  expect(sink.bodies).toEqual(all());
});

test("a copy has the time of its original", async () => {
  const { log, sink, start, writeFor, write, all } = await app();
  const agent = await start();
  write(10);
  await agent.receives(10);
  sink.block();
  await writeFor(10, 100, agent);
  copyFileSync(log, `${log}.1`);
  truncateSync(log);
  await until("the truncation", () => agent.metric("log_agent_truncations_total") === 1);
  sink.unblock();
  await agent.receives(1010);
  expect(sink.bodies).toEqual(all());
});

test("a clock that is set back is gone along with", () => {
  const at = (observedMs: number): KeepInput => ({ path: "/a", streamId: "s", offset: 0, observedMs, text: () => "" });
  const limiter = createLimiter({ records: 1, everyMs: 1000, per: "agent" });
  expect([limiter(at(3_600_000)), limiter(at(3_600_000)), limiter(at(0)), limiter(at(1000))]).toEqual([
    undefined,
    "limit",
    undefined,
    undefined,
  ]);
});

test("what was read in small pieces for long is no more than the limit, whatever is forgotten", () => {
  const limiter = createLimiter({ records: 100, everyMs: 1000, per: "agent" });
  let kept = 0;
  for (let now = 0; now < 60_000; now += 7)
    for (let record = 0; record < 3; record += 1) {
      const input = { path: "/a", streamId: "s", offset: 0, observedMs: now, text: () => "" };
      if (limiter({ ...input, written: { from: now - (now % 91), until: now } }) === undefined) kept += 1;
    }
  expect(kept).toBeGreaterThanOrEqual(6000);
  expect(kept).toBeLessThanOrEqual(6110);
});

test("marks that are thinned out tell when bytes were written from the oldest of them to the latest", () => {
  const growth = new Growth();
  growth.begin(-1000);
  for (let at = 0; at < 200; at += 1) growth.saw((at + 1) * 10, at);
  expect(growth.written(0, 5, 999).from).toBe(-1000);
  for (const byte of [15, 700, 1500, 1999]) {
    const { from, until: to } = growth.written(byte, byte + 1, 999);
    const at = Math.floor(byte / 10);
    expect(from).toBeLessThanOrEqual(at);
    expect(to).toBeGreaterThanOrEqual(at);
  }
  expect(growth.written(1995, 2005, 999)).toMatchObject({ until: 999 });
});
