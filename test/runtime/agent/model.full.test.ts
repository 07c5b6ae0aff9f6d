import { test } from "vitest";
import { checkSequences } from "./model/check.ts";

test("whatever happens to files, agent and sink: every byte arrives, is filed away, or is explained (scenario 22; 5,000 sequences)", async () => {
  await checkSequences(5000);
}, 1_200_000);
