import { appendFileSync, copyFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toRecords } from "../../../src/runtime/agent/transform.ts";
import { testFolder, until } from "./support/folder.ts";
import { unexplained } from "./support/ledger.ts";
import { Collector, RunningAgent } from "./support/running.ts";

function logFile() {
  const folder = testFolder();
  return { folder, logs: join(folder, "logs"), log: join(folder, "logs/app.log") };
}

const entryOf = (agent: RunningAgent) => agent.ledger[0]?.files[0];

describe("the loss ledger", () => {
  test("says of every byte what became of it: delivered, dead-lettered, dropped by a rule", async () => {
    const { folder, logs, log } = logFile();
    const sink = new Collector();
    sink.answer = (batch) => {
      const bodies = toRecords(batch).map(({ body }) => body);
      const rejected = bodies.flatMap((body, record) => (body === "refused" ? [{ record, reason: "no" }] : []));
      return rejected.length > 0 ? { kind: "mixed", rejected, again: [] } : { kind: "delivered" };
    };
    const agent = await RunningAgent.start(folder, {
      sink,
      maxLineBytes: 256,
      transform: (record) => {
        if (record.body === "thrown at") throw new Error("no");
        return record.body === "dropped" ? undefined : record;
      },
    });
    appendFileSync(log, `one\r\nrefused\ndropped\r\n\0\0\0two\n${"x".repeat(300)}\nthrown at\nthree\n`);
    const size = "one\r\nrefused\ndropped\r\n\0\0\0two\n".length + 301 + "thrown at\nthree\n".length;
    await until("all of it", () => entryOf(agent)?.acknowledged === size);
    expect(entryOf(agent)).toMatchObject({
      start: 0,
      deadLettered: "refused\nthrown at\n".length,
      dropped: { transform: "dropped\r\n".length, "passed over": 3 + 44 },
      pending: 0,
      oldestPendingSeconds: 0,
    });
    expect(unexplained(agent.ledger, logs)).toEqual([]);
    expect(agent.metric('log_agent_ledger_bytes_total{outcome="dropped",reason="transform"}')).toBe(9);
    expect(agent.metric("log_agent_ledger_bytes_total")).toBe(size);
  });

  test("what was truncated before it was read is abandoned, from where to where and why", async () => {
    const { folder, log } = logFile();
    const sink = new Collector();
    sink.block();
    writeFileSync(log, "one\n");
    const agent = await RunningAgent.start(folder, { sink, env: { IN_FLIGHT_BATCHES: "1" } });
    await until("a batch to be held", () => sink.waiting === 1);
    appendFileSync(log, "never read\n");
    await until("the growth to be seen", () => entryOf(agent)?.pending === 15);
    truncateSync(log, 0);
    await until("the truncation to be seen", () => agent.metric("log_agent_truncations_total") === 1);
    sink.unblock();
    appendFileSync(log, "two\n");
    await agent.receives(2);
    await until("the end of the old content", () => agent.ledger[0]?.closed[0]?.acknowledged === 4);
    expect(agent.ledger[0]?.closed[0]?.abandoned).toEqual([{ from: 4, to: 15, reason: "truncated before it was read" }]);
    expect(agent.ledger[0]?.totals).toEqual({ delivered: 8, deadLettered: 0, dropped: {}, abandoned: 11 });
    expect(unexplained(agent.ledger)).toEqual([]);
  });

  test("what was copied before it was truncated (scenario 9) is not abandoned after all: it is read from the copy", async () => {
    const { folder, log } = logFile();
    const sink = new Collector();
    sink.block();
    writeFileSync(log, "one\n");
    const agent = await RunningAgent.start(folder, { sink, env: { IN_FLIGHT_BATCHES: "1" } });
    await until("a batch to be held", () => sink.waiting === 1);
    appendFileSync(log, "in the copy\n");
    await until("the growth to be seen", () => entryOf(agent)?.pending === 16);
    copyFileSync(log, `${log}.1`);
    truncateSync(log, 0);
    sink.unblock();
    await agent.receives(2);
    await until("all of it", () => agent.ledger[0]?.totals.delivered === 16);
    expect(agent.ledger[0]?.totals).toEqual({ delivered: 16, deadLettered: 0, dropped: {}, abandoned: 0 });
    expect(agent.ledger[0]?.files.find(({ path }) => path.endsWith(".1"))).toMatchObject({ start: 4, delivered: 12 });
    expect(unexplained(agent.ledger)).toEqual([]);
  });

  test("goes on over restarts, rotation and deletion", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "one\n");
    const first = await RunningAgent.start(folder);
    await first.receives(1);
    renameSync(log, `${log}.1`);
    writeFileSync(log, "two\n");
    await first.receives(2);
    await first.stop();
    appendFileSync(log, "three\n");
    const second = await RunningAgent.start(folder);
    await second.receives(1);
    unlinkSync(log);
    await until("the deleted file to be let go", () => second.metric("log_agent_files") === 0);
    await second.stop();
    const third = await RunningAgent.start(folder);
    expect(third.ledger[0]?.totals).toEqual({ delivered: 14, deadLettered: 0, dropped: {}, abandoned: 0 });
    expect(third.ledger[0]?.closed.map(({ path, acknowledged }) => [path, acknowledged])).toEqual([[log, 10]]);
    expect(unexplained(third.ledger)).toEqual([]);
  });

  test("pending bytes have an age, from when they were first seen", async () => {
    const { folder, log } = logFile();
    const sink = new Collector();
    sink.block();
    let now = 1_000_000;
    const agent = await RunningAgent.start(folder, { sink, now: () => now });
    writeFileSync(log, "one\n");
    await until("the line to be held", () => sink.waiting === 1);
    now += 90_000;
    appendFileSync(log, "two\n");
    await until("the second", () => entryOf(agent)?.pending === 8);
    expect(entryOf(agent)?.oldestPendingSeconds).toBeGreaterThanOrEqual(90);
    expect(agent.metric("log_agent_lag_seconds")).toBeGreaterThanOrEqual(90);
  });
});

test("with thousands of files the metrics of lag stay at a hundred, and the rest", async () => {
  const { folder, logs } = logFile();
  const sink = new Collector();
  sink.block();
  for (let file = 0; file < 150; file += 1) writeFileSync(join(logs, `${file}.log`), "x".repeat(file * 10 + 1));
  const agent = await RunningAgent.start(folder, { sink });
  const all = Array.from({ length: 150 }, (_, file) => file * 10 + 1).reduce((sum, one) => sum + one);
  expect(agent.metric("log_agent_lag_bytes")).toBe(all);
  expect(agent.metric('log_agent_lag_bytes{path="(others)"}')).toBe(
    Array.from({ length: 50 }, (_, file) => file * 10 + 1).reduce((sum, one) => sum + one),
  );
});
