import { closeSync, copyFileSync, openSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { pause, until } from "../runtime/agent/support/folder.ts";
import { flawless } from "./support/lines.ts";
import { buildAgent, metric, scenario } from "./support/scene.ts";

buildAgent();

const names: readonly (readonly [string, string])[] = [
  ["watched", "logs/*"],
  ["not watched", "logs/*.log"],
];

describe.concurrent("truncation", { timeout: 60_000 }, () => {
  scenario("8 copytruncate under a writer with its old offset: the new line arrives without NUL bytes", async ({ scene }) => {
    const fd = openSync(scene.log, "w");
    scene.lines.append(fd, "old", 20);
    const agent = await scene.start();
    await scene.receives(20);
    for (const series of ["once", "twice"]) {
      copyFileSync(scene.log, scene.path("app.log.1"));
      truncateSync(scene.log, 0);
      scene.lines.append(fd, series, 2);
      await scene.receives(scene.lines.written.length);
    }
    closeSync(fd);
    expect(await scene.settled()).toEqual(flawless);
    await scene.remembers(statSync(scene.log).size);
    await scene.kill(agent);
    scene.append("app.log", 2, "twice");
    await scene.start();
    expect(await scene.settled()).toEqual(flawless);
  });

  for (const [how, glob] of names)
    for (const when of ["between two looks", "while the agent is stopped"])
      scenario(`9 copied with unread lines ${when}, truncated, both appended to, the copy is ${how}: each line once`, async ({ scene }) => {
        const stopped = when.includes("stopped");
        scene.append("app.log", 5, "old");
        const env = { WATCH: join(scene.folder, glob) };
        const first = await scene.start(env);
        await scene.receives(5);
        if (stopped) await scene.stop(first);
        else {
          scene.reply = () => 503;
          scene.append("app.log", 1, "old");
          const before = scene.server.requests.length;
          await until("a batch to be refused", () => scene.server.requests.length > before);
        }
        scene.append("app.log", 5, "old");
        copyFileSync(scene.log, scene.path("app.log.1"));
        truncateSync(scene.log, 0);
        scene.append("app.log.1", 1, "old");
        scene.append("app.log", 2, "new");
        if (stopped) await scene.start(env);
        else {
          await pause(60);
          scene.reply = () => 200;
        }
        expect(await scene.settled()).toEqual(flawless);
      });

  scenario(
    "9 SIGKILL between a truncation and the finding of the copy: the next agent reads its rest, each line once",
    async ({ scene }) => {
      scene.append("app.log", 5, "old");
      const late = { DISCOVERY_INTERVAL: "1m", WATCH_EVENTS: "false" };
      const first = await scene.start({ ...late, BATCH_MAX_RECORDS: "5", IN_FLIGHT_BATCHES: "1" });
      await scene.receives(5);
      scene.reply = () => 503;
      const before = scene.server.requests.length;
      scene.append("app.log", 5, "old");
      await until("a batch to be refused", () => scene.server.requests.length > before);
      scene.append("app.log", 5, "old");
      copyFileSync(scene.log, scene.path("app.log.1"));
      truncateSync(scene.log, 0);
      await until("the truncation to be seen", () => first.stderr.includes("truncated"));
      scene.append("app.log", 2, "new");
      scene.reply = () => 200;
      await scene.receives(12);
      await scene.remembers(statSync(scene.log).size);
      await scene.kill(first);
      expect(scene.verdict.lost.length).toBe(5);
      await scene.start();
      expect(await scene.settled()).toEqual(flawless);
    },
  );

  scenario("10 copytruncate while the agent is stopped, the new content is shorter: read from its start", async ({ scene }) => {
    scene.append("app.log", 30, "old");
    const first = await scene.start();
    await scene.receives(30);
    await scene.stop(first);
    copyFileSync(scene.log, scene.path("app.log.1"));
    truncateSync(scene.log, 0);
    scene.append("app.log", 3, "new");
    const second = await scene.start();
    expect(await scene.settled()).toEqual(flawless);
    expect(await metric(second, "log_agent_truncations_total")).toBe(1);
  });

  for (const when of ["between two looks", "while the agent is stopped"])
    scenario(
      `11 truncated and written anew to exactly the same size ${when}, the old time set again: the new content arrives`,
      async ({ scene }) => {
        scene.append("app.log", 10, "a");
        const first = await scene.start();
        await scene.receives(10);
        if (when.includes("stopped")) await scene.stop(first);
        const { size, atime, mtime } = statSync(scene.log);
        truncateSync(scene.log, 0);
        scene.append("app.log", 10, "b");
        utimesSync(scene.log, atime, mtime);
        expect(statSync(scene.log).size).toBe(size);
        if (when.includes("stopped")) await scene.start();
        expect(await scene.settled()).toEqual(flawless);
      },
    );

  for (const when of ["between two looks", "while the agent is stopped"])
    scenario(
      `12 truncated and written anew, longer, with the same first lines ${when}: all of it arrives, nothing from the old`,
      async ({ scene }) => {
        const banner = "# started with the same options as ever\n".repeat(10);
        writeFileSync(scene.log, banner);
        scene.append("app.log", 10, "old");
        const first = await scene.start();
        await scene.receives(20);
        if (when.includes("stopped")) await scene.stop(first);
        writeFileSync(scene.log, banner);
        scene.append("app.log", 20, "new");
        if (when.includes("stopped")) await scene.start();
        await scene.receives(50);
        scene.append("app.log", 5, "new");
        const { invented, ...verdict } = await scene.settled();
        expect({ ...verdict, banners: invented.length }).toEqual({ lost: [], repeated: [], disordered: [], banners: 20 });
      },
    );

  scenario("13 truncated, stopped before the next look, appended to: exactly the new lines arrive", async ({ scene }) => {
    scene.append("app.log", 50, "old");
    const first = await scene.start({ POLL_INTERVAL: "1m", DISCOVERY_INTERVAL: "1m" });
    await scene.receives(50);
    first.kill("SIGSTOP");
    truncateSync(scene.log, 0);
    await scene.kill(first);
    scene.append("app.log", 10, "new");
    await scene.start();
    expect(await scene.settled()).toEqual(flawless);
    expect(readFileSync(scene.log, "utf8").split("\n").length).toBe(11);
  });
});
