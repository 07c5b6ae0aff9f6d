import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ContentServer, startContentServer } from "./content-server.ts";
import { bundle, run } from "./program.ts";
import { tar } from "./tar-builder.ts";

let programs: string;
let fetch: string;
let folder: string;
let into: string;
let server: ContentServer;
/** Many files, all of one version. */
const version = (text: string) => gzipSync(tar(...Array.from({ length: 60 }, (_, i) => ({ name: `${i % 7}/${i}`, body: text }))));

beforeAll(async () => {
  programs = fs.mkdtempSync(path.join(os.tmpdir(), "fetch-program-"));
  fetch = await bundle(programs, "fetch", 'import { runFetch } from "runtime/setup/fetch.ts"; await runFetch({ name: "f" });');
});
afterAll(() => fs.rmSync(programs, { recursive: true, force: true }));
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "fetch-crash-"));
  into = path.join(folder, "app");
  server = await startContentServer(version("one"));
});
afterEach(() => {
  server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const go = (name: string) =>
  run(fetch, { FETCH_URL: `${server.url}/${name}.tar.gz`, FETCH_INTO: into, FETCH_TIMEOUT: "15s", FETCH_ATTEMPTS: "1" });
/** How many files of which version there are. */
function census(): Record<string, number> {
  const found: Record<string, number> = {};
  if (!fs.existsSync(into)) return found;
  for (const name of fs.readdirSync(into, { recursive: true }).map(String)) {
    const full = path.join(into, name);
    if (name.startsWith(".") || !fs.statSync(full).isFile()) continue;
    const text = fs.readFileSync(full, "utf8");
    found[text] = (found[text] ?? 0) + 1;
  }
  return found;
}
const marker = () => path.join(into, ".fetched.json");

describe.each([
  ["a folder that it made", false],
  ["a folder that was there, as a volume is", true],
])("killed at any moment, with %s", (_, there) => {
  test("the next run ends with one version, whole, and nothing beside it", async () => {
    if (there) fs.mkdirSync(into);
    expect((await go("one").ended).code).toBe(0);
    for (let round = 0; round < 8; round += 1) {
      const want = round % 2 === 0 ? "two" : "one";
      server.bytes = version(want);
      server.etag = `"${want}"`;
      const killed = go(want);
      // Beyond the start of Node, spread over the work: where exactly is the machine's choice.
      await new Promise((resolve) => setTimeout(resolve, 40 + round * 12));
      killed.child.kill("SIGKILL");
      await killed.ended;
      if (!there) expect([{ one: 60 }, { two: 60 }, {}]).toContainEqual(census());
      expect((await go(want).ended).code).toBe(0);
      expect(census()).toEqual({ [want]: 60 });
      expect(fs.readdirSync(folder)).toEqual(["app"]);
      expect(fs.readdirSync(into).filter((name) => name.startsWith("."))).toEqual([".fetched.json"]);
    }
  });
});

test("killed between the two renames: the old version is put back even when the new one cannot be had", async () => {
  expect((await go("one").ended).code).toBe(0);
  fs.mkdirSync(path.join(folder, ".app.fetching"));
  fs.renameSync(into, path.join(folder, ".app.fetching", "old"));
  server.intercept = (_, response) => response.writeHead(404).end() !== undefined;
  expect((await go("two").ended).code).toBe(1);
  expect(census()).toEqual({ one: 60 });
});

test("killed while names were moved or the hook ran: it is fetched again although the marker names it", async () => {
  expect((await go("one").ended).code).toBe(0);
  fs.writeFileSync(marker(), fs.readFileSync(marker(), "utf8").replace('"done"', '"placing"'));
  fs.rmSync(path.join(into, "0"), { recursive: true });
  const { code, log } = await go("one").ended;
  expect([code, log.at(-1)?.message]).toEqual([0, "in place"]);
  expect(census()).toEqual({ one: 60 });
});

test("a marker that cannot be read makes the files strangers, which are not touched", async () => {
  expect((await go("one").ended).code).toBe(0);
  fs.writeFileSync(marker(), "");
  expect((await go("two").ended).code).toBe(2);
  expect(census()).toEqual({ one: 60 });
});

// A folder that is bound from the same file system has the device number of its parent, as volumes on one disk have.
const inNamespace = ["--user", "--map-root-user", "--mount", "sh", "-ec"];
const mountable = spawnSync("unshare", [...inNamespace, `mount --bind ${os.tmpdir()} ${os.tmpdir()}`]).status === 0;
test.skipIf(!mountable)("a mount point is filled, for it cannot be renamed, although it holds what we made", async () => {
  expect((await go("one").ended).code).toBe(0);
  const inode = fs.statSync(into).ino;
  server.bytes = version("two");
  const env = { PATH: process.env["PATH"], FETCH_URL: `${server.url}/two.tar.gz`, FETCH_INTO: into };
  const script = `mount --bind ${into} ${into}; exec ${process.execPath} ${fetch}`;
  const { spawn } = await import("node:child_process");
  const child = spawn("unshare", [...inNamespace, script], { env, stdio: ["ignore", "inherit", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect([code, stderr]).toEqual([0, expect.stringContaining('"message":"in place"')]);
  expect(census()).toEqual({ two: 60 });
  expect(fs.statSync(into).ino).toBe(inode);
});
