import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { postgresMissing } from "../runtime/setup/postgres-server.ts";

const command = fileURLToPath(new URL("../../bin/scaffold.js", import.meta.url));

function demo(): Promise<{ code: number | string; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, "demo", "--json"], { maxBuffer: 2 ** 24 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test.skipIf(postgresMissing).each([1, 2, 3, 4, 5])("run %i: nothing is lost, doubled or misplaced", async () => {
  const { code, stdout, stderr } = await demo();
  expect(code, stderr).toBe(0);
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({
    failed: 0,
    app: { lost: 0, duplicated: 0 },
    access: { lost: 0, duplicated: 0 },
    databases: { lost: 0, doubled: 0, misplaced: 0, rows: { prod: 0 } },
    restarts: { "log-agent": 1, "access-adapter": 1, db: 0, demo: 0 },
    phase: "Succeeded",
  });
  // Both databases were really used.
  expect(result.databases.rows.dev).toBeGreaterThan(0);
  expect(result.databases.rows.test).toBeGreaterThan(0);
  expect(result.databases.rows.dev + result.databases.rows.test).toBeGreaterThanOrEqual(result.orders);
});
