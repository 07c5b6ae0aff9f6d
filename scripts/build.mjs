// Builds src -> dist, 1:1, with plain tsc; then the two tables that are computed from packages which users never install.
//   node scripts/build.mjs                  build
//   node scripts/build.mjs --if-installed   the `prepare` step: nothing to do where the dev dependencies are absent.
//                                           (A failing `prepare` would poison npm's npx cache for this folder.)
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

let tsc;
try {
  tsc = require.resolve("typescript/bin/tsc");
} catch {
  if (process.argv.includes("--if-installed")) process.exit(0);
  process.stderr.write("build: typescript is not installed\n  hint: run `npm ci` first\n");
  process.exit(3);
}

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
run(tsc, "-p", "tsconfig.json");
for (const table of ["scripts/runtime-graph.mjs", "scripts/kubernetes-schema.mjs"]) if (existsSync(`${root}/${table}`)) run(table);
