import { appendFileSync, existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pause, testFolder, until } from "./support/folder.ts";
import { Collector, RunningAgent } from "./support/running.ts";

const rotate = (folder: string, to = "app.log.1") => {
  renameSync(join(folder, "logs/app.log"), join(folder, "logs", to));
  writeFileSync(join(folder, "logs/app.log"), "");
};

/** How many files are open once a rotation was seen. */
const letGo = (agent: RunningAgent) => (agent.metric("log_agent_rotations_total") > 0 ? agent.metric("log_agent_files") : undefined);

test.each([
  ["a name that is watched", "logs/*.log*"],
  ["a name that is not", "logs/*.log"],
])("a rotated file is deleted once it was delivered, under %s; the live one stays", async (_, glob) => {
  const folder = testFolder();
  const agent = await RunningAgent.start(folder, { watch: [join(folder, glob)], trim: true });
  appendFileSync(join(folder, "logs/app.log"), "one\n");
  await agent.receives(1);
  rotate(folder);
  appendFileSync(join(folder, "logs/app.log"), "two\n");
  await until("the deletion", () => !existsSync(join(folder, "logs/app.log.1")));
  await agent.receives(2);
  expect(readdirSync(join(folder, "logs"))).toEqual(["app.log"]);
  expect(agent.sink.bodies).toEqual(["one", "two"]);
});

test("a rotated file stays as long as one of the sinks has not all of it", async () => {
  const folder = testFolder();
  const slow = new Collector();
  slow.block();
  const agent = await RunningAgent.start(folder, { sinks: { slow: slow.definition }, trim: true });
  appendFileSync(join(folder, "logs/app.log"), "one\n");
  await agent.receives(1);
  await until("the batch at the slow sink", () => slow.waiting === 1);
  rotate(folder);
  appendFileSync(join(folder, "logs/app.log"), "two\n");
  await pause(400);
  expect(existsSync(join(folder, "logs/app.log.1"))).toBe(true);
  slow.unblock();
  await until("the deletion", () => !existsSync(join(folder, "logs/app.log.1")));
  await until("the rest", () => slow.bodies.length === 2);
  expect(slow.bodies).toEqual(["one", "two"]);
});

test.each([
  ["empty", (live: string) => writeFileSync(live, "")],
  ["not there", () => undefined],
])(
  "a rotated file that was delivered while the new one was %s is deleted once that has something in it, whatever it is called then",
  async (_, create) => {
    const folder = testFolder();
    const path = (name: string) => join(folder, "logs", name);
    const agent = await RunningAgent.start(folder, { trim: true });
    appendFileSync(path("app.log"), "one\n");
    await agent.receives(1);
    renameSync(path("app.log"), path("app.log.1"));
    create(path("app.log"));
    await until("the rotated file to be let go", () => letGo(agent) === (existsSync(path("app.log")) ? 1 : 0));
    await pause(100);
    expect(existsSync(path("app.log.1"))).toBe(true);
    renameSync(path("app.log.1"), path("app.log.2"));
    appendFileSync(path("app.log"), "two\n");
    await until("the deletion", () => !existsSync(path("app.log.2")));
    await agent.receives(2);
    expect(readdirSync(join(folder, "logs"))).toEqual(["app.log"]);
  },
);

test("what is added to a file that waits for its deletion is delivered before", async () => {
  const folder = testFolder();
  const path = (name: string) => join(folder, "logs", name);
  const agent = await RunningAgent.start(folder, { trim: true });
  appendFileSync(path("app.log"), "one\n");
  await agent.receives(1);
  rotate(folder);
  await until("the rotated file to be let go", () => letGo(agent) === 1);
  appendFileSync(path("app.log.1"), "late\n");
  appendFileSync(path("app.log"), "two\n");
  await until("the deletion", () => !existsSync(path("app.log.1")));
  await agent.receives(3);
  expect([...agent.sink.bodies].sort()).toEqual(["late", "one", "two"]);
});

test("a file with a date in its name that nothing has taken the place of may be the live one, and stays; without trim all do", async () => {
  const folder = testFolder();
  const agent = await RunningAgent.start(folder, { trim: true });
  appendFileSync(join(folder, "logs/app-2024-01-01.log"), "one\n");
  appendFileSync(join(folder, "logs/app.log"), "one\n");
  await agent.receives(2);
  renameSync(join(folder, "logs/app-2024-01-01.log"), join(folder, "logs/other-2024-01-01.log"));
  await pause(400);
  expect(readdirSync(join(folder, "logs")).sort()).toEqual(["app.log", "other-2024-01-01.log"]);
  await agent.stop();
  const second = testFolder();
  const keeping = await RunningAgent.start(second, {});
  appendFileSync(join(second, "logs/app.log"), "one\n");
  await keeping.receives(1);
  rotate(second);
  await pause(400);
  expect(readdirSync(join(second, "logs"))).toEqual(["app.log", "app.log.1"]);
});
