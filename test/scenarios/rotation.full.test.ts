import { appendFileSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect } from "vitest";
import { pause, until } from "../runtime/agent/support/folder.ts";
import { flawless } from "./support/lines.ts";
import { buildAgent, metric, type Scene, scenario } from "./support/scene.ts";

buildAgent();

/** What logrotate's `compress` does: the new file gets the times of the old. */
function compress(path: string): void {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  utimesSync(`${path}.gz`, new Date(), new Date());
  rmSync(path);
}

/** Holds every answer back until it is opened. */
function gate(scene: Scene): () => void {
  scene.reply = () => 503;
  return () => {
    scene.reply = () => 200;
  };
}

const names: readonly (readonly [string, string])[] = [
  ["watched", "logs/*"],
  ["not watched", "logs/*.log"],
];

describe.concurrent("rotation", { timeout: 60_000 }, () => {
  scenario("1 renamed with unread lines and an unfinished one: all of it arrives, then the new file from its start", async ({ scene }) => {
    scene.append("app.log", 2);
    const agent = await scene.start();
    await scene.receives(2);
    const open = gate(scene);
    scene.append("app.log", 2);
    appendFileSync(scene.log, "partial");
    scene.rotate();
    scene.append("app.log", 2, "new");
    await pause(50);
    open();
    await scene.receives(7);
    expect(await scene.settled()).toEqual({ ...flawless, invented: ["partial"] });
    expect(scene.shipped.find(({ body }) => body === "partial")?.attributes["log.record.partial"]).toBe(true);
    expect(await metric(agent, "log_agent_rotations_total")).toBe(1);
  });

  scenario("2 a writer that keeps the renamed file open is heard, and even after the file was let go", async ({ scene }) => {
    const fd = openSync(scene.log, "a");
    scene.lines.append(fd, "old", 1);
    const agent = await scene.start();
    await scene.receives(1);
    scene.rotate();
    scene.append("app.log", 1, "new");
    await pause(100);
    scene.lines.append(fd, "old", 1);
    await scene.receives(3);
    await until("the old file to be let go", async () => (await metric(agent, "log_agent_files")) === 1);
    scene.lines.append(fd, "old", 2);
    closeSync(fd);
    expect(await scene.settled()).toEqual(flawless);
  });

  for (const [how, glob] of names)
    scenario(`3 three rotations in quick succession, to names that are ${how}: each line once`, async ({ scene }) => {
      scene.append("app.log", 10, "0");
      await scene.start({ WATCH: join(scene.folder, glob) });
      for (let round = 0; round < 3; round += 1) {
        scene.append("app.log", 10, String(round));
        scene.rotate();
        scene.append("app.log", 10, String(round + 1));
      }
      expect(await scene.settled()).toEqual(flawless);
    });

  for (const [how, glob] of names)
    scenario(`4 three files, three rotations each, at once, to names that are ${how}: each line once`, async ({ scene }) => {
      const files = ["a.log", "b.log", "c.log"];
      for (const name of files) scene.append(name, 5, `${name}-0`);
      await scene.start({ WATCH: join(scene.folder, glob) });
      for (let round = 0; round < 3; round += 1) {
        for (const name of files) {
          scene.append(name, 20, `${name}-${round}`);
          scene.rotate(name);
          scene.append(name, 20, `${name}-${round + 1}`);
        }
        await pause(20);
      }
      expect(await scene.settled()).toEqual(flawless);
    });

  for (const [how, glob] of names)
    scenario(`5 two rotations while the sink is blocked, to names that are ${how}: the file in the middle arrives`, async ({ scene }) => {
      scene.append("app.log", 3, "first");
      const open = gate(scene);
      await scene.start({ WATCH: join(scene.folder, glob) });
      scene.append("app.log", 3, "first");
      await pause(60);
      for (const series of ["middle", "last"]) {
        scene.rotate();
        scene.append("app.log", 3, series);
        await pause(80);
      }
      for (const number of [1, 2]) rmSync(scene.path(`app.log.${number}`));
      await pause(300);
      open();
      expect(await scene.settled()).toEqual(flawless);
    });

  for (const [how, glob] of names)
    scenario(`6 rotated while the agent is stopped, to names that are ${how}: the unread end arrives, nothing twice`, async ({ scene }) => {
      scene.append("app.log", 5, "first");
      const env = { WATCH: join(scene.folder, glob) };
      const first = await scene.start(env);
      await scene.receives(5);
      await scene.stop(first);
      scene.append("app.log", 5, "first");
      for (const series of ["second", "third"]) {
        scene.rotate();
        scene.append("app.log", 5, series);
      }
      await scene.start(env);
      expect(await scene.settled()).toEqual(flawless);
    });

  for (const [how, glob] of [...names, ["watched, archives too", "logs/*"]] as const) {
    const exclude = how.includes("archives") ? { EXCLUDE: "nothing" } : {};
    scenario(`7 rotated and compressed, names are ${how}: the unread end arrives once, nothing twice`, async ({ scene }) => {
      scene.append("app.log", 50, "first");
      const env = { WATCH: join(scene.folder, glob), ...exclude };
      const running = await scene.start(env);
      await scene.receives(50);
      scene.append("app.log", 5, "first");
      scene.rotate();
      compress(scene.path("app.log.1"));
      scene.append("app.log", 5, "second");
      await scene.receives(60);
      await scene.stop(running);
      scene.append("app.log", 5, "second");
      renameSync(scene.path("app.log.1.gz"), scene.path("app.log.2.gz"));
      scene.rotate();
      compress(scene.path("app.log.1"));
      scene.append("app.log", 5, "third");
      const again = await scene.start(env);
      expect(await scene.settled()).toEqual(flawless);
      await scene.stop(again);
      await scene.start(env);
      expect(await scene.settled()).toEqual(flawless);
      expect(existsSync(scene.path("app.log.1.gz"))).toBe(true);
    });
  }
});
