import { spawn } from "node:child_process";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT, type Issue, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { packageRoot } from "../version.ts";

/**
 * Bundles emitted packages: runs each one's own `build.mjs`, so there is one way to build and it is the one that the user reads. They
 * find the toolkit's esbuild where they have none installed. `folders` are absolute. Resolves to what is wrong, nothing when all were built.
 */
export async function buildPackages(folders: readonly string[], host: Host): Promise<Issue[]> {
  return (await Promise.all(folders.map((folder) => buildPackage(folder, host)))).flat();
}

/** The same, for who cannot go on without: throws what is wrong. */
export async function requirePackages(folders: readonly string[], host: Host): Promise<void> {
  const issues = await buildPackages(folders, host);
  if (issues.length > 0) throw new ScaffoldError("BUILD_FAILED", issues, { exit: EXIT.failed });
}

async function buildPackage(folder: string, host: Host): Promise<Issue[]> {
  const script = join(folder, "build.mjs");
  const shown = relative(host.cwd, folder) || ".";
  if (!host.fs.stat(script)) return [{ message: `there is no build.mjs in ${shown}`, hint: "`scaffold generate` writes it" }];
  const env = { ...host.env, SCAFFOLD_TOOLKIT: fileURLToPath(new URL("package.json", packageRoot)) };
  const child = spawn(process.execPath, [script], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const code = await new Promise<number | null>((done) => child.once("close", done).once("error", () => done(1)));
  if (code === 0) return [];
  const found = withConflicts(placedErrors(output, shown));
  return found.length > 0 ? found : [{ message: `building ${shown} failed (exit ${code})\n${output.trim()}` }];
}

/**
 * The errors in what esbuild prints, each as `✘ [ERROR] what`, an empty line, `src/main.ts:29:9:` and the line after ` 29 │ `. Its columns
 * count from 0.
 */
function placedErrors(output: string, folder: string): Issue[] {
  const found = output.matchAll(/\[ERROR\] (.+)\n\n {4}(\S.*):(\d+):(\d+):\n +\d+ │ ?(.*)/g);
  return [...found].map(([, message = "", file = "", line, column, excerpt = ""]) => ({
    message,
    where: { file: join(folder, file), line: Number(line), column: Number(column) + 1, excerpt },
  }));
}

/** What a compiler says of the markers of a merge is of no use; the first of them in each file is where to begin. */
function withConflicts(issues: readonly Issue[]): Issue[] {
  const isMarker = ({ where }: Issue): boolean => /^(?:<{7} |={7}$|>{7} )/.test(where?.excerpt ?? "");
  const conflicted = new Set(issues.filter(isMarker).map(({ where }) => where?.file));
  return issues.flatMap((issue, index) => {
    if (!conflicted.has(issue.where?.file)) return [issue];
    const isFirst = issues.findIndex((other) => isMarker(other) && other.where?.file === issue.where?.file) === index;
    return isFirst ? [{ ...issue, message: "unresolved conflict between <<<<<<< and >>>>>>>; settle it and run again" }] : [];
  });
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
