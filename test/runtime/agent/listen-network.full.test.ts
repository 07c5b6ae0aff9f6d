import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { configure } from "../../../src/runtime/agent/configure.ts";
import { stdout } from "../../../src/runtime/agent/sinks/stdout.ts";
import { pause, testFolder, until } from "./support/folder.ts";
import { ListeningAgent, shippedTo } from "./support/listening.ts";
import { buildProgram } from "./support/spawned.ts";

const program = buildProgram();
const all = "tcp://127.0.0.1:0,udp://127.0.0.1:0,http://127.0.0.1:0/logs";

function start(url: string, env: Readonly<Record<string, string>> = {}, folder = testFolder()): ListeningAgent {
  return new ListeningAgent(program, folder, { env: { SINK_URL: url, LISTEN: all, ...env } });
}

async function ends(agent: ListeningAgent): Promise<number | string> {
  agent.kill("SIGTERM");
  return agent.exited;
}

describe("what comes in", () => {
  test("over TCP, UDP and HTTP and from a file goes out as records that say where they are from", async () => {
    const folder = testFolder();
    const server = await shippedTo();
    const agent = start(server.url, {}, folder);
    await agent.ready();
    appendFileSync(join(folder, "logs/app.log"), "of a file\n");
    await agent.send("of tcp\r\nand another\n");
    await agent.datagrams(["of udp"]);
    expect(await agent.post("of http", {}, "/logs")).toMatchObject({ status: 204, text: "" });
    expect(await ends(agent)).toBe(0);
    expect([...server.bodies].sort()).toEqual(["and another", "of a file", "of http", "of tcp", "of udp"]);
    const from = Object.fromEntries(server.records.map(({ body, attributes }) => [body, attributes]));
    const network = (transport: string, scheme: string, path = "") => ({
      "log.source": `${scheme}://127.0.0.1:0${path}`,
      "network.transport": transport,
      "network.peer.address": "127.0.0.1",
      "log.file.offset": expect.any(Number),
      "log.record.uid": expect.stringMatching(/^[0-9a-f]{16}-\d+$/),
    });
    expect(from["of tcp"]).toEqual(network("tcp", "tcp"));
    expect(from["of udp"]).toEqual(network("udp", "udp"));
    expect(from["of http"]).toEqual(network("tcp", "http", "/logs"));
    expect(from["of a file"]).toMatchObject({ "log.file.name": "app.log" });
  });

  test("is in the ledger by address, byte for byte", async () => {
    const server = await shippedTo();
    const agent = start(server.url, { MAX_LINE_BYTES: "256" });
    await agent.send(`short\n${"x".repeat(1000)}\nend\n`);
    await agent.datagrams(["1234567"]);
    await until("all records", () => server.bodies.length === 4);
    await until("the acknowledgement", async () => !(await agent.get("/metrics")).body.match(/lag_bytes{path="tcp[^}]*} [1-9]/));
    const { body } = await agent.get("/ledger");
    const files: { path: string; delivered: number; dropped: unknown; pending: number }[] = JSON.parse(body).sinks[0].files;
    expect(files).toMatchObject([
      { path: "tcp://127.0.0.1:0", delivered: 6 + 257 + 4, dropped: { "passed over": 744 }, acknowledged: 1011, pending: 0 },
      { path: "udp://127.0.0.1:0", delivered: 7, dropped: {}, pending: 0 },
      { path: "http://127.0.0.1:0/logs", delivered: 0 },
    ]);
  });
});

describe("settings", () => {
  test("a port that is taken: exit 2, and a sentence with the address", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const folder = testFolder();
    const agent = start("http://localhost:1", { LISTEN: `tcp://127.0.0.1:${port}` }, folder);
    expect(await agent.exited).toBe(2);
    server.close();
    expect(readFileSync(join(folder, "termination"), "utf8")).toMatch(
      new RegExp(`^LISTEN must name free addresses of this machine: tcp://127.0.0.1:${port} cannot be listened on: .*EADDRINUSE`),
    );
  });

  test.each([
    [
      "no address",
      { LISTEN: "5170" },
      "LISTEN must be addresses such as tcp://127.0.0.1:5170, udp://0.0.0.0:5140 or http://127.0.0.1:8090/logs; 5170 is none",
    ],
    ["a path that nobody asks for", { LISTEN: "tcp://:5170/x" }, "LISTEN must be tcp://ADDRESS:PORT, without a path"],
    ["a name", { LISTEN: "tcp://collector:5170" }, "tcp://collector:5170 is none"],
    ["a port twice", { LISTEN: "tcp://:5170,http://:5170" }, "LISTEN names port 5170 twice, in tcp://:5170 and in http://:5170"],
    [
      "the port of the health server",
      { LISTEN: "tcp://:5170", HEALTH_PORT: "5170" },
      "LISTEN and HEALTH_PORT name the same port, in tcp://:5170",
    ],
    [
      "a body that the buffer cannot hold",
      { LISTEN: "http://:5170", LISTEN_MAX_BODY: "9MiB" },
      "LISTEN_MAX_BODY must be at most LISTEN_BUFFER",
    ],
    ["standard input too", { LISTEN: "tcp://:5170", WATCH: "-" }, "standard input (-) is read alone"],
    ["lines that nobody can group", { LISTEN: "tcp://:5170", MULTILINE: "cobol" }, "MULTILINE must be"],
  ])("%s", (_what, env, message) => {
    const configured = configure({ name: "a", sink: stdout() }, env);
    expect(configured.ok ? [] : configured.problems.filter((problem) => problem.includes(message))).toHaveLength(1);
  });

  test("who listens need not name files; UDP has ports of its own; standard input is read instead of what main.ts listens on", () => {
    const listens = configure({ name: "a", sink: stdout() }, { LISTEN: "tcp://:5140,udp://[::]:5140" });
    expect(listens).toMatchObject({ ok: true, value: { sources: [], network: { name: undefined }, stdin: false } });
    const reads = configure({ name: "a", sink: stdout(), listen: ["tcp://:5140"] }, { WATCH: "-" });
    expect(reads).toMatchObject({ ok: true, value: { network: undefined, stdin: true } });
  });
});

describe("TCP", () => {
  test("many connections at once, in pieces: every line once, those of each in their order", async () => {
    const server = await shippedTo();
    const agent = start(server.url);
    const senders = Array.from({ length: 40 }, async (_, sender) => {
      const socket = await agent.connect();
      for (let line = 0; line < 50; line += 1) {
        socket.write(`sender ${sender} `);
        if (line % 10 === 0) await pause(1);
        socket.write(`line ${line}\nne`);
        socket.write("xt of the same\n");
      }
      socket.end();
    });
    await Promise.all(senders);
    await until("all lines", () => server.bodies.length >= 4000);
    expect(await ends(agent)).toBe(0);
    for (let sender = 0; sender < 40; sender += 1) {
      const own = server.bodies.filter((body) => body.startsWith(`sender ${sender} `));
      expect(own).toEqual(Array.from({ length: 50 }, (_, line) => `sender ${sender} line ${line}`));
    }
    expect(server.bodies.filter((body) => body === "next of the same").length).toBe(2000);
  });

  test("messages behind their lengths, with line ends in them, however they are cut", async () => {
    const server = await shippedTo();
    const agent = start(server.url, { MAX_LINE_BYTES: "256" });
    const messages = ["<13>1 - - - - - - one", "<191>two\nlines", `<14>${"long".repeat(200)}`, "<0>ünd"];
    const framed = Buffer.from(messages.map((message) => `${Buffer.byteLength(message)} ${message}`).join(""));
    await agent.send(framed);
    const socket = await agent.connect();
    for (const byte of framed) socket.write(Buffer.of(byte));
    socket.end();
    const want = messages.map((message) => message.slice(0, 256)).sort();
    await until("both", () => server.bodies.length === 8);
    expect([...server.bodies].sort()).toEqual([...want, ...want].sort());
    expect(await ends(agent)).toBe(0);
  });

  test("lines that begin with a number are lines", async () => {
    const server = await shippedTo();
    const agent = start(server.url);
    const lines = ["200 <html>", "5 <13>", "12 bottles", "2026-01-01 <x>"];
    await agent.send(`${lines.join("\n")}\n`);
    await until("the lines", () => server.bodies.length === 4);
    expect(server.bodies).toEqual(lines);
  });

  test("half a line is a record when the connection ends, and says so", async () => {
    const server = await shippedTo();
    const agent = start(server.url);
    await agent.send("whole\nha");
    await until("both", () => server.records.length === 2);
    expect(server.records).toMatchObject([{ body: "whole" }, { body: "ha", attributes: { "log.record.partial": true } }]);
    expect(server.records[0]?.attributes).not.toHaveProperty("log.record.partial");
  });

  test("lines of a stack trace are one record on each connection, whatever comes in between on others", async () => {
    const server = await shippedTo();
    const agent = start(server.url, { MULTILINE: "java", MULTILINE_FLUSH: "300ms" });
    const [one, other] = [await agent.connect(), await agent.connect()];
    one.write("java.lang.Error: x\n");
    other.write("java.lang.Error: y\n\tat a.B(C)\n");
    one.write("\tat a.D(E)\n");
    await until("both", () => server.bodies.length === 2);
    expect([...server.bodies].sort()).toEqual(["java.lang.Error: x\n\tat a.D(E)", "java.lang.Error: y\n\tat a.B(C)"]);
  });

  test("SIGTERM: what was sent is delivered, who is connected learns that it ends, and nobody new is let in", async () => {
    const server = await shippedTo();
    const agent = start(server.url);
    const socket = await agent.connect();
    const ended = new Promise((resolve) => socket.resume().once("end", resolve));
    const lines = Array.from({ length: 5000 }, (_, line) => `line ${line}`);
    socket.write(`${lines.join("\n")}\nrest`);
    await until("the first of them", () => server.bodies.length > 0);
    agent.kill("SIGTERM");
    await ended;
    expect(await agent.exited).toBe(0);
    expect(server.bodies).toEqual([...lines, "rest"]);
  });
});

describe("UDP", () => {
  test("a datagram is a record, or several lines", async () => {
    const server = await shippedTo();
    const agent = start(server.url);
    await agent.datagrams(["<13>one", "two\nthree\n", "four\n", "five\0"]);
    await until("all", () => server.bodies.length === 5);
    expect(server.bodies).toEqual(["<13>one", "two", "three", "four", "five"]);
    expect(server.records.some(({ attributes }) => "log.record.partial" in attributes)).toBe(false);
  });

  test("what finds the buffer full is dropped, counted at once, and in the ledger in its turn", async () => {
    let up = false;
    const server = await shippedTo(() => (up ? 200 : 503));
    const agent = start(server.url, { LISTEN_BUFFER: "64KiB", LISTEN_MAX_BODY: "64KiB" });
    await agent.ready();
    const sent = Array.from({ length: 400 }, (_, index) => `${String(index).padStart(3, "0")}${"x".repeat(997)}`);
    for (const message of sent) {
      await agent.datagrams([message]);
    }
    const counted = async (pattern: RegExp) => Number(pattern.exec((await agent.get("/metrics")).body)?.[1] ?? 0);
    const dropped = () => counted(/records_dropped_total{rule="udp_overflow"} (\d+)/);
    await until("drops", async () => (await dropped()) > 100);
    up = true;
    await until("the rest", async () => server.bodies.length + (await dropped()) === sent.length);
    await agent.datagrams(["last"]);
    await until("the last", () => server.bodies.at(-1) === "last");
    const bytes = (await dropped()) * 1000;
    await until("the ledger", async () => (await counted(/ledger_bytes_total{outcome="dropped",reason="udp_overflow"} (\d+)/)) === bytes);
    expect(await ends(agent)).toBe(0);
    expect(sent.filter((message) => server.bodies.includes(message))).toEqual(server.bodies.slice(0, -1));
  });
});

describe("HTTP", () => {
  test("204 comes when the sink has taken the records, and not before", async () => {
    let up = false;
    const server = await shippedTo(() => (up ? 200 : 503));
    const agent = start(server.url);
    let answered = false;
    const answer = agent.post("one\ntwo", {}, "/logs").then((got) => {
      answered = true;
      return got;
    });
    await until("attempts", () => server.requests.length > 3);
    expect(answered).toBe(false);
    up = true;
    expect(await answer).toMatchObject({ status: 204 });
    expect(server.bodies).toEqual(["one", "two"]);
  });

  test("gzip is unpacked; what is none, or too large unpacked, is refused and no part of it sent", async () => {
    const server = await shippedTo();
    const agent = start(server.url, { LISTEN_MAX_BODY: "2KiB" });
    const gzip = { "content-encoding": "gzip" };
    expect(await agent.post(gzipSync("packed\n"), gzip, "/logs")).toMatchObject({ status: 204 });
    expect(await agent.post("no gzip", gzip, "/logs")).toMatchObject({ status: 400, text: "the body is no gzip, or is cut off\n" });
    const cut = gzipSync("cut off\n".repeat(100));
    expect(await agent.post(cut.subarray(0, -9), gzip, "/logs")).toMatchObject({ status: 400 });
    expect(await agent.post(gzipSync("x".repeat(2049)), gzip, "/logs")).toMatchObject({ status: 413 });
    expect(await agent.post("x".repeat(2049), {}, "/logs")).toMatchObject({ status: 413, headers: { connection: "close" } });
    expect(await agent.post("x".repeat(2048), {}, "/logs")).toMatchObject({ status: 204 });
    expect(server.bodies).toEqual(["packed", "x".repeat(2048)]);
  });

  test("what is no POST of lines to the path is answered with why", async () => {
    const agent = start((await shippedTo()).url);
    for (const [path, method, headers, status] of [
      ["/other", "POST", {}, 404],
      ["/logs", "GET", {}, 405],
      ["/logs", "POST", { "content-type": "application/x-www-form-urlencoded" }, 415],
      ["/logs", "POST", { "content-encoding": "br" }, 415],
      ["/logs", "POST", { "content-length": "99999999", expect: "100-continue" }, 413],
      ["/logs?x=1", "POST", { "content-type": "application/x-ndjson; charset=utf-8" }, 204],
      ["/logs", "POST", { expect: "100-continue" }, 204],
      ["/logs", "POST", { "content-type": "application/json" }, 204],
    ] as const)
      expect([path, await agent.post(method === "GET" ? "" : "{}\n", headers, path, method)]).toMatchObject([path, { status }]);
  });

  test("503 with Retry-After while the buffer is full; what was not answered arrives once there is room", async () => {
    let up = false;
    const server = await shippedTo(() => (up ? 200 : 503));
    const agent = start(server.url, { LISTEN_BUFFER: "64KiB", LISTEN_MAX_BODY: "64KiB" });
    const body = "x".repeat(40_000);
    const first = agent.post(body, {}, "/logs");
    await until("an attempt", () => server.requests.length > 0);
    expect(await agent.post(body, {}, "/logs")).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    up = true;
    expect(await first).toMatchObject({ status: 204 });
    expect(await agent.post(body, {}, "/logs")).toMatchObject({ status: 204 });
    expect(server.bodies.length).toBe(2);
  });

  test("kill -9 before the answer, and the sender that sends again: nothing is lost", async () => {
    const folder = testFolder();
    const server = await shippedTo((_, number) => (number === 1 ? "hang" : 200));
    const agent = start(server.url, {}, folder);
    const first = agent.post("one\n", {}, "/logs");
    await until("the attempt", () => server.requests.length === 1);
    agent.kill("SIGKILL");
    expect(await first).toBe(undefined);
    const again = start(server.url, {}, folder);
    expect(await again.post("one\n", {}, "/logs")).toMatchObject({ status: 204 });
    expect(server.bodies).toEqual(["one"]);
  });
});

describe("several sinks", () => {
  test("each gets everything, and 204 waits for both", async () => {
    const folder = testFolder();
    let up = false;
    const server = await shippedTo(() => (up ? 200 : 503));
    const archive = join(folder, "archive.ndjson");
    const agent = start(server.url, { TEST_SECOND_SINK: "file", SECOND_SINK_PATH: archive }, folder);
    let answered = false;
    const answer = agent.post("one\n", {}, "/logs").then((got) => {
      answered = true;
      return got;
    });
    await until(
      "the file",
      async () => readFileSync(archive, { encoding: "utf8", flag: "a+" }).includes('"one"') && server.requests.length > 2,
    );
    expect(answered).toBe(false);
    up = true;
    expect(await answer).toMatchObject({ status: 204 });
  });
});

describe("the end", () => {
  test("what the sink never took is told, in the last word and as abandoned in the ledger; exit 75", async () => {
    const folder = testFolder();
    const server = await shippedTo(() => 503);
    const agent = start(server.url, { DRAIN_TIMEOUT: "300ms" }, folder);
    await agent.send("one\ntwo\n");
    await until("an attempt", () => server.requests.length > 0);
    expect(await ends(agent)).toBe(75);
    expect(readFileSync(join(folder, "termination"), "utf8")).toMatch(/^2 undelivered lines \(8 bytes\)/);
    expect(JSON.parse(readFileSync(join(folder, "state/checkpoint.json"), "utf8"))).toMatchObject({ ledger: { totals: { abandoned: 8 } } });
  });
});
