// Builds this package. Kept current by the generator: put your own steps into package.json, not here.
//   node build.mjs            src/main.ts -> dist/main.mjs, one file without dependencies
//   node build.mjs --stale    the same, only when the bundle is missing or older than its sources
//   node build.mjs --start    the same as --stale, then runs it in this process
//   node build.mjs --test     bundles test/*.test.ts and runs them with Node's own test runner
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const source = join(here, "src/main.ts");
const bundle = join(here, "dist/main.mjs");
const [major, minor] = process.versions.node.split(".").map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);

const mode = process.argv[2];
if (mode === "--start") await start();
else if (mode === "--test") await test();
else if (mode !== "--stale" || isStale()) await build(await findEsbuild(true));

async function start() {
  if (!isStale()) return import(pathToFileURL(bundle).href);
  const esbuild = await findEsbuild(!runsTypeScript);
  if (!esbuild) return import(pathToFileURL(source).href);
  await build(esbuild);
  return import(pathToFileURL(bundle).href);
}

async function test() {
  const esbuild = await findEsbuild(true);
  await build(esbuild);
  const tests = readdirSync(join(here, "test")).filter((name) => name.endsWith(".test.ts"));
  const outdir = join(here, "dist/test");
  rmSync(outdir, { recursive: true, force: true });
  await bundleWith(esbuild, { entryPoints: tests.map((name) => join(here, "test", name)), outdir, outExtension: { ".js": ".mjs" } });
  const files = readdirSync(outdir).map((name) => join(outdir, name));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], { cwd: here, stdio: "inherit" }).status ?? 1;
}

async function build(esbuild) {
  // Renamed into place, so that a reader never meets half a bundle.
  const fresh = `${bundle}.${process.pid}.mjs`;
  await bundleWith(esbuild, { entryPoints: [source], outfile: fresh });
  renameSync(fresh, bundle);
}

async function bundleWith(esbuild, options) {
  const common = { bundle: true, platform: "node", format: "esm", target: "node20", charset: "utf8", logLevel: "warning" };
  try {
    await esbuild.build({ ...common, ...options });
  } catch (error) {
    if (!error.errors) throw error;
    // esbuild has said what is wrong, and where.
    process.exit(1);
  }
}

function isStale() {
  if (!existsSync(bundle)) return true;
  const built = statSync(bundle).mtimeMs;
  return [join(here, "build.mjs"), ...filesBelow(join(here, "src")), ...filesBelow(join(here, "runtime"))].some((file) => statSync(file).mtimeMs > built);
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

/** This package's own esbuild, else the toolkit's; where neither is installed, `npm install` brings the first (if `install` is true). */
async function findEsbuild(install) {
  const require = createRequire(import.meta.url);
  const places = [() => require, () => createRequire(process.env.SCAFFOLD_TOOLKIT ?? require.resolve("pod-scaffold/package.json"))];
  for (const place of places) {
    try {
      return (await import(pathToFileURL(place().resolve("esbuild")).href)).default;
    } catch {
      // not there: try the next place
    }
  }
  if (!install) return undefined;
  process.stderr.write("build: esbuild is not installed yet, running npm install\n");
  const npm = spawnSync("npm", ["install", "--no-audit", "--no-fund"], { cwd: here, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (npm.status === 0) return (await import(pathToFileURL(require.resolve("esbuild")).href)).default;
  process.stderr.write("build: npm install failed\n  hint: run it in this folder where the registry can be reached; Node 22.18 and later run src/main.ts as it is\n");
  process.exit(3);
}
