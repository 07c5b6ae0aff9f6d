import { expect, test } from "vitest";
import { matrix, shareOf, worst } from "./matrix.ts";
import { fifthPrograms, firstPrograms, fourthPrograms, reservePrograms, secondPrograms, thirdPrograms } from "./programs.ts";

test("of the lines of other programs, inferred formats take one in a hundred at most", { timeout: 900_000 }, async () => {
  const cells = await matrix(
    [...firstPrograms, ...reservePrograms, ...secondPrograms, ...thirdPrograms, ...fourthPrograms, ...fifthPrograms],
    100,
  );
  const { taken, wrong } = shareOf(cells);
  expect(taken, worst(cells, 10).join("\n")).toBeLessThanOrEqual(0.01);
  // Lines that are read as the other program means them are of the same shape: there have to be such, or nothing was read at all.
  expect(wrong).toBeLessThan(taken);
});
