import { expect, test } from "vitest";
import { fuzz, fuzzSeed, told } from "./fuzz.ts";
import { subjects } from "./parsers.ts";

/** `FUZZ_SEED` repeats the same lines; `FUZZ_MINUTES` goes on for longer. */
const seed = fuzzSeed();
const minutes = Number(process.env["FUZZ_MINUTES"] ?? 10);
const parsers = await subjects("both");

test(`any bytes through every parser for ${minutes} minutes, with FUZZ_SEED=${seed}`, { timeout: (minutes + 5) * 60_000 }, () => {
  const { lines, found } = fuzz(parsers, seed, minutes * 60_000);
  expect(found.map(told)).toEqual([]);
  expect(lines).toBeGreaterThanOrEqual(parsers.length);
});
