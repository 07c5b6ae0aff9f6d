import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { pause, until } from "../runtime/agent/support/folder.ts";
import type { Reply } from "../runtime/agent/support/receiver.ts";
import { flawless } from "./support/lines.ts";
import { buildAgent, checkpointOf, isBalanced, metric, type Scene, scenario } from "./support/scene.ts";

buildAgent();

interface DeadLetter {
  readonly reason: string;
  readonly record: { readonly body: string };
}

function deadLetters(scene: Scene): DeadLetter[] {
  const path = join(scene.folder, "state/dead-letter.ndjson");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

describe.concurrent("delivery", { timeout: 60_000 }, () => {
  scenario(
    "34 SIGKILL in the middle of batches: every line arrives, repeated at most one window of batches for each kill",
    async ({ scene }) => {
      const [batch, windowBatches, kills] = [50, 2, 3];
      const env = { BATCH_MAX_RECORDS: String(batch), IN_FLIGHT_BATCHES: String(windowBatches) };
      for (let kill = 0; kill < kills; kill += 1) {
        scene.append("app.log", 2000);
        const before = scene.server.requests.length;
        const agent = scene.launch(env);
        await until("some batches", () => scene.server.requests.length > before + 2 * kill);
        await pause(Math.random() * 10);
        await scene.kill(agent);
      }
      await scene.start(env);
      const { repeated, disordered: _disordered, ...verdict } = await scene.settled();
      expect(verdict).toEqual({ lost: [], invented: [] });
      expect(repeated.length).toBeLessThanOrEqual(kills * batch * windowBatches);
    },
  );

  scenario("35 the sink is down for long, under rotation: the offset stands still meanwhile, and nothing is lost", async ({ scene }) => {
    scene.append("app.log", 10, "0");
    const env = { BATCH_MAX_RECORDS: "200" };
    await scene.start(env);
    await scene.receives(10);
    await scene.remembers(readFileSync(scene.log).length);
    const offset = checkpointOf(scene)[0]?.offset;
    const port = Number(new URL(scene.server.url).port);
    await scene.server.close();
    for (let round = 0; round < 6; round += 1) {
      scene.append("app.log", 500, String(round));
      if (round < 5) scene.rotate();
      await pause(120);
    }
    rmSync(scene.path("app.log.5"));
    expect(checkpointOf(scene).find((file) => file.offset > 0)?.offset).toBe(offset);
    await scene.listen(port);
    expect(await scene.settled()).toEqual(flawless);
  });

  scenario(
    "36 quiet for longer than any file is kept open, while the sink answers 429; rotated then: nothing is lost",
    async ({ scene }) => {
      scene.reply = () => 429;
      scene.append("app.log", 20, "old");
      // So few descriptors that those of quiet files are closed.
      await scene.start({}, { under: ["prlimit", "--nofile=116:116"] });
      for (let index = 0; index < 30; index += 1) scene.append(`other-${index}.log`, 2);
      await pause(500);
      scene.rotate();
      scene.append("app.log", 5, "new");
      await pause(500);
      scene.reply = () => 200;
      // What was under way when its descriptor was closed may come twice.
      const { repeated, ...others } = await scene.settled();
      expect(others).toEqual({ lost: [], invented: [], disordered: [] });
      expect(repeated.length).toBeLessThanOrEqual(20);
    },
  );

  scenario("37 500 of an OTLP receiver is final: the records go to the dead-letter file and the file goes on", async ({ scene }) => {
    scene.reply = (_request, number) => (number === 1 ? 500 : { status: 200, headers: { "content-type": "application/json" }, body: "{}" });
    scene.append("app.log", 3);
    await scene.start({}, { sink: "otlp" });
    await until("the dead letters", () => deadLetters(scene).length === 3);
    expect(scene.server.requests.filter(({ method }) => method === "POST").length).toBe(1);
    expect(deadLetters(scene)[0]?.reason).toContain("500");
    scene.append("app.log", 1);
    await until("the next", () => scene.server.requests.some(({ body }) => body.includes("app.log:3 ")));
  });

  scenario(
    "38 one poison record in a batch of 100: 99 arrive, it is in the dead-letter file with the reason, and the offset moves",
    async ({ scene }) => {
      scene.reply = ({ body }) => (body.includes("app.log:57 ") ? { status: 400, body: "no such field" } : 200);
      scene.append("app.log", 100);
      const agent = await scene.start();
      await scene.receives(99);
      await until("the dead letter", () => deadLetters(scene).length === 1);
      expect(await scene.settled().then(({ lost }) => lost.map((line) => line.split(" ")[0]))).toEqual(["app.log:57"]);
      const [letter] = deadLetters(scene);
      expect(letter?.record.body).toContain("app.log:57 ");
      expect(letter?.reason).toBe("HTTP 400: no such field");
      await until("the checkpoint", () => checkpointOf(scene)[0]?.offset === readFileSync(scene.log).length);
      expect(await scene.stop(agent)).toBe(0);
    },
  );

  scenario(
    "40 a sink that never answers, and one that breaks off after the body: sent again after the time limit, a bounded number twice",
    async ({ scene }) => {
      const replies: Reply[] = ["hang", "reset", "reset"];
      let unanswered = 0;
      scene.reply = () => {
        const reply = replies.shift() ?? 200;
        if (typeof reply === "string") unanswered += 1;
        return reply;
      };
      scene.append("app.log", 300);
      await scene.start({ SINK_TIMEOUT: "1s", BATCH_MAX_RECORDS: "50" });
      const { repeated, ...verdict } = await scene.settled();
      expect(verdict).toEqual({ lost: [], invented: [], disordered: [] });
      expect(repeated.length).toBeLessThanOrEqual(50);
      expect(unanswered).toBe(3);
    },
  );

  scenario("46 nothing that was acknowledged is missing, nothing is invented, and what arrives is what was written", async ({ scene }) => {
    const odd = ['quotes " and \\ backslashes', "tabs\tand \u0001 control", "ünïcode 日本 🎉", "", "  blanks  ", '{"json":true}'];
    const lines = odd.flatMap((text, index) => Array.from({ length: 50 }, () => `${scene.lines.next(`odd-${index}`)} ${text}`));
    scene.lines.written.splice(0, Number.POSITIVE_INFINITY, ...lines);
    let count = 0;
    scene.reply = () => ([200, 503, "reset", 200, 429] as const)[count++ % 5] ?? 200;
    const agent = await scene.start({ BATCH_MAX_RECORDS: "7" });
    for (const line of lines) appendFileSync(scene.log, `${line}\n`);
    const { repeated: _repeated, ...verdict } = await scene.settled();
    expect(verdict).toEqual({ lost: [], invented: [], disordered: [] });
    expect(await metric(agent, "log_agent_records_delivered_total")).toBe(300);
    await until("the ledger to be balanced", () => isBalanced(agent));
  });

  scenario(
    "47 SIGTERM with 10000 unread lines and a slow sink: delivers what it can, remembers exactly that, and says how much is left",
    async ({ scene }) => {
      let left = 4;
      scene.reply = () => (left-- > 0 ? 200 : "hang");
      scene.append("app.log", 10_000);
      const agent = scene.launch({ DRAIN_TIMEOUT: "500ms", BATCH_MAX_RECORDS: "1000" });
      await until("the batch that is not answered", () => scene.server.requests.length > 4);
      expect(await scene.stop(agent)).toBe(75);
      expect(readFileSync(join(scene.folder, "termination"), "utf8")).toMatch(/^6000 undelivered lines/);
      const acknowledged = scene.bodies.reduce((sum, body) => sum + Buffer.byteLength(body) + 1, 0);
      expect(checkpointOf(scene).map(({ offset }) => offset)).toEqual([acknowledged]);
      scene.reply = () => 200;
      const again = await scene.start();
      const { repeated, ...verdict } = await scene.settled();
      expect(verdict).toEqual({ lost: [], invented: [], disordered: [] });
      expect(repeated.length).toBeLessThanOrEqual(50);
      expect(await scene.stop(again)).toBe(0);
    },
  );
});
