import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { until } from "../runtime/agent/support/folder.ts";
import type { Received } from "../runtime/agent/support/receiver.ts";
import { flawless } from "./support/lines.ts";
import { buildAgent, type Scene, scenario } from "./support/scene.ts";

buildAgent();

function bodiesIn(scene: Scene, path: string): string[] {
  const text = existsSync(join(scene.folder, path)) ? readFileSync(join(scene.folder, path), "utf8") : "";
  return text.split("\n").flatMap((line) => (line === "" ? [] : [String((JSON.parse(line).record ?? JSON.parse(line)).body)]));
}

/** The numbers of the lines in a bulk request, by `app.log:7 …`. */
function numbersIn({ body }: Received): number[] {
  return [...body.matchAll(/app\.log:(\d+) /g)].map(([, number]) => Number(number));
}

describe.concurrent("sinks", { timeout: 60_000 }, () => {
  scenario(
    "39 a bulk reply of 201, 409, 429 and 400: only the third is sent again, the second counts as stored, the fourth is filed away",
    async ({ scene }) => {
      const statuses = [201, 409, 429, 400];
      const bulks: number[][] = [];
      scene.keep = false;
      scene.reply = (request) => {
        const numbers = numbersIn(request);
        bulks.push(numbers);
        const items = numbers.map((number) => {
          const status = bulks.length > 1 ? 201 : (statuses[number % 4] ?? 201);
          return {
            create: { _index: "logs", status, ...(status > 299 && { error: { type: "some_exception", reason: `because ${number}` } }) },
          };
        });
        const body = JSON.stringify({ took: 1, errors: items.some(({ create }) => create.status > 299), items });
        return { status: 200, headers: { "content-type": "application/json" }, body };
      };
      scene.append("app.log", 8);
      const agent = await scene.start({}, { sink: "elasticsearch" });
      await until("what is sent again", () => bulks.flat().length >= 10);
      expect(bulks).toEqual([
        [0, 1, 2, 3, 4, 5, 6, 7],
        [2, 6],
      ]);
      await until("the dead letters", () => bodiesIn(scene, "state/dead-letter.ndjson").length === 2);
      expect(bodiesIn(scene, "state/dead-letter.ndjson").map((body) => body.split(" ")[0])).toEqual(["app.log:3", "app.log:7"]);
      await scene.remembers(readFileSync(scene.log).length);
      expect(await scene.stop(agent)).toBe(0);
    },
  );

  scenario(
    "41 two sinks, one is down and files rotate: the other has all, and the first misses nothing once it is back",
    async ({ scene }) => {
      scene.reply = () => 503;
      const env = { TEST_SECOND_SINK: "file", SECOND_SINK_PATH: join(scene.folder, "second.ndjson") };
      scene.append("app.log", 20, "0");
      const first = await scene.start(env);
      for (let round = 1; round < 4; round += 1) {
        scene.rotate();
        scene.append("app.log", 20, String(round));
        await until("the second sink to have all", () => bodiesIn(scene, "second.ndjson").length === scene.lines.written.length);
      }
      expect(scene.shipped).toEqual([]);
      await scene.kill(first);
      scene.reply = () => 200;
      await scene.start(env);
      expect(await scene.settled()).toEqual(flawless);
      expect(scene.lines.judge(bodiesIn(scene, "second.ndjson"))).toMatchObject({ lost: [], invented: [], disordered: [] });
    },
  );
});
