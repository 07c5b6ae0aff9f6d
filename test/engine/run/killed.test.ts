import { test } from "vitest";
import { expectNothingLeft } from "./killed.ts";

test.skipIf(process.platform !== "linux").each([
  { after: "start", ms: 40 },
  { after: "start", ms: 200 },
  { after: "setup", ms: 0 },
  { after: "server", ms: 0 },
  { after: "server", ms: 300 },
] as const)("a runner that is killed $ms ms after its $after stage leaves no process, no port, no folder", expectNothingLeft);
