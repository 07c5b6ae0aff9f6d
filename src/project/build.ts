import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT, type Issue, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { packageRoot } from "../version.ts";

/**
 * Bundles emitted packages: runs each one's own `build.mjs`, so there is one way to build and it is the one that the user reads. They
 * find the toolkit's esbuild where they have none installed. `folders` are absolute. Throws with what esbuild said.
 */
export async function buildPackages(folders: readonly string[], host: Host): Promise<void> {
  const results = await Promise.all(folders.map((folder) => buildPackage(folder, host)));
  const issues = results.filter((result) => result !== undefined);
  if (issues.length > 0) throw new ScaffoldError("BUILD_FAILED", issues, { exit: EXIT.failed });
}

async function buildPackage(folder: string, host: Host): Promise<Issue | undefined> {
  const script = join(folder, "build.mjs");
  if (!host.fs.stat(script)) return { message: `there is no build.mjs in ${folder}`, hint: "`scaffold generate` writes it" };
  const env = { ...host.env, SCAFFOLD_TOOLKIT: fileURLToPath(new URL("package.json", packageRoot)) };
  const child = spawn(process.execPath, [script], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const code = await new Promise<number | null>((done) => child.once("close", done).once("error", () => done(1)));
  return code === 0 ? undefined : { message: `building ${folder} failed (exit ${code})\n${output.trim()}` };
}

/** true when the bundle is missing or older than one of the sources it is made of. */
export function isStale(folder: string, host: Host): boolean {
  const bundle = host.fs.stat(join(folder, "dist/main.mjs"));
  if (!bundle) return true;
  const newest = (path: string): number => {
    const stat = host.fs.stat(path);
    if (stat?.kind === "directory") return Math.max(0, ...host.fs.list(path).map((name) => newest(join(path, name))));
    return stat?.mtimeMs ?? 0;
  };
  return ["build.mjs", "src", "runtime"].some((path) => newest(join(folder, path)) > bundle.mtimeMs);
}
