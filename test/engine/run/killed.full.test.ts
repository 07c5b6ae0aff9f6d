import { test } from "vitest";
import { expectNothingLeft, type Moment } from "./killed.ts";

/** The moments are in the titles, so that a failure can be repeated. */
const moments = Array.from({ length: 200 }, (_, index): Moment => {
  const after = (["start", "setup", "server"] as const)[index % 3] ?? "start";
  return { after, ms: Math.round(Math.random() * (after === "start" ? 400 : 150)) };
});

test.skipIf(process.platform !== "linux").each(moments)(
  "a runner that is killed $ms ms after its $after stage leaves nothing",
  expectNothingLeft,
);
