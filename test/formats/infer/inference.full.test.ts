import { describe, expect, test } from "vitest";
import { firstPrograms, reservePrograms, secondPrograms } from "./programs.ts";
import { foreign, linesOf, logOf, score } from "./scorer.ts";
import { appliedTexts } from "./support.ts";

const programs = [...firstPrograms, ...reservePrograms, ...secondPrograms];

describe("what 200 lines of a program show", () => {
  test.each(programs)("is true of 2,000 others of $name", async (program) => {
    const truth = linesOf(program, "other", 2000);
    const applied = await appliedTexts(logOf(linesOf(program, "sample", 200)), logOf(truth), program);
    const { right, total, timesWrong, severityInvented, first } = score(applied, truth);
    expect(right / total, JSON.stringify(first)).toBeGreaterThanOrEqual(0.95);
    expect({ timesWrong, severityInvented }, JSON.stringify(first)).toEqual({ timesWrong: 0, severityInvented: 0 });
  });

  test.each(programs)("$name: declines the lines of other programs", async (program) => {
    const taken = (await foreign(programs, program, appliedTexts)).filter(({ taken, total }) => taken / total > 0.01);
    expect(taken).toEqual([]);
  });
});
