import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pause, testFolder, until } from "./support/folder.ts";
import { ListeningAgent, shippedTo } from "./support/listening.ts";
import { buildProgram } from "./support/spawned.ts";

const program = buildProgram();

function start(url: string, listen: string, env: Readonly<Record<string, string>> = {}, folder = testFolder()): ListeningAgent {
  return new ListeningAgent(program, folder, { env: { SINK_URL: url, LISTEN: listen, ...env } });
}

/** Resident memory in bytes (Linux). */
function memoryOf({ child }: ListeningAgent): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) * 1024;
}

const line = (sender: number, number: number) => `sender ${sender} line ${number} ${"x".repeat(200)}`;

describe("back-pressure", () => {
  test("while the sink hangs, senders over TCP wait and memory stays; then every line arrives once", async () => {
    let up = false;
    const server = await shippedTo(() => (up ? 200 : 503));
    const agent = start(server.url, "tcp://127.0.0.1:0", { LISTEN_BUFFER: "1MiB", BATCH_MAX_BYTES: "256KiB", LISTEN_MAX_BODY: "1MiB" });
    await agent.ready();
    const before = memoryOf(agent);
    // 8 senders with 16 MiB each: far more than the buffer and what the system holds for two sockets.
    const lines = 80_000;
    let waited = 0;
    const senders = Array.from({ length: 8 }, async (_, sender) => {
      const socket = await agent.connect();
      for (let number = 0; number < lines; number += 100) {
        const block = Array.from({ length: 100 }, (_, index) => `${line(sender, number + index)}\n`).join("");
        if (socket.write(block)) continue;
        waited += 1;
        await once(socket, "drain");
      }
      socket.end();
    });
    await until("a full buffer", async () => /buffered_bytes{[^}]*} [1-9]\d{6}/.test((await agent.get("/metrics")).body));
    let last = -1;
    await until("nobody gets any further", async () => {
      const still = waited === last;
      last = waited;
      await pause(500);
      return still;
    });
    expect(memoryOf(agent) - before).toBeLessThan(100 * 2 ** 20);
    up = true;
    await Promise.all(senders);
    await until("all lines", async () => {
      await pause(100);
      return server.bodies.length >= 8 * lines;
    });
    expect(memoryOf(agent) - before).toBeLessThan(200 * 2 ** 20);
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(0);
    const bySender = new Map<number, number>();
    let inOrder = server.bodies.length === 8 * lines;
    for (const body of server.bodies) {
      const sender = Number(body.split(" ", 2)[1]);
      const next = bySender.get(sender) ?? 0;
      inOrder &&= body === line(sender, next);
      bySender.set(sender, next + 1);
    }
    expect(inOrder).toBe(true);
  });

  test("a buffer full of lines that nobody ends is no dead end", async () => {
    const server = await shippedTo();
    const agent = start(server.url, "tcp://127.0.0.1:0", { LISTEN_BUFFER: "64KiB", LISTEN_MAX_BODY: "64KiB" });
    const sockets = await Promise.all(Array.from({ length: 10 }, () => agent.connect()));
    for (const [index, socket] of sockets.entries()) socket.write(`${index}${"x".repeat(20_000)}`);
    await pause(300);
    for (const socket of sockets) socket.end("y\n");
    const text = () => server.bodies.join("");
    await until("all of it", () => text().replaceAll(/[^y]/g, "").length === 10 && text().length === 200_020);
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(0);
  });
});

describe("the end", () => {
  test("SIGTERM under load: exit 0, and of each connection a beginning without a gap arrived", async () => {
    const server = await shippedTo();
    const agent = start(server.url, "tcp://127.0.0.1:0", { DRAIN_TIMEOUT: "4s" });
    const senders = await Promise.all(Array.from({ length: 6 }, () => agent.connect()));
    const sent = senders.map(() => 0);
    const sending = senders.map((socket, sender) =>
      setInterval(() => {
        if (socket.destroyed) return;
        for (let count = 0; count < 20; count += 1) {
          socket.write(`${line(sender, sent[sender] ?? 0)}\n`);
          sent[sender] = (sent[sender] ?? 0) + 1;
        }
      }, 5),
    );
    await until("a flow", () => server.bodies.length > 2000);
    const atSignal = [...sent];
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(0);
    for (const timer of sending) clearInterval(timer);
    for (const sender of senders.keys()) {
      const own = server.bodies.filter((body) => body.startsWith(`sender ${sender} `));
      // The very last line may be half of one: its sender was cut off.
      expect(own.slice(0, -1)).toEqual(own.slice(0, -1).map((_, number) => line(sender, number)));
      expect(own.length).toBeGreaterThanOrEqual(atSignal[sender] ?? 0);
    }
  });

  test("over HTTP, kill -9 again and again under load: whoever sends again what was not answered loses nothing", async () => {
    const folder = testFolder();
    const server = await shippedTo();
    let agent = start(server.url, "http://127.0.0.1:0", {}, folder);
    let isOver = false;
    const sent = new Set<string>();
    const killing = (async () => {
      for (let times = 1; times <= 4; times += 1) {
        await until("answers of this one", () => sent.size >= times * 20);
        agent.kill("SIGKILL");
        await agent.exited;
        agent = start(server.url, "http://127.0.0.1:0", {}, folder);
      }
      isOver = true;
    })();
    const senders = Array.from({ length: 4 }, async (_, sender) => {
      for (let number = 0; !isOver; number += 1) {
        const text = line(sender, number);
        for (let answer = await agent.post(`${text}\n`); answer?.status !== 204; answer = await agent.post(`${text}\n`)) await pause(20);
        sent.add(text);
      }
    });
    await Promise.all([killing, ...senders]);
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(0);
    const arrived = new Set(server.bodies);
    expect([...sent].filter((text) => !arrived.has(text))).toEqual([]);
  });
});

describe("settings that change while it runs", () => {
  test("what waits is not lost, connections stay, and a request is answered by the agent after", async () => {
    const folder = testFolder();
    const server = await shippedTo();
    const settings = join(folder, "settings.env");
    writeFileSync(settings, "SINK_URL=http://127.0.0.1:1\n");
    const agent = new ListeningAgent(program, folder, {
      env: { LISTEN: "tcp://127.0.0.1:0,http://127.0.0.1:0", SETTINGS_FILE: settings },
    });
    const socket = await agent.connect();
    socket.write("one\ntw");
    const answer = agent.post("posted\n");
    await until("an attempt", async () => /retries_total [1-9]/.test((await agent.get("/metrics")).body));
    writeFileSync(settings, `SINK_URL=${server.url}\n`);
    expect(await answer).toMatchObject({ status: 204 });
    socket.end("o\n");
    await until("all", () => server.bodies.length === 3);
    expect([...server.bodies].sort()).toEqual(["one", "posted", "two"]);
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(0);
  });

  test("where it listens waits for a restart", async () => {
    const folder = testFolder();
    const settings = join(folder, "settings.env");
    const server = await shippedTo();
    const agent = start(server.url, "", { SETTINGS_FILE: settings }, folder);
    await agent.ready();
    writeFileSync(settings, "LISTEN=tcp://127.0.0.1:0\n");
    await until("a word about it", () => agent.stderr.includes('"settings":["LISTEN"]'));
    appendFileSync(join(folder, "logs/app.log"), "of a file\n");
    await until("the file's line", () => server.bodies.includes("of a file"));
  });
});

describe("senders of syslog", () => {
  const missing = (command: string) => spawnSync("which", [command]).status !== 0;

  test("logger of util-linux, over UDP, and over TCP with lengths", async ({ skip }) => {
    if (missing("logger")) skip("logger is not installed (Debian: bsdutils)");
    const server = await shippedTo();
    const agent = start(server.url, "tcp://127.0.0.1:0,udp://127.0.0.1:0");
    const send = async (...args: string[]) =>
      once(spawn("logger", ["-n", "127.0.0.1", "-t", "shop", ...args], { stdio: "inherit" }), "exit");
    const [tcp, udp] = [String(await agent.port("tcp")), String(await agent.port("udp"))];
    expect(await send("-d", "-P", udp, "over udp")).toEqual([0, null]);
    expect(await send("-T", "-P", tcp, "--octet-count", "--rfc5424", "over tcp,\nin two lines")).toEqual([0, null]);
    expect(await send("-T", "-P", tcp, "in a line")).toEqual([0, null]);
    await until("all", () => server.bodies.length >= 3);
    const one = (end: string) => server.bodies.filter((body) => body.endsWith(end));
    expect(one("over udp")).toEqual([expect.stringMatching(/^<13>.* shop(\[\d+\])?: over udp$|^<13>1 .* shop .* over udp$/)]);
    expect(server.bodies.filter((body) => body.includes("over tcp,")).length).toBe(1);
    expect(one("in a line").length).toBe(1);
  });

  test.each(["traditional", "octet-counted"])("rsyslogd, which forwards over TCP in %s frames", async (framing) => {
    const daemon = ["/usr/sbin/rsyslogd", "/usr/local/sbin/rsyslogd"].find(existsSync);
    if (!daemon) return expect(process.env["CI"], "rsyslogd is not installed (Debian: rsyslog)").toBeUndefined();
    const folder = testFolder();
    const server = await shippedTo();
    const agent = start(server.url, "tcp://127.0.0.1:0", {}, folder);
    const input = join(folder, "input.log");
    writeFileSync(input, "");
    const configuration = join(folder, "rsyslog.conf");
    writeFileSync(
      configuration,
      `global(workDirectory="${folder}")
module(load="imfile" mode="polling" pollingInterval="1")
input(type="imfile" file="${input}" tag="shop:")
action(type="omfwd" target="127.0.0.1" port="${await agent.port("tcp")}" protocol="tcp" TCP_Framing="${framing}" template="RSYSLOG_SyslogProtocol23Format")
`,
    );
    const child = spawn(daemon, ["-n", "-f", configuration, "-i", join(folder, "pid")], { stdio: "inherit" });
    try {
      const lines = Array.from({ length: 2000 }, (_, number) => `line ${number}`);
      appendFileSync(input, `${lines.join("\n")}\n`);
      await until("all of them", () => server.bodies.length >= lines.length);
      expect(server.bodies.map((body) => body.replace(/^.* - (?=line \d+$)/, ""))).toEqual(lines);
      expect(server.bodies[0]).toMatch(/^<\d+>1 /);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
