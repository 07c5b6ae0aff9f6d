import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { Bench, pod, shell } from "../engine/run/scaffold-run.ts";

const bin = fileURLToPath(new URL("../../bin/scaffold.js", import.meta.url));

test("a manifest from standard input runs in the current folder, not where the system keeps standard input", () => {
  const bench = new Bench();
  onTestFinished(() => bench.close());
  bench.file("pod.yaml", [pod({ restartPolicy: "Never", containers: [shell("app", "pwd > pwd.txt")] })]);
  // A file as standard input can be opened by name, which a socket cannot.
  execFileSync("/bin/sh", ["-c", '"$0" "$1" run - < pod.yaml', process.execPath, bin], {
    cwd: bench.folder,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], XDG_RUNTIME_DIR: bench.runtime },
    stdio: ["ignore", "ignore", "ignore"],
  });
  expect(readFileSync(join(bench.folder, "pwd.txt"), "utf8").trim()).toBe(bench.folder);
});
