import { closeSync, createReadStream, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { pause, until } from "../runtime/agent/support/folder.ts";
import type { SpawnedAgent } from "../runtime/agent/support/spawned.ts";
import { flawless } from "./support/lines.ts";
import { buildAgent, metric, openFiles, type Scene, scenario } from "./support/scene.ts";

buildAgent();

/** Seconds of processor time that a process has used. */
function processorSeconds({ child }: SpawnedAgent): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

describe("many files", () => {
  scenario("49 5000 files under a limit of 1024 descriptors: all are delivered, followed, and cost little when idle", async ({ scene }) => {
    for (let index = 0; index < 5000; index += 1) scene.append(`${index}.log`, 1);
    // As it comes: nothing is set but where things are.
    const env = { POLL_INTERVAL: "", DISCOVERY_INTERVAL: "", BATCH_MAX_WAIT: "", ROTATE_WAIT: "1s" };
    const agent = await scene.start(env, { under: ["prlimit", "--nofile=1024:1024"] });
    expect(await scene.settled()).toEqual(flawless);
    expect(openFiles(agent, scene.path("")).length).toBeLessThan(1024);
    for (let index = 0; index < 5000; index += 7) scene.append(`${index}.log`, 1);
    expect(await scene.settled()).toEqual(flawless);
    for (let index = 0; index < 300; index += 1) {
      scene.append(`${index}.log`, 1);
      renameSync(scene.path(`${index}.log`), scene.path(`${index}.log.1`));
      scene.append(`${index}.log`, 2, `${index}.log-new`);
    }
    for (let index = 300; index < 310; index += 1) writeFileSync(scene.path(`${index}.log`), `${scene.lines.next(`${index}.log-anew`)}\n`);
    expect(await scene.settled()).toEqual(flawless);
    await pause(6000);
    const before = processorSeconds(agent);
    await pause(5000);
    // A loop that turns for nothing would have used all five.
    expect(processorSeconds(agent) - before).toBeLessThan(2);
    expect(agent.stderr).not.toContain("EMFILE");
  });

  for (const files of [4, 100])
    scenario(`54 as fast as can be written over ${files} rotating files: no byte that is not read`, async ({ scene }) => {
      const out = join(scene.folder, "shipped.ndjson");
      const env = { SINK_PATH: out, SINK_FORMAT: "raw", POLL_INTERVAL: "", DISCOVERY_INTERVAL: "", ROTATE_WAIT: "1s" };
      const agent = await scene.start(env, { sink: "file" });
      const { bytes, lines } = await write(scene, files, 300 * 2 ** 20, 8000);
      await until("all bytes to be read", async () => (await metric(agent, "log_agent_read_bytes_total")) >= bytes - lines);
      expect(await scene.stop(agent)).toBe(0);
      expect(await countIn(out)).toEqual({ bytes, lines });
      expect(agent.stderr).not.toContain('"level":"error"');
    });
});

/**
 * Writes to the files in turn, as fast as 100 MiB/s, until so many bytes are written or the time is over. Each file is rotated some twice a
 * second at full speed, and three rotated ones are kept.
 */
async function write(scene: Scene, files: number, most: number, forMs: number): Promise<{ bytes: number; lines: number }> {
  const chunk = Buffer.from(`${"x".repeat(171)}\n`.repeat(Math.floor(65_536 / 172)));
  const perFile = (50 * 2 ** 20) / files;
  const logs = Array.from({ length: files }, (_, index) => ({ path: scene.path(`${index}.log`), fd: -1, size: perFile }));
  const begun = Date.now();
  let bytes = 0;
  for (let turn = 0; bytes < most && Date.now() - begun < forMs; turn += 1) {
    const log = logs[turn % files] as (typeof logs)[number];
    if (log.size >= perFile) {
      if (log.fd >= 0) closeSync(log.fd);
      rmSync(`${log.path}.3`, { force: true });
      for (const number of [2, 1])
        if (existsSync(`${log.path}.${number}`)) renameSync(`${log.path}.${number}`, `${log.path}.${number + 1}`);
      if (existsSync(log.path)) renameSync(log.path, `${log.path}.1`);
      Object.assign(log, { fd: openSync(log.path, "a"), size: 0 });
    }
    // As every log has: what is the same to the byte, under one name after the other, is taken for a copy.
    for (let at = 0; at < chunk.length; at += 172) chunk.write(String(turn).padStart(8, "0"), at, "latin1");
    log.size += writeSync(log.fd, chunk);
    bytes += chunk.length;
    // Not faster than 100 MiB/s.
    while (bytes / (Date.now() - begun + 1) > (100 * 2 ** 20) / 1000) await pause(1);
    if (turn % 64 === 0) await pause(0);
  }
  for (const { fd } of logs) closeSync(fd);
  return { bytes, lines: bytes / 172 };
}

async function countIn(path: string): Promise<{ bytes: number; lines: number }> {
  let [bytes, lines] = [0, 0];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    for (let index = chunk.indexOf(10); index >= 0; index = chunk.indexOf(10, index + 1)) lines += 1;
  }
  return { bytes, lines };
}
