import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LogRecord } from "../../../src/runtime/agent/record.ts";
import { testFolder, until } from "./support/folder.ts";
import { Collector, RunningAgent } from "./support/running.ts";

const lines = (path: string) => (existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : []);

test("replay sends the dead letters again, and removes their file once all of it was sent", async () => {
  const folder = testFolder();
  const agent = await RunningAgent.start(folder, {});
  agent.sink.answer = () => ({ kind: "rejected", reason: "HTTP 400" });
  appendFileSync(join(folder, "logs/app.log"), "one\ntwo\n");
  await until("dead letters", () => lines(join(folder, "state/dead-letter.ndjson")).length === 2);
  agent.sink.answer = () => ({ kind: "delivered" });
  expect(await agent.replay()).toEqual([{ name: "collector", sent: 2, delivered: 2, refused: 0, damaged: 0, filesLeft: 0 }]);
  expect(agent.sink.bodies).toEqual(["one", "two"]);
  expect(readdirSync(join(folder, "state")).filter((name) => name.startsWith("dead-letter"))).toEqual([]);
  expect(await agent.replay()).toEqual([{ name: "collector", sent: 0, delivered: 0, refused: 0, damaged: 0, filesLeft: 0 }]);
});

test("what is refused again is back in the dead-letter file; what is no entry is kept and counted", async () => {
  const folder = testFolder();
  const agent = await RunningAgent.start(folder, {});
  agent.sink.answer = () => ({ kind: "rejected", reason: "HTTP 400" });
  appendFileSync(join(folder, "logs/app.log"), "one\n");
  const file = join(folder, "state/dead-letter.ndjson");
  await until("dead letters", () => lines(file).length === 1);
  appendFileSync(file, "{torn\n");
  expect(await agent.replay()).toEqual([
    {
      name: "collector",
      sent: 1,
      delivered: 0,
      refused: 1,
      reason: "HTTP 400",
      damaged: 1,
      filesLeft: 0,
      kept: ["dead-letter.ndjson.damaged"],
    },
  ]);
  expect(lines(file)).toHaveLength(1);
});

test("a replay that is cut off leaves its file for the next one", async () => {
  const folder = testFolder();
  const agent = await RunningAgent.start(folder, {});
  agent.sink.answer = () => ({ kind: "rejected", reason: "HTTP 400" });
  appendFileSync(join(folder, "logs/app.log"), "one\n");
  await until("dead letters", () => lines(join(folder, "state/dead-letter.ndjson")).length === 1);
  agent.sink.answer = () => ({ kind: "retry", reason: "down" });
  expect(await agent.replay(AbortSignal.timeout(50))).toEqual([
    { name: "collector", sent: 0, delivered: 0, refused: 0, damaged: 0, filesLeft: 1 },
  ]);
  agent.sink.answer = () => ({ kind: "delivered" });
  expect(await agent.replay()).toEqual([{ name: "collector", sent: 1, delivered: 1, refused: 0, damaged: 0, filesLeft: 0 }]);
});

test("a tap shows records as they are sent, those that match, until it has shown enough", async () => {
  const folder = testFolder();
  const agent = await RunningAgent.start(folder, { redact: ["email"], sample: [{ name: "health", match: "healthz", keep: 0 }] });
  const shown: string[] = [];
  const tapped = (async () => {
    for await (const line of agent.tap({ match: /o/, count: 2 })) shown.push(JSON.parse(line).record.body);
  })();
  appendFileSync(join(folder, "logs/app.log"), "healthz o\nnone of a@b.example\nx\ntwo\nmore\n");
  await tapped;
  expect(shown).toEqual(["none of [redacted email]", "two"]);
  expect(agent.status()).toMatchObject({ sinks: [{ name: "collector", dropped: 1 }] });
});

test("what a rule drops is in the ledger under its name", async () => {
  const folder = testFolder();
  const agent = await RunningAgent.start(folder, {
    sample: [{ name: "health", match: "healthz", keep: 0 }],
    limit: { records: 1, everyMs: 60_000, per: "agent" },
  });
  appendFileSync(join(folder, "logs/app.log"), "healthz\none\ntwo\n");
  await until("delivery", () => agent.sink.bodies.length === 1);
  await until("the account", () => agent.ledger[0]?.files[0]?.acknowledged === 16);
  expect(agent.ledger[0]?.files[0]).toMatchObject({ delivered: 4, dropped: { health: 8, limit: 4 }, deadLettered: 0 });
});

test("what the hook threw at is sent once it does not, and never as it was before", async () => {
  const folder = testFolder();
  let broken = true;
  const transform = (record: LogRecord) => {
    if (broken) throw new Error("a bug");
    return { ...record, body: "clean" };
  };
  const agent = await RunningAgent.start(folder, { transform });
  appendFileSync(join(folder, "logs/app.log"), "secret\n");
  await until("dead letters", () => lines(join(folder, "state/dead-letter.ndjson")).length === 1);
  expect(await agent.replay()).toMatchObject([{ sent: 0, delivered: 0, refused: 1, reason: "transform: a bug" }]);
  expect(lines(join(folder, "state/dead-letter.ndjson"))).toHaveLength(1);
  broken = false;
  expect(await agent.replay()).toMatchObject([{ sent: 1, delivered: 1, refused: 0 }]);
  expect(agent.sink.bodies).toEqual(["clean"]);
});

test("one replay at a time", async () => {
  const folder = testFolder();
  const agent = await RunningAgent.start(folder, {});
  agent.sink.answer = () => ({ kind: "rejected", reason: "HTTP 400" });
  appendFileSync(join(folder, "logs/app.log"), "one\n");
  await until("dead letters", () => lines(join(folder, "state/dead-letter.ndjson")).length === 1);
  agent.sink.answer = () => ({ kind: "delivered" });
  const [first, second] = await Promise.allSettled([agent.replay(), agent.replay()]);
  expect([first?.status, second?.status].sort()).toEqual(["fulfilled", "rejected"]);
  expect(agent.sink.bodies).toEqual(["one"]);
});

test("a limit is each sink's own", async () => {
  const folder = testFolder();
  const second = new Collector();
  const agent = await RunningAgent.start(folder, {
    sinks: { second: second.definition },
    limit: { records: 2, everyMs: 60_000, per: "agent" },
  });
  appendFileSync(join(folder, "logs/app.log"), "one\ntwo\nthree\n");
  await until("both", () => agent.sink.bodies.length === 2 && second.bodies.length === 2);
  expect([agent.sink.bodies, second.bodies]).toEqual([
    ["one", "two"],
    ["one", "two"],
  ]);
});
