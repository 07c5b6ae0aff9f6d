import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ContentServer, sha256, startContentServer } from "./content-server.ts";
import { bundle, type LogLine, run } from "./program.ts";

let programs: string;
let fetch: string;
let folder: string;
let into: string;
let server: ContentServer;
const content = randomBytes(400_000);

beforeAll(async () => {
  programs = fs.mkdtempSync(path.join(os.tmpdir(), "fetch-program-"));
  fetch = await bundle(programs, "fetch", 'import { runFetch } from "runtime/setup/fetch.ts"; await runFetch({ name: "f" });');
});
afterAll(() => fs.rmSync(programs, { recursive: true, force: true }));
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "fetch-"));
  into = path.join(folder, "into");
  server = await startContentServer(content);
});
afterEach(() => {
  server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const go = (url: string, env: Record<string, string> = {}) =>
  run(fetch, { FETCH_URL: url, FETCH_INTO: into, FETCH_TIMEOUT: "15s", ...env });
const whole = (name = "a.bin") => fs.readFileSync(path.join(into, name)).equals(content);
const partFile = () => path.join(into, ".fetching-a.bin", "download");
const partSize = () => (fs.existsSync(partFile()) ? fs.statSync(partFile()).size : 0);
const ranges = () => server.requests.map(({ headers }) => headers.range);
const reasons = (log: readonly LogLine[]) => log.filter(({ message }) => message === "not downloaded yet").map((line) => line["reason"]);

/** Leaves a part of the content behind, as a process that was killed in the middle does. */
async function beginAndKill(env: Record<string, string> = {}): Promise<void> {
  server.cutAfter = 150_000;
  server.stall = true;
  const { child, ended } = go(`${server.url}/a.bin`, env);
  await expect.poll(partSize, { timeout: 10_000 }).toBe(150_000);
  child.kill("SIGKILL");
  await ended;
  server.cutAfter = undefined;
  server.stall = false;
}

describe("an interrupted download", () => {
  test("goes on where the connection broke, tied to the version by If-Range", async () => {
    server.cutAfter = 150_000;
    const { code, log } = await go(`${server.url}/a.bin`).ended;
    expect(code).toBe(0);
    expect(whole()).toBe(true);
    // What was under way to the disk when the connection broke may be asked for again.
    const starts = ranges().map((range = "bytes=0-") => Number(/^bytes=(\d+)-$/.exec(range)?.[1]));
    expect(starts.map((start, index) => start > (starts[index - 1] ?? -1) && start <= index * 150_000)).not.toContain(false);
    expect(server.requests[1]?.headers["if-range"]).toBe(server.etag);
    expect(reasons(log)).toHaveLength(starts.length - 1);
    expect(starts.length).toBeGreaterThan(2);
  });

  test("goes on after the process was killed, from what the disk has", async () => {
    await beginAndKill();
    expect((await go(`${server.url}/a.bin`).ended).code).toBe(0);
    expect(whole()).toBe(true);
    expect(ranges()).toEqual([undefined, "bytes=150000-"]);
  });

  test("starts over when the server has another version by now", async () => {
    await beginAndKill();
    server.etag = '"other"';
    server.bytes = Buffer.from("another version");
    expect((await go(`${server.url}/a.bin`).ended).code).toBe(0);
    expect(fs.readFileSync(path.join(into, "a.bin"), "utf8")).toBe("another version");
  });

  test("starts over when the part is of another URL", async () => {
    await beginAndKill();
    expect((await go(`${server.url}/a.bin?version=2`).ended).code).toBe(0);
    expect(ranges()).toEqual([undefined, undefined]);
    expect(whole()).toBe(true);
  });

  test.each([
    ["no version at all", undefined, {}, undefined],
    ["a weak ETag", 'W/"1"', {}, undefined],
    ["a Last-Modified of this minute", undefined, { "Last-Modified": new Date().toUTCString() }, undefined],
    ["an old Last-Modified", undefined, { "Last-Modified": "Wed, 21 Oct 2015 07:28:00 GMT" }, "Wed, 21 Oct 2015 07:28:00 GMT"],
  ])("with %s it is continued only if that can be tied down", async (_, etag, headers, want) => {
    Object.assign(server, { etag, headers });
    await beginAndKill();
    expect((await go(`${server.url}/a.bin`).ended).code).toBe(0);
    expect(whole()).toBe(true);
    expect([ranges().at(-1), server.requests.at(-1)?.headers["if-range"]]).toEqual(want ? ["bytes=150000-", want] : [undefined, undefined]);
  });

  test("without any version it is continued when the hash is known, and fetched again when the hash then is wrong", async () => {
    const hash = { FETCH_SHA256: sha256(content) };
    server.etag = undefined;
    await beginAndKill(hash);
    expect((await go(`${server.url}/a.bin`, hash).ended).code).toBe(0);
    expect(ranges()).toEqual([undefined, "bytes=150000-"]);
    fs.rmSync(into, { recursive: true });
    await beginAndKill(hash);
    fs.writeFileSync(partFile(), Buffer.alloc(150_000));
    const { code, log } = await go(`${server.url}/a.bin`, hash).ended;
    expect([code, whole()]).toEqual([0, true]);
    expect(log.some(({ message }) => message.startsWith("sha256 is wrong after a resumed download"))).toBe(true);
  });

  test("that was whole already is not fetched again (416)", async () => {
    await beginAndKill();
    fs.writeFileSync(partFile(), content);
    expect((await go(`${server.url}/a.bin`).ended).code).toBe(0);
    expect(server.requests.at(-1)?.status).toBe(416);
    expect(whole()).toBe(true);
  });

  test.each([
    ["a part that is longer than the content", () => fs.appendFileSync(partFile(), Buffer.alloc(400_000))],
    ["a note that cannot be read", () => fs.writeFileSync(`${partFile()}.json`, "{")],
  ])("%s is forgotten", async (_, damage) => {
    await beginAndKill();
    damage();
    expect((await go(`${server.url}/a.bin`).ended).code).toBe(0);
    expect(whole()).toBe(true);
  });

  test("a server that answers another range than asked is asked for all", async () => {
    await beginAndKill();
    server.intercept = (request, response) => {
      if (!request.headers.range) return false;
      response.writeHead(206, { "Content-Range": "bytes 0-9/400000", "Content-Length": 10 }).end(content.subarray(0, 10));
      return true;
    };
    expect((await go(`${server.url}/a.bin`).ended).code).toBe(0);
    expect(whole()).toBe(true);
  });

  test("a connection on which nothing comes is given up after FETCH_STALL_TIMEOUT", async () => {
    server.stall = true;
    server.cutAfter = 150_000;
    const { code, log } = await go(`${server.url}/a.bin`, { FETCH_STALL_TIMEOUT: "200ms" }).ended;
    expect([code, whole()]).toEqual([0, true]);
    expect(reasons(log)).toEqual(["nothing came for 200ms", "nothing came for 200ms"]);
  });
});

describe("a server in trouble", () => {
  test.each([500, 503, 429, 408])("%i is tried again", async (status) => {
    server.intercept = (_, response, n) => n === 1 && response.writeHead(status).end("later") !== undefined;
    const { code, log } = await go(`${server.url}/a.bin`).ended;
    expect([code, whole()]).toEqual([0, true]);
    expect(reasons(log)[0]).toMatch(new RegExp(`^answered ${status} `));
  });

  test("Retry-After is the least pause", async () => {
    server.intercept = (_, response, n) => n === 1 && response.writeHead(503, { "Retry-After": "600" }).end() !== undefined;
    const { lines, child, ended } = go(`${server.url}/a.bin`);
    await expect.poll(() => lines().map((line) => line["again"])).toContain("in 600.0s");
    child.kill("SIGKILL");
    await ended;
  });

  test("gives up after FETCH_ATTEMPTS that got nothing, with the last reason", async () => {
    server.intercept = (_, response) => response.writeHead(503).end() !== undefined;
    const { code, message } = await go(`${server.url}/a.bin`, { FETCH_ATTEMPTS: "2" }).ended;
    expect([code, message]).toEqual([1, `${server.url}/a.bin: answered 503 Service Unavailable (attempt 2 of 2)`]);
    server.close();
    const gone = await go(`${server.url}/a.bin`, { FETCH_ATTEMPTS: "1" }).ended;
    expect([gone.code, gone.message]).toEqual([1, `${server.url}/a.bin: connection refused on 127.0.0.1 (attempt 1 of 1)`]);
  });

  test("404 is not tried again", async () => {
    server.intercept = (_, response) => response.writeHead(404).end() !== undefined;
    const { code, message } = await go(`${server.url}/a.bin`).ended;
    expect([code, message]).toEqual([1, `${server.url}/a.bin: answered 404 Not Found`]);
    expect(server.requests).toHaveLength(1);
  });

  test("FETCH_TIMEOUT ends it, whatever is under way", async () => {
    server.stall = true;
    server.cutAfter = 10;
    const { code, message } = await go(`${server.url}/a.bin`, { FETCH_TIMEOUT: "400ms" }).ended;
    expect([code, message]).toEqual([1, `not done after 400ms, while fetching ${server.url}/a.bin`]);
  });

  test("SIGTERM ends it with 143 and leaves what it has for the next run", async () => {
    server.stall = true;
    server.cutAfter = 150_000;
    const { child, ended } = go(`${server.url}/a.bin`);
    await expect.poll(partSize, { timeout: 10_000 }).toBe(150_000);
    child.kill("SIGTERM");
    const { code, message } = await ended;
    expect([code, message]).toEqual([143, `stopped while fetching ${server.url}/a.bin`]);
    expect(partSize()).toBe(150_000);
  });
});

describe("credentials", () => {
  const secret = (request: { headers: { authorization?: string | undefined } }) => request.headers.authorization;
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  test.each([
    ["a token", {}, { FETCH_TOKEN: "sesame" }, "Bearer sesame"],
    ["user and password", {}, { FETCH_USERNAME: "app", FETCH_PASSWORD: "sesame" }, basic("app:sesame")],
    ["those of the URL", { user: "app:ses%40me@" }, {}, basic("app:ses@me")],
  ])("%s are sent, and never told", async (_, { user = "" }: { user?: string }, env, want) => {
    const { code, stderr } = await go(`${server.url.replace("//", `//${user}`)}/a.bin`, env).ended;
    expect(code).toBe(0);
    expect(server.requests.map(secret)).toEqual([want]);
    expect(stderr).not.toMatch(/sesame|ses@me|ses%40me/);
  });

  test("401 says which settings are wanted, or that those were not accepted", async () => {
    server.intercept = (_, response) => response.writeHead(401).end() !== undefined;
    expect((await go(`${server.url}/a.bin`).ended).message).toContain("it wants FETCH_TOKEN, or FETCH_USERNAME and FETCH_PASSWORD");
    expect((await go(`${server.url}/a.bin`, { FETCH_TOKEN: "x" }).ended).message).toContain("the credentials were not accepted");
  });
});

describe("redirects", () => {
  const redirect = (to: (path: string) => string | undefined) => {
    server.intercept = (request, response) => {
      const location = to(request.url ?? "");
      return location !== undefined && response.writeHead(302, { Location: location }).end() !== undefined;
    };
  };

  test("are followed, and the credentials stay with the server they are for", async () => {
    const other = await startContentServer(content);
    try {
      redirect((at) => (at === "/a.bin" ? "/moved" : `${other.url}/storage?signature=1`));
      expect((await go(`${server.url}/a.bin`, { FETCH_TOKEN: "sesame" }).ended).code).toBe(0);
      expect(whole()).toBe(true);
      expect(server.requests.map(({ path: at, headers }) => [at, headers.authorization])).toEqual([
        ["/a.bin", "Bearer sesame"],
        ["/moved", "Bearer sesame"],
      ]);
      expect(other.requests.map(({ path: at, headers }) => [at, headers.authorization])).toEqual([["/storage?signature=1", undefined]]);
    } finally {
      other.close();
    }
  });

  test("five are followed, six are too many", async () => {
    redirect((at) => (at.length > 6 ? undefined : `${at}x`));
    expect((await go(`${server.url}/a`).ended).code).toBe(0);
    expect(server.requests).toHaveLength(6);
    redirect((at) => `${at}x`);
    const { code, message } = await go(`${server.url}/b`).ended;
    expect(code).toBe(1);
    expect(message).toContain("more than 5 redirects");
  });

  test("to something that is not http are refused", async () => {
    redirect(() => "file:///etc/passwd");
    expect((await go(`${server.url}/a.bin`).ended).message).toContain("redirected from http:// to file://, which is not followed");
  });
});
