import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { temporary } from "./temporary.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A folder in which the packed package is installed as `npm i -D ./pod-scaffold-*.tgz` would: exactly the files of the tarball, its
 * dependencies linked from this repository, so that nothing is downloaded.
 */
export function installTarball(folder: string): void {
  const packed = temporary();
  const [report] = JSON.parse(
    execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", packed], { cwd: repository, encoding: "utf8" }),
  );
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  execFileSync("tar", ["-xzf", join(packed, report.filename), "-C", packed]);
  execFileSync("mv", [join(packed, "package"), join(modules, "pod-scaffold")]);
  for (const name of readdirSync(join(repository, "node_modules"))) {
    if (!name.startsWith(".")) symlinkSync(join(repository, "node_modules", name), join(modules, name));
  }
  for (const bin of ["scaffold", "pod-scaffold"]) symlinkSync("../pod-scaffold/bin/scaffold.js", join(modules, ".bin", bin));
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end with standard input closed and a minimal environment. */
export async function run(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Finished> {
  const child = start(command, args, cwd, env);
  const code = await new Promise<number | null>((resolve) => child.process.once("close", resolve));
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}

/** Starts a program; what it prints is collected. */
export function start(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  // A test that fails must not leave anything running: the whole group goes.
  onTestFinished(() => {
    try {
      process.kill(-Number(child.pid), "SIGKILL");
    } catch {
      // all of it has ended
    }
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  child.stderr.on("data", (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  return { process: child, stdout: () => stdout, stderr: () => stderr };
}

/** Waits until a condition holds, for at most `seconds`. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${seconds} s, and it did not come about that ${what}`);
}

export async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
