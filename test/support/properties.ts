import fc from "fast-check";

/**
 * Where properties begin to search. In continuous integration at the same place each time, so that what is found there was brought by the
 * change at hand; elsewhere anywhere. `FC_SEED=7 npm test` repeats a search.
 */
const seed = process.env["FC_SEED"] ?? (process.env["CI"] === "true" ? "1" : undefined);
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
