import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bundle, type Ended, type LogLine, run } from "./program.ts";

let folder: string;
let wait: string;
let checking: string;
const servers: (net.Server | http.Server)[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "wait-"));
  const main = (extra: string) => `import { runWait } from "runtime/setup/wait.ts"; await runWait({ name: "wait-for-db"${extra} });`;
  wait = await bundle(folder, "wait", main(""));
  const check = 'async () => { n += 1; if (n === 1) throw new Error("first"); return n < 3 ? `asked ${n} times` : true; }';
  checking = await bundle(folder, "checking", `let n = 0; ${main(`, check: ${check}`)}`);
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    if (server instanceof http.Server) server.closeAllConnections();
  }
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function listen<T extends net.Server>(server: T, host = "127.0.0.1", port = 0): Promise<number> {
  servers.push(server);
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
/** A port that was free a moment ago: nothing listens there. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return port;
}
const acceptor = () => net.createServer((socket) => socket.on("error", () => {}).end());
/** Accepts and then says nothing. */
const silent = () => net.createServer((socket) => socket.on("error", () => {}).resume());
const fast = { WAIT_INTERVAL: "20ms", WAIT_TIMEOUT: "15s" };
const hasIpv6 = Object.values(os.networkInterfaces()).some((list) => list?.some(({ address }) => address === "::1"));

const reasons = (log: readonly LogLine[]) => log.filter(({ message }) => message === "not up yet").map((line) => line["reason"]);

describe("tcp", () => {
  test("ends with 0 once the port is open, and says before what it waits for and why it is not up", async () => {
    const port = await freePort();
    const { ended, lines, child } = run(wait, { ...fast, WAIT_FOR: `tcp://127.0.0.1:${port}` });
    await expect.poll(() => reasons(lines()), { timeout: 10_000 }).toEqual(["connection refused on 127.0.0.1"]);
    expect(child.exitCode).toBeNull();
    await listen(acceptor(), "127.0.0.1", port);
    const { code, log, message } = await ended;
    expect(code).toBe(0);
    expect(log.map((line) => line.message)).toEqual(["waiting", "not up yet", "up", "everything is up"]);
    expect(log[0]).toMatchObject({ level: "info", name: "wait-for-db", for: [`tcp://127.0.0.1:${port}`], timeout: "15s" });
    expect(log[2]).toMatchObject({ target: `tcp://127.0.0.1:${port}`, after: expect.stringMatching(/^\d+\.\ds$/) });
    expect(message).toBe("");
  });

  test.runIf(hasIpv6)("localhost is up when only ::1 listens, and when only 127.0.0.1 does", async () => {
    const six = await listen(acceptor(), "::1");
    const four = await listen(acceptor(), "127.0.0.1");
    const { code } = await run(wait, { ...fast, WAIT_FOR: `tcp://localhost:${six},tcp://localhost:${four}` }).ended;
    expect(code).toBe(0);
  });

  test("the timeout ends it with 1, and the termination message names what was missing and why, not what was up", async () => {
    const up = await listen(acceptor());
    const [a, b] = [await freePort(), await freePort()];
    const targets = `tcp://127.0.0.1:${up},tcp://localhost:${a},http://127.0.0.1:${b}/healthz`;
    const { code, message, log } = await run(wait, { ...fast, WAIT_TIMEOUT: "400ms", WAIT_FOR: targets }).ended;
    expect(code).toBe(1);
    const why = hasIpv6 ? "connection refused on 127.0.0.1 and ::1" : expect.any(String);
    if (hasIpv6)
      expect(message).toBe(
        `not up after 400ms: tcp://localhost:${a} (${why}), http://127.0.0.1:${b}/healthz (connection refused on 127.0.0.1)`,
      );
    expect(message).not.toContain(String(up));
    expect(log.at(-1)).toMatchObject({ level: "error", message, exit: 1 });
  });

  test("an unchanged reason is told once, not at every attempt", async () => {
    const port = await freePort();
    const { log } = await run(wait, { ...fast, WAIT_TIMEOUT: "600ms", WAIT_FOR: `tcp://127.0.0.1:${port}` }).ended;
    expect(reasons(log)).toHaveLength(1);
  });

  test("a host name that does not exist is a reason, not an error", async () => {
    const { code, message } = await run(wait, { ...fast, WAIT_TIMEOUT: "300ms", WAIT_FOR: "tcp://db.invalid:5432" }).ended;
    expect(code).toBe(1);
    expect(message).toMatch(
      /^not up after 300ms: tcp:\/\/db\.invalid:5432 \((no such host name|name server does not answer|no answer yet)\)$/,
    );
  });
});

describe("http", () => {
  test("is up when the status is a success; until then the status is the reason", async () => {
    let requests = 0;
    const server = http.createServer((request, response) => {
      requests += 1;
      response.writeHead(request.headers.authorization && requests > 3 ? 204 : 503).end("x".repeat(100));
    });
    const port = await listen(server);
    const { code, log, stderr } = await run(wait, { ...fast, WAIT_FOR: `http://app:sesame@localhost:${port}/healthz?token=sesame` }).ended;
    expect(code).toBe(0);
    expect(reasons(log)).toEqual(["answered 503, expected 2xx"]);
    expect(stderr).not.toContain("sesame");
    expect(requests).toBe(4);
  });

  test.each([
    ["2xx", 302, 1],
    ["200-399", 302, 0],
    ["401", 401, 0],
  ])("with WAIT_HTTP_STATUS=%s, an answer of %i ends with %i", async (rule, status, want) => {
    const port = await listen(http.createServer((_, response) => response.writeHead(status, { Location: "/elsewhere" }).end()));
    const env = { ...fast, WAIT_TIMEOUT: want === 0 ? "15s" : "300ms", WAIT_HTTP_STATUS: rule, WAIT_FOR: `http://127.0.0.1:${port}` };
    expect((await run(wait, env).ended).code).toBe(want);
  });

  test("a server that does not speak HTTP and one whose TLS is none are reasons", async () => {
    const port = await listen(net.createServer((socket) => socket.on("error", () => {}).end("SSH-2.0-OpenSSH_9.2\r\n")));
    const targets = `http://127.0.0.1:${port},https://127.0.0.1:${port}`;
    const { code, log } = await run(wait, { ...fast, WAIT_TIMEOUT: "500ms", WAIT_FOR: targets }).ended;
    expect(code).toBe(1);
    expect(new Set(log.map((line) => line["target"]).filter(Boolean))).toEqual(
      new Set(targets.split(",").map((target) => new URL(target).href)),
    );
    expect(reasons(log).join(" ")).toMatch(/Parse Error/);
  });
});

describe("a black hole", () => {
  test.each(["http", "https", "postgres"])("does not hang an attempt at %s", async (scheme) => {
    const port = await listen(silent());
    const env = { ...fast, WAIT_TIMEOUT: "1s", WAIT_ATTEMPT_TIMEOUT: "100ms", WAIT_FOR: `${scheme}://127.0.0.1:${port}` };
    const { code, message } = await run(wait, env).ended;
    expect(code).toBe(1);
    expect(message).toContain("(no answer within 100ms)");
  });
});

describe("the check of the user's own", () => {
  test("is made once the targets are up, again and again until it is true; throwing is a reason", async () => {
    const port = await listen(acceptor());
    const { code, log } = await run(checking, { ...fast, WAIT_FOR: `tcp://127.0.0.1:${port}` }).ended;
    expect(code).toBe(0);
    expect(log.map((line) => [line.message, line["reason"]])).toEqual([
      ["waiting", undefined],
      ["up", undefined],
      ["not up yet", "first"],
      ["not up yet", "asked 2 times"],
      ["up", undefined],
      ["everything is up", undefined],
    ]);
  });

  test("is enough, without any target", async () => {
    expect((await run(checking, fast).ended).code).toBe(0);
  });

  test("that never answers is given up at the timeout, with the attempt's reason", async () => {
    const main =
      'import { runWait } from "runtime/setup/wait.ts"; await runWait({ name: "w", timeout: "600ms", check: () => new Promise(() => {}) });';
    const { code, message } = await run(await bundle(folder, "hanging", main), {
      ...fast,
      WAIT_TIMEOUT: "600ms",
      WAIT_ATTEMPT_TIMEOUT: "100ms",
    }).ended;
    expect([code, message]).toEqual([1, "not up after 600ms: check (no answer within 100ms)"]);
  });
});

describe("signals", () => {
  const ask = async (signal: NodeJS.Signals, target: string): Promise<Ended> => {
    const { ended, lines, child } = run(wait, { ...fast, WAIT_ATTEMPT_TIMEOUT: "60s", WAIT_TIMEOUT: "0", WAIT_FOR: target });
    await expect.poll(() => lines().length, { timeout: 10_000 }).toBeGreaterThan(0);
    child.kill(signal);
    return ended;
  };

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("%s ends it with %i, also in the middle of an attempt", async (signal, want) => {
    const server = silent();
    const connected = once(server, "connection");
    const port = await listen(server);
    const result = ask(signal, `http://127.0.0.1:${port}`);
    await connected;
    const { code, message } = await result;
    expect(code).toBe(want);
    expect(message).toMatch(/^stopped while waiting for http:/);
  });
});

describe("settings", () => {
  test("every mistake is told at once, in the log and in the termination message, and the exit code is 2", async () => {
    const env = { WAIT_FOR: "db:5432,tcp://u:sesame@x:1", WAIT_TIMEOUT: "soon", WAIT_INTERVAL: "0", WAIT_HTTP_STATUS: "ok" };
    const { code, log, message, stderr } = await run(wait, env).ended;
    expect(code).toBe(2);
    expect(log).toHaveLength(1);
    expect(log[0]?.["problems"]).toHaveLength(4);
    for (const name of Object.keys(env)) expect(message).toContain(`${name} `);
    expect(stderr + message).not.toContain("sesame");
  });

  test("nothing to wait for is a mistake, and told with the others", async () => {
    const both = await run(wait, { WAIT_TIMEOUT: "soon" }).ended;
    expect(both.message).toMatch(/WAIT_TIMEOUT [\s\S]*WAIT_FOR names nothing/);
    const { code, message } = await run(wait).ended;
    expect([code, message]).toEqual([2, "WAIT_FOR names nothing, and there is no check: nothing to wait for"]);
  });

  test("what main.ts gives is used, and the environment overrides it", async () => {
    const [given, other] = [await freePort(), await freePort()];
    const main = `import { runWait } from "runtime/setup/wait.ts"; await runWait({ name: "w", targets: ["tcp://127.0.0.1:${given}"], timeout: "300ms" });`;
    const program = await bundle(folder, "given", main);
    expect((await run(program).ended).message).toBe(`not up after 300ms: tcp://127.0.0.1:${given} (connection refused on 127.0.0.1)`);
    const overridden = await run(program, { WAIT_FOR: `tcp://127.0.0.1:${other}`, WAIT_TIMEOUT: "200ms" }).ended;
    expect(overridden.message).toBe(`not up after 200ms: tcp://127.0.0.1:${other} (connection refused on 127.0.0.1)`);
  });
});
