import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runProgram } from "../../../src/cli/program.ts";
import { testHost } from "../../support/host.ts";
import { temporary } from "../../support/temporary.ts";

const toolkit = fileURLToPath(new URL("../../../package.json", import.meta.url));
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");
const two = (number: number): string => String(number).padStart(2, "0");

const messages = ["item 17 is late", "started in 12 ms", "cannot pay for Ann", "paid", "paid again: twice", "no more, sorry"];
const shop = (index: number): string =>
  `2026-03-02 11:04:${two(index)},123 ${["WARN", "INFO", "ERROR"][index % 3]} [worker-${index % 4}] shop.Cart - ${messages[index % 6]}`;
const trace = "java.lang.IllegalStateException: no money\n\tat shop.Order.pay(Order.java:17)";
const access = (index: number): string =>
  `[03/Mar/2026:11:04:${two(index)} +0000] 10.0.0.${index} "GET /cart?id=${index} HTTP/1.1" ${index % 5 === 0 ? 500 : 200} ${index * 17} 0.0${index}`;
const audit = (index: number): string => `2026-03-02 11:05:${two(index)},123 AUDIT [worker-1] shop.Cart - ${messages[index % 6]}`;
const old = `${lines(12, shop)}\n${trace}\n${lines(5, shop)}\n`;

async function scaffold(cwd: string, ...args: string[]) {
  const host = testHost(cwd);
  const exit = await runProgram(args, host);
  return { exit, out: host.out(), err: host.err() };
}

/** A project with an adapter that was made from the old log. */
async function project(log: string, document?: (text: string) => string): Promise<string> {
  const root = temporary({ "old.log": old, "new.log": log });
  await scaffold(root, "adapter", "logs", "--from", "old.log", "--no-catalogue", "--no-build");
  if (document) {
    writeFileSync(join(root, "scaffold.yaml"), document(read(root, "scaffold.yaml")));
    await scaffold(root, "generate", "--no-build");
  }
  return root;
}

const read = (root: string, path: string): string => readFileSync(join(root, path), "utf8");
const learn = (root: string, ...args: string[]) => scaffold(root, "adapter", "logs", "--learn", "new.log", ...args);

interface Samples {
  readonly samples: readonly { readonly line: string; readonly record: { readonly format: string } }[];
  readonly declined: readonly string[];
}
const samplesOf = (root: string): Samples => JSON.parse(read(root, "logs/test/samples.json")) as Samples;

describe("scaffold adapter NAME --learn LOG", () => {
  test("where everything is taken it says so, what takes nothing too, and writes nothing", async () => {
    const root = await project(`${lines(6, shop)}\n`, (text) => text.replace(/formats: \[(.*)\]\n/, "formats: [$1, json]\n"));
    const before = read(root, "scaffold.yaml");
    const { exit, out, err } = await learn(root);
    expect({ exit, out }).toEqual({ exit: 0, out: "" });
    expect(err).toContain("new.log: 6 records as logs reads them now\n  pattern  6\n  json     0\n  none     0\n");
    expect(err).toContain("Nothing to learn: every record is taken.");
    expect(err).toContain("json: takes nothing of this log");
    expect(read(root, "scaffold.yaml")).toBe(before);
  }, 60_000);

  test("shows as a diff what it would write, and writes it when that is asked for: a package that passes its tests", async () => {
    const log = `${lines(8, shop)}\n${trace}\n${lines(12, access)}\n${shop(9)}\n{"time":"2026-03-03T11:04:11Z","level":"info","msg":"hello"}\n${shop(10)}\n`;
    const root = await project(log, (text) =>
      text.replace(/( +)formats: \[(.*)\]\n/, "$1formats: # what the lines look like\n$1  # ours\n$1  - $2\n\n"),
    );
    const files = ["scaffold.yaml", "logs/src/parser.ts", "logs/test/samples.json"];
    const before = files.map((path) => read(root, path));
    const shown = await learn(root);
    expect(shown.exit).toBe(1);
    expect(shown.err).toContain("new.log: 10 records as logs reads them now\n  pattern  10\n  none      0\n");
    expect(shown.err).toContain("Nothing was written");
    for (const path of files) expect(shown.out).toContain(`--- a/${path}\n+++ b/${path}\n`);
    expect(files.map((path) => read(root, path))).toEqual(before);

    const { samples: had } = samplesOf(root);
    // As somebody else's formatter would have it.
    const samples = join(root, "logs/test/samples.json");
    writeFileSync(samples, `${JSON.stringify({ mine: 1, ...JSON.parse(read(root, "logs/test/samples.json")) }, null, "\t")}\n`);
    const mine = read(root, "logs/test/samples.json");
    expect(await learn(root, "--apply", "--no-build")).toMatchObject({ exit: 0, out: expect.stringContaining("update  scaffold.yaml\n") });
    const document = read(root, "scaffold.yaml");
    expect(document).toMatch(
      /formats: # what the lines look like\n +# ours\n +- .*\n +# learned from new\.log: json takes 1, pattern2 takes 12\n( +# .*\n)*( +- .*\n){2}/,
    );
    expect(parse(document)).toMatchObject({
      companions: {
        logs: {
          multiline: expect.stringMatching(/^start:\^\(\?:/),
          formats: [expect.anything(), "json", expect.stringContaining("<request")],
        },
      },
    });
    const learned = samplesOf(root);
    expect(learned.samples.slice(0, had.length)).toEqual(had);
    expect(new Set(learned.samples.slice(had.length).map(({ record }) => record.format))).toEqual(new Set(["json", "pattern2"]));
    const head = mine.slice(0, mine.indexOf('"declined"'));
    expect(read(root, "logs/test/samples.json").startsWith(head.slice(0, head.lastIndexOf("}")))).toBe(true);

    const env = { ...process.env, SCAFFOLD_TOOLKIT: toolkit };
    const { stdout, status } = spawnSync(process.execPath, ["build.mjs", "--test"], { cwd: join(root, "logs"), env, encoding: "utf8" });
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/^(?:ok|✔).*samples\.json become/m) });
    expect(await learn(root)).toMatchObject({ exit: 0, out: "", err: expect.stringContaining("Nothing to learn") });
  }, 120_000);

  test("tells of levels and types that are new", async () => {
    const root = temporary({
      "old.log": `${lines(9, (index) => `10.0.0.${index} WARN 200 ${index * 3} took a while`)}\n`,
      "new.log": `${lines(6, (index) => `10.0.0.${index} AUDIT 200 ${index * 3} took a while`)}\n10.0.0.1 WARN 200 12.5 took a while\n`,
    });
    await scaffold(root, "adapter", "logs", "--formats", "<client:ip> <level> <status:int> <took:int> <message>", "--no-build");
    const { exit, out, err } = await learn(root, "--json");
    const { drift, untaken, formats } = JSON.parse(out) as Record<string, unknown>;
    expect({ exit, err, untaken }).toEqual({ exit: 1, err: "", untaken: 7 });
    expect(formats).toMatchObject([{ name: "pattern", records: 0 }]);
    expect(drift).toEqual({
      levels: [{ format: "pattern", word: "AUDIT", records: 6 }],
      types: [{ format: "pattern", field: "took", was: "int", is: "12.5", records: 1 }],
      idle: ["pattern"],
    });
  }, 60_000);

  test("types of fields that name themselves are held against the samples", async () => {
    const json = (user: unknown) => `{"time":"2026-03-03T11:04:11Z","level":"info","msg":"hello","user":${JSON.stringify(user)}}\n`;
    const root = temporary({ "old.log": json(17).repeat(3), "new.log": json(17) + json("ann") + json("bob") + json(null) });
    await scaffold(root, "adapter", "logs", "--from", "old.log", "--no-build");
    expect((await learn(root)).err).toContain("json: user was number, now string (2 records)");
  }, 60_000);

  test("a format that would take a line which the samples decline is refused, with the reason", async () => {
    const root = await project(`${lines(12, audit)}\n`);
    const path = join(root, "logs/test/samples.json");
    writeFileSync(path, read(root, "logs/test/samples.json").replace('"declined": [', `"declined": [\n    ${JSON.stringify(audit(3))},`));
    const { exit, out, err } = await learn(root, "--apply");
    expect({ exit, out }).toEqual({ exit: 1, out: "" });
    expect(err).toMatch(/Found, and not taken up\n.*it would take a line that test\/samples\.json declines: "2026-03-02 11:05:03/);
  }, 60_000);

  test("records without any structure teach nothing", async () => {
    const root = temporary({ "old.log": `${lines(6, access)}\n`, "new.log": "it was late\nnobody was there any more\nso we went home\n" });
    await scaffold(root, "adapter", "logs", "--from", "old.log", "--no-build");
    const { exit, out, err } = await learn(root, "--apply");
    expect({ exit, out }).toEqual({ exit: 1, out: "" });
    expect(err).toContain("Still taken by no format\n  it was late\n");
  }, 60_000);

  test("an adapter without samples gets some of the new format", async () => {
    const root = temporary({ "new.log": `${lines(9, access)}\n` });
    await scaffold(root, "adapter", "logs", "--formats", "json", "--no-build");
    expect(existsSync(join(root, "logs/test/samples.json"))).toBe(false);
    expect((await learn(root, "--apply", "--no-build")).exit).toBe(0);
    expect(samplesOf(root).samples.length).toBeGreaterThan(0);
    expect(parse(read(root, "scaffold.yaml"))).toMatchObject({ companions: { logs: { formats: ["json", expect.anything()] } } });
  }, 60_000);
});

test.each([
  [
    "an adapter that there is not",
    ["log", "--learn", "new.log"],
    'there is no companion "log" yet',
    "did you mean `scaffold adapter logs --learn`?",
  ],
  ["a companion of another pattern", ["agent", "--learn", "new.log"], '"agent" is of the pattern sidecar', "there is logs"],
  ["a log that there is not", ["logs", "--learn", "nothere.log"], "cannot read nothere.log", "name a file of log lines"],
  ["an empty log", ["logs", "--learn", "empty.log"], "empty.log is empty", "name a file that has log lines in it"],
  [
    "another option beside it",
    ["logs", "--learn", "new.log", "--sink", "otlp"],
    "--sink: does not go with --learn",
    "first `scaffold adapter",
  ],
  ["--apply alone", ["logs", "--apply"], "--apply: goes with --learn", "as in --learn today.log"],
])("refuses %s", async (_, args, message, hint) => {
  const document =
    "name: shop\napp: {logs: [/var/log/app/*.log]}\ncompanions:\n  logs: {pattern: adapter, formats: [json]}\n  agent: {pattern: sidecar}\n";
  const root = temporary({ "scaffold.yaml": document, "new.log": `${lines(9, access)}\n`, "empty.log": "" });
  const { exit, out, err } = await scaffold(root, "adapter", ...args);
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toContain(message);
  expect(err).toContain(hint);
  expect(read(root, "scaffold.yaml")).toBe(document);
});
