import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { testHost } from "../../support/host.ts";
import { temporary } from "../../support/temporary.ts";

const bin = fileURLToPath(new URL("../../../bin/scaffold.js", import.meta.url));

async function scaffold(cwd: string, ...args: string[]) {
  const host = testHost(cwd);
  const exit = await runProgram(args, host);
  return { exit, out: host.out(), err: host.err() };
}

describe("scaffold infer", () => {
  test("reads another file with the formats of the sample, a line of JSON for each record", async () => {
    const root = temporary({ "app.log": '{"level":"warn","msg":"one"}\n', "other.log": '{"level":"info","msg":"two"}\r\n\nx' });
    const { exit, out } = await scaffold(root, "infer", "app.log", "--apply", "other.log", "--json");
    expect(exit).toBe(0);
    const records = out.split("\n").slice(0, -1);
    expect(records.map((line) => (JSON.parse(line) as { original: string }).original)).toEqual(['{"level":"info","msg":"two"}', "", "x"]);
  });

  test("reads standard input, as the sample or with it", () => {
    const root = temporary({ "app.log": "one\n" });
    for (const args of [
      ["app.log", "--apply", "-"],
      ["-", "--apply", "app.log"],
    ]) {
      const { stdout, status } = spawnSync(process.execPath, [bin, "infer", ...args], { cwd: root, input: "one\n", encoding: "utf8" });
      expect({ status, original: (JSON.parse(stdout) as { original: string }).original }).toEqual({ status: 0, original: "one" });
    }
  });

  test("ends quietly when its reader goes away", () => {
    const root = temporary({ "app.log": "a line\n".repeat(20_000) });
    const command = `"${process.execPath}" "${bin}" infer app.log --apply app.log | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", command], { cwd: root, encoding: "utf8" });
    expect(stdout.trimEnd().split("\n")).toEqual([expect.stringContaining('"original":"a line"'), "0"]);
    expect(stderr).not.toContain("bug");
  });

  test.each([
    ["a file that is not there", "nothere.log", "there is no such file"],
    ["a folder", ".", "is a folder"],
    ["an empty file", "empty.log", "is empty"],
    ["a compressed file", "app.log.gz", "compressed by gzip"],
    ["a program", "program", "holds no text"],
  ])("refuses %s with 2 and what to name instead", async (_, name, words) => {
    const root = temporary({ "empty.log": "" });
    writeFileSync(join(root, "app.log.gz"), gzipSync("a line\n"));
    writeFileSync(join(root, "program"), Buffer.from("7f454c46020101000000000000000000", "hex"));
    const { exit, err } = await scaffold(root, "infer", name);
    expect(exit).toBe(2);
    expect(err).toMatch(new RegExp(`^error: .*${words}.*\n {2}hint: `));
  });

  test("says all that is wrong with its options at once", async () => {
    const root = temporary({ "app.log": "one\n" });
    const line = ["--tz", "Mars/Base", "--reference-time", "yesterday", "--name", "a=b", "a=c", "d"];
    const { exit, err } = await scaffold(root, "infer", "app.log", ...line);
    expect(exit).toBe(2);
    expect(err.match(/^error: .*/gm)).toEqual([
      'error: --tz: "Mars/Base" is no time zone',
      'error: --reference-time: "yesterday" is no moment',
      "error: --name a: given twice",
      'error: --name: expected OLD=NEW; got "d"',
    ]);
  });
});
