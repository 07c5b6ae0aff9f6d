import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { insideContainer } from "../../../src/runtime/agent/framing/inside-container.ts";
import { shapeHash, shapeSample } from "../../../src/runtime/agent/line-shape.ts";
import { agentMetrics } from "../../../src/runtime/agent/metrics.ts";
import type { Normaliser } from "../../../src/runtime/agent/normaliser.ts";
import { UnparsedLines } from "../../../src/runtime/agent/unparsed-lines.ts";
import { createMetrics } from "../../../src/runtime/service/metrics.ts";
import { compiled } from "../../formats/support/compiled.ts";
import { testHost } from "../../support/host.ts";
import { temporary } from "../../support/temporary.ts";
import { batchOf } from "./support/batches.ts";
import { testFolder, until } from "./support/folder.ts";
import { Collector, RunningAgent } from "./support/running.ts";

const { normaliser } = await compiled(["<time:yyyy-MM-dd HH:mm:ss> <level> [<thread>] <message>", "json"]);

function shape(text: string): number {
  const bytes = Buffer.from(`x${text}x`);
  return shapeHash(bytes, 1, bytes.length - 1);
}

describe("the shape of a line", () => {
  test.each([
    ["WARN [main] 17 is late", "INFO [worker]  3 of the others"],
    ["user ann has 17", "user jörg müller has 1"],
    ["id=3f4a", "id=99bc01"],
    ["----- a -----", "--- b ---"],
  ])("%s is that of %s", (one, other) => expect(shape(one)).toBe(shape(other)));

  test.each([
    ["a 1", "a a"],
    ["a [b]", "a (b)"],
    ["a b", "ab:"],
    ["1 2", "12"],
    ["1.5", "1,5"],
  ])("%s is not that of %s", (one, other) => expect(shape(one)).not.toBe(shape(other)));

  test("a sample tells no letter and no digit, and is short", () => {
    const sample = (text: string) => shapeSample(Buffer.from(text), 0, Buffer.byteLength(text));
    expect(sample("Ann's PIN ٣4: Grüße,\t用户 \u001b[31m")).toBe("aaa'a aaa 00: aaaaa,.aa .[00a");
    expect(sample("é".repeat(5000)).length).toBe(100);
  });
});

/** What is counted of these lines. */
function noted(lines: readonly string[], by: Normaliser = normaliser) {
  const metrics = agentMetrics(createMetrics());
  const unparsed = new UnparsedLines();
  const batch = batchOf(lines);
  batch.visit((bytes, start, end) => by.formats.indexOf(by.normalise(bytes, start, end, 0).format));
  unparsed.note(batch, by.formats.length - 1, by, metrics);
  return { page: unparsed.page(), count: unparsed.count, closest: metrics.unparsed.by("format"), words: metrics.newLevelWords.by("word") };
}

const line = (level: string, rest = "[main] late") => `2026-03-02 11:04:05 ${level} ${rest}`;

describe("lines that no format takes", () => {
  test("are counted by the format that came closest, those that were taken are not", () => {
    const { page, closest } = noted([line("WARN"), line("WARN", "late"), line("INFO", "later"), '{"a":', "what is this", '{"a":1}', ""]);
    expect(Object.fromEntries(closest)).toEqual({ pattern: 2, json: 1, none: 2 });
    expect(page).toEqual({
      shapes: [
        { sample: "0000-00-00 00:00:00 aaaa aaaa", records: 2, closest: "pattern" },
        { sample: '{"a":', records: 1, closest: "json" },
        { sample: "aaaa aa aaaa", records: 1, closest: "none" },
        { sample: "", records: 1, closest: "none" },
      ],
      others: 0,
    });
  });

  test("are read as they are inside of a container's lines", () => {
    const wrapped = `2026-03-02T11:04:05Z stdout F ${line("AUDIT")}`;
    const { closest, words } = noted([wrapped], insideContainer(normaliser));
    expect([Object.fromEntries(closest), Object.fromEntries(words)]).toEqual([{ pattern: 1 }, { AUDIT: 1 }]);
  });

  test("for a level that is no word of its format are counted by the word, twenty of them, and never by a text", () => {
    const words = Array.from({ length: 25 }, (_, index) => `LEVEL_${String.fromCharCode(65 + index)}`);
    const counted = noted([...words, ...words, "a,b", "x".repeat(50)].map((word) => line(word))).words;
    expect(counted.size).toBe(21);
    expect([counted.get("LEVEL_A"), counted.get("LEVEL_T"), counted.get("other")]).toEqual([2, 2, 10]);
  });

  test("take bounded memory, whatever they look like", () => {
    const marks = [..."!#$%&()*+,/:;<=>?@^~"];
    const lines = marks.flatMap((a) => marks.flatMap((b) => marks.slice(0, 3).map((c) => `a${a}b${b}c${c}d`)));
    const { page, count, closest } = noted(lines);
    expect([count, page.shapes.length, page.others, closest.get("none")]).toEqual([1000, 1000, 200, 1200]);
  });
});

test("an adapter shows them on its port: counts, and one of each shape without what it says", async () => {
  const folder = testFolder();
  appendFileSync(join(folder, "logs/a.log"), `${line("WARN")}\n${line("AUDIT")}\n${line("AUDIT", "[other] Ann paid 17")}\nsecret 4711\n`);
  const sink = new Collector();
  const keep = sink.answer;
  sink.answer = (batch) => {
    batch.visit((bytes, start, end) => normaliser.formats.indexOf(normaliser.normalise(bytes, start, end, 0).format));
    return keep(batch);
  };
  const agent = await RunningAgent.start(folder, { normaliser, sink });
  const port = await agent.serve();
  await until("all are counted", () => agent.metric("log_agent_unparsed_total") === 3);
  expect(agent.metric('log_agent_unparsed_total{format="pattern"}')).toBe(2);
  expect(agent.metric('log_agent_unparsed_total{format="none"}')).toBe(1);
  expect(agent.metric('log_agent_new_level_words_total{word="AUDIT"}')).toBe(2);
  expect(agent.metric("log_agent_unparsed_shapes")).toBe(3);
  const document = "name: shop\ncompanions:\n  logs: { pattern: adapter, watch: [/var/log/app/*.log], port: 9103 }\n";
  const host = testHost(temporary({ "scaffold.yaml": document, ".scaffold/local.env": "logs.admin-token=t\n" }));
  expect(await runProgram(["ctl", "logs", "shapes", "--port", String(port)], host)).toBe(0);
  expect(host.out()).toBe(
    "1  pattern  0000-00-00 00:00:00 aaaaa [aaaa] aaaa\n1  pattern  0000-00-00 00:00:00 aaaaa [aaaaa] aaa aaaa 00\n1  none     aaaaaa 0000\n",
  );
});

test("an agent without formats says nothing of them", async () => {
  const agent = await RunningAgent.start(testFolder());
  await agent.stop();
  expect(agent.metrics).not.toMatch(/unparsed|level_words/);
});
