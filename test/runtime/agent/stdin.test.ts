import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { BatchBuilder } from "../../../src/runtime/agent/batch-builder.ts";
import { Framing, type FramingOptions, plainFraming } from "../../../src/runtime/agent/framing/framing.ts";
import { Stdin } from "../../../src/runtime/agent/source/stdin.ts";
import { watchedNothing } from "../../../src/runtime/agent/source/watched.ts";
import { toRecords } from "../../../src/runtime/agent/transform.ts";
import { testFolder } from "./support/folder.ts";
import { ndjsonBodies, receiver } from "./support/receiver.ts";
import { buildProgram } from "./support/spawned.ts";

const program = buildProgram();
const never = new AbortController().signal;

/** Everything that comes of these chunks, in batches of these limits; last lines included. */
async function read(
  chunks: readonly (string | Buffer)[],
  limits: Partial<BatchBuilder["limits"]> = {},
  framing: Partial<FramingOptions> = {},
): Promise<[body: string, offset: unknown][]> {
  const input = new PassThrough();
  const source = new Stdin({
    source: { ...watchedNothing, framing: new Framing({ ...plainFraming, ...framing }) },
    input,
    maxBatchWaitMs: 1,
    discoverMs: 50,
    now: () => 1000,
  });
  const builder = new BatchBuilder({ maxRecords: 100, maxBytes: 4096, maxLineBytes: 256, ...limits }, 0);
  const found: [string, unknown][] = [];
  const collect = () => {
    const batch = builder.build(() => undefined);
    found.push(...toRecords(batch).map(({ body, attributes }): [string, unknown] => [body, attributes["log.file.offset"]]));
  };
  source.start();
  const wrote = (async () => {
    for (const chunk of chunks) {
      input.write(chunk);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    input.end();
  })();
  while (!source.ended.aborted) {
    builder.reset();
    await source.next(builder, never);
    collect();
  }
  await wrote;
  source.readUnfinished();
  do {
    builder.reset();
    source.fill(builder);
    collect();
  } while (!builder.idle);
  source.stop();
  return found;
}

describe("standard input", () => {
  test.each<[title: string, chunks: (string | Buffer)[], want: [string, number][]]>([
    [
      "lines, the last without its end",
      ["a\nbb\r\nccc"],
      [
        ["a", 0],
        ["bb", 2],
        ["ccc", 6],
      ],
    ],
    [
      "lines in pieces",
      ["a", "b\nc", "d\n", "\n"],
      [
        ["ab", 0],
        ["cd", 3],
        ["", 6],
      ],
    ],
    ["a character in pieces", [Buffer.from([0xc3]), Buffer.from([0xa9, 10])], [["é", 0]]],
    ["nothing", [], []],
  ])("%s", async (_, chunks, want) => {
    expect(await read(chunks)).toEqual(want);
  });

  test("a line that is too long is cut, and its rest passed over", async () => {
    const [long] = await read(["x".repeat(700), "y\nnext\n"]);
    expect(long).toEqual(["x".repeat(256), 0]);
    expect((await read(["x".repeat(700), "y\nnext\n"])).slice(1)).toEqual([["next", 702]]);
    expect((await read(["x".repeat(700)])).map(([body]) => body)).toEqual(["x".repeat(256)]);
  });

  test.each<[title: string, framing: Partial<FramingOptions>, chunks: (string | Buffer)[], want: [string, number][]]>([
    [
      "groups of lines, in pieces",
      { multiline: "java" },
      ["a\njava.lang.Er", "ror: x\n\tat a.B(C)\n", "\tat a.D(C)\nb\n"],
      [
        ["a", 0],
        ["java.lang.Error: x\n\tat a.B(C)\n\tat a.D(C)", 2],
        ["b", 43],
      ],
    ],
    ["a group at the end", { multiline: "continuation:^\\s" }, ["a\n b\n", " c"], [["a\n b\n c", 0]]],
    [
      "UTF-16 with a byte order mark, in odd pieces",
      { encoding: "auto" },
      [Buffer.from([0xff]), Buffer.from([0xfe, 0xe9]), Buffer.from([0, 0x0a, 0, 0x62]), Buffer.from([0])],
      [
        ["é", 2],
        ["b", 6],
      ],
    ],
  ])("%s", async (_, framing, chunks, want) => {
    expect(await read(chunks, {}, framing)).toEqual(want);
  });

  test("a group ends when nothing was added for a while", async () => {
    let now = 1000;
    const input = new PassThrough();
    const framing = new Framing({ ...plainFraming, multiline: "java", multilineFlushMs: 100 });
    const source = new Stdin({ source: { ...watchedNothing, framing }, input, maxBatchWaitMs: 1, discoverMs: 10, now: () => now });
    const builder = new BatchBuilder({ maxRecords: 100, maxBytes: 4096, maxLineBytes: 256 }, 0);
    input.write("java.lang.Error: x\n\tat a.B(C)\n");
    await new Promise((resolve) => setTimeout(resolve, 2));
    source.fill(builder);
    expect(builder.count).toBe(0);
    now += 100;
    source.fill(builder);
    expect(toRecords(builder.build(() => undefined)).map(({ body }) => body)).toEqual(["java.lang.Error: x\n\tat a.B(C)"]);
    source.stop();
  });

  test("more than a batch holds comes in several, each line once", async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `line ${index}`);
    const found = await read([`${lines.join("\n")}\n`], { maxRecords: 7, maxBytes: 300 });
    expect(found.map(([body]) => body)).toEqual(lines);
  });
});

describe("an agent that reads standard input", () => {
  const run = (folder: string, env: Readonly<Record<string, string>>, input: string) => {
    const child = spawn(process.execPath, [program], {
      env: {
        PATH: process.env["PATH"] ?? "",
        WATCH: "-",
        STATE_DIR: join(folder, "state"),
        HEALTH_PORT: "0",
        RETRY_INITIAL: "10ms",
        ...env,
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stdin.end(input);
    return new Promise<{ code: number | null; output: string }>((resolve) => child.on("close", (code) => resolve({ code, output })));
  };

  test("ends with 0 when everything was delivered, and leaves nothing on the disk", async () => {
    const folder = testFolder();
    const { code, output } = await run(folder, { TEST_SINK: "stdout" }, "one\ntwo\nthree");
    expect(code).toBe(0);
    expect(
      output
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).body),
    ).toEqual(["one", "two", "three"]);
    expect(existsSync(join(folder, "state"))).toBe(false);
  });

  test("ends with 75 when time is over and the sink never took it", async () => {
    const folder = testFolder();
    const server = await receiver(() => 503);
    const message = join(folder, "termination");
    const env = { TEST_SINK: "http", SINK_URL: server.url, DRAIN_TIMEOUT: "200ms", TERMINATION_MESSAGE_PATH: message };
    expect((await run(folder, env, "one\ntwo\n")).code).toBe(75);
    expect(readFileSync(message, "utf8")).toContain("2 undelivered lines (8 bytes) in 1 files");
    expect(server.requests.flatMap(ndjsonBodies)).toContain("two");
  });

  test("keeps what the sink refuses for good", async () => {
    const folder = testFolder();
    const server = await receiver(() => 400);
    expect((await run(folder, { TEST_SINK: "http", SINK_URL: server.url }, "one\n")).code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, "state/dead-letter.ndjson"), "utf8"))).toMatchObject({ record: { body: "one" } });
  });
});
