import { describe, expect } from "vitest";
import { flawless } from "./support/lines.ts";
import { buildAgent, scenario } from "./support/scene.ts";

buildAgent();

describe("many files", { timeout: 60_000 }, () => {
  scenario("53 a busy file does not starve quiet ones: their lines come with the first batches of what it has", async ({ scene }) => {
    scene.append("busy.log", 20_000);
    for (let index = 0; index < 20; index += 1) scene.append(`quiet-${index}.log`, 1);
    await scene.start({ BATCH_MAX_BYTES: "128KiB", BATCH_MAX_RECORDS: "1000" });
    const { disordered, ...verdict } = await scene.settled();
    expect({ ...verdict, disordered }).toEqual(flawless);
    const last = scene.bodies.findLastIndex((body) => body.startsWith("quiet"));
    expect(last).toBeLessThan(5000);
  });
});
