import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pause, testFolder, until } from "./support/folder.ts";
import { Oracle } from "./support/oracle.ts";
import { Collector, RunningAgent } from "./support/running.ts";

function logFiles() {
  const folder = testFolder();
  const path = (name: string) => join(folder, "logs", name);
  return { folder, path, log: path("app.log") };
}

describe("rename and create", () => {
  test("the rest of the old file, an unfinished last line included, arrives as well as the new file from its start", async () => {
    const { folder, path, log } = logFiles();
    writeFileSync(log, "line1\nline2\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(2);
    appendFileSync(log, "line3\nline4\npartial");
    renameSync(log, path("app.log.1"));
    writeFileSync(log, "new1\nnew2\n");
    await agent.receives(7);
    expect(agent.sink.bodies.sort()).toEqual(["line1", "line2", "line3", "line4", "new1", "new2", "partial"]);
    expect(agent.sink.records.find(({ body }) => body === "partial")?.attributes["log.record.partial"]).toBe(true);
    expect(agent.metric("log_agent_rotations_total")).toBe(1);
  });

  test("a writer that keeps the old file open is read until it has been quiet for a while", async () => {
    const { folder, path, log } = logFiles();
    const fd = openSync(log, "a");
    writeSync(fd, "one\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(1);
    renameSync(log, path("app.log.1"));
    writeFileSync(log, "fresh\n");
    await agent.receives(2);
    writeSync(fd, "late\n");
    closeSync(fd);
    await agent.receives(3);
    expect(agent.sink.bodies.sort()).toEqual(["fresh", "late", "one"]);
    await until("the old file to be closed", () => agent.metric("log_agent_files") === 1);
  });

  test.each([
    ["names that are watched too", "logs/*"],
    ["names that are not watched", "logs/*.log"],
  ])("three rotations in quick succession to %s lose and repeat nothing", async (_to, glob) => {
    const { folder, path, log } = logFiles();
    const oracle = new Oracle();
    oracle.append(log, 10);
    const agent = await RunningAgent.start(folder, { watch: [join(folder, glob)] });
    for (let round = 0; round < 3; round += 1) {
      oracle.append(log, 10);
      for (const number of [2, 1])
        if (existsSync(path(`app.log.${number}`))) renameSync(path(`app.log.${number}`), path(`app.log.${number + 1}`));
      renameSync(log, path("app.log.1"));
      oracle.append(log, 10);
    }
    await agent.receives(oracle.written.length);
    await pause(100);
    expect(oracle.judge(agent.sink.bodies)).toEqual({ lost: [], invented: [], duplicates: 0 });
  });

  test("two rotations while the sink is blocked: the file in the middle is delivered", async () => {
    const { folder, path, log } = logFiles();
    const oracle = new Oracle();
    oracle.append(log, 3);
    const sink = new Collector();
    sink.block();
    const agent = await RunningAgent.start(folder, { sink });
    await until("a batch to be held", () => sink.waiting === 1);
    oracle.append(log, 3);
    for (let round = 0; round < 2; round += 1) {
      renameSync(log, path(`gone.${round}`));
      oracle.append(log, 3);
      await until("the new file to be open", () => agent.metric("log_agent_files") === round + 2);
    }
    rmSync(path("gone.0"));
    rmSync(path("gone.1"));
    await pause(300);
    sink.unblock();
    await agent.receives(oracle.written.length);
    expect(oracle.judge(sink.bodies)).toEqual({ lost: [], invented: [], duplicates: 0 });
  });

  test.each(["logs/*", "logs/*.log"])(
    "a rotation while the agent is stopped: the old file goes on where it was, watched as %s",
    async (glob) => {
      const { folder, path, log } = logFiles();
      const watch = [join(folder, glob)];
      const oracle = new Oracle();
      oracle.append(log, 5);
      const first = await RunningAgent.start(folder, { watch });
      await first.receives(5);
      await first.stop();
      oracle.append(log, 5);
      renameSync(log, path("app.log.1"));
      oracle.append(log, 5);
      renameSync(path("app.log.1"), path("app.log.2"));
      renameSync(log, path("app.log.1"));
      oracle.append(log, 5);
      const second = await RunningAgent.start(folder, { watch });
      await second.receives(15);
      await pause(100);
      expect(oracle.judge([...first.sink.bodies, ...second.sink.bodies])).toEqual({ lost: [], invented: [], duplicates: 0 });
    },
  );

  test("three files, three rotations each, at once, to watched names: each line once", async () => {
    const { folder, path } = logFiles();
    const oracle = new Oracle();
    const agent = await RunningAgent.start(folder, { watch: [join(folder, "logs/*")] });
    for (let round = 0; round < 3; round += 1) {
      for (const name of ["a.log", "b.log", "c.log"]) {
        oracle.append(path(name), 20);
        renameSync(path(name), path(`${name}.${round}`));
        oracle.append(path(name), 20);
      }
      await pause(15);
    }
    await agent.receives(oracle.written.length);
    await pause(100);
    expect(oracle.judge(agent.sink.bodies)).toEqual({ lost: [], invented: [], duplicates: 0 });
  });
});

describe("truncation", () => {
  test("copytruncate under a writer with its old offset: the new line arrives without the hole's NUL bytes", async () => {
    const { folder, log } = logFiles();
    const fd = openSync(log, "w");
    writeSync(fd, "one\ntwo\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(2);
    truncateSync(log, 0);
    writeSync(fd, "three\n");
    closeSync(fd);
    await agent.receives(3);
    expect(agent.sink.bodies).toEqual(["one", "two", "three"]);
  });

  test("a hole larger than the buffer is passed over", async () => {
    const { folder, log } = logFiles();
    writeFileSync(log, "one\n");
    const agent = await RunningAgent.start(folder, { env: { BATCH_MAX_BYTES: "4KiB", MAX_LINE_BYTES: "4KiB" } });
    await agent.receives(1);
    const fd = openSync(log, "r+");
    writeSync(fd, "far away\n", 20 * 2 ** 20);
    closeSync(fd);
    await agent.receives(2);
    expect(agent.sink.bodies).toEqual(["one", "far away"]);
  });

  test("NUL bytes up to the end of the file are left alone, for they may be written over", async () => {
    const { folder, log } = logFiles();
    writeFileSync(log, Buffer.concat([Buffer.from("one\n"), Buffer.alloc(4096)]));
    const agent = await RunningAgent.start(folder);
    await agent.receives(1);
    const fd = openSync(log, "r+");
    writeSync(fd, "two\n", 4);
    closeSync(fd);
    await agent.receives(2);
    expect(agent.sink.bodies).toEqual(["one", "two"]);
  });

  test.each(["logs/*", "logs/*.log"])(
    "copied with unread lines, truncated, both appended to: each line once, watched as %s",
    async (glob) => {
      const { folder, path, log } = logFiles();
      const oracle = new Oracle();
      oracle.append(log, 5);
      const sink = new Collector();
      const agent = await RunningAgent.start(folder, { sink, watch: [join(folder, glob)] });
      await agent.receives(5);
      sink.block();
      oracle.append(log, 1);
      await until("a batch to be held", () => sink.waiting === 1);
      oracle.append(log, 5);
      copyFileSync(log, path("app.log.1"));
      truncateSync(log, 0);
      oracle.append(path("app.log.1"), 1);
      oracle.append(log, 2);
      await pause(60);
      sink.unblock();
      await agent.receives(oracle.written.length);
      await pause(200);
      expect(oracle.judge(sink.bodies)).toEqual({ lost: [], invented: [], duplicates: 0 });
    },
  );

  test("a copy that lies beside its original for a while before that is truncated is not read twice", async () => {
    const { folder, path, log } = logFiles();
    const oracle = new Oracle();
    oracle.append(log, 5);
    const sink = new Collector();
    const agent = await RunningAgent.start(folder, { sink, watch: [join(folder, "logs/*")] });
    await agent.receives(5);
    sink.block();
    oracle.append(log, 1);
    await until("a batch to be held", () => sink.waiting === 1);
    oracle.append(log, 4);
    copyFileSync(log, path("app.log.1"));
    await pause(60);
    sink.unblock();
    await agent.receives(10);
    truncateSync(log, 0);
    oracle.append(log, 1);
    await agent.receives(11);
    await pause(60);
    expect(oracle.judge(agent.sink.bodies)).toEqual({ lost: [], invented: [], duplicates: 0 });
  });

  test("a file with a long header that was written anew while the agent was stopped is read from its start", async () => {
    const { folder, log } = logFiles();
    const header = `${"#".repeat(300)}\n`;
    writeFileSync(log, `${header}one\n`);
    const first = await RunningAgent.start(folder);
    await first.receives(2);
    await first.stop();
    writeFileSync(log, `${header}two\nthree\n`);
    const second = await RunningAgent.start(folder);
    await second.receives(3);
    expect(second.sink.bodies.slice(1)).toEqual(["two", "three"]);
  });

  test.each([
    ["shorter", "new\n", ["new"]],
    ["just as long", "line1\nline2\nlineX\n", ["line1", "line2", "lineX"]],
    ["longer, with the same first line", "line1\nother\nlines\nand more\n", ["line1", "other", "lines", "and more"]],
  ])("a file that was truncated and written anew, %s, is read from its start", async (_how, text, want) => {
    for (const whileStopped of [false, true]) {
      const { folder, log } = logFiles();
      writeFileSync(log, "line1\nline2\nline3\n");
      const first = await RunningAgent.start(folder);
      await first.receives(3);
      if (whileStopped) await first.stop();
      await pause(15);
      writeFileSync(log, text);
      const second = whileStopped ? await RunningAgent.start(folder) : first;
      const before = whileStopped ? 0 : 3;
      await second.receives(before + want.length);
      expect(second.sink.bodies.slice(before)).toEqual(want);
      expect(second.metric("log_agent_truncations_total")).toBe(1);
    }
  });

  test("records before and after a truncation have different ids, even with the same text at the same offset", async () => {
    const { folder, log } = logFiles();
    writeFileSync(log, "banner\nx\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(2);
    truncateSync(log, 0);
    await until("the truncation to be seen", () => agent.metric("log_agent_truncations_total") === 1);
    appendFileSync(log, "banner\n");
    await agent.receives(3);
    expect(new Set(agent.sink.records.map(({ id }) => id)).size).toBe(3);
  });

  test("what was truncated away unread is counted", async () => {
    const { folder, log } = logFiles();
    const sink = new Collector();
    sink.block();
    writeFileSync(log, "one\n");
    const agent = await RunningAgent.start(folder, { sink, env: { IN_FLIGHT_BATCHES: "1" } });
    await until("a batch to be held", () => sink.waiting === 1);
    appendFileSync(log, "never read\n");
    await until("the growth to be seen", () => agent.metric("log_agent_lag_bytes") === 15);
    truncateSync(log, 0);
    await until("the truncation to be seen", () => agent.metric("log_agent_truncations_total") === 1);
    expect(agent.metric("log_agent_abandoned_bytes_total")).toBe(11);
  });

  test("truncated, then stopped, then appended to: exactly the new lines arrive", async () => {
    const { folder, log } = logFiles();
    const oracle = new Oracle();
    writeFileSync(log, "old\n".repeat(50));
    const first = await RunningAgent.start(folder);
    await first.receives(50);
    truncateSync(log, 0);
    await first.kill();
    oracle.append(log, 10);
    const second = await RunningAgent.start(folder);
    await second.receives(10);
    expect(second.sink.bodies).toEqual(oracle.written);
  });
});

describe("deletion and replacement", () => {
  test("the same inode with less content than the checkpoint says is read from its start", async () => {
    const { folder, log } = logFiles();
    writeFileSync(log, "first content, rather long\n");
    const first = await RunningAgent.start(folder);
    await first.receives(1);
    await first.stop();
    const inode = statSync(log).ino;
    truncateSync(log, 0);
    writeFileSync(log, "second\n");
    expect(statSync(log).ino).toBe(inode);
    const second = await RunningAgent.start(folder);
    await second.receives(1);
    expect(second.sink.bodies).toEqual(["second"]);
  });

  test("deleted and made anew under the same name, with the same text even: read again from its start", async () => {
    const { folder, log } = logFiles();
    writeFileSync(log, "one\ntwo\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(2);
    rmSync(log);
    await until("the file to be closed", () => agent.metric("log_agent_files") === 0);
    writeFileSync(log, "one\ntwo\nthree\n");
    await agent.receives(5);
    expect(agent.sink.bodies.slice(2)).toEqual(["one", "two", "three"]);
  });

  test("deleted with unread lines: read to its end, then let go", async () => {
    const { folder, log } = logFiles();
    const oracle = new Oracle();
    const sink = new Collector();
    sink.block();
    oracle.append(log, 1);
    const agent = await RunningAgent.start(folder, { sink });
    await until("a batch to be held", () => sink.waiting === 1);
    oracle.append(log, 100);
    rmSync(log);
    await pause(250);
    sink.unblock();
    await agent.receives(101);
    expect(oracle.judge(sink.bodies)).toEqual({ lost: [], invented: [], duplicates: 0 });
    await until("the file to be closed", () => agent.metric("log_agent_files") === 0);
  });

  test.each([
    ["the same lines and new ones: only those are new", "one\ntwo\nthree\n", ["three"]],
    ["other lines: all are new", "uno\ndos\ntres\n", ["uno", "dos", "tres"]],
  ])("replaced by renaming a file over it, with %s", async (_what, text, want) => {
    const { folder, path, log } = logFiles();
    writeFileSync(log, "one\ntwo\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(2);
    writeFileSync(path("temporary"), text);
    renameSync(path("temporary"), log);
    await agent.receives(2 + want.length);
    await pause(60);
    expect(agent.sink.bodies.slice(2)).toEqual(want);
  });

  test("two files with the same first kilobyte stay two", async () => {
    const { folder, path } = logFiles();
    const header = `${"#".repeat(99)}\n`.repeat(11);
    writeFileSync(path("a.log"), `${header}a\n`);
    const agent = await RunningAgent.start(folder);
    await agent.receives(12);
    writeFileSync(path("b.log"), header);
    await agent.receives(23);
    appendFileSync(path("b.log"), "b\n");
    await agent.receives(24);
    expect(agent.sink.bodies.filter((body) => body.length === 1)).toEqual(["a", "b"]);
  });

  test("a file keeps its identity while it grows from nothing past the fingerprint", async () => {
    const { folder, log } = logFiles();
    writeFileSync(log, "");
    const texts = ["12345", "\n", `${"x".repeat(200)}\n`, `${"y".repeat(200)}\n`, "z\n"];
    const bodies: string[] = [];
    for (const text of texts) {
      const agent = await RunningAgent.start(folder);
      appendFileSync(log, text);
      if (text.endsWith("\n")) await agent.receives(1);
      else await pause(30);
      await agent.kill();
      bodies.push(...agent.sink.bodies);
      expect(agent.metric("log_agent_truncations_total")).toBe(0);
    }
    expect(bodies.map(({ length }) => length)).toEqual([5, 200, 200, 1]);
  });

  test("a link that is pointed at one file after the other: every line of each", async () => {
    const { folder, path, log } = logFiles();
    mkdirSync(path("real"));
    const oracle = new Oracle();
    const agent = await RunningAgent.start(folder);
    for (let round = 0; round < 5; round += 1) {
      oracle.append(path(`real/${round}`), 20);
      symlinkSync(path(`real/${round}`), path("next"));
      renameSync(path("next"), log);
      await agent.receives(20 * (round + 1));
    }
    expect(oracle.judge(agent.sink.bodies)).toEqual({ lost: [], invented: [], duplicates: 0 });
  });

  test("two names of one file are one file", async () => {
    const { folder, path } = logFiles();
    writeFileSync(path("b.log"), "once\n");
    symlinkSync(path("b.log"), path("a.log"));
    const agent = await RunningAgent.start(folder);
    await agent.receives(1);
    appendFileSync(path("b.log"), "and again once\n");
    await agent.receives(2);
    await pause(250);
    expect(agent.sink.bodies).toEqual(["once", "and again once"]);
    expect(agent.metric("log_agent_rotations_total")).toBe(0);
  });
});
