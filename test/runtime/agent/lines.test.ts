import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pause, testFolder, until } from "./support/folder.ts";
import { Collector, RunningAgent } from "./support/running.ts";

function logFile() {
  const folder = testFolder();
  return { folder, log: join(folder, "logs/app.log") };
}

describe("lines", () => {
  test("a line that is written in three pieces is one record", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "first\npart");
    const agent = await RunningAgent.start(folder);
    await agent.receives(1);
    appendFileSync(log, "ial until");
    await pause(60);
    appendFileSync(log, " now\r\n\nlast\n");
    await agent.receives(4);
    expect(agent.sink.bodies).toEqual(["first", "partial until now", "", "last"]);
  });

  test("an unfinished line is sent, flagged, when the agent ends; and whole once it is finished", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "first\nhalf");
    const first = await RunningAgent.start(folder);
    await first.receives(1);
    expect(await first.stop()).toBeUndefined();
    appendFileSync(log, " and half\n");
    const second = await RunningAgent.start(folder);
    await second.receives(1);
    expect(first.sink.records.map(({ body, attributes }) => [body, attributes["log.record.partial"]])).toEqual([
      ["first", undefined],
      ["half", true],
    ]);
    expect(second.sink.bodies).toEqual(["half and half"]);
    expect(second.sink.records[0]?.id).toBe(first.sink.records[1]?.id);
  });

  test("CRLF is one line end wherever the buffer ends", async () => {
    const { folder, log } = logFile();
    // 1024 bytes are read at a time: lines of 7 bytes end at every place relative to that.
    const lines = Array.from({ length: 2000 }, (_, index) => String(index).padStart(5, "0"));
    writeFileSync(log, lines.map((line) => `${line}\r\n`).join(""));
    const agent = await RunningAgent.start(folder, { batch: { maxBytes: 1024 }, maxLineBytes: 256 });
    await agent.receives(2000);
    expect(agent.sink.bodies).toEqual(lines);
  });

  test("a line that is far too long is cut and flagged, in a batch and memory of bounded size; its neighbours are whole", async () => {
    const { folder, log } = logFile();
    const sink = new Collector();
    const agent = await RunningAgent.start(folder, { sink, batch: { maxBytes: 4096 }, maxLineBytes: 1000 });
    writeFileSync(log, "before\n");
    for (let piece = 0; piece < 16; piece += 1) appendFileSync(log, "x".repeat(100_000));
    appendFileSync(log, "\nafter\n");
    await agent.receives(3);
    expect(sink.records.map(({ body, attributes }) => [body.length, attributes["log.record.truncated"]])).toEqual([
      [6, undefined],
      [1000, true],
      [5, undefined],
    ]);
    expect(agent.metric("log_agent_passed_over_bytes_total")).toBe(1_599_001);
  });

  test("an agent that ends inside a line that is too long does not take its rest for a line", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "x".repeat(5000));
    const first = await RunningAgent.start(folder, { maxLineBytes: 1000 });
    await first.receives(1);
    await first.kill();
    appendFileSync(log, `${"x".repeat(5000)}\nafter\n`);
    const second = await RunningAgent.start(folder, { maxLineBytes: 1000 });
    await second.receives(1);
    expect(second.sink.bodies).toEqual(["after"]);
  });

  test("a cut never leaves half a character", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, `${"a".repeat(254)}€${"b".repeat(50)}\n${"a".repeat(300)}\n`);
    const agent = await RunningAgent.start(folder, { maxLineBytes: 256 });
    await agent.receives(2);
    expect(agent.sink.bodies.map(({ length }) => length)).toEqual([254, 256]);
    expect(agent.metric("log_agent_invalid_utf8_sequences_total")).toBe(0);
  });

  test("invalid UTF-8 becomes U+FFFD and is counted; offsets go on counting the file's bytes", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, Buffer.from([0x61, 0xc5, 0x62, 10, 0xe2, 0x82, 0xac, 10, 0xff, 0xfe, 10, 0x63, 10]));
    const agent = await RunningAgent.start(folder);
    await agent.receives(4);
    expect(agent.sink.records.map(({ body, attributes }) => [body, attributes["log.file.offset"]])).toEqual([
      ["a\uFFFDb", 0],
      ["€", 4],
      ["\uFFFD\uFFFD", 8],
      ["c", 11],
    ]);
    expect(agent.metric("log_agent_invalid_utf8_sequences_total")).toBe(3);
  });

  test("a batch ends at the record limit and at the byte limit", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "x\n".repeat(25));
    const records = await RunningAgent.start(folder, { batch: { maxRecords: 10 } });
    await records.receives(25);
    expect(records.sink.batches).toEqual([10, 10, 5]);
    await records.stop();
    appendFileSync(log, `${"y".repeat(499)}\n`.repeat(5));
    const bytes = await RunningAgent.start(folder, { batch: { maxBytes: 1024 }, maxLineBytes: 512 });
    await bytes.receives(5);
    expect(Math.max(...bytes.sink.batches)).toBeLessThanOrEqual(3);
  });

  test("a record's id is the same when it is sent again, and differs between files with the same text", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "same\n");
    writeFileSync(`${log}.log`, "same\n");
    const sink = new Collector();
    sink.answer = () => ({ kind: "retry", reason: "not yet" });
    const ids: string[] = [];
    const first = await RunningAgent.start(folder, { sink });
    await until("a refusal", () => first.metric("log_agent_retries_total") > 0);
    await first.kill();
    for (let round = 0; round < 2; round += 1) {
      rmSync(join(folder, "state"), { recursive: true });
      const again = await RunningAgent.start(folder);
      await again.receives(2);
      await again.kill();
      ids.push(...again.sink.records.map(({ id }) => id));
      appendFileSync(log, "more\n".repeat(200));
    }
    expect(new Set(ids.slice(0, 2)).size).toBe(2);
    expect(ids.slice(2)).toEqual(expect.arrayContaining(ids.slice(0, 2)));
  });
});

describe("folders and files that come and go", () => {
  test("a folder that does not exist yet, and is deleted and made again", async () => {
    const { folder } = logFile();
    const watch = [join(folder, "later/**/*.log")];
    const agent = await RunningAgent.start(folder, { watch });
    expect(agent.ready).toEqual([]);
    for (const round of [1, 2]) {
      mkdirSync(join(folder, "later/deep/er"), { recursive: true });
      writeFileSync(join(folder, "later/deep/er/app.log"), `round ${round}\n`);
      await agent.receives(round);
      rmSync(join(folder, "later"), { recursive: true });
      await pause(40);
    }
    expect(agent.sink.bodies).toEqual(["round 1", "round 2"]);
  });

  test("a busy file does not keep a quiet one waiting", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "busy\n".repeat(300_000));
    writeFileSync(join(folder, "logs/quiet.log"), "quiet\n");
    const sink = new Collector();
    const agent = await RunningAgent.start(folder, { sink, batch: { maxRecords: 100_000, maxBytes: 200_000 } });
    await until("the quiet line", () => sink.bodies.includes("quiet"));
    expect(sink.bodies.indexOf("quiet")).toBeLessThan(agent.sink.batches[0] ?? 0);
  });

  test("compressed files that rotation leaves behind are not read", async () => {
    const { folder, log } = logFile();
    const agent = await RunningAgent.start(folder, { watch: [join(folder, "logs/*")] });
    writeFileSync(log, "one\n");
    await agent.receives(1);
    renameSync(log, `${log}.1`);
    writeFileSync(`${log}.1.gz`, "binary\n");
    rmSync(`${log}.1`);
    writeFileSync(log, "two\n");
    await agent.receives(2);
    await pause(60);
    expect(agent.sink.bodies).toEqual(["one", "two"]);
  });
});
