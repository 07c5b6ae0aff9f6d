import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LedgerPage } from "../../../src/runtime/agent/ledger-page.ts";
import { pause, testFolder, until } from "./support/folder.ts";
import { unexplained } from "./support/ledger.ts";
import { Oracle } from "./support/oracle.ts";
import { ndjsonBodies, type Reply, receiver } from "./support/receiver.ts";
import { buildProgram, SpawnedAgent } from "./support/spawned.ts";

const program = buildProgram();

test("forty SIGKILLs at random moments, under rotation, with a sink that refuses, hangs and breaks off: every line arrives", async () => {
  const folder = testFolder();
  const log = join(folder, "logs/app.log");
  const oracle = new Oracle();
  const batch = 100;
  const window = 4;
  const replies: readonly Reply[] = [503, "reset", "hang", { status: 429, headers: { "retry-after": "0" } }, 500];
  let calm = false;
  let refused = 0;
  const server = await receiver(() => {
    const reply = calm || Math.random() > 0.15 ? 200 : (replies[Math.floor(Math.random() * replies.length)] ?? 200);
    if (reply !== 200) refused += 1;
    return reply;
  });
  const env = { SINK_URL: server.url, SINK_TIMEOUT: "50ms", BATCH_MAX_RECORDS: String(batch), IN_FLIGHT_BATCHES: String(window) };
  let rotations = 0;
  const rotate = () => {
    for (let number = rotations; number > 0; number -= 1) renameSync(`${log}.${number}`, `${log}.${number + 1}`);
    renameSync(log, `${log}.1`);
    rotations += 1;
  };
  const kills = 40;
  for (let kill = 0; kill < kills; kill += 1) {
    oracle.append(log, 1500);
    const agent = new SpawnedAgent(program, folder, { env });
    // A file that is rotated to a name that is not watched before any agent ever saw it is nobody's.
    if (kill % 3 === 1 || kill === 0) await agent.ready();
    for (const end = Date.now() + 100 + Math.random() * 250; Date.now() < end; await pause(10)) oracle.append(log, 100);
    if (kill % 3 === 0) rotate();
    agent.kill("SIGKILL");
    await agent.exited;
  }
  calm = true;
  const last = new SpawnedAgent(program, folder, { env });
  await last.ready();
  const ledger = async (): Promise<LedgerPage[]> => JSON.parse((await last.get("/ledger")).body).sinks;
  await until("everything to be read", async () => (await ledger()).every(({ files }) => files.every(({ pending = 0 }) => pending === 0)));
  expect(unexplained(await ledger())).toEqual([]);
  last.kill("SIGTERM");
  expect(await last.exited).toBe(0);
  const { lost, invented, duplicates } = oracle.judge(server.requests.flatMap(ndjsonBodies));
  expect({ lost: lost.length, invented }).toEqual({ lost: 0, invented: [] });
  // The batches in flight are repeated after a kill, and one after an attempt that arrived but was not acknowledged.
  expect(duplicates).toBeLessThanOrEqual(batch * (window * kills + refused));
});
