import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { runProgram } from "../../../src/cli/program.ts";
import { testHost } from "../../support/host.ts";
import { temporary } from "../../support/temporary.ts";

const toolkit = fileURLToPath(new URL("../../../package.json", import.meta.url));

const sample = `2026-03-02 11:04:05,123 WARN [main] shop.Cart - item 17 is late
2026-03-02 11:04:06,123 INFO [worker-1] shop.Cart - started in 12 ms
2026-03-02 11:04:07,129 ERROR [worker-2] shop.Order - cannot pay for Ann
java.lang.IllegalStateException: no money
\tat shop.Order.pay(Order.java:17)
2026-03-02 11:04:08,129 INFO [worker-2] shop.Order - paid
2026-03-02 11:04:09,129 INFO [worker-1] shop.Order - paid again
`;

async function scaffold(cwd: string, ...args: string[]) {
  const host = testHost(cwd);
  const exit = await runProgram(args, host);
  return { exit, out: host.out(), err: host.err() };
}

interface Samples {
  readonly samples: readonly { readonly line: string; readonly record: { readonly body: string } }[];
  readonly declined: readonly string[];
}

const samplesOf = (root: string): Samples => JSON.parse(readFileSync(join(root, "logs/test/samples.json"), "utf8")) as Samples;
const documentOf = (root: string): string => readFileSync(join(root, "scaffold.yaml"), "utf8");

test("an adapter is made from a sample: formats, what decided above them, and a package that passes its tests with lines of it", async () => {
  const root = temporary({ "app.log": sample });
  expect(await scaffold(root, "adapter", "logs", "--from", "app.log", "--no-catalogue", "--tz", "Europe/Berlin")).toMatchObject({
    exit: 0,
  });
  const document = documentOf(root);
  expect(parse(document)).toMatchObject({
    companions: {
      logs: { formats: [expect.stringContaining("<level")], tz: "Europe/Berlin", multiline: expect.stringMatching(/^start:/) },
    },
  });
  expect(document).toMatch(/\n {4}# zone: Europe\/Berlin .*\n {4}formats:/);
  const { samples, declined } = samplesOf(root);
  expect(samples.map(({ record }) => record.body)).toContain(
    "cannot pay for Ann\njava.lang.IllegalStateException: no money\n\tat shop.Order.pay(Order.java:17)",
  );
  expect(declined.length).toBeGreaterThan(2);
  const env = { ...process.env, SCAFFOLD_TOOLKIT: toolkit };
  const { stdout, status } = spawnSync(process.execPath, ["build.mjs", "--test"], { cwd: join(root, "logs"), env, encoding: "utf8" });
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/^(?:ok|✔).*samples\.json become/m) });
}, 60_000);

test("made again it changes nothing, and lines that the user keeps stay", async () => {
  const root = temporary({ "app.log": sample });
  const line = ["adapter", "logs", "--from", "app.log", "--no-build"];
  await scaffold(root, ...line);
  const before = [documentOf(root), samplesOf(root)];
  expect((await scaffold(root, ...line)).err).toContain("Nothing to do");
  expect([documentOf(root), samplesOf(root)]).toEqual(before);
  expect((await scaffold(root, ...line, "--redact-samples")).err).toContain("note: logs/test/samples.json is yours and is kept");
  expect(samplesOf(root)).toEqual(before[1]);
});

test("lines are kept without what stands in their values, when that is asked for", async () => {
  const root = temporary({ "app.log": sample });
  await scaffold(root, "adapter", "logs", "--from", "app.log", "--no-build", "--redact-samples");
  const { samples } = samplesOf(root);
  expect(samples[0]?.line).toBe("2026-03-02 11:04:05,123 WARN [aaaa] aaaa.Aaaa - aaaa 11 aa aaaa");
  expect(JSON.stringify(samples)).not.toMatch(/Ann|money|worker/);
});

test("--pattern is one of the formats", async () => {
  const root = temporary();
  await scaffold(root, "adapter", "logs", "--no-build", "--formats", "json", "--pattern", "<time:iso> <level> <message>");
  expect(parse(documentOf(root))).toMatchObject({ companions: { logs: { formats: ["json", "<time:iso> <level> <message>"] } } });
  expect(existsSync(join(root, "logs/test/samples.json"))).toBe(false);
});

test.each([
  ["a sample without structure", ["--from", "prose.log"], 1, "no format was found in prose.log"],
  ["a sample that is not there", ["--from", "nothere.log"], 2, "cannot read nothere.log"],
  ["an option of inference without a sample", ["--date-order", "dmy"], 2, "--date-order: goes with --from"],
])("refuses %s, and writes nothing", async (_, args, exit, words) => {
  const root = temporary({ "prose.log": "it was late\nnobody was there any more\nso we went home\n" });
  const result = await scaffold(root, "adapter", "logs", ...args);
  expect(result.exit).toBe(exit);
  expect(result.err).toContain(words);
  expect(existsSync(join(root, "scaffold.yaml"))).toBe(false);
});
