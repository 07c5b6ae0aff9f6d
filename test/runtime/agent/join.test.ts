import { appendFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { flag } from "../../../src/runtime/agent/batch.ts";
import { BatchBuilder } from "../../../src/runtime/agent/batch-builder.ts";
import { partLimits } from "../../../src/runtime/agent/framing/part-limits.ts";
import { Joiner } from "../../../src/runtime/agent/join.ts";
import { toRecords } from "../../../src/runtime/agent/transform.ts";
import { compiled } from "../../formats/support/compiled.ts";
import { batchOf } from "./support/batches.ts";
import { testFolder, until } from "./support/folder.ts";
import { RunningAgent } from "./support/running.ts";

const at = "2019-05-07T18:57:50.904275087+00:00";

function joined(joiner: Joiner, lines: readonly string[], path?: string): string[] {
  return toRecords(joiner.join(batchOf(lines, path))).map(({ body }) => body);
}

describe("parts of a line are joined", () => {
  test.each<[title: string, given: string[], want: string[]]>([
    [
      "with nothing in between, at the time of the first",
      [`${at} stdout P 1a. some `, "2019-05-07T18:57:51Z stdout F text"],
      [`${at} stdout F 1a. some text`],
    ],
    [
      "per stream, whatever comes between",
      [`${at} stdout P a`, `${at} stderr P x`, `${at} stdout P b`, `${at} stderr F y`, `${at} stdout F c`],
      [`${at} stderr F xy`, `${at} stdout F abc`],
    ],
    ["with further tags", [`${at} stdout P:x a`, `${at} stdout F:y b`], [`${at} stdout F ab`]],
    ["an end that is empty", [`${at} stdout P a`, `${at} stdout F `], [`${at} stdout F a`]],
    [
      "lines that were not split stay",
      [`${at} stdout F whole`, "a line stdout P of something else", ""],
      [`${at} stdout F whole`, "a line stdout P of something else", ""],
    ],
  ])("%s", (_, given, want) => {
    expect(joined(new Joiner(1000), given)).toEqual(want);
  });

  test("across batches, per file; until then the file counts as open", () => {
    const joiner = new Joiner(1000);
    expect(joined(joiner, [`${at} stdout P a`], "/l/a.log")).toEqual([]);
    expect(joined(joiner, [`${at} stdout F other`], "/l/b.log")).toEqual([`${at} stdout F other`]);
    const of = (id: string) => joiner.open()({ id, path: "/l/a.log" });
    expect([of("0123456789abcdef"), of("another"), of("")]).toEqual([0, Number.POSITIVE_INFINITY, 0]);
    expect(joined(joiner, [`${at} stdout F b`], "/l/a.log")).toEqual([`${at} stdout F ab`]);
    expect(of("0123456789abcdef")).toBe(Number.POSITIVE_INFINITY);
  });

  test("as bytes: a character may be split", () => {
    const parts = [Buffer.from(`${at} stdout P caf\xc3`, "latin1"), Buffer.from(`${at} stdout F \xa9!`, "latin1")];
    expect(toRecords(new Joiner(1000).join(batchOf(parts))).map(({ body }) => body)).toEqual([`${at} stdout F café!`]);
  });

  test("of stdout and stderr only", () => {
    const lines = [`${at} stdin_ P a`, `${at} stdxyz P b`];
    expect(joined(new Joiner(1000), lines)).toEqual(lines);
  });

  test.each<[title: string, waited: number, readTo: number, want: boolean]>([
    ["five seconds of waiting", partLimits.waitMs, 100, true],
    ["less", partLimits.waitMs - 1, 100, false],
    ["as many other bytes as a line can have between its parts", 0, partLimits.bytes, true],
    ["less of them", 0, partLimits.bytes - 1, false],
  ])("%s: the end is given up: %s", (_, waited, offset, want) => {
    const joiner = new Joiner(1000);
    expect(joined(joiner, [`${at} stdout P prompt> `])).toEqual([]);
    joiner.waited(waited, [[{ id: "0123456789abcdef" }, { offset }]]);
    const builder = new BatchBuilder({ maxRecords: 10, maxBytes: 4096, maxLineBytes: 256 }, 0);
    expect(joiner.flush(builder, "overdue")).toBe(want);
    expect(toRecords(builder.build(() => undefined)).map(({ body }) => body)).toEqual(want ? [`${at} stdout F prompt> `] : []);
    expect(joiner.open()({ id: "0123456789abcdef", path: "" })).toBe(want ? Number.POSITIVE_INFINITY : 0);
  });

  test("not without end: what is too long goes on as the next record", () => {
    const batch = new Joiner(6).join(batchOf([`${at} stdout P 1234`, `${at} stdout P 5678`, `${at} stdout F 9`]));
    const flags: number[] = [];
    batch.visit((_bytes, _start, _end, _offset, bits) => {
      flags.push(bits);
      return undefined;
    });
    expect(toRecords(batch).map(({ body }) => body)).toEqual([`${at} stdout F 12345678`, `${at} stdout F 9`]);
    expect(flags).toEqual([flag.truncated, 0]);
    expect(batch.count).toBe(2);
  });
});

describe("an adapter of container logs", () => {
  const adapter = async (folder: string, now?: () => number) => {
    const { normaliser } = await compiled(["cri", "json"]);
    return RunningAgent.start(folder, { normaliser, transform: (record) => record, ...(now && { now }) });
  };
  const bodies = (agent: RunningAgent) => agent.sink.records.map(({ body, attributes }) => [body, attributes["log.iostream"]]);

  test("a part that waits for its end is not lost when the adapter is killed in between", async () => {
    const folder = testFolder();
    const log = join(folder, "logs/0.log");
    const first = await adapter(folder);
    appendFileSync(log, `${at} stdout F one\n${at} stdout P tw`);
    await first.receives(1);
    appendFileSync(log, `\n${at} stderr F three\n`);
    await first.receives(2);
    await first.kill();
    appendFileSync(log, `${at} stdout F o\n`);
    const second = await adapter(folder);
    await until("the joined line", () => bodies(second).some(([body]) => body === "two"));
    expect(bodies(second)).toContainEqual(["two", "stdout"]);
  });

  test("a line is joined when its file is rotated in between, and the old file is left", async () => {
    const folder = testFolder();
    const log = join(folder, "logs/0.log");
    const agent = await adapter(folder);
    appendFileSync(log, `${at} stdout F one\n${at} stdout P tw\n`);
    await agent.receives(1);
    renameSync(log, join(folder, "logs/0.log.20260302"));
    appendFileSync(log, `${at} stdout F o\n`);
    await agent.receives(2);
    expect(bodies(agent)).toEqual([
      ["one", "stdout"],
      ["two", "stdout"],
    ]);
    await until("one open file", () => agent.metric("log_agent_files") === 1);
  });

  test("at the end what was begun is sent as it is", async () => {
    const folder = testFolder();
    const agent = await adapter(folder);
    appendFileSync(join(folder, "logs/0.log"), `${at} stdout F {"msg":"inside","level":"error"}\n${at} stdout P begun\n`);
    await agent.receives(1);
    expect(await agent.stop()).toBeUndefined();
    expect(bodies(agent)).toEqual([
      ["inside", "stdout"],
      ["begun", "stdout"],
    ]);
    expect(agent.sink.records[0]).toMatchObject({ severityNumber: 17, timeUnixNano: "1557255470904275087" });
    expect(agent.sink.records[1]?.attributes["log.record.partial"]).toBe(true);
  });

  test("a line that never ends is sent after a while, and is behind the checkpoint then", async () => {
    const folder = testFolder();
    const log = join(folder, "logs/0.log");
    const begun = Date.now();
    const first = await adapter(folder, () => begun + (Date.now() - begun) * 100);
    appendFileSync(log, `${at} stdout P prompt> \n${at} stderr F a\n`);
    await first.receives(2);
    appendFileSync(log, `${at} stderr F b\n`);
    await first.receives(3);
    expect(first.sink.records[1]).toMatchObject({ body: "prompt> ", attributes: { "log.record.partial": true } });
    await until("the checkpoint", () => first.metric("log_agent_lag_bytes") === 0);
    await first.kill();
    appendFileSync(log, `${at} stdout F late\n`);
    const second = await adapter(folder);
    await second.receives(1);
    await second.stop();
    // A kill may come before the last checkpoint is on disk.
    expect(bodies(second).filter(([body]) => body !== "b")).toEqual([["late", "stdout"]]);
  });

  test("what was sent without its end at a stop is not sent again", async () => {
    const folder = testFolder();
    const log = join(folder, "logs/0.log");
    const first = await adapter(folder);
    appendFileSync(log, `${at} stdout P prompt> \n${at} stderr F a\n${at} stderr F unfin`);
    await first.receives(1);
    await first.stop();
    expect(bodies(first)).toEqual([
      ["a", "stderr"],
      ["prompt> ", "stdout"],
      ["unfin", "stderr"],
    ]);
    appendFileSync(log, `ished\n${at} stdout F late\n`);
    const second = await adapter(folder);
    await second.receives(2);
    await second.stop();
    expect(bodies(second)).toEqual([
      ["unfinished", "stderr"],
      ["late", "stdout"],
    ]);
  });
});
