import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ContentServer, sha256, startContentServer } from "./content-server.ts";
import { bundle, run } from "./program.ts";
import { tar } from "./tar-builder.ts";

let programs: string;
let fetch: string;
let folder: string;
let into: string;
let server: ContentServer;
const site = (text: string) => gzipSync(tar({ name: "site/index.html", body: text }, { name: "site/run.sh", mode: 0o755, body: "#!" }));
const content = randomBytes(300_000);

beforeAll(async () => {
  programs = fs.mkdtempSync(path.join(os.tmpdir(), "fetch-program-"));
  fetch = await bundle(programs, "fetch", 'import { runFetch } from "runtime/setup/fetch.ts"; await runFetch({ name: "fetch-code" });');
});
afterAll(() => fs.rmSync(programs, { recursive: true, force: true }));
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "fetch-"));
  into = path.join(folder, "volume", "app");
  server = await startContentServer(content);
});
afterEach(() => {
  server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const go = (url: string, env: Record<string, string> = {}, program = fetch) =>
  run(program, { FETCH_URL: url, FETCH_INTO: into, FETCH_TIMEOUT: "15s", ...env });
/** What the app sees: names that begin with a dot are ours. */
const visible = (at = into): string[] =>
  fs.existsSync(at)
    ? fs
        .readdirSync(at, { recursive: true })
        .map(String)
        .filter((name) => !name.startsWith("."))
        .sort()
    : [];
const read = (name: string) => fs.readFileSync(path.join(into, name), "utf8");
const leftovers = () => [
  ...fs.readdirSync(path.dirname(into)).filter((name) => name.includes("fetching")),
  ...(fs.existsSync(into) ? fs.readdirSync(into).filter((name) => name.includes("fetching") || name.endsWith(".tmp")) : []),
];

describe("what comes out", () => {
  test("a file over http, with a name from the URL, and nothing else beside it", async () => {
    const { code, log, message } = await go(`${server.url}/models/model%20v2.bin?signature=sesame`).ended;
    expect(code).toBe(0);
    expect(visible()).toEqual(["model v2.bin"]);
    expect(fs.readFileSync(path.join(into, "model v2.bin")).equals(content)).toBe(true);
    expect(leftovers()).toEqual([]);
    expect(log.at(-1)).toMatchObject({ message: "in place", from: `${server.url}/models/model%20v2.bin`, sha256: sha256(content), into });
    expect(JSON.stringify(log) + message + fs.readFileSync(path.join(into, ".fetched-model v2.bin.json"), "utf8")).not.toContain("sesame");
  });

  test("two files into one folder, each its own", async () => {
    expect((await go(`${server.url}/a.bin`).ended).code).toBe(0);
    expect((await go(`${server.url}/b.bin`, { FETCH_FILE_NAME: "c.bin" }).ended).code).toBe(0);
    expect(visible()).toEqual(["a.bin", "c.bin"]);
  });

  test("a file URL", async () => {
    const file = path.join(folder, "ärtefact #1.txt");
    fs.writeFileSync(file, "hello");
    expect((await go(pathToFileURL(file).href).ended).code).toBe(0);
    expect(read("ärtefact #1.txt")).toBe("hello");
  });

  test("an archive, unpacked, stripped, with modes", async () => {
    server.bytes = site("one");
    const { code, log } = await go(`${server.url}/site.tar.gz`, { FETCH_STRIP: "1", FETCH_SHA256: sha256(server.bytes).toUpperCase() })
      .ended;
    expect(code).toBe(0);
    expect(visible()).toEqual(["index.html", "run.sh"]);
    expect(fs.statSync(path.join(into, "run.sh")).mode & 0o777).toBe(0o755);
    expect(leftovers()).toEqual([]);
    expect(log.map(({ message }) => message)).toEqual(["downloading", "unpacked", "in place"]);
  });

  test("an archive as it is, with FETCH_UNPACK=false, and one whose URL does not tell, with FETCH_FORMAT", async () => {
    server.bytes = site("one");
    expect((await go(`${server.url}/site.tar.gz`, { FETCH_UNPACK: "false" }).ended).code).toBe(0);
    expect(visible()).toEqual(["site.tar.gz"]);
    into = path.join(folder, "other");
    expect((await go(`${server.url}/tarball/main`, { FETCH_FORMAT: "tar.gz" }).ended).code).toBe(0);
    expect(read("site/index.html")).toBe("one");
  });

  test("an empty file", async () => {
    server.bytes = Buffer.alloc(0);
    expect((await go(`${server.url}/empty`).ended).code).toBe(0);
    expect(read("empty")).toBe("");
  });
});

describe("when it is there already", () => {
  test("says so and ends with 0, without asking the server; also when the URL is another with the same sha256", async () => {
    server.bytes = site("one");
    const hash = { FETCH_SHA256: sha256(server.bytes) };
    expect((await go(`${server.url}/a.tar.gz`, hash).ended).code).toBe(0);
    const { code, log } = await go("http://127.0.0.1:1/mirror/b.tar.gz", hash).ended;
    expect([code, log.at(-1)?.message]).toEqual([0, "already in place"]);
    expect(server.requests).toHaveLength(1);
  });

  test("another URL or another way of unpacking is fetched again, in the old one's place as a whole", async () => {
    server.bytes = site("one");
    expect((await go(`${server.url}/a.tar.gz`).ended).code).toBe(0);
    fs.writeFileSync(path.join(into, "made-by-the-app"), "");
    expect((await go(`${server.url}/a.tar.gz`, { FETCH_STRIP: "1" }).ended).code).toBe(0);
    expect(visible()).toEqual(["index.html", "run.sh"]);
    server.bytes = gzipSync(tar({ name: "two", body: "2" }));
    expect((await go(`${server.url}/b.tar.gz`).ended).code).toBe(0);
    expect(visible()).toEqual(["two"]);
    expect(leftovers()).toEqual([]);
  });

  test("a file that was changed since is fetched again", async () => {
    await go(`${server.url}/a.bin`).ended;
    fs.appendFileSync(path.join(into, "a.bin"), "x");
    const { code, log } = await go(`${server.url}/a.bin`).ended;
    expect([code, log.at(-1)?.message]).toEqual([0, "in place"]);
    expect(fs.readFileSync(path.join(into, "a.bin")).equals(content)).toBe(true);
  });

  test("with FETCH_REFRESH the server is asked: 304 is already there, another version is put in its place", async () => {
    const refresh = { FETCH_REFRESH: "true" };
    await go(`${server.url}/a.bin`).ended;
    const same = await go(`${server.url}/a.bin`, refresh).ended;
    expect([same.code, same.log.at(-1)?.message, server.requests.at(-1)?.status]).toEqual([0, "already in place", 304]);
    server.bytes = Buffer.from("newer");
    server.etag = '"newer"';
    expect((await go(`${server.url}/a.bin`, refresh).ended).log.at(-1)?.message).toBe("in place");
    expect(read("a.bin")).toBe("newer");
    server.etag = undefined;
    expect((await go(`${server.url}/a.bin`, refresh).ended).log.at(-1)?.message).toBe("already in place");
  });
});

describe("what is in the way", () => {
  test("a folder with files of others is refused with 2, and replaced with FETCH_REPLACE", async () => {
    fs.mkdirSync(into, { recursive: true });
    fs.writeFileSync(path.join(into, "precious"), "p");
    server.bytes = site("one");
    const { code, message } = await go(`${server.url}/a.tar.gz`).ended;
    expect(code).toBe(2);
    expect(message).toBe(`${into} holds what was not fetched (precious): give another folder, or FETCH_REPLACE=true to replace it`);
    expect(visible()).toEqual(["precious"]);
    expect((await go(`${server.url}/a.tar.gz`, { FETCH_REPLACE: "true" }).ended).code).toBe(0);
    expect(visible()).toEqual(["site", "site/index.html", "site/run.sh"]);
  });

  test("a folder that was there before us, as a volume is, is filled and emptied but never exchanged", async () => {
    fs.mkdirSync(path.join(into, "lost+found"), { recursive: true });
    const inode = fs.statSync(into).ino;
    server.bytes = site("one");
    expect((await go(`${server.url}/a.tar.gz`).ended).code).toBe(0);
    server.bytes = gzipSync(tar({ name: "two", body: "2" }));
    expect((await go(`${server.url}/b.tar.gz`).ended).code).toBe(0);
    expect(visible()).toEqual(["lost+found", "two"]);
    expect(fs.statSync(into).ino).toBe(inode);
    expect(leftovers()).toEqual([]);
  });

  test("a file of the same name is refused unless it is the very same", async () => {
    fs.mkdirSync(into, { recursive: true });
    fs.writeFileSync(path.join(into, "a.bin"), "other");
    expect((await go(`${server.url}/a.bin`).ended).code).toBe(2);
    expect(read("a.bin")).toBe("other");
    fs.writeFileSync(path.join(into, "a.bin"), content);
    const { code, log } = await go(`${server.url}/a.bin`, { FETCH_SHA256: sha256(content) }).ended;
    expect([code, log.at(-1)?.message]).toEqual([0, "already in place"]);
  });

  test("a folder that cannot be made is an error with its reason", async () => {
    fs.writeFileSync(path.dirname(into), "a file");
    const { code, message } = await go(`${server.url}/a.bin`).ended;
    expect(code).toBe(1);
    expect(message).toMatch(/ENOTDIR|EEXIST/);
  });

  test("an archive with a name that is ours is refused", async () => {
    server.bytes = gzipSync(tar({ name: ".fetched.json", body: "{}" }));
    const { code, message } = await go(`${server.url}/a.tar.gz`).ended;
    expect(code).toBe(1);
    expect(message).toContain(".fetched.json");
  });
});

describe("what is wrong with the content", () => {
  test("another sha256 than expected: an error with both, and nothing left", async () => {
    const expected = "0".repeat(64);
    const { code, message } = await go(`${server.url}/a.bin`, { FETCH_SHA256: expected }).ended;
    expect(code).toBe(1);
    expect(message).toBe(`${server.url}/a.bin has sha256 ${sha256(content)}, expected ${expected}`);
    expect([visible(), leftovers()]).toEqual([[], []]);
  });

  test("what was in place stays in place when the new one is not good", async () => {
    server.bytes = site("one");
    await go(`${server.url}/a.tar.gz`).ended;
    server.bytes = gzipSync(tar({ name: "../evil", body: "" }));
    const { code, message } = await go(`${server.url}/b.tar.gz`).ended;
    expect(code).toBe(1);
    expect(message).toBe(`${server.url}/b.tar.gz: refused: "../evil" leads out of the archive's folder`);
    expect(read("site/index.html")).toBe("one");
    expect(leftovers()).toEqual([]);
  });

  test("a page instead of an archive", async () => {
    server.bytes = Buffer.from("<html>Please sign in</html>");
    const { code, message } = await go(`${server.url}/a.zip`).ended;
    expect([code, message]).toEqual([1, `${server.url}/a.zip: is no zip file: it begins with "<html>Please sign in</html>"`]);
  });

  test.each([
    ["with a length", false],
    ["without one", true],
  ])("more bytes than FETCH_MAX_SIZE, %s", async (_, chunked) => {
    server.chunked = chunked;
    const { code, message } = await go(`${server.url}/a.bin`, { FETCH_MAX_SIZE: "1000" }).ended;
    expect(code).toBe(1);
    expect(message).toMatch(/more than 1000( bytes)? \(FETCH_MAX_SIZE\)/);
  });

  test("an encoding that was not asked for is refused for a file, and is how old servers name a .gz", async () => {
    server.headers = { "Content-Encoding": "gzip" };
    expect((await go(`${server.url}/a.bin`).ended).message).toContain("comes with Content-Encoding gzip");
    server.bytes = site("one");
    expect((await go(`${server.url}/a.tgz`).ended).code).toBe(0);
    expect(server.requests.at(-1)?.headers["accept-encoding"]).toBe("identity");
  });
});

describe("the hook", () => {
  const hooked = (body: string) =>
    bundle(
      programs,
      `hook-${Math.random()}`,
      `import fs from "node:fs"; import { runFetch } from "runtime/setup/fetch.ts"; await runFetch({ name: "f", after: async (into) => { ${body} } });`,
    );

  test("runs with the folder once everything is in place, and not again when it was", async () => {
    server.bytes = site("one");
    const program = await hooked("fs.appendFileSync(`${into}/ran`, fs.readFileSync(`${into}/site/index.html`));");
    expect((await go(`${server.url}/a.tar.gz`, {}, program).ended).code).toBe(0);
    expect((await go(`${server.url}/a.tar.gz`, {}, program).ended).code).toBe(0);
    expect(read("ran")).toBe("one");
  });

  test("that throws fails the container, and runs again the next time", async () => {
    const program = await hooked(
      'fs.appendFileSync(`${into}/tries`, "x"); if (fs.readFileSync(`${into}/tries`).length < 2) throw new Error("npm ci failed");',
    );
    const { code, message } = await go(`${server.url}/a.bin`, {}, program).ended;
    expect([code, message]).toEqual([1, "npm ci failed"]);
    expect((await go(`${server.url}/a.bin`, {}, program).ended).code).toBe(0);
  });
});

describe("settings", () => {
  test.each([
    [
      { FETCH_URL: "ftp://host/x", FETCH_SHA256: "abc", FETCH_STRIP: "-1" },
      ["FETCH_URL is wrong", "FETCH_SHA256 must be 64 hex digits", "FETCH_STRIP must be"],
    ],
    [{ FETCH_URL: "https://u:sesame@host/" }, ["FETCH_FILE_NAME is required: the path of https://host/ ends in no file name"]],
    [{ FETCH_URL: "https://host/a.tar.xz?token=sesame" }, ["FETCH_URL https://host/a.tar.xz is packed in a way that is not supported"]],
    [{ FETCH_URL: "git+https://host/a.git#main", FETCH_SHA256: "0".repeat(64) }, ["FETCH_SHA256 is not for git sources"]],
    [
      { FETCH_URL: "git+https://host/a.git#main", FETCH_SHA256: "0".repeat(64), FETCH_STRIP: "-1" },
      ["FETCH_STRIP must be", "FETCH_SHA256 is not for git sources"],
    ],
    [{ FETCH_URL: "git+https://host/a.git#--upload-pack=x" }, ["has a ref that begins with a dash"]],
    [{ FETCH_URL: "https://host/a", FETCH_FILE_NAME: "../x" }, ["FETCH_FILE_NAME must be a file name"]],
    [{ FETCH_URL: "", FETCH_INTO: "" }, ["FETCH_URL is required", "FETCH_INTO is required"]],
  ])("%j", async (env, want) => {
    const { code, message, stderr } = await go("", env).ended;
    expect(code).toBe(2);
    for (const text of want) expect(message).toContain(text);
    expect(message.split("\n")).toHaveLength(want.length + 1);
    expect(stderr + message).not.toContain("sesame");
  });
});
