import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundle, run } from "./program.ts";

const gitMissing = process.env["CI"] !== "true" && spawnSync("git", ["--version"]).status !== 0;

let programs: string;
let fetch: string;
let folder: string;
let repository: string;
let into: string;

beforeAll(async () => {
  programs = fs.mkdtempSync(path.join(os.tmpdir(), "fetch-program-"));
  fetch = await bundle(programs, "fetch", 'import { runFetch } from "runtime/setup/fetch.ts"; await runFetch({ name: "f" });');
});
afterAll(() => fs.rmSync(programs, { recursive: true, force: true }));
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "fetch-git-"));
  repository = path.join(folder, "repo.git");
  into = path.join(folder, "app");
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const go = (source: string, env: Record<string, string> = {}) =>
  run(fetch, { FETCH_URL: source, FETCH_INTO: into, FETCH_TIMEOUT: "15s", FETCH_ATTEMPTS: "1", ...env });
const git = (...args: string[]) =>
  execFileSync("git", ["-C", repository, "-c", "user.name=t", "-c", "user.email=t@localhost", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  })
    .toString()
    .trim();
const commit = (text: string) => {
  fs.writeFileSync(path.join(repository, "app.js"), text);
  git("add", "-A");
  git("commit", "-q", "-m", text);
  return git("rev-parse", "HEAD");
};
const app = () => fs.readFileSync(path.join(into, "app.js"), "utf8");

describe.skipIf(gitMissing)("a git source", () => {
  let first: string;
  let second: string;
  beforeEach(() => {
    fs.mkdirSync(repository);
    git("init", "-q", "-b", "trunk");
    first = commit("one");
    git("tag", "v1");
    second = commit("two");
    git("checkout", "-q", "-b", "next/thing");
    fs.writeFileSync(path.join(repository, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
    commit("three");
    git("checkout", "-q", "trunk");
  });

  test.each([
    ["the default branch", () => "", "two"],
    ["a branch with a slash in its name", () => "#next/thing", "three"],
    ["a tag", () => "#v1", "one"],
    ["a commit", () => `#${first}`, "one"],
    ["an abbreviated commit", () => `#${first.slice(0, 10)}`, "one"],
  ])("%s: its files are there, and no repository", async (_, ref, want) => {
    const { code, log } = await go(`git+file://${repository}${ref()}`).ended;
    expect(code).toBe(0);
    expect(app()).toBe(want);
    expect(fs.existsSync(path.join(into, ".git"))).toBe(false);
    expect(log.at(-1)).toMatchObject({ message: "in place", commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(fs.readdirSync(folder).sort()).toEqual(["app", "repo.git"]);
  });

  test("is not fetched again; with FETCH_REFRESH only when there is another commit", async () => {
    const source = `git+file://${repository}#trunk`;
    await go(source).ended;
    expect((await go(source).ended).log.map(({ message }) => message)).toEqual(["already in place"]);
    expect((await go(source, { FETCH_REFRESH: "true" }).ended).log.at(-1)).toMatchObject({ message: "already in place", commit: second });
    const third = commit("newer");
    expect((await go(source).ended).log.at(-1)?.message).toBe("already in place");
    expect((await go(source, { FETCH_REFRESH: "true" }).ended).log.at(-1)).toMatchObject({ message: "in place", commit: third });
    expect(app()).toBe("newer");
  });

  test.each([
    ["a ref that does not exist", () => `git+file://${repository}#nothing`, /^git fetch: couldn't find remote ref nothing$/],
    ["a repository that does not exist", () => `git+file://${folder}/none.git`, /^git fetch: .*does not appear to be a git repository/],
  ])("%s: git's own words, and nothing in place", async (_, source, want) => {
    const { code, message } = await go(source()).ended;
    expect(code).toBe(1);
    expect(message).toMatch(want);
    expect(fs.existsSync(into)).toBe(false);
  });

  test("over http sends the credentials in a header, to that server alone, and never as an argument", async () => {
    const seen: (string | undefined)[] = [];
    const server = http.createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(403).end();
    });
    server.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const { code, stderr, message } = await go(`git+http://127.0.0.1:${port}/repo.git`, { FETCH_TOKEN: "sesame" }).ended;
      expect(code).toBe(1);
      expect(seen[0]).toBe(`Basic ${Buffer.from("x-access-token:sesame").toString("base64")}`);
      expect(stderr + message).not.toContain("sesame");
      expect(message).toContain("403");
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  test("SIGTERM ends git's processes too", async () => {
    const sockets: unknown[] = [];
    let closed = 0;
    const server = http.createServer((request) => {
      sockets.push(request);
      request.socket.once("close", () => {
        closed += 1;
      });
    });
    server.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    try {
      const { child, ended } = go(`git+http://127.0.0.1:${(server.address() as AddressInfo).port}/repo.git`);
      await expect.poll(() => sockets.length, { timeout: 10_000 }).toBe(1);
      child.kill("SIGTERM");
      expect((await ended).code).toBe(143);
      await expect.poll(() => closed, { timeout: 5000 }).toBe(1);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

test("an image without git ends with 2 and says what is missing", async () => {
  const { code, message } = await go("git+https://127.0.0.1/repo.git", { PATH: folder }).ended;
  expect([code, message]).toEqual([2, "there is no git program in this image; the Dockerfile has to add it"]);
});
