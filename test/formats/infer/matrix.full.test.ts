import { expect, test } from "vitest";
import { matrix, shareOf, worst } from "./matrix.ts";
import { firstPrograms, reservePrograms, secondPrograms } from "./programs.ts";

test("formats decline the lines of programs that they were not inferred from: at most one in a hundred is taken", {
  timeout: 900_000,
}, async () => {
  const cells = await matrix([...firstPrograms, ...reservePrograms, ...secondPrograms], 100);
  const { taken, wrong } = shareOf(cells);
  expect(taken, worst(cells, 10).join("\n")).toBeLessThanOrEqual(0.01);
  // Lines that are read as the other program means them are of the same shape: there have to be such, or nothing was read at all.
  expect(wrong).toBeLessThan(taken);
});
