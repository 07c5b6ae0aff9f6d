import {
  appendFileSync,
  closeSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect } from "vitest";
import { pause, until } from "../runtime/agent/support/folder.ts";
import { flawless } from "./support/lines.ts";
import { buildAgent, metric, openFiles, type Scene, scenario } from "./support/scene.ts";

buildAgent();

/** Makes a file with a given inode: makes files until one has it. Most file systems give the lowest number that is free. */
function writeAs(inode: number, path: string, text: string): boolean {
  const others: string[] = [];
  for (let index = 0; index < 2000; index += 1) {
    const candidate = join(dirname(path), `.candidate-${index}`);
    writeFileSync(candidate, text);
    if (statSync(candidate).ino === inode) {
      renameSync(candidate, path);
      break;
    }
    others.push(candidate);
  }
  for (const other of others) rmSync(other);
  return others.length < 2000;
}

/** A link that is replaced at once. */
function pointTo(scene: Scene, target: string, link: string): void {
  symlinkSync(target, scene.path(".next"));
  renameSync(scene.path(".next"), link);
}

describe.concurrent("identity", { timeout: 60_000 }, () => {
  for (const [how, count] of [
    ["smaller", 3],
    ["larger", 60],
  ] as const)
    scenario(`14 deleted, and made anew with the same inode and ${how}: read from its start`, async ({ scene, skip }) => {
      scene.append("app.log", 30, "old");
      const first = await scene.start();
      await scene.receives(30);
      await scene.stop(first);
      const { ino } = statSync(scene.log);
      rmSync(scene.log);
      const text = Array.from({ length: count }, () => `${scene.lines.next("new")}\n`).join("");
      if (!writeAs(ino, scene.log, text)) skip("this file system does not use inodes again");
      const second = await scene.start();
      expect(await scene.settled()).toEqual(flawless);
      expect(await metric(second, "log_agent_truncations_total")).toBe(1);
    });

  scenario(
    "14 deleted, and made anew with the same inode and the same text: read from its start, for it was born later",
    async ({ scene, skip }) => {
      /** A file that is changed within the same tick of the clock in which it was made does not tell when it was made. */
      const tick = 20;
      writeFileSync(scene.log, "one\n");
      await pause(tick);
      appendFileSync(scene.log, "two\n");
      if (statSync(scene.log).birthtimeMs === statSync(scene.log).ctimeMs) skip("this file system does not know when a file was made");
      const first = await scene.start();
      await scene.receives(2);
      await scene.stop(first);
      const { ino } = statSync(scene.log);
      rmSync(scene.log);
      if (!writeAs(ino, scene.log, "one\n")) skip("this file system does not use inodes again");
      await pause(tick);
      appendFileSync(scene.log, "two\nthree\n");
      await scene.start();
      await scene.receives(5);
      expect(scene.bodies).toEqual(["one", "two", "one", "two", "three"]);
    },
  );

  scenario("15 deleted and made anew under the same name, with the same text even: read again from its start", async ({ scene }) => {
    writeFileSync(scene.log, "one\ntwo\n");
    const agent = await scene.start();
    await scene.receives(2);
    rmSync(scene.log);
    await until("the file to be let go", async () => (await metric(agent, "log_agent_files")) === 0);
    writeFileSync(scene.log, "one\ntwo\nthree\n");
    await scene.receives(5);
    rmSync(scene.log);
    writeFileSync(scene.log, "four\n");
    await scene.receives(6);
    await pause(100);
    expect(scene.bodies).toEqual(["one", "two", "one", "two", "three", "four"]);
  });

  scenario("16 deleted with unread lines: read to its end, and its space is free without another event", async ({ scene }) => {
    scene.append("app.log", 1);
    scene.reply = () => 503;
    const agent = await scene.start();
    scene.append("app.log", 500);
    await pause(50);
    rmSync(scene.log);
    await pause(300);
    expect(openFiles(agent, scene.path(""))).toEqual([`${scene.log} (deleted)`]);
    scene.reply = () => 200;
    expect(await scene.settled()).toEqual(flawless);
    await until("the descriptor to be closed", () => openFiles(agent, scene.path("")).length === 0);
  });

  scenario(
    "17 replaced by renaming a file over it: the same lines with more behind them bring only those, other lines all",
    async ({ scene }) => {
      scene.append("app.log", 20, "old");
      await scene.start();
      await scene.receives(20);
      for (const more of [3, 5]) {
        copyFileSync(scene.log, scene.path("temporary"));
        scene.append("temporary", more, "old");
        renameSync(scene.path("temporary"), scene.log);
        await scene.receives(scene.lines.written.length);
      }
      scene.append("temporary", 40, "new");
      renameSync(scene.path("temporary"), scene.log);
      expect(await scene.settled()).toEqual(flawless);
    },
  );

  scenario("18 a link that is pointed at thirty files of 100 lines in turn: 3000 lines", async ({ scene }) => {
    mkdirSync(scene.path("real"));
    await scene.start();
    for (let round = 0; round < 30; round += 1) {
      scene.append(`real/app.${round}.log`, 100);
      pointTo(scene, scene.path(`real/app.${round}.log`), scene.log);
      await scene.receives(100 * (round + 1));
    }
    expect(await scene.settled()).toEqual(flawless);
    expect(scene.shipped.length).toBe(3000);
  });

  scenario("19 two links and a hard link to one file: each line once, whichever of the names goes", async ({ scene }) => {
    scene.append("b.log", 3);
    symlinkSync(scene.path("b.log"), scene.path("a.log"));
    symlinkSync(scene.path("b.log"), scene.path("c.log"));
    linkSync(scene.path("b.log"), scene.path("d.log"));
    const agent = await scene.start();
    scene.append("b.log", 3);
    await scene.receives(6);
    rmSync(scene.path("a.log"));
    await pause(60);
    scene.append("b.log", 3);
    expect(await scene.settled()).toEqual(flawless);
    expect(await metric(agent, "log_agent_files")).toBe(1);
  });

  scenario("20 files with the same first kilobyte that differ later are read whole, across a restart too", async ({ scene }) => {
    const header = `${"#".repeat(99)}\n`.repeat(11);
    for (const name of ["a.log", "b.log"]) writeFileSync(scene.path(name), header);
    const first = await scene.start();
    await scene.receives(22);
    scene.append("a.log", 5);
    await scene.receives(27);
    await scene.stop(first);
    scene.append("b.log", 5);
    writeFileSync(scene.path("c.log"), header);
    scene.append("c.log", 5);
    await scene.start();
    const { invented, ...verdict } = await scene.settled();
    expect({ ...verdict, headers: invented.length }).toEqual({ lost: [], repeated: [], disordered: [], headers: 33 });
  });

  scenario(
    "21 empty, then five bytes, then past any fingerprint, with restarts between: one identity, each line once",
    async ({ scene }) => {
      closeSync(openSync(scene.log, "w"));
      for (const text of ["12345", "\n", `${"x".repeat(200)}\n`, `${"y".repeat(1200)}\n`, "z\n"]) {
        const agent = await scene.start();
        const before = scene.shipped.length;
        appendFileSync(scene.log, text);
        if (text.endsWith("\n")) {
          await scene.receives(before + 1);
          await scene.remembers(statSync(scene.log).size);
        } else await pause(50);
        expect(await metric(agent, "log_agent_truncations_total")).toBe(0);
        await scene.kill(agent);
      }
      expect(scene.bodies.map(({ length }) => length)).toEqual([5, 200, 1200, 1]);
    },
  );
});
