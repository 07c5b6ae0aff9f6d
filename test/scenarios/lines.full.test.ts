import { statSync, truncateSync } from "node:fs";
import { describe, expect } from "vitest";
import { flawless } from "./support/lines.ts";
import { buildAgent, checkpointOf, scenario } from "./support/scene.ts";

buildAgent();

const gibibyte = 2 ** 30;

describe("large files", () => {
  scenario("33 places beyond 2 GiB and 6 GiB: each line once, across restarts, with the right offset", async ({ scene }) => {
    scene.append("app.log", 3);
    // Holes are read as NUL bytes, which are passed over in front of a line.
    for (const size of [2 * gibibyte + 100, 6 * gibibyte]) {
      truncateSync(scene.log, size);
      scene.append("app.log", 3);
      const agent = await scene.start();
      await scene.receives(scene.lines.written.length);
      expect(scene.shipped.at(-3)?.attributes["log.file.offset"]).toBe(size);
      await scene.remembers(statSync(scene.log).size);
      await scene.kill(agent);
    }
    expect(await scene.settled()).toEqual(flawless);
    expect(checkpointOf(scene)[0]?.offset).toBeGreaterThan(6 * gibibyte);
  });
});
