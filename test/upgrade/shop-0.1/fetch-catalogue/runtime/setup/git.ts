// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Gets the files of one commit with the `git` program, which the image must have. */
import { spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createBackoff, sleep } from "../service/backoff.ts";
import { codeOf, type Log } from "../service/log.ts";
import { RefusedError } from "./get.ts";

export interface CloneOptions {
  readonly url: string;
  /** A branch, a tag or a commit; empty is the repository's default branch. */
  readonly ref: string;
  /** The `Authorization` header for this URL. */
  readonly authorization: string | undefined;
  /** The folder to make. It holds the files alone, not the repository. */
  readonly into: string;
  readonly stallMs: number;
  readonly attempts: number;
  readonly log: Log;
}

export class GitMissingError extends Error {
  override readonly name = "GitMissingError";
}

/** Resolves to the commit's hash. Rejects with a GitMissingError, a RefusedError, or what git said at the last attempt. */
export async function clone(options: CloneOptions): Promise<string> {
  const { into, log } = options;
  const backoff = createBackoff({ initialMs: 1000, maxMs: 30_000 });
  for (;;) {
    await rm(into, { recursive: true, force: true });
    await mkdir(into, { mode: 0o755 });
    try {
      const commit = await cloneOnce(options);
      await rm(join(into, ".git"), { recursive: true, force: true });
      return commit;
    } catch (error) {
      if (!(error instanceof GitError) || error.final) throw error instanceof GitError ? new RefusedError(error.message) : error;
      const pause = backoff.next();
      if (backoff.attempts >= options.attempts) throw new Error(`${error.message} (attempt ${backoff.attempts} of ${options.attempts})`);
      log.warn("git failed", { reason: error.message, again: `in ${(pause / 1000).toFixed(1)}s` });
      await sleep(pause);
    }
  }
}

async function cloneOnce(options: CloneOptions): Promise<string> {
  const git = (...args: string[]) => runGit(args, options);
  await git("init", "--quiet", "--template=");
  const wanted = options.ref || "HEAD";
  try {
    await git("fetch", "--quiet", "--depth=1", "--no-tags", "--", options.url, wanted);
    await git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  } catch (error) {
    // A server need not hand out a commit that no branch or tag names, and never knows an abbreviated one: then look through everything.
    if (!(error instanceof GitError) || !/^[0-9a-f]{7,64}$/.test(wanted)) throw error;
    await git("fetch", "--quiet", "--", options.url, "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*");
    await git("checkout", "--quiet", "--detach", wanted, "--");
  }
  return (await git("rev-parse", "HEAD")).trim();
}

class GitError extends Error {
  /** Trying again gives the same. */
  readonly final: boolean;
  constructor(message: string, final: boolean) {
    super(message);
    this.final = final;
  }
}

const finalWords =
  /not found|couldn't find remote ref|Authentication failed|could not read Username|does not appear to be a git repository|did not match|dubious ownership|Permission denied|not our ref|unable to write|No space left/i;

function runGit(args: readonly string[], { url, into, authorization, stallMs }: CloneOptions): Promise<string> {
  const settings: Record<string, string> = {
    "advice.detachedHead": "false",
    "init.defaultBranch": "main",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": String(Math.ceil(stallMs / 1000)),
    // For this server alone, and through the environment: arguments can be read by every process of the pod.
    ...(authorization !== undefined && { [`http.${new URL(url).origin}/.extraHeader`]: `Authorization: ${authorization}` }),
  };
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, ...env } = process.env;
  for (const [i, [key, value]] of Object.entries(settings).entries()) {
    env[`GIT_CONFIG_KEY_${i}`] = key;
    env[`GIT_CONFIG_VALUE_${i}`] = value;
  }
  env["GIT_CONFIG_COUNT"] = String(Object.keys(settings).length);
  env["GIT_TERMINAL_PROMPT"] = "0";
  env["GIT_ALLOW_PROTOCOL"] = "https:http:ssh:file";
  env["LC_ALL"] = "C";

  return new Promise((resolve, reject) => {
    // A group of its own: git leaves the transfer to other processes, which must end with us.
    const child = spawn("git", args, { cwd: into, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const kill = () => {
      try {
        if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It ended by itself in this very moment.
      }
    };
    process.once("exit", kill);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-8192);
    });
    child.once("error", (error) => {
      process.off("exit", kill);
      reject(
        codeOf(error) === "ENOENT" ? new GitMissingError("there is no git program in this image; the Dockerfile has to add it") : error,
      );
    });
    child.once("close", (code, signal) => {
      process.off("exit", kill);
      if (code === 0) return resolve(stdout);
      const fatal = stderr.split("\n").filter((line) => /^(fatal|error|remote):/.test(line));
      const reason = (fatal.length > 0 ? fatal : stderr.trim().split("\n").slice(-1)).join("; ").replace(/\b(fatal|error): /g, "");
      return reject(new GitError(`git ${args[0]}: ${reason || `ended with ${code ?? signal}`}`, finalWords.test(stderr)));
    });
  });
}
