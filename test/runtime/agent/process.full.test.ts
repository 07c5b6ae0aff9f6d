import { appendFileSync, chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { pause, testFolder, until } from "./support/folder.ts";
import { Oracle } from "./support/oracle.ts";
import { ndjsonBodies, receiver } from "./support/receiver.ts";
import { savedFiles } from "./support/saved.ts";
import { buildProgram, SpawnedAgent } from "./support/spawned.ts";

const program = buildProgram();

function logFile() {
  const folder = testFolder();
  return { folder, log: join(folder, "logs/app.log"), lastWord: () => readFileSync(join(folder, "termination"), "utf8") };
}

describe("settings", () => {
  test("all that are wrong are told at once, in the log and as the last word; exit 2", async () => {
    const { folder, lastWord } = logFile();
    const env = { MAX_LINE_BYTES: "lots", SINK_URL: "nowhere", HEALTH_PORT: "eighty" };
    const agent = new SpawnedAgent(program, folder, { env });
    expect(await agent.exited).toBe(2);
    for (const name of Object.keys(env)) {
      expect(agent.stderr).toContain(`"problem":"${name} must be`);
      expect(lastWord()).toContain(`${name} must be`);
    }
  });

  test.each([
    ["a state folder that cannot be made", { STATE_DIR: "/proc/nothing" }, "STATE_DIR must be a folder that the agent can write"],
    ["an address that is not this machine's", { POD_IP: "192.0.2.1" }, "HEALTH_PORT must be a free port of 192.0.2.1"],
    ["a pattern that is no glob", { WATCH: "/x/[z-a].log" }, "WATCH holds a pattern that is no glob"],
  ])("%s: exit 2", async (_what, env, message) => {
    const { folder, lastWord } = logFile();
    const agent = new SpawnedAgent(program, folder, { env });
    expect(await agent.exited).toBe(2);
    expect(lastWord()).toContain(message);
  });

  test("a sink's file that is watched itself would feed the agent for ever: exit 2", async () => {
    const { folder, log, lastWord } = logFile();
    const agent = new SpawnedAgent(program, folder, { sink: "file", env: { SINK_PATH: log } });
    expect(await agent.exited).toBe(2);
    expect(lastWord()).toContain(`WATCH matches ${log}, which the agent writes itself`);
  });
});

describe("the end", () => {
  test("SIGTERM: what is there and what is written shortly after still arrives; exit 0", async () => {
    const { folder, log, lastWord } = logFile();
    const server = await receiver(() => 200);
    const agent = new SpawnedAgent(program, folder, { env: { SINK_URL: server.url, DRAIN_SETTLE: "400ms" } });
    await agent.ready();
    const oracle = new Oracle();
    oracle.append(log, 2000);
    agent.kill("SIGTERM");
    await pause(100);
    oracle.append(log, 1);
    appendFileSync(log, "no end");
    expect(await agent.exited).toBe(0);
    const arrived = server.requests.filter(({ method }) => method === "POST").flatMap(ndjsonBodies);
    expect(oracle.judge(arrived)).toEqual({ lost: [], invented: ["no end"], duplicates: 0 });
    expect(lastWord()).toBe("everything was delivered");
  });

  test("SIGTERM while the sink is down: exit 75 after the time limit, the number of lines as the last word, nothing lost", async () => {
    const { folder, log, lastWord } = logFile();
    let up = false;
    const server = await receiver(() => (up ? 200 : 503));
    const oracle = new Oracle();
    oracle.append(log, 500);
    const env = { SINK_URL: server.url, DRAIN_TIMEOUT: "300ms", BATCH_MAX_RECORDS: "100" };
    const agent = new SpawnedAgent(program, folder, { env });
    await until("an attempt", () => server.requests.length > 0);
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(75);
    expect(lastWord()).toMatch(/^500 undelivered lines \(\d+ bytes\) in 1 files; the sink does not take records, .*HTTP 503/);
    up = true;
    const before = server.requests.length;
    const again = new SpawnedAgent(program, folder, { env });
    await until("the rest", () => server.requests.slice(before).flatMap(ndjsonBodies).length >= 500);
    again.kill("SIGTERM");
    expect(await again.exited).toBe(0);
    expect(oracle.judge(server.requests.slice(before).flatMap(ndjsonBodies))).toEqual({ lost: [], invented: [], duplicates: 0 });
  });

  test("SIGTERM with a slow sink: what was acknowledged is remembered exactly", async () => {
    const { folder, log, lastWord } = logFile();
    let left = 3;
    const server = await receiver(() => (left-- > 0 ? 200 : "hang"));
    const oracle = new Oracle();
    oracle.append(log, 10_000);
    const env = { SINK_URL: server.url, DRAIN_TIMEOUT: "200ms", BATCH_MAX_RECORDS: "1000" };
    const agent = new SpawnedAgent(program, folder, { env });
    await until("the batch that is not answered", () => server.requests.length === 4);
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(75);
    expect(lastWord()).toMatch(/^7000 undelivered lines/);
    const acknowledged = server.requests.slice(0, 3).flatMap(ndjsonBodies).join("\n");
    expect(savedFiles(join(folder, "state/checkpoint.json"))[0]?.offset).toBe(acknowledged.length + 1);
  });

  test("a second signal ends it at once: exit 75", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "one\n");
    const server = await receiver(() => "hang");
    const agent = new SpawnedAgent(program, folder, { env: { SINK_URL: server.url, DRAIN_TIMEOUT: "60s" } });
    await until("the request", () => server.requests.length === 1);
    agent.kill("SIGTERM");
    await pause(50);
    expect(agent.child.exitCode).toBe(null);
    agent.kill("SIGINT");
    expect(await agent.exited).toBe(75);
  });
});

describe("while it runs", () => {
  test("answers probes and hands out metrics while the sink is down", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "one\n");
    const server = await receiver(() => 503);
    const agent = new SpawnedAgent(program, folder, { env: { SINK_URL: server.url } });
    await agent.ready();
    await until("an attempt", () => server.requests.length > 0);
    expect(await agent.get("/livez")).toEqual({ status: 200, body: "ok\n" });
    const { body } = await agent.get("/metrics");
    for (const line of ["log_agent_records_read_total 1", `log_agent_lag_bytes{path="${log}"} 4`, "log_agent_sink_up 0"])
      expect(body).toContain(`\n${line}\n`);
  });

  test("a file that may not be read is read as soon as it may", async ({ skip }) => {
    const nobody = 65_534;
    if (process.getuid?.() !== 0) skip("only root can start a process under another user");
    const { folder, log } = logFile();
    for (const path of [folder, dirname(program)]) chmodSync(path, 0o755);
    chownSync(folder, nobody, nobody);
    writeFileSync(log, "secret\n", { mode: 0o600 });
    const agent = new SpawnedAgent(program, folder, { sink: "stdout", uid: nobody });
    await until("a complaint", () => agent.stderr.includes("EACCES"));
    expect((await agent.get("/metrics")).body).toContain("\nlog_agent_files_unreadable 1\n");
    chmodSync(log, 0o644);
    await until("the line", () => agent.stdout.includes('"body":"secret"'));
    expect((await agent.get("/metrics")).body).toContain("\nlog_agent_files_unreadable 0\n");
    expect(agent.stderr.split("EACCES").length).toBe(2);
  });
});

describe("standard output", () => {
  test("raw: carries the lines and nothing else", async () => {
    const { folder, log } = logFile();
    writeFileSync(log, "one\r\ntwo\n");
    const agent = new SpawnedAgent(program, folder, { sink: "stdout", env: { SINK_FORMAT: "raw" } });
    await until("the lines", () => agent.stdout.includes("two"));
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(0);
    expect(agent.stdout).toBe("one\ntwo\n");
  });

  test("a reader that does not read holds the lines back, not the agent: it answers, and ends in time with 75", async () => {
    const { folder, log, lastWord } = logFile();
    new Oracle("x".repeat(200)).append(log, 20_000);
    const agent = new SpawnedAgent(program, folder, { sink: "stdout", readStdout: false, env: { DRAIN_TIMEOUT: "200ms" } });
    await agent.ready();
    await until("reading to stop", async () => (await agent.get("/metrics")).body.includes("log_agent_records_read_total 12288"));
    agent.kill("SIGTERM");
    expect(await agent.exited).toBe(75);
    expect(lastWord()).toContain("undelivered lines");
  });
});

test("SIGKILL in the middle of batches: every line arrives, a kill repeats at most the batches in flight", async () => {
  const { folder, log } = logFile();
  const oracle = new Oracle();
  const server = await receiver(() => 200);
  const env = { SINK_URL: server.url, BATCH_MAX_RECORDS: "50", IN_FLIGHT_BATCHES: "3" };
  const arrived = () => server.requests.flatMap(ndjsonBodies);
  const kills = 4;
  for (let kill = 0; kill < kills; kill += 1) {
    oracle.append(log, 3000);
    const before = server.requests.length;
    const agent = new SpawnedAgent(program, folder, { env });
    await until("some batches", () => server.requests.length > before + kill);
    await pause(Math.random() * 15);
    agent.kill("SIGKILL");
    expect(await agent.exited).toBe("SIGKILL");
  }
  const last = new SpawnedAgent(program, folder, { env });
  await until("the last line", () => server.requests.at(-1)?.body.includes(oracle.written.at(-1) ?? "") ?? false);
  last.kill("SIGTERM");
  expect(await last.exited).toBe(0);
  const { lost, invented, duplicates } = oracle.judge(arrived());
  expect({ lost, invented }).toEqual({ lost: [], invented: [] });
  expect(duplicates).toBeLessThanOrEqual(3 * 50 * kills);
  expect(existsSync(join(folder, "state/dead-letter.ndjson"))).toBe(false);
});
