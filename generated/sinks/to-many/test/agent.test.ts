import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

// What this agent ships, and where to, needs servers and files of yours to be tried. Add what matters to you: your
// edits are merged when it is generated again.
const bundle = fileURLToPath(new URL("../main.mjs", import.meta.url));

test("a setting that is wrong is named at the start, and nothing is shipped", () => {
  const { status, stderr } = spawnSync(process.execPath, [bundle], {
    env: { PATH: process.env["PATH"], BATCH_MAX_RECORDS: "0", LOG_LEVEL: "loud" },
    encoding: "utf8",
    timeout: 30_000,
  });
  assert.equal(status, 2);
  assert.match(stderr, /BATCH_MAX_RECORDS/);
  assert.match(stderr, /LOG_LEVEL/);
});
