import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const program = join(import.meta.dirname, "../../../bench/faults.mjs");

test.each(["http", "otlp", "elasticsearch"])("twelve seconds of faults and kills, to %s: nothing is unexplained", (sink) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "agent", "--minutes", "0.2", "--sink", sink], {
    encoding: "utf8",
  });
  expect({ status, stderr, said: status === 0 ? "" : stdout }).toEqual({ status: 0, stderr: "", said: "" });
});

test("a fault run that is asked for in a wrong way says how to ask", () => {
  const { status, stderr } = spawnSync(process.execPath, [program, "engine", "--minutes", "0", "--sink", "kafka"], { encoding: "utf8" });
  expect({ status, lines: stderr.trim().split("\n").length }).toEqual({ status: 2, lines: 3 });
});
