import { expect, test } from "vitest";
import { firstPrograms } from "./programs.ts";
import { fileOf, linesOf, score } from "./scorer.ts";
import { appliedBytes } from "./support.ts";

test.each(firstPrograms)("what 200 lines of $name show is true of 400 others", { timeout: 60_000 }, async (program) => {
  const truth = linesOf(program, "other", 400);
  const applied = await appliedBytes(fileOf(program, linesOf(program, "sample", 200)), fileOf(program, truth), program);
  const { right, total, timesWrong, severityInvented, first } = score(applied, truth);
  expect(right / total, JSON.stringify(first)).toBeGreaterThanOrEqual(0.95);
  expect({ timesWrong, severityInvented }, JSON.stringify(first)).toEqual({ timesWrong: 0, severityInvented: 0 });
});
