import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { referenceOf } from "../../../src/runtime/agent/reference.ts";
import { compiled } from "../../formats/support/compiled.ts";
import { testFolder } from "./support/folder.ts";
import { RunningAgent } from "./support/running.ts";

test.each<[title: string, observed: string, lastWrite: string | undefined, want: string]>([
  ["the last write", "2026-01-05T00:00:00Z", "2024-12-31T23:00:00Z", "2024-12-31T23:00:00Z"],
  ["the reading, where the clock of the file is ahead", "2026-01-05T00:00:00Z", "2031-01-01T00:00:00Z", "2026-01-05T00:00:00Z"],
  ["the reading, where the file is of 1970 as those of images are", "2026-01-05T00:00:00Z", "1970-01-01T00:00:01Z", "2026-01-05T00:00:00Z"],
  ["the reading of standard input", "2026-01-05T00:00:00Z", undefined, "2026-01-05T00:00:00Z"],
])("a time without a year is near %s", (_, observed, lastWrite, want) => {
  const mtimeNs = lastWrite === undefined ? {} : { mtimeNs: BigInt(Date.parse(lastWrite)) * 1_000_000n };
  expect(referenceOf({ observedMs: Date.parse(observed), ...mtimeNs })).toBe(Date.parse(want));
});

const { normaliser } = await compiled(["syslog3164"]);

test("files of earlier years and an archive of one have the times of theirs, across the end of a year", async () => {
  const folder = testFolder();
  const write = (name: string, content: string | Buffer, lastWrite: string) => {
    writeFileSync(join(folder, "logs", name), content);
    utimesSync(join(folder, "logs", name), new Date(lastWrite), new Date(lastWrite));
  };
  write("a.log", "Dec 31 23:59:59 h app: a1\nJan  1 00:00:01 h app: a2\n", "2020-01-01T00:00:01Z");
  write("b.log", "Feb 29 12:00:00 h app: b1\n", "2017-12-24T00:00:00Z");
  write("c.log.1.gz", gzipSync("Mar  2 11:04:05 h app: c1\n"), "2015-03-02T11:04:05Z");
  const agent = await RunningAgent.start(folder, {
    normaliser,
    transform: (record) => record,
    watch: [join(folder, "logs/*.log"), join(folder, "logs/*.gz")],
    exclude: [],
  });
  await agent.receives(4);
  await agent.stop();
  const times = agent.sink.records.map(({ body, timeUnixNano = "" }) => [
    body,
    new Date(Number(timeUnixNano.slice(0, -6))).toISOString().slice(0, 10),
  ]);
  expect(Object.fromEntries(times)).toEqual({
    a1: "2019-12-31",
    a2: "2020-01-01",
    b1: "2016-02-29",
    c1: "2015-03-02",
  });
});
