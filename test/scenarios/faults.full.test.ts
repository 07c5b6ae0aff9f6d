import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { pause, until } from "../runtime/agent/support/folder.ts";
import { flawless } from "./support/lines.ts";
import { buildAgent, checkpointOf, metric, type Scene, scenario } from "./support/scene.ts";

buildAgent();

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

function mount(scene: Scene, folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status === 0;
  if (mounted) scene.onEnd(() => spawnSync("umount", ["-l", folder]));
  return mounted;
}

/** Lets another user use the scene's folder. */
function handOver(scene: Scene): void {
  chmodSync(scene.folder, 0o755);
  chownSync(scene.folder, nobody, nobody);
}

// By itself: the others keep this process busy for longer than the agent waits for a last line.
describe("a last line", { timeout: 60_000 }, () => {
  scenario(
    "48 the app writes its last line, and half of one, while the agent is already asked to stop: both arrive, exit code 0",
    async ({ scene }) => {
      const agent = await scene.start({ DRAIN_SETTLE: "2500ms" });
      scene.append("app.log", 100);
      agent.kill("SIGTERM");
      await pause(250);
      scene.append("app.log", 1);
      await pause(250);
      scene.append("new.log", 1);
      appendFileSync(scene.log, "killed in the mid");
      expect(await agent.exited).toBe(0);
      expect(scene.verdict).toEqual({ ...flawless, invented: ["killed in the mid"] });
    },
  );
});

describe.concurrent("faults", { timeout: 60_000 }, () => {
  scenario(
    "42 no space for the checkpoint: lines go on, the old one stays whole, it is said, and over when there is space again",
    async ({ scene, skip }) => {
      const state = join(scene.folder, "state");
      if (!mount(scene, state, "size=64k")) skip("mounting is not allowed here");
      scene.append("app.log", 5);
      const agent = await scene.start();
      await scene.receives(5);
      await scene.remembers(readFileSync(scene.log).length);
      const before = readFileSync(join(state, "checkpoint.json"), "utf8");
      writeFileSync(join(state, "ballast"), "");
      try {
        for (;;) appendFileSync(join(state, "ballast"), Buffer.alloc(1024));
      } catch (error) {
        expect(error).toMatchObject({ code: "ENOSPC" });
      }
      scene.append("app.log", 5);
      await scene.receives(10);
      await until("the failure to be counted", async () => (await metric(agent, "log_agent_checkpoint_failures_total")) > 0);
      expect((await agent.get("/readyz")).body).toContain("checkpoint");
      expect(readFileSync(join(state, "checkpoint.json"), "utf8")).toBe(before);
      rmSync(join(state, "ballast"));
      const { length } = readFileSync(scene.log);
      await until("the checkpoint to be written again", () => checkpointOf(scene)[0]?.offset === length);
      await agent.ready();
      expect(await scene.settled()).toEqual(flawless);
    },
  );

  for (const [how, damage] of [
    ["truncated", (path: string) => truncateSync(path, 40)],
    ["no JSON", (path: string) => writeFileSync(path, "\0\0\0 nonsense")],
    ["changed by one digit", (path: string) => writeFileSync(path, readFileSync(path, "utf8").replace(/"offset":\d/, '"offset":9'))],
    ["gone, with a half-written one beside it", (path: string) => renameSync(path, `${path}.tmp`)],
  ] as const)
    scenario(
      `43 the checkpoint is ${how}: the last good copy is used, loudly, and only what came after it is repeated`,
      async ({ scene }) => {
        scene.append("app.log", 20);
        const first = await scene.start();
        await scene.receives(20);
        await scene.stop(first);
        const path = join(scene.folder, "state/checkpoint.json");
        copyFileSync(path, `${path}.previous`);
        damage(path);
        writeFileSync(`${path}.tmp`, "{");
        scene.append("app.log", 5);
        const second = await scene.start();
        expect(await scene.settled()).toEqual(flawless);
        if (!how.startsWith("gone")) expect(second.stderr).toContain("the checkpoint is damaged");
      },
    );

  scenario("44 a state folder that cannot be written: ends at once with exit code 2, and says which setting", async ({ scene, skip }) => {
    if (!isRoot) skip("only root can start a process under another user");
    mkdirSync(join(scene.folder, "state"), { mode: 0o755 });
    handOver(scene);
    scene.append("app.log", 1);
    const agent = scene.launch({}, { uid: nobody });
    expect(await agent.exited).toBe(2);
    expect(readFileSync(join(scene.folder, "termination"), "utf8")).toMatch(
      /^STATE_DIR must be a folder that the agent can write: .*EACCES/,
    );
    expect(scene.shipped).toEqual([]);
  });

  scenario(
    "45 a crash after each step of writing the checkpoint: nothing is lost, and no more repeated than the step leaves open",
    async ({ scene }) => {
      const state = join(scene.folder, "state");
      const saved = (name: string) => join(scene.folder, name);
      const keep = async (name: string, total: number) => {
        scene.append("app.log", total - scene.lines.written.length);
        const agent = await scene.start();
        await scene.receives(total);
        await scene.stop(agent);
        cpSync(state, saved(name), { recursive: true });
      };
      await keep("old", 10);
      await keep("new", 20);
      const file = (name: string) => readFileSync(join(saved(name), "checkpoint.json"));
      const left: Readonly<Record<string, { readonly files: Readonly<Record<string, Buffer>>; readonly repeated: number }>> = {
        "before the new file": { files: { "checkpoint.json": file("old") }, repeated: 10 },
        "in the middle of the new file": {
          files: { "checkpoint.json": file("old"), "checkpoint.json.tmp": file("new").subarray(0, 60) },
          repeated: 10,
        },
        "before the first rename": { files: { "checkpoint.json": file("old"), "checkpoint.json.tmp": file("new") }, repeated: 10 },
        "between the renames": { files: { "checkpoint.json.previous": file("old"), "checkpoint.json.tmp": file("new") }, repeated: 10 },
        "after the renames": { files: { "checkpoint.json.previous": file("old"), "checkpoint.json": file("new") }, repeated: 0 },
      };
      for (const [step, { files, repeated }] of Object.entries(left)) {
        rmSync(state, { recursive: true });
        mkdirSync(state);
        for (const [name, content] of Object.entries(files)) writeFileSync(join(state, name), content);
        const before = scene.shipped.length;
        const agent = await scene.start();
        expect(await scene.stop(agent)).toBe(0);
        expect({ step, repeated: scene.shipped.length - before }).toEqual({ step, repeated });
      }
      const { lost, invented } = scene.verdict;
      expect({ lost, invented }).toEqual({ lost: [], invented: [] });
    },
  );

  scenario("50 without any events: new, changed, rotated and truncated files are found by looking", async ({ scene }) => {
    scene.append("app.log", 5, "old");
    await scene.start({ WATCH_EVENTS: "false", POLL_INTERVAL: "50ms", DISCOVERY_INTERVAL: "100ms" });
    await scene.receives(5);
    scene.append("app.log", 5, "old");
    await scene.receives(10);
    scene.rotate();
    scene.append("app.log", 5, "new");
    scene.append("other.log", 5);
    await scene.receives(20);
    truncateSync(scene.log, 0);
    await pause(150);
    scene.append("app.log", 5, "cut");
    expect(await scene.settled()).toEqual(flawless);
  });

  scenario("50 more events than the queue holds: what they would have told is found by looking", async ({ scene }) => {
    const queue = Number(readFileSync("/proc/sys/fs/inotify/max_queued_events", "utf8"));
    scene.append("a.log", 1);
    const agent = await scene.start();
    await scene.receives(1);
    agent.kill("SIGSTOP");
    for (let index = 0; index < Math.min(queue, 40_000) / 2 + 500; index += 1) {
      appendFileSync(scene.path("noise"), "");
      renameSync(scene.path("noise"), scene.path("noise.1"));
    }
    scene.append("a.log", 5);
    scene.append("b.log", 5);
    renameSync(scene.path("a.log"), scene.path("a.log.1"));
    scene.append("a.log", 5, "new");
    agent.kill("SIGCONT");
    expect(await scene.settled()).toEqual(flawless);
    scene.append("b.log", 5);
    expect(await scene.settled()).toEqual(flawless);
  });

  scenario("51 files and a folder that may not be read are read as soon as they may", async ({ scene, skip }) => {
    if (!isRoot) skip("only root can start a process under another user");
    handOver(scene);
    mkdirSync(scene.path("closed"), { mode: 0o700 });
    scene.append("closed/app.log", 3);
    scene.append("secret.log", 3);
    chmodSync(scene.path("secret.log"), 0o600);
    const agent = await scene.start({ WATCH: `${scene.path("*.log")},${scene.path("closed/*.log")}` }, { uid: nobody });
    await until("a complaint", () => agent.stderr.includes("EACCES"));
    expect(await metric(agent, "log_agent_files_unreadable")).toBe(1);
    scene.append("secret.log", 3);
    chmodSync(scene.path("secret.log"), 0o644);
    chmodSync(scene.path("closed"), 0o755);
    expect(await scene.settled()).toEqual(flawless);
    expect(await metric(agent, "log_agent_files_unreadable")).toBe(0);
    expect(agent.stderr.split("EACCES").length).toBe(2);
  });

  scenario("52 the folder is not there yet, comes, goes with unread lines, and comes back: everything arrives", async ({ scene }) => {
    const agent = await scene.start({ WATCH: `${scene.path("pod/app/*.log")},${scene.path("deep/**/*.log")}` });
    for (const round of ["0", "1", "2"]) {
      mkdirSync(scene.path("pod/app"), { recursive: true });
      mkdirSync(scene.path("deep/a/b"), { recursive: true });
      scene.append("pod/app/x.log", 5, `x${round}`);
      scene.append("deep/a/b/y.log", 5, `y${round}`);
      await scene.receives(scene.lines.written.length);
      scene.reply = () => 503;
      scene.append("pod/app/x.log", 5, `x${round}`);
      await pause(50);
      rmSync(scene.path("pod"), { recursive: true });
      rmSync(scene.path("deep"), { recursive: true });
      await pause(50);
      scene.reply = () => 200;
    }
    expect(await scene.settled()).toEqual(flawless);
    await until("all files to be let go", async () => (await metric(agent, "log_agent_files")) === 0);
    expect(existsSync(scene.path("pod"))).toBe(false);
    expect(readdirSync(scene.path(""))).toEqual([]);
  });
});
