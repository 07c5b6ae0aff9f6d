import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pause, testFolder, until } from "./support/folder.ts";
import { ndjsonBodies, type Receiver, receiver } from "./support/receiver.ts";
import { buildProgram, SpawnedAgent } from "./support/spawned.ts";

const program = buildProgram();
const bodiesOf = ({ requests }: Receiver) => requests.flatMap(ndjsonBodies);

/** A folder with a file of settings, and an agent that watches both. */
function agentWith(settings: string, env: Readonly<Record<string, string>> = {}) {
  const folder = testFolder();
  const file = join(folder, "settings.env");
  writeFileSync(file, settings);
  const start = () => new SpawnedAgent(program, folder, { env: { SETTINGS_FILE: file, HEALTH_PORT: "0", ...env } });
  return { folder, file, log: join(folder, "logs/app.log"), start };
}

/** In one step: half a file may be a right one. */
function change(file: string, settings: string): void {
  writeFileSync(`${file}.new`, settings);
  renameSync(`${file}.new`, file);
}

const said = ({ stderr }: SpawnedAgent, message: string) =>
  stderr
    .split("\n")
    .filter((line) => line.includes(`"message":${JSON.stringify(message)}`))
    .map((line) => JSON.parse(line));
const reread = "the settings file was read again";
const refused = "the settings file cannot be used, the settings before it stay in force";

test("mistakes in the file and in the environment end it at the start, all of them at once", async () => {
  const { file, folder, start } = agentWith("SINK_URL=x\nXYZZY=1\n", { GATE: "maybe" });
  const agent = start();
  expect(await agent.exited).toBe(2);
  expect(said(agent, "bad setting").map(({ problem }) => problem)).toEqual([
    `${file}:2: XYZZY is no setting of this agent`,
    'GATE must be none or upstream, got "maybe"',
    `${file}:1: SINK_URL must be an http or https URL such as http://localhost:4318, got "x"`,
  ]);
  expect(readFileSync(join(folder, "termination"), "utf8")).toContain(`${file}:2: XYZZY`);
});

test("a file that is not there yet is no mistake, and is used once it is there", async () => {
  const server = await receiver(() => 200);
  const { folder, file, start } = agentWith("", { SINK_URL: server.url, WATCH: "" });
  rmSync(file);
  mkdirSync(join(folder, "more"));
  writeFileSync(join(folder, "logs/app.log"), "one\n");
  writeFileSync(join(folder, "more/app.log"), "two\n");
  const agent = start();
  await agent.ready();
  change(file, `WATCH=${join(folder, "logs/*.log")}\n`);
  await until("the first glob", () => bodiesOf(server).length === 1);
  change(file, `WATCH=${join(folder, "logs/*.log")},${join(folder, "more/*.log")}\n`);
  await until("the second glob", () => bodiesOf(server).length === 2);
  appendFileSync(join(folder, "logs/app.log"), "three\n");
  await until("what comes later", () => bodiesOf(server).length === 3);
  expect(bodiesOf(server)).toEqual(["one", "two", "three"]);
  agent.kill("SIGTERM");
  expect(await agent.exited).toBe(0);
});

test("another URL while lines are written: every line is at one of the two, once, and no probe fails", async () => {
  const [first, second] = [await receiver(() => 200), await receiver(() => 200)];
  const { file, log, start } = agentWith(`SINK_URL=${first.url}\n`, { BATCH_MAX_RECORDS: "7" });
  const agent = start();
  await agent.ready();
  const probes: number[] = [];
  let written = 0;
  const meanwhile = (what: string, isDone: () => boolean) =>
    until(what, async () => {
      appendFileSync(log, Array.from({ length: 20 }, () => `line ${written++}\n`).join(""));
      probes.push((await agent.get("/livez")).status, (await agent.get("/readyz")).status);
      return isDone();
    });
  await meanwhile("lines at the first", () => bodiesOf(first).length > 50);
  change(file, `SINK_URL=${second.url}\nSINK_CONCURRENCY=4\n`);
  await meanwhile("lines at the second", () => bodiesOf(second).length > 50);
  agent.kill("SIGTERM");
  expect(await agent.exited).toBe(0);
  const all = [...bodiesOf(first), ...bodiesOf(second)].sort();
  expect(all).toEqual(Array.from({ length: written }, (_, index) => `line ${index}`).sort());
  expect(new Set(probes)).toEqual(new Set([200]));
  expect(said(agent, reread).map(({ changed }) => changed)).toEqual([["SINK_CONCURRENCY", "SINK_URL"]]);
});

test("metrics go on: counters count further, and each is there once", async () => {
  const server = await receiver(() => 200);
  const { file, log, start } = agentWith("", { SINK_URL: server.url });
  const agent = start();
  await agent.ready();
  const metrics = async () => (await agent.get("/metrics")).body;
  writeFileSync(log, "one\ntwo\n");
  await until("two records", async () => (await metrics()).includes("log_agent_records_delivered_total 2\n"));
  change(file, "TRIM=true\n");
  await until("the change", async () => (await metrics()).includes('log_agent_config_reloads_total{outcome="ok"} 1\n'));
  appendFileSync(log, "three\n");
  await until("three records", async () => (await metrics()).includes("log_agent_records_delivered_total 3\n"));
  await until("one open file", async () => (await metrics()).includes("log_agent_files 1\n"));
  const names = [...(await metrics()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(names).toEqual([...new Set(names)]);
});

test("a file with mistakes changes nothing: one line of the log says all of them, once, and a metric counts", async () => {
  const server = await receiver(() => 200);
  const { file, log, start } = agentWith(`SINK_URL=${server.url}\n`);
  const agent = start();
  await agent.ready();
  change(file, "SINK_ULR=http://elsewhere\nROTATE_WAIT=soon\nDRAIN_TIMEOUT=1s\n");
  await until("the refusal", () => said(agent, refused).length > 0);
  writeFileSync(log, "one\n");
  await until("the line", () => bodiesOf(server).length === 1);
  expect(said(agent, refused)).toMatchObject([
    {
      level: "error",
      file,
      problems: [
        `${file}:1: SINK_ULR is no setting of this agent, did you mean SINK_URL?`,
        `${file}:2: ROTATE_WAIT must be a duration such as 500ms, 30s or 5m, got "soon"`,
      ],
    },
  ]);
  expect((await agent.get("/metrics")).body).toContain('log_agent_config_reloads_total{outcome="refused"} 1\n');
});

test("a symlink that is swapped, as the kubelet does it, is a change", async () => {
  const [first, second] = [await receiver(() => 200), await receiver(() => 200)];
  const folder = testFolder();
  const mount = join(folder, "mount");
  const publish = (version: string, text: string) => {
    mkdirSync(join(mount, version), { recursive: true });
    writeFileSync(join(mount, version, "settings.env"), text);
    symlinkSync(version, join(mount, "..data_tmp"));
    renameSync(join(mount, "..data_tmp"), join(mount, "..data"));
  };
  publish("..1", `SINK_URL=${first.url}\n`);
  symlinkSync("..data/settings.env", join(mount, "settings.env"));
  const agent = new SpawnedAgent(program, folder, { env: { SETTINGS_FILE: join(mount, "settings.env"), HEALTH_PORT: "0" } });
  await agent.ready();
  const log = join(folder, "logs/app.log");
  writeFileSync(log, "one\n");
  await until("the first", () => bodiesOf(first).length === 1);
  publish("..2", `SINK_URL=${second.url}\n`);
  rmSync(join(mount, "..1"), { recursive: true });
  await until("the change", () => said(agent, reread).length === 1);
  appendFileSync(log, "two\n");
  await until("the second", () => bodiesOf(second).length === 1);
  expect([bodiesOf(first), bodiesOf(second)]).toEqual([["one"], ["two"]]);
});

test("SIGTERM while it changes: everything that is written is delivered, exit code 0", async () => {
  const second = await receiver(() => 200);
  let hold = true;
  const first = await receiver(() => (hold ? 503 : 200));
  const { file, log, start } = agentWith(`SINK_URL=${first.url}\n`);
  const agent = start();
  await agent.ready();
  writeFileSync(log, "one\n");
  await until("a batch under way", () => first.requests.length > 0);
  change(file, `SINK_URL=${second.url}\n`);
  await until("the change", () => said(agent, reread).length === 1);
  appendFileSync(log, "two\nunfinished");
  agent.kill("SIGTERM");
  await pause(100);
  const accepted = first.requests.length;
  hold = false;
  expect(await agent.exited).toBe(0);
  const taken = first.requests.slice(accepted).flatMap(ndjsonBodies);
  expect([...taken, ...bodiesOf(second)].sort()).toEqual(["one", "two", "unfinished"]);
});

test("what belongs to the process waits for a restart, and the log says so; the rest takes effect", async () => {
  const server = await receiver(() => 200);
  const { file, log, start } = agentWith("");
  const agent = start();
  await agent.ready();
  change(file, `ADMIN_TOKEN=secret\nSINK_URL=${server.url}\n`);
  await until("the change", () => said(agent, reread).length === 1);
  writeFileSync(log, "one\n");
  await until("the line", () => bodiesOf(server).length === 1);
  expect(said(agent, "these settings wait for a restart")).toMatchObject([{ level: "warn", settings: ["ADMIN_TOKEN"] }]);
  expect((await agent.get("/status")).status).toBe(404);
  expect(agent.stderr).not.toContain("secret");
});

test("of several sinks each goes on where it was, with its own counters", async () => {
  const [first, second] = [await receiver(() => 200), await receiver(() => 200)];
  const { file, folder, log, start } = agentWith("", { SINK_URL: first.url, TEST_SECOND_SINK: "file" });
  const [archive, other] = ["archive.ndjson", "other.ndjson"].map((name) => join(folder, name));
  change(file, `SECOND_SINK_PATH=${archive}\n`);
  const agent = start();
  await agent.ready();
  writeFileSync(log, "one\n");
  await until("the line", async () => (await agent.get("/metrics")).body.includes('delivered_total{sink="second"} 1\n'));
  change(file, `SECOND_SINK_PATH=${other}\n`);
  await until("the change", () => said(agent, reread).length === 1);
  appendFileSync(log, "two\n");
  await until("the line", async () => (await agent.get("/metrics")).body.includes('delivered_total{sink="second"} 2\n'));
  await until("the other's lines", () => bodiesOf(first).length === 2);
  const bodies = (path = "") =>
    readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).body);
  expect([bodies(archive), bodies(other), bodiesOf(first), bodiesOf(second)]).toEqual([["one"], ["two"], ["one", "two"], []]);
});
