import { closeSync, openSync, renameSync, rmSync, utimesSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { plainFraming } from "../../../src/runtime/agent/framing/framing.ts";
import { Ledger } from "../../../src/runtime/agent/ledger.ts";
import { agentMetrics } from "../../../src/runtime/agent/metrics.ts";
import { Descriptors } from "../../../src/runtime/agent/source/descriptors.ts";
import { Files } from "../../../src/runtime/agent/source/files.ts";
import { watched } from "../../../src/runtime/agent/source/watched.ts";
import { createLog } from "../../../src/runtime/service/log.ts";
import { createMetrics } from "../../../src/runtime/service/metrics.ts";
import { pause, testFolder, until } from "./support/folder.ts";
import { RunningAgent } from "./support/running.ts";

/** A folder of logs; names come to other files at once, before an agent in this process can look. */
function logFiles() {
  const folder = testFolder();
  const path = (name: string) => join(folder, "logs", name);
  return { folder, path, log: path("app.log") };
}

describe("a file that was made under a name and rotated away from it before anybody looked", () => {
  test("after a deletion, with another under the name by now", async () => {
    const { folder, path, log } = logFiles();
    writeFileSync(log, "old\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(1);
    rmSync(log);
    await until("the old file to be let go", () => agent.metric("log_agent_files") === 0);
    writeFileSync(log, "between\n");
    renameSync(log, path("app.log.1"));
    writeFileSync(log, "new\n");
    await agent.receives(3);
    expect(agent.sink.bodies.sort()).toEqual(["between", "new", "old"]);
  });

  test("after a deletion, with nothing under the name", async () => {
    const { folder, path, log } = logFiles();
    writeFileSync(log, "old\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(1);
    rmSync(log);
    await until("the old file to be let go", () => agent.metric("log_agent_files") === 0);
    writeFileSync(log, "between\n");
    renameSync(log, path("app.log.1"));
    await agent.receives(2);
    expect(agent.sink.bodies).toEqual(["old", "between"]);
  });

  test("after a rotation, with nothing under the name, and the file before it read to its end", async () => {
    const { folder, path, log } = logFiles();
    writeFileSync(log, "old\n");
    const agent = await RunningAgent.start(folder);
    await agent.receives(1);
    renameSync(log, path("app.log.1"));
    await until("the old file to be let go", () => agent.metric("log_agent_files") === 0);
    writeFileSync(log, "between\n");
    renameSync(log, path("app.log.2"));
    await agent.receives(2);
    expect(agent.sink.bodies).toEqual(["old", "between"]);
  });

  test("while the file before it is still written to, under its rotated name", async () => {
    const { folder, path, log } = logFiles();
    const fd = openSync(log, "a");
    writeSync(fd, "old\n");
    const agent = await RunningAgent.start(folder, { env: { DISCOVERY_INTERVAL: "300ms", WATCH_EVENTS: "false" } });
    await agent.receives(1);
    renameSync(log, path("app.log.1"));
    writeFileSync(log, "between\n");
    renameSync(log, path("app.log.2"));
    writeFileSync(log, "new\n");
    // Later, as the clock of the file system sees it, and polled before names are looked at.
    await pause(20);
    writeSync(fd, "late\n");
    closeSync(fd);
    await agent.receives(4);
    expect(agent.sink.bodies.sort()).toEqual(["between", "late", "new", "old"]);
  });
});

/** Does something at the moment when a file is to be opened. */
class Interrupted extends Descriptors {
  interrupt: (path: string) => void = () => undefined;

  override open(path: string): number {
    this.interrupt(path);
    return super.open(path);
  }
}

test("while another file is opened that has its name no more, and is found under this one: it may have got the inode alone", () => {
  const { folder, path, log } = logFiles();
  const metrics = agentMetrics(createMetrics());
  const descriptors = new Interrupted();
  const source = watched({ watch: [path("*.log")], exclude: [], ...plainFraming });
  const files = new Files(
    {
      sources: [source],
      log: createLog({ write: () => undefined }),
      metrics,
      descriptors,
      unpackIn: folder,
      remember: () => undefined,
      ledger: new Ledger(() => undefined),
      passedOver: () => undefined,
      now: Date.now,
    },
    [],
  );
  const look = () => {
    files.discover(Date.now());
    for (const tail of files.tails.values()) tail.poll(Date.now());
    return [...files.tails.values()].map(({ path: one, seenAs }) => [one, seenAs]);
  };
  writeFileSync(log, "old\n");
  expect(look()).toEqual([[log, log]]);
  writeFileSync(path("other.log"), "new\n");
  descriptors.interrupt = (opened) => {
    if (opened !== path("other.log")) return;
    descriptors.interrupt = () => undefined;
    renameSync(log, path("app.log.1"));
    writeFileSync(log, "between\n");
    renameSync(log, path("app.log.2"));
    renameSync(path("other.log"), log);
    // Younger than what was made in between, as a file is that is written to.
    utimesSync(log, new Date(), new Date(Date.now() + 10_000));
  };
  look();
  expect(look().sort()).toEqual([
    [log, undefined],
    [log, log],
    [path("app.log.2"), undefined],
  ]);
  files.closeAll();
});
