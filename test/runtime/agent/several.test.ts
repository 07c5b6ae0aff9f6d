import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Batch } from "../../../src/runtime/agent/batch.ts";
import { configure } from "../../../src/runtime/agent/configure.ts";
import { file } from "../../../src/runtime/agent/sinks/file.ts";
import { http } from "../../../src/runtime/agent/sinks/http.ts";
import { splunk } from "../../../src/runtime/agent/sinks/splunk.ts";
import { testFolder, until } from "./support/folder.ts";
import { Oracle } from "./support/oracle.ts";
import { Collector, RunningAgent } from "./support/running.ts";
import { savedFiles } from "./support/saved.ts";
import { buildProgram } from "./support/spawned.ts";

const program = buildProgram();
const nextOffset = (folder: string, name: string) => savedFiles(join(folder, "state", name))[0]?.offset;

async function twoSinks(env: Readonly<Record<string, string>> = {}) {
  const folder = testFolder();
  const log = join(folder, "logs/app.log");
  const archive = new Collector();
  const start = () => RunningAgent.start(folder, { sinks: { archive: archive.definition }, env });
  return { folder, log, archive, start };
}

describe("two sinks, one of which is down (scenario 41)", () => {
  test("each has a cursor of its own: the other gets every line meanwhile, and it catches up", async () => {
    const { folder, log, archive, start } = await twoSinks({ BATCH_MAX_RECORDS: "5", IN_FLIGHT_BATCHES: "2" });
    archive.block();
    const oracle = new Oracle();
    oracle.append(log, 100);
    const agent = await start();
    await agent.receives(100);
    renameSync(log, `${log}.1`);
    oracle.append(log, 100);
    await agent.receives(200);
    await until("the checkpoint", () => (nextOffset(folder, "checkpoint.json") ?? 0) > 0);
    expect(nextOffset(folder, "checkpoint-archive.json") ?? 0).toBe(0);
    expect(agent.metric('log_agent_records_delivered_total{sink="archive"}')).toBe(0);
    expect(agent.metric('log_agent_records_delivered_total{sink="collector"}')).toBe(200);
    archive.unblock();
    await until("the archive to catch up", () => archive.records.length === 200);
    expect(await agent.stop()).toBeUndefined();
    for (const { bodies } of [agent.sink, archive]) expect(oracle.judge(bodies)).toEqual({ lost: [], invented: [], duplicates: 0 });
  });

  test("after a restart each goes on where it was", async () => {
    const { folder, log, archive, start } = await twoSinks();
    archive.answer = () => ({ kind: "retry", reason: "down" });
    writeFileSync(log, "one\ntwo\n");
    const first = await start();
    await first.receives(2);
    expect(await first.kill()).toBe(
      "archive: 2 undelivered lines (8 bytes) in 1 files; the sink does not take records, will send them again: down",
    );
    expect(nextOffset(folder, "checkpoint.json")).toBe(8);
    archive.answer = () => ({ kind: "delivered" });
    appendFileSync(log, "three\n");
    const second = await start();
    await second.receives(1);
    await until("the archive", () => archive.records.length === 3);
    expect([second.sink.bodies, archive.bodies]).toEqual([["three"], ["one", "two", "three"]]);
  });

  test("dead letters that cannot be written hold one sink alone", async () => {
    const { folder, log, archive, start } = await twoSinks();
    archive.answer = () => ({ kind: "rejected", reason: "no" });
    mkdirSync(join(folder, "state/dead-letter-archive.ndjson"), { recursive: true });
    writeFileSync(log, "one\n");
    const agent = await start();
    await until("an attempt", () => agent.metric("log_agent_retries_total") > 1);
    appendFileSync(log, "two\n");
    await agent.receives(2);
    expect(agent.ready).toEqual([]);
    expect(nextOffset(folder, "checkpoint-archive.json")).toBe(0);
    rmSync(join(folder, "state/dead-letter-archive.ndjson"), { recursive: true });
    await until("the entries", () => agent.metric("log_agent_records_dead_lettered_total") === 2);
    const [entry] = readFileSync(join(folder, "state/dead-letter-archive.ndjson"), "utf8").split("\n");
    expect(JSON.parse(entry ?? "")).toMatchObject({ sink: "archive", reason: "no", record: { body: "one" } });
  });

  test("standard input is given to both, and neither is done before both are", async () => {
    const folder = testFolder();
    const [first, second] = [join(folder, "first.ndjson"), join(folder, "second.ndjson")];
    mkdirSync(second);
    const env = {
      WATCH: "-",
      STATE_DIR: join(folder, "state"),
      TEST_SINK: "file",
      TEST_SECOND_SINK: "file",
      RETRY_INITIAL: "5ms",
      RETRY_MAX: "20ms",
    };
    const own = { SINK_PATH: first, SECOND_SINK_PATH: second, HEALTH_PORT: "0", PATH: process.env["PATH"] ?? "" };
    const child = spawn(process.execPath, [program], { env: { ...env, ...own }, stdio: ["pipe", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.stdin.end("one\ntwo\n");
    await until("a failure", () => stderr.includes("does not take records"));
    rmSync(second, { recursive: true });
    expect(await ended).toBe(0);
    const bodies = (path: string) =>
      readFileSync(path, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).body);
    expect([bodies(first), bodies(second)]).toEqual([
      ["one", "two"],
      ["one", "two"],
    ]);
  });
});

test("every line knows the source that its file belongs to, a rotated file that of its old name", async () => {
  const folder = testFolder();
  const sink = new Collector();
  const seen = new Map<string, string | undefined>();
  sink.answer = (batch: Batch) => {
    batch.visit((bytes, start, end, _offset, _flags, { source }) => void seen.set(bytes.toString("utf8", start, end), source.name));
    return { kind: "delivered" };
  };
  const sources = [
    { name: "audit", watch: [join(folder, "logs/audit.log")] },
    { name: "others", watch: [join(folder, "logs/*.log")] },
  ];
  for (const name of ["audit", "app"]) writeFileSync(join(folder, `logs/${name}.log`), `${name} 1\n`);
  const first = await RunningAgent.start(folder, { sink, watch: undefined, sources });
  await first.receives(2);
  await first.stop();
  appendFileSync(join(folder, "logs/audit.log"), "audit 2\n");
  renameSync(join(folder, "logs/audit.log"), join(folder, "logs/audit.log.1"));
  const second = await RunningAgent.start(folder, { sink, watch: undefined, sources });
  await second.receives(3);
  expect(Object.fromEntries(seen)).toEqual({ "audit 1": "audit", "app 1": "others", "audit 2": "audit" });
});

describe("settings of several", () => {
  const sources = [{ watch: ["/l/*.log"] }, { name: "audit", watch: ["/a/*.log"] }];
  const options = { name: "agent", sources, sinks: { archive: file(), "far-away": http() } };

  test("each reads variables that begin with its name", () => {
    const env = {
      WATCH: "/x/*.log",
      AUDIT_WATCH: "/y/*.log",
      AUDIT_EXCLUDE: "z*",
      ARCHIVE_SINK_PATH: "/out/a",
      FAR_AWAY_SINK_TIMEOUT: "3s",
    };
    const configured = configure(options, env);
    if (!configured.ok) throw new Error(configured.problems.join());
    expect(configured.value.sources.map(({ name, globs }) => [name, globs[0]?.root])).toEqual([
      [undefined, "/x"],
      ["audit", "/y"],
    ]);
    expect(configured.value.sources[1]?.excluded("/y/z.log")).toBe(true);
    expect(configured.value.sinks.map(({ name, sink }) => [name, sink.writes, sink.timeoutMs])).toEqual([
      ["archive", "/out/a", 60_000],
      ["far-away", undefined, 3000],
    ]);
  });

  test("every mistake is told at once, each by the variable that it is in", () => {
    const env = {
      WATCH: "rel",
      AUDIT_WATCH: "/state/*.ndjson",
      ARCHIVE_SINK_FORMAT: "xml",
      FAR_AWAY_SINK_URL: "ftp://x",
      STATE_DIR: "/state",
    };
    const configured = configure({ ...options, sinks: { ...options.sinks, Cold: file(), http: http() }, sink: http() }, env);
    expect(configured).toMatchObject({
      ok: false,
      problems: [
        expect.stringMatching(/^WATCH must be absolute/),
        'the sink "Cold" needs a name of lower-case letters, digits and single dashes, such as cold-store',
        "two sinks are called http: give one of them another name",
        expect.stringMatching(/^ARCHIVE_SINK_FORMAT must be ndjson or raw/),
        expect.stringMatching(/^FAR_AWAY_SINK_URL must be an http or https URL/),
        ...["", "-Cold", "-http"].map((name) => expect.stringContaining(`AUDIT_WATCH matches /state/dead-letter${name}.ndjson,`)),
      ],
    });
  });

  test("what is wrong between several variables names them as the sink has them", () => {
    const env = {
      WATCH: "/x/*.log",
      ARCHIVE_SINK_TLS_CERT_FILE: import.meta.filename,
      ARCHIVE_SINK_URL: "https://x",
      FAR_AWAY_SINK_BASIC_USER: "u",
    };
    const configured = configure({ name: "agent", sinks: { archive: http(), "far-away": splunk() } }, env);
    expect(configured).toEqual({
      ok: false,
      problems: [
        "ARCHIVE_SINK_TLS_CERT_FILE and ARCHIVE_SINK_TLS_KEY_FILE: one needs the other",
        "FAR_AWAY_SINK_TOKEN_FILE or FAR_AWAY_SINK_TOKEN is required: the collector takes nothing without a token",
        "FAR_AWAY_SINK_BASIC_USER and FAR_AWAY_SINK_BASIC_PASSWORD_FILE: one needs the other",
      ],
    });
  });

  test.each([
    ["a file that the sink has rotated", "/out/*.?", { maxFileBytes: 1000, keepFiles: 3 }, "/out/a.1"],
    ["only the oldest of them", "/out/a.3", { maxFileBytes: 1000, keepFiles: 3 }, "/out/a.3"],
    ["a name that it gives none", "/out/a.4", { maxFileBytes: 1000, keepFiles: 3 }, undefined],
    ["a name that somebody else may give", "/out/a.1", {}, undefined],
    ["dead letters that were put aside", "/state/dead*.*.*", {}, "/state/dead-letter-archive.ndjson.1"],
    ["those that a replay has before it", "/state/*-?", {}, "/state/dead-letter-archive.ndjson.replay-1"],
  ])("a glob that matches %s (%s)", (_, glob, rotation, path) => {
    const sinks = { archive: file({ path: "/out/a", ...rotation }) };
    const configured = configure({ name: "agent", watch: [glob], stateDir: "/state", sinks }, {});
    const problems = configured.ok ? [] : configured.problems;
    expect(problems).toEqual(
      path === undefined ? [] : [`WATCH matches ${path}, which the agent writes itself: add it to EXCLUDE or write elsewhere`],
    );
  });

  test.each([
    [{ sources: [{ watch: ["/a"] }, { watch: ["/b"] }] }, "of several sources all but one need a name"],
    [{ sources: [{ watch: ["-"] }, { name: "b", watch: ["/b"] }] }, "standard input (-) is read alone, without other sources"],
    [{ sinks: {} }, "there is no sink: `sink` or `sinks` of src/main.ts must name one"],
  ])("%o: %s", (wrong, problem) => {
    expect(configure({ ...options, ...wrong }, {})).toEqual({ ok: false, problems: [problem] });
  });
});
