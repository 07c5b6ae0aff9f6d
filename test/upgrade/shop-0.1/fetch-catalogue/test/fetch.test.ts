import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

// Runs the built program as a process on real files. This file is yours: add what matters to you.
const bundle = fileURLToPath(new URL("../main.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fetch-catalogue"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function run(env: Record<string, string>): Promise<number | null> {
  const child = spawn(process.execPath, [bundle], { env: { PATH: process.env["PATH"], ...env }, stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve) => child.once("exit", resolve));
}

test("it puts the artefact in place and checks its hash", async () => {
  const artefact = join(folder, "artefact.txt");
  writeFileSync(artefact, "hello");
  const into = join(folder, "into");
  const sha256 = createHash("sha256").update("hello").digest("hex");
  assert.equal(await run({ FETCH_URL: pathToFileURL(artefact).href, FETCH_INTO: into, FETCH_SHA256: sha256 }), 0);
  const [file] = readdirSync(into).filter((name) => !name.startsWith("."));
  assert.equal(readFileSync(join(into, String(file)), "utf8"), "hello");
});

test("a wrong hash leaves nothing in place", async () => {
  const artefact = join(folder, "other.txt");
  writeFileSync(artefact, "not what you think");
  const into = join(folder, "nothing");
  assert.equal(await run({ FETCH_URL: pathToFileURL(artefact).href, FETCH_INTO: into, FETCH_SHA256: "0".repeat(64) }), 1);
  assert.ok(!existsSync(join(into, "other.txt")));
});
