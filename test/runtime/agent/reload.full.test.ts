import { appendFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pause, testFolder, until } from "./support/folder.ts";
import { ndjsonBodies, type Receiver, receiver } from "./support/receiver.ts";
import { buildProgram, SpawnedAgent } from "./support/spawned.ts";

const program = buildProgram();
const bodiesOf = ({ requests }: Receiver) => requests.flatMap(ndjsonBodies);
const countOf = ({ stderr }: SpawnedAgent, message: string) => stderr.split(`"message":${JSON.stringify(message)}`).length - 1;

function agentWith(settings: string, env: Readonly<Record<string, string>> = {}) {
  const folder = testFolder();
  const file = join(folder, "settings.env");
  writeFileSync(file, settings);
  const agent = new SpawnedAgent(program, folder, { env: { SETTINGS_FILE: file, HEALTH_PORT: "0", ...env } });
  return { folder, file, log: join(folder, "logs/app.log"), agent };
}

test("a sink that answers nobody is left, and what was under way goes to the new one; a deleted file is read on", async () => {
  const [down, second] = [await receiver(() => 503), await receiver(() => 200)];
  const { file, folder, log, agent } = agentWith(`SINK_URL=${down.url}\nIN_FLIGHT_BATCHES=1\nBATCH_MAX_RECORDS=1\n`);
  await agent.ready();
  writeFileSync(log, "one\ntwo\n");
  writeFileSync(join(folder, "logs/other.log"), "three\n");
  await until("both to be open", () => countOf(agent, "reading") === 2);
  unlinkSync(log);
  writeFileSync(log, "four\n");
  await until("the new one to be open", () => countOf(agent, "reading") === 3);
  writeFileSync(file, `SINK_URL=${second.url}\n`);
  await until("every line", () => bodiesOf(second).length === 4);
  expect(bodiesOf(second).sort()).toEqual(["four", "one", "three", "two"]);
  agent.kill("SIGTERM");
  expect(await agent.exited).toBe(0);
});

test("forty changes under load, with files that are rotated and deleted: every line is at one of the two, once", async () => {
  const servers = [await receiver(() => 200), await receiver(() => 200)];
  const { file, log, agent } = agentWith(`SINK_URL=${servers[0]?.url}\n`, { BATCH_MAX_RECORDS: "50", ROTATE_WAIT: "300ms" });
  await agent.ready();
  let written = 0;
  let done = false;
  const writing = (async () => {
    for (let turn = 1; !done; turn += 1) {
      appendFileSync(log, Array.from({ length: 50 }, () => `line ${written++}\n`).join(""));
      await pause(3);
      // It was seen for a while: what is deleted before anybody looks is lost.
      if (turn % 40 === 0) renameSync(log, `${log}.1`);
      if (turn % 40 === 20 && turn > 40) unlinkSync(`${log}.1`);
    }
  })();
  for (let number = 1; number <= 40; number += 1) {
    // In one step: half a file may be a right one.
    writeFileSync(`${file}.new`, `SINK_URL=${servers[number % 2]?.url}\nSINK_CONCURRENCY=${1 + (number % 4)}\n`);
    renameSync(`${file}.new`, file);
    await until("the change", () => countOf(agent, "the settings file was read again") === number);
    await pause(number * 3);
  }
  done = true;
  await writing;
  agent.kill("SIGTERM");
  expect(await agent.exited).toBe(0);
  const all = servers.flatMap(bodiesOf);
  expect(all.length).toBe(written);
  expect(new Set(all).size).toBe(written);
});
