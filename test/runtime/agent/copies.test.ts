import { appendFileSync, copyFileSync, existsSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pause, testFolder, until } from "./support/folder.ts";
import { Collector, RunningAgent } from "./support/running.ts";
import { savedFiles } from "./support/saved.ts";

/** A log that is rotated by copying it and cutting it off, and the lines that were written to it. */
class CopiedLog {
  readonly folder = testFolder();
  readonly log = this.path("app.log");
  readonly written: string[] = [];

  path(name: string): string {
    return join(this.folder, "logs", name);
  }

  write(count: number): void {
    for (let left = count; left > 0; left -= 1) {
      const line = `line ${this.written.length} of the log`;
      this.written.push(line);
      appendFileSync(this.log, `${line}\n`);
    }
  }

  /** As logrotate does with `copytruncate`. `keep`: how many copies there are. */
  rotate(keep: number): void {
    for (let number = keep - 1; number >= 1; number -= 1)
      if (existsSync(this.path(`app.log.${number}`))) renameSync(this.path(`app.log.${number}`), this.path(`app.log.${number + 1}`));
    copyFileSync(this.log, this.path("app.log.1"));
    truncateSync(this.log);
  }
}

const sorted = (lines: readonly string[]) => [...lines].sort();

describe.each([
  ["a copy that is written over the last one", 1],
  ["copies with numbers, of which a new one gets the inode of one that is gone", 3],
])("%s", (_, keep) => {
  test.each([
    ["names that nobody watches", "logs/*.log"],
    ["names that are watched too", "logs/*"],
  ])("with %s: what was unread is read from it, and nothing twice", async (_names, glob) => {
    const log = new CopiedLog();
    const agent = await RunningAgent.start(log.folder, { watch: [join(log.folder, glob)] });
    for (let round = 0; round < 6; round += 1) {
      log.write(20);
      await agent.receives(log.written.length);
      if (!glob.endsWith("*")) await until("the copies to be let go", () => agent.metric("log_agent_files") === 1);
      // At one moment: the agent has no chance to read these before the log is cut off.
      log.write(10);
      log.rotate(keep);
      log.write(5);
      await agent.receives(log.written.length);
    }
    await pause(100);
    expect(sorted(agent.sink.bodies)).toEqual(sorted(log.written));
    expect(agent.ledger[0]?.totals.abandoned).toBe(0);
  });
});

test("a copy that is still being written waits until it is whole", async () => {
  const log = new CopiedLog();
  log.write(100);
  const agent = await RunningAgent.start(log.folder, { watch: [join(log.folder, "logs/*")] });
  await agent.receives(100);
  const text = `${log.written.join("\n")}\n`;
  for (const part of [0, 10, 300, 900, 1500]) {
    writeFileSync(log.path("app.log.1"), text.slice(0, part));
    await pause(60);
  }
  log.rotate(1);
  log.write(3);
  await agent.receives(103);
  await pause(100);
  expect(sorted(agent.sink.bodies)).toEqual(sorted(log.written));
});

test("what is sent again from a copy has the ids that it has in the original", async () => {
  const log = new CopiedLog();
  log.write(3);
  const first = await RunningAgent.start(log.folder);
  await first.receives(3);
  const [{ id = "" } = {}] = first.sink.records;
  await until("the checkpoint", () => existsSync(join(log.folder, "state/checkpoint.json")));
  first.sink.block();
  log.write(3);
  await until("the lines to be under way", () => first.sink.waiting > 0);
  await first.kill();
  log.rotate(1);
  const second = await RunningAgent.start(log.folder, { sink: new Collector() });
  await second.receives(3);
  const of = (text: string) => text.slice(0, text.lastIndexOf("-"));
  expect(new Set(second.sink.records.map((record) => of(record.id)))).toEqual(new Set([of(id)]));
});

describe("killed after a truncation was seen and saved, and before a copy was found", () => {
  /** What is saved of contents that were cut off. */
  const cutOff = (log: CopiedLog) => savedFiles(join(log.folder, "state/checkpoint.json")).filter(({ cutAt }) => cutAt !== undefined);

  test.each([
    ["with some of it acknowledged", 5],
    ["with nothing of it acknowledged", 0],
  ])("%s: the next agent reads the copy from there", async (_how, acknowledged) => {
    const log = new CopiedLog();
    log.write(acknowledged);
    const sink = new Collector();
    const env = { BATCH_MAX_RECORDS: "5", IN_FLIGHT_BATCHES: "1" };
    const first = await RunningAgent.start(log.folder, { sink, env });
    await first.receives(acknowledged);
    sink.block();
    log.write(5);
    await until("lines to be under way", () => sink.waiting > 0);
    // These are not read: the window has no room.
    log.write(5);
    await until("them to be seen", () => first.ledger.some(({ files }) => files.some(({ pending }) => (pending ?? 0) > 100)));
    copyFileSync(log.log, log.path("copy"));
    truncateSync(log.log);
    await until("the truncation to be seen", () => first.metric("log_agent_truncations_total") === 1);
    // Another file comes: what is remembered is saved.
    writeFileSync(log.path("other.log"), "other\n");
    await until("the truncation to be saved", () => cutOff(log).length === 1);
    await first.kill();
    renameSync(log.path("copy"), log.path("app.log.1"));
    const second = await RunningAgent.start(log.folder, { sink: new Collector(), env });
    await second.receives(11);
    await pause(100);
    expect(sorted(second.sink.bodies)).toEqual(sorted([...log.written.slice(acknowledged), "other"]));
    expect(second.ledger[0]?.totals.abandoned).toBe(0);
  });
});
