import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder, until } from "./support/folder.ts";
import { RunningAgent } from "./support/running.ts";

/** An agent whose sink refuses everything until it is told otherwise, and its dead-letter file with something in it already. */
async function refused(text: string, prepare: (file: string) => void = () => undefined) {
  const folder = testFolder();
  const file = join(folder, "state/dead-letter.ndjson");
  mkdirSync(join(folder, "state"));
  prepare(file);
  const agent = await RunningAgent.start(folder);
  agent.sink.answer = () => ({ kind: "rejected", reason: "HTTP 400" });
  appendFileSync(join(folder, "logs/app.log"), text);
  const count = text.split("\n").length - 1;
  await until("dead letters", () => agent.metric("log_agent_records_dead_lettered_total") === count);
  agent.sink.answer = () => ({ kind: "delivered" });
  const left = () => readdirSync(join(folder, "state")).filter((name) => name.startsWith("dead-letter"));
  return { agent, file, left };
}

// Cut inside of a character.
const torn = Buffer.concat([Buffer.from('{"time":"2024-01-31T00:00:00.000Z","sink":"collector","reason":"caf'), Buffer.of(0xc3)]);

test("what was being written when the agent was killed does not swallow the next record, and is kept", async () => {
  const { agent, file, left } = await refused("one\n", (path) => writeFileSync(path, torn));
  expect(await agent.replay()).toEqual([
    { name: "collector", sent: 1, delivered: 1, refused: 0, damaged: 1, filesLeft: 0, kept: ["dead-letter.ndjson.damaged"] },
  ]);
  expect(agent.sink.bodies).toEqual(["one"]);
  expect(readFileSync(`${file}.damaged`)).toEqual(Buffer.concat([torn, Buffer.from("\n")]));
  expect(left()).toEqual(["dead-letter.ndjson.damaged"]);
  expect(agent.log).toContainEqual(
    expect.objectContaining({
      level: "warn",
      message: "lines of the dead-letter file are no entries, and are kept",
      kept: `${file}.damaged`,
    }),
  );
  expect(await agent.replay()).toEqual([{ name: "collector", sent: 0, delivered: 0, refused: 0, damaged: 0, filesLeft: 0 }]);
});

test("damaged lines are kept once, however often a replay is cut off", async () => {
  const { agent, file } = await refused("one\n", (path) => writeFileSync(path, "{torn\n"));
  agent.sink.answer = () => ({ kind: "retry", reason: "down" });
  await agent.replay(AbortSignal.timeout(50));
  expect(existsSync(`${file}.damaged`)).toBe(false);
  agent.sink.answer = () => ({ kind: "delivered" });
  await agent.replay();
  expect(readFileSync(`${file}.damaged`, "utf8")).toBe("{torn\n");
});

test("a file that cannot be read is put aside, and the others are sent", async () => {
  const { agent, file, left } = await refused("one\n", (path) => mkdirSync(`${path}.1`));
  expect(await agent.replay()).toEqual([
    { name: "collector", sent: 1, delivered: 1, refused: 0, damaged: 0, filesLeft: 0, kept: ["dead-letter.ndjson.damaged-1"] },
  ]);
  expect(agent.sink.bodies).toEqual(["one"]);
  expect(left()).toEqual(["dead-letter.ndjson.damaged-1"]);
  expect(agent.log).toContainEqual(
    expect.objectContaining({ level: "error", message: "a dead-letter file cannot be read, and is kept", kept: `${file}.damaged-1` }),
  );
});

test("characters that are line ends elsewhere are none here", async () => {
  const body = "a\u2028b\u2029c\u0085d";
  const { agent } = await refused(`${body}\n`);
  expect(await agent.replay()).toEqual([{ name: "collector", sent: 1, delivered: 1, refused: 0, damaged: 0, filesLeft: 0 }]);
  expect(agent.sink.bodies).toEqual([body]);
});

test("long records are sent again in batches that are no larger than other batches", async () => {
  const { agent } = await refused(`${"x".repeat(600_000)}\n`.repeat(4));
  expect(await agent.replay()).toMatchObject([{ sent: 4 }]);
  expect(Math.max(...agent.sink.batches)).toBeLessThanOrEqual(2);
});
