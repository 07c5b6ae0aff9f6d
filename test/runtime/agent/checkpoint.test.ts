import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Checkpoint } from "../../../src/runtime/agent/checkpoint.ts";
import { parseCheckpoint, renderCheckpoint } from "../../../src/runtime/agent/checkpoint-format.ts";
import { Ledger } from "../../../src/runtime/agent/ledger.ts";
import { agentMetrics } from "../../../src/runtime/agent/metrics.ts";
import { printOf, type Stream } from "../../../src/runtime/agent/source/stream.ts";
import { createLog } from "../../../src/runtime/service/log.ts";
import { createMetrics } from "../../../src/runtime/service/metrics.ts";
import { testFolder, until } from "./support/folder.ts";
import { RunningAgent } from "./support/running.ts";

/** An agent ran, two lines were delivered, and it ended. */
async function delivered() {
  const folder = testFolder();
  const log = join(folder, "logs/app.log");
  const checkpoint = join(folder, "state/checkpoint.json");
  writeFileSync(log, "one\ntwo\n");
  const agent = await RunningAgent.start(folder);
  await agent.receives(2);
  await agent.stop();
  return { folder, log, checkpoint };
}

const stream: Stream = {
  path: "/var/log/ä.log",
  dev: "1",
  ino: "18446744073709551615",
  generation: 2,
  born: "1706000000000000001",
  id: "abc",
  position: { offset: 2 ** 40, skipping: true, head: printOf(Buffer.from("head")), tail: printOf(Buffer.from("tail")) },
};

describe("the format", () => {
  test("comes back as it was written", () => {
    const other = { ...stream, ino: "2" };
    const ledger = new Ledger(() => undefined);
    ledger.move(other, { ...other.position, offset: other.position.offset + 10 });
    ledger.abandon(other, other.position, other.position.offset + 5, "truncated before it was read");
    const parsed = parseCheckpoint(renderCheckpoint([stream, other], ledger));
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(parsed.streams).toEqual([stream, other]);
    expect([...parsed.ledger.accounts.values()]).toEqual([ledger.of(stream), ledger.of(other)]);
    expect(parsed.ledger.totals).toEqual({ delivered: 10, deadLettered: 0, dropped: {}, abandoned: 5 });
    expect(parseCheckpoint(renderCheckpoint([]))).toMatchObject({ ok: true, streams: [] });
    ledger.sweep(new Set([stream]));
    const closed = parseCheckpoint(renderCheckpoint([stream], ledger));
    expect(closed.ok && closed.ledger.closed).toEqual([{ stream: other, account: ledger.of(other) }]);
  });

  const text = renderCheckpoint([stream]);
  test.each([
    ["cut short", text.slice(0, -20), false],
    ["empty", "", false],
    ["of another program", '{"version":1}', false],
    ["with a changed number", text.replace(String(2 ** 40), "7"), false],
    ["of a later version", text.replace('"version":2', '"version":3'), true],
  ])("a file that is %s is refused", (_how, damaged, newer) => {
    expect(parseCheckpoint(damaged)).toMatchObject({ ok: false, newer });
  });

  test("every prefix of a file is refused", () => {
    for (let length = 0; length < text.length - 1; length += 1) expect(parseCheckpoint(text.slice(0, length)).ok).toBe(false);
  });

  test("version 1 as it was first written can be read for ever", () => {
    const first =
      '{"format":"log-agent-checkpoint","version":1,"sum":"444b7556289de9aebeffa343bbcda763","files":[{"path":"/tmp/ag/logs/a.log","dev":"65024","ino":"2147729","generation":0,"id":"4d24d2f5f7151d33","offset":29,"skipping":false,"head":{"length":29,"hash":"72c2e935bd45a63f"},"tail":{"length":29,"hash":"72c2e935bd45a63f"}}]}\n';
    const parsed = parseCheckpoint(first);
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(parsed.streams).toMatchObject([{ ino: "2147729", position: { offset: 29 } }]);
    expect([...parsed.ledger.accounts.values()]).toMatchObject([{ start: 29, delivered: 0 }]);
  });
});

describe("saving", () => {
  const saver = async () => {
    const folder = testFolder();
    const path = join(folder, "state/checkpoint.json");
    const metrics = agentMetrics(createMetrics());
    const checkpoint = new Checkpoint(path, createLog({ write: () => undefined }), metrics);
    await checkpoint.open();
    const streams = [{ ...stream }];
    checkpoint.track(() => ({ streams, ledger: new Ledger(() => undefined) }));
    const offsetOnDisk = () => JSON.parse(readFileSync(path, "utf8")).files[0]?.offset;
    const acknowledge = (offset: number) => {
      streams[0] = { ...stream, position: { ...stream.position, offset } };
      return checkpoint.save();
    };
    return { checkpoint, metrics, acknowledge, offsetOnDisk };
  };

  test("one write covers everything that was acknowledged while the one before ran; each save resolves when it is on disk", async () => {
    const { checkpoint, metrics, acknowledge, offsetOnDisk } = await saver();
    const done: boolean[] = [];
    const saves = Array.from({ length: 100 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index / 10));
      await acknowledge(1000 + index);
      done.push(offsetOnDisk() >= 1000 + index);
    });
    await Promise.all(saves);
    expect(done).toEqual(Array.from({ length: 100 }, () => true));
    expect(metrics.checkpointWrites.value).toBeLessThanOrEqual(4);
    await checkpoint.close();
  });

  test("does not wait for more when somebody waits for it", async () => {
    const { checkpoint, metrics, acknowledge, offsetOnDisk } = await saver();
    await acknowledge(1);
    const begun = Date.now();
    for (let offset = 2; offset < 12; offset += 1) {
      const saved = acknowledge(offset);
      checkpoint.hurry();
      await saved;
      expect(offsetOnDisk()).toBe(offset);
    }
    // Ten rests of a tenth of a second would take longer on any machine.
    expect([metrics.checkpointWrites.value, Date.now() - begun < 1000]).toEqual([11, true]);
    await checkpoint.close();
  });
});

describe("after a crash or damage", () => {
  test.each<[string, (checkpoint: string) => void, number]>([
    ["before the new file was begun", () => undefined, 1],
    ["while the new file was written", (path) => writeFileSync(`${path}.tmp`, '{"format":"log-'), 1],
    ["between the two renames", (path) => renameSync(path, `${path}.previous`), 1],
    ["that cut the file short", (path) => truncateSync(path, 30), 1],
    ["that emptied the file", (path) => writeFileSync(path, ""), 1],
    ["that damaged both copies", (path) => [path, `${path}.previous`].forEach((copy) => void writeFileSync(copy, "x")), 3],
    ["that took the folder", (path) => rmSync(join(path, ".."), { recursive: true }), 3],
  ])("%s", async (_when, damage, arriving) => {
    const { folder, log, checkpoint } = await delivered();
    damage(checkpoint);
    appendFileSync(log, "three\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(arriving);
    await agent.stop();
    expect(agent.sink.bodies).toEqual(["one", "two", "three"].slice(-arriving));
    const again = await RunningAgent.start(folder);
    await again.stop();
    expect(again.sink.bodies).toEqual([]);
  });

  test("damage is told loudly, and the damaged file is kept", async () => {
    const { folder, checkpoint } = await delivered();
    writeFileSync(checkpoint, "garbage");
    const agent = await RunningAgent.start(folder);
    expect(agent.said("the checkpoint is damaged")).toBe(true);
    expect(agent.said("going on from the previous checkpoint; records after it are sent again")).toBe(true);
    expect(readFileSync(`${checkpoint}.damaged`, "utf8")).toBe("garbage");
  });

  test("a file of a later version is not touched: the agent does not start", async () => {
    const { folder, checkpoint } = await delivered();
    const later = readFileSync(checkpoint, "utf8").replace('"version":2', '"version":3');
    writeFileSync(checkpoint, later);
    await expect(RunningAgent.start(folder)).rejects.toThrow("was written by a later version of this agent");
    expect(readFileSync(checkpoint, "utf8")).toBe(later);
  });
});

describe("when it cannot be written", () => {
  test("at the start: the agent does not start", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "state"), "a file, not a folder");
    await expect(RunningAgent.start(folder)).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  test("later, on a full disk: it goes on shipping, is not ready and says why, and recovers", async () => {
    const { folder, log, checkpoint } = await delivered();
    const agent = await RunningAgent.start(folder);
    await until("the file to be remembered", () => agent.metric("log_agent_checkpoint_writes_total") === 1);
    const before = readFileSync(checkpoint);
    symlinkSync("/dev/full", `${checkpoint}.tmp`);
    appendFileSync(log, "three\n");
    await agent.receives(1);
    await until("a failed write", () => agent.metric("log_agent_checkpoint_failures_total") > 0);
    expect(agent.ready.join()).toContain("the checkpoint cannot be written: ENOSPC");
    appendFileSync(log, "four\n");
    await agent.receives(2);
    expect(readFileSync(checkpoint)).toEqual(before);
    unlinkSync(`${checkpoint}.tmp`);
    await until("the checkpoint to be written again", () => agent.ready.length === 0);
    await agent.kill();
    const again = await RunningAgent.start(folder);
    await again.stop();
    expect(again.sink.bodies).toEqual([]);
  });
});

test.each([
  ["is just as it was", "", []],
  ["has grown", "three\n", ["three"]],
])("a file whose device has another number after a reboot goes on where it was, if it %s", async (_how, more, want) => {
  const { folder, log, checkpoint } = await delivered();
  const parsed = parseCheckpoint(readFileSync(checkpoint, "utf8"));
  if (!parsed.ok) throw new Error(parsed.reason);
  writeFileSync(checkpoint, renderCheckpoint(parsed.streams.map((one) => ({ ...one, dev: "4711" }))));
  appendFileSync(log, more);
  const agent = await RunningAgent.start(folder);
  await agent.receives(want.length);
  await agent.stop();
  expect(agent.sink.bodies).toEqual(want);
});

test("a file that comes back after its folder was gone for a while goes on where it was", async () => {
  const { folder, log } = await delivered();
  renameSync(join(folder, "logs"), join(folder, "elsewhere"));
  const without = await RunningAgent.start(folder);
  await without.stop();
  renameSync(join(folder, "elsewhere"), join(folder, "logs"));
  appendFileSync(log, "three\n");
  const agent = await RunningAgent.start(folder);
  await agent.receives(1);
  expect(agent.sink.bodies).toEqual(["three"]);
  await agent.stop();
  expect(readdirSync(join(folder, "state")).sort()).toEqual(["checkpoint.json", "checkpoint.json.previous"]);
});
