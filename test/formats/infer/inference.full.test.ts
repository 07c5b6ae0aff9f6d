import { describe, expect, test } from "vitest";
import { fifthPrograms, firstPrograms, fourthPrograms, reservePrograms, secondPrograms, thirdPrograms } from "./programs.ts";
import { fileOf, linesOf, score } from "./scorer.ts";
import { appliedBytes } from "./support.ts";

const programs = [...firstPrograms, ...reservePrograms, ...secondPrograms, ...thirdPrograms, ...fourthPrograms, ...fifthPrograms];

/** What inference falls short of; a program that it learns leaves this list. */
const beyond = new Set(["mail-transfer", "slow-statements", "audit-daemon", "metadata-first", "padded-event", "plant-alarms"]);

describe("what 200 lines of a program show is true of 2,000 others", () => {
  for (const program of programs)
    test(program.name, { fails: beyond.has(program.name) }, async () => {
      const truth = linesOf(program, "other", 2000);
      const applied = await appliedBytes(fileOf(program, linesOf(program, "sample", 200)), fileOf(program, truth), program);
      const { right, total, timesWrong, severityInvented, first } = score(applied, truth);
      expect(right / total, JSON.stringify(first)).toBeGreaterThanOrEqual(0.95);
      expect({ timesWrong, severityInvented }, JSON.stringify(first)).toEqual({ timesWrong: 0, severityInvented: 0 });
    });
});
