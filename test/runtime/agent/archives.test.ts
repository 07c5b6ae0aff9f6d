import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pause, testFolder, until } from "./support/folder.ts";
import { Oracle } from "./support/oracle.ts";
import { Collector, RunningAgent } from "./support/running.ts";

/** What the agent may have read of the lines that are copied: all of them, or a part. */
const windows = [
  ["all of it read", { BATCH_MAX_RECORDS: "100" }],
  ["a part of it read", { BATCH_MAX_RECORDS: "2", IN_FLIGHT_BATCHES: "1" }],
] as const;
const cases = windows.flatMap(([what, env]) => ["logs/*", "logs/*.log"].map((glob) => [what, glob, env] as const));

/** A file that was copied, compressed and truncated (logrotate's `copytruncate` with `compress`) while some of it was under way to the sink. */
async function compressedUnderWay(glob: string, env: Readonly<Record<string, string>>) {
  const folder = testFolder();
  const log = join(folder, "logs/app.log");
  const oracle = new Oracle();
  oracle.append(log, 5);
  const [sink, watch] = [new Collector(), [join(folder, glob)]];
  const agent = await RunningAgent.start(folder, { sink, watch, env });
  await agent.receives(5);
  sink.block();
  oracle.append(log, 7);
  await until("a batch to be held", () => sink.waiting > 0);
  await pause(60);
  writeFileSync(`${log}.1.gz`, gzipSync(readFileSync(log)));
  truncateSync(log, 0);
  await until("the archive to be gone on with", () =>
    agent.log.some(({ message, path }) => message === "reading" && path === `${log}.1.gz`),
  );
  oracle.append(log, 2);
  await pause(60);
  const next = () => RunningAgent.start(folder, { sink: new Collector(), watch, env });
  return { oracle, sink, agent, next };
}

describe("an archive of what is under way to the sink", () => {
  test.each(cases)("%s, watched as %s: each line once when the sink answers again", async (_what, glob, env) => {
    const { oracle, sink, agent } = await compressedUnderWay(glob, env);
    sink.unblock();
    await agent.receives(oracle.written.length);
    await pause(200);
    expect(oracle.judge(sink.bodies)).toEqual({ lost: [], invented: [], duplicates: 0 });
    await until("the archive to be let go", () => agent.metric("log_agent_files") === 1);
  });

  test.each(cases)(
    "%s, watched as %s: the agent that comes after one that was killed has the rest from the archive",
    async (_what, glob, env) => {
      const { oracle, sink, agent, next } = await compressedUnderWay(glob, env);
      await agent.kill();
      const after = await next();
      await until("all lines", () => oracle.judge([...sink.bodies, ...after.sink.bodies]).lost.length === 0);
      await pause(200);
      expect(oracle.judge([...sink.bodies, ...after.sink.bodies])).toEqual({ lost: [], invented: [], duplicates: 0 });
    },
  );
});
