import { describe, expect, test } from "vitest";
import { firstPrograms, reservePrograms, secondPrograms } from "./programs.ts";
import { fileOf, foreign, linesOf, score } from "./scorer.ts";
import { appliedBytes } from "./support.ts";

const programs = [...firstPrograms, ...reservePrograms, ...secondPrograms];

describe("what 200 lines of a program show", () => {
  test.each(programs)("is true of 2,000 others of $name", async (program) => {
    const truth = linesOf(program, "other", 2000);
    const applied = await appliedBytes(fileOf(program, linesOf(program, "sample", 200)), fileOf(program, truth), program);
    const { right, total, timesWrong, severityInvented, first } = score(applied, truth);
    expect(right / total, JSON.stringify(first)).toBeGreaterThanOrEqual(0.95);
    expect({ timesWrong, severityInvented }, JSON.stringify(first)).toEqual({ timesWrong: 0, severityInvented: 0 });
  });

  test.each(programs)("$name: declines the lines of other programs", async (program) => {
    const taken = (await foreign(programs, program, appliedBytes)).filter(({ taken, total }) => taken / total > 0.01);
    expect(taken).toEqual([]);
  });
});
