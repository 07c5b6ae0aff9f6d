import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { http } from "../../../src/runtime/agent/sinks/http.ts";
import { otlp } from "../../../src/runtime/agent/sinks/otlp.ts";
import type { SinkDefinition } from "../../../src/runtime/agent/sinks/sink.ts";
import { pause, testFolder, until } from "./support/folder.ts";
import { Oracle } from "./support/oracle.ts";
import { ndjsonBodies, receiver } from "./support/receiver.ts";
import { Collector, RunningAgent } from "./support/running.ts";
import { savedFiles } from "./support/saved.ts";

/** An agent that ships over HTTP: `records` of its collector stay empty, the server has them. */
function overHttp(definition: SinkDefinition): { sink: Collector } {
  const sink = new Collector();
  return { sink: Object.assign(sink, { definition }) };
}

function deadLetters(folder: string): { sink: string; reason: string; body: string }[] {
  const path = join(folder, "state/dead-letter.ndjson");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line)).map(({ sink, reason, record }) => ({ sink, reason, body: record.body }));
}

const nextOffset = (folder: string) => savedFiles(join(folder, "state/checkpoint.json"))[0]?.offset;

describe("a sink that is down", () => {
  test("costs no line, however long; the checkpoint stands still meanwhile, and the agent stays ready", async () => {
    const folder = testFolder();
    const log = join(folder, "logs/app.log");
    const oracle = new Oracle();
    oracle.append(log, 20);
    const probe = await receiver(() => 200);
    await probe.close();
    const port = Number(new URL(probe.url).port);
    const agent = await RunningAgent.start(folder, { ...overHttp(http({ url: probe.url })), batch: { maxRecords: 7 } });
    await until("some retries", () => agent.metric("log_agent_retries_total") > 3);
    oracle.append(log, 20);
    expect(agent.ready).toEqual([]);
    expect(agent.metric("log_agent_sink_up")).toBe(0);
    await until("the file to be remembered", () => nextOffset(folder) !== undefined);
    expect(nextOffset(folder)).toBe(0);
    const server = await receiver(() => 200, port);
    await until("all lines", () => agent.metric("log_agent_records_delivered_total") === 40);
    expect(oracle.judge(server.requests.flatMap(ndjsonBodies))).toEqual({ lost: [], invented: [], duplicates: 0 });
    expect(agent.metric("log_agent_sink_up")).toBe(1);
    expect(agent.metric("log_agent_lag_bytes")).toBe(0);
  });

  test("that takes a batch and breaks off before it answers gets the same batch again, under the same id", async () => {
    const folder = testFolder();
    const oracle = new Oracle();
    oracle.append(join(folder, "logs/app.log"), 30);
    const server = await receiver((_request, number) => (number === 2 ? "reset" : number === 4 ? "hang" : 200));
    const agent = await RunningAgent.start(folder, { ...overHttp(http({ url: server.url, timeoutMs: 100 })), batch: { maxRecords: 10 } });
    await until("all lines", () => agent.metric("log_agent_records_delivered_total") === 30);
    expect(oracle.judge(server.requests.flatMap(ndjsonBodies))).toEqual({ lost: [], invented: [], duplicates: 20 });
    const ids = server.requests.map(({ headers }) => headers["x-batch-id"]);
    expect(ids).toEqual([ids[0], ids[1], ids[1], ids[3], ids[3]]);
    expect(new Set(ids).size).toBe(3);
  });

  test.each([
    ["seconds", () => "1"],
    ["a date", () => new Date(Date.now() + 2000).toUTCString()],
  ])("that asks to be left alone, in %s, is left alone that long", async (_how, header) => {
    const folder = testFolder();
    writeFileSync(join(folder, "logs/app.log"), "one\n");
    const server = await receiver((_request, number) => (number === 1 ? { status: 429, headers: { "retry-after": header() } } : 200));
    const agent = await RunningAgent.start(folder, overHttp(otlp({ url: server.url })));
    await until("the line", () => agent.metric("log_agent_records_delivered_total") === 1);
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(950);
    expect(server.requests.length).toBe(2);
  });

  test("gate: upstream. The agent is not ready before the sink answered", async () => {
    const folder = testFolder();
    const probe = await receiver(() => 200);
    await probe.close();
    const agent = await RunningAgent.start(folder, { ...overHttp(http({ url: probe.url })), gate: "upstream" });
    await pause(50);
    expect(agent.ready).toEqual(["gate: http has not answered yet"]);
    await receiver(() => 405, Number(new URL(probe.url).port));
    await until("the agent to be ready", () => agent.ready.length === 0);
  });
});

describe("records that are refused", () => {
  test("one poisonous record of a hundred: the others arrive, it is filed with its reason, the checkpoint moves on", async () => {
    const folder = testFolder();
    const log = join(folder, "logs/app.log");
    const lines = Array.from({ length: 100 }, (_, index) => (index === 41 ? "poison" : `line ${index}`));
    writeFileSync(log, `${lines.join("\n")}\n`);
    const server = await receiver((request) => (request.body.includes("poison") ? { status: 400, body: "cannot parse" } : 200));
    const agent = await RunningAgent.start(folder, overHttp(http({ url: server.url })));
    await until("the rest", () => agent.metric("log_agent_records_delivered_total") === 99);
    appendFileSync(log, "more\n");
    await until("what follows", () => agent.metric("log_agent_records_delivered_total") === 100);
    const accepted = server.requests.filter(({ body }) => !body.includes("poison")).flatMap(ndjsonBodies);
    expect(accepted).toEqual([...lines.filter((line) => line !== "poison"), "more"]);
    expect(deadLetters(folder)).toEqual([{ sink: "http", reason: "HTTP 400: cannot parse", body: "poison" }]);
    await agent.stop();
    expect(nextOffset(folder)).toBe(readFileSync(log).length);
  });

  test("OTLP: a refused batch is sent once and filed whole, 413 is split, a partial success is filed as in doubt", async () => {
    const folder = testFolder();
    const log = join(folder, "logs/app.log");
    const replies = [
      500,
      413,
      200,
      { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}' },
    ] as const;
    const server = await receiver((_request, number) => replies[number - 1] ?? 200);
    const agent = await RunningAgent.start(folder, { ...overHttp(otlp({ url: server.url })), batch: { maxRecords: 4 } });
    writeFileSync(log, "a\nb\nc\nd\n");
    await until("the refusal", () => agent.metric("log_agent_records_dead_lettered_total") === 4);
    appendFileSync(log, "e\nf\ng\nh\n");
    await until("all parts", () => agent.metric("log_agent_records_dead_lettered_total") === 6);
    expect(server.requests.length).toBe(4);
    expect(deadLetters(folder).map(({ body }) => body)).toEqual(["a", "b", "c", "d", "g", "h"]);
    expect(deadLetters(folder)[4]?.reason).toBe("1 of these 2 records were refused, the sink does not say which: too old");
    expect(agent.metric("log_agent_records_delivered_total")).toBe(3);
    expect(agent.metric("log_agent_retries_total")).toBe(0);
  });

  test("the dead-letter files keep to their size; the oldest entries go, and are counted", async () => {
    const folder = testFolder();
    const sink = new Collector();
    sink.answer = () => ({ kind: "rejected", reason: "no" });
    const agent = await RunningAgent.start(folder, { sink, env: { DEAD_LETTER_MAX_BYTES: "8KiB" }, batch: { maxRecords: 5 } });
    const oracle = new Oracle();
    oracle.append(join(folder, "logs/app.log"), 200);
    await until("all refusals", () => agent.metric("log_agent_records_dead_lettered_total") === 200);
    const kept = ["dead-letter.ndjson.1", "dead-letter.ndjson"].flatMap((name) =>
      readFileSync(join(folder, "state", name), "utf8")
        .trimEnd()
        .split("\n"),
    );
    expect(kept.join("\n").length).toBeLessThanOrEqual(8192);
    expect(kept.length + agent.metric("log_agent_dead_letters_discarded_total")).toBe(200);
    expect(kept.map((line) => JSON.parse(line).record.body)).toEqual(oracle.written.slice(-kept.length));
  });

  test("a dead-letter file that cannot be written holds the checkpoint, until it can", async () => {
    const folder = testFolder();
    const sink = new Collector();
    sink.answer = () => ({ kind: "rejected", reason: "no" });
    mkdirSync(join(folder, "state/dead-letter.ndjson"), { recursive: true });
    writeFileSync(join(folder, "logs/app.log"), "one\n");
    const agent = await RunningAgent.start(folder, { sink });
    await until("an attempt", () => agent.metric("log_agent_retries_total") > 1);
    await until("a checkpoint with the file", () => nextOffset(folder) !== undefined);
    expect(nextOffset(folder)).toBe(0);
    rmSync(join(folder, "state/dead-letter.ndjson"), { recursive: true });
    await until("the entry", () => agent.metric("log_agent_records_dead_lettered_total") === 1);
    expect(deadLetters(folder)).toEqual([{ sink: "collector", reason: "no", body: "one" }]);
  });
});

describe("a transform", () => {
  test("changes and drops records, and what it throws at goes to the dead-letter file instead of out", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "logs/app.log"), "keep\ndrop\nthrow\nkeep too\n");
    const agent = await RunningAgent.start(folder, {
      transform: (record) => {
        if (record.body === "throw") throw new Error("not this one");
        return record.body === "drop" ? undefined : { ...record, attributes: { ...record.attributes, seen: true } };
      },
    });
    await agent.receives(2);
    await agent.stop();
    expect(agent.sink.records.map(({ body, attributes }) => [body, attributes["seen"], attributes["log.file.offset"]])).toEqual([
      ["keep", true, 0],
      ["keep too", true, 16],
    ]);
    expect(deadLetters(folder)).toEqual([{ sink: "collector", reason: "transform: not this one", body: "throw" }]);
    expect(agent.metric("log_agent_records_dropped_total")).toBe(1);
    expect(nextOffset(folder)).toBe(25);
  });

  test("that drops everything sends nothing, and the checkpoint moves on", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "logs/app.log"), "a\nb\n");
    const agent = await RunningAgent.start(folder, { transform: () => undefined });
    await until("the drops", () => agent.metric("log_agent_records_dropped_total") === 2);
    await agent.stop();
    expect(agent.sink.batches).toEqual([]);
    expect(nextOffset(folder)).toBe(4);
  });
});
