import fc from "fast-check";
import { expect } from "vitest";
import { follow } from "./sequence.ts";
import { steps } from "./steps.ts";

/** The same sequences each time; MODEL_SEED draws others, MODEL_RUNS so many of them. */
const seed = Number(process.env["MODEL_SEED"] ?? 20_261_127);

/** Fails with the seed and the shortest sequence that was found. */
export function checkSequences(numRuns: number): Promise<void> {
  const property = fc.asyncProperty(steps, fc.integer({ min: 1, max: 3 }), async (sequence, concurrency) => {
    expect(await follow(sequence, concurrency)).toEqual([]);
  });
  return fc.assert(property, { numRuns: Number(process.env["MODEL_RUNS"] ?? numRuns), seed });
}
