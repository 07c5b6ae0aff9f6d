import { test } from "vitest";
import { checkSequences } from "./model/check.ts";

test("whatever happens to files, agent and sink: every byte arrives, is filed away, or is explained (scenario 22; 300 sequences)", async () => {
  await checkSequences(300);
}, 120_000);
