import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench, pod, shell, until } from "./scaffold-run.ts";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const flood = `i=0; while [ $i -lt 3000 ]; do echo "line $i ${"x".repeat(1000)}"; i=$((i+1)); done; : > /shared/done; exec sleep 600`;

test("a terminal that stands still does not stop the containers: what it misses is in the log, and is counted", async () => {
  const shared = bench.folder;
  const { child, finished } = bench.start(bench.file("pod.yaml", [pod({ containers: [shell("app", flood)] }, shared)]));
  child.stderr?.pause();
  await until(() => existsSync(join(shared, "done")), "the end of the flood");
  const run = join(bench.runtime, String(bench.leftovers()[0]), "logs");
  const [name] = readdirSync(run);
  const log = (): string[] =>
    readFileSync(join(run, String(name), "app", "0.log"), "utf8")
      .trimEnd()
      .split("\n");
  await until(() => log().length === 3000, "3000 records");
  expect(log()[2999]).toMatch(/^\S+Z stdout F line 2999 x+$/);
  child.stderr?.resume();
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGINT");
  const { stderr } = await finished;
  expect(stderr).toMatch(/app > (\d\.\d MiB|\d+ KiB) of its output are not shown here/);
  expect(stderr).toContain("app | line 0 ");
  expect(stderr).toContain("web Failed");
});

test("each instance has a log of its own, by its restart count", async () => {
  const file = bench.file("pod.yaml", [pod({ containers: [shell("app", "echo words; exit 1")] })]);
  const { child, finished } = bench.start(file, "--backoff-initial", "100ms", "--backoff-max", "100ms", "--status-file", bench.statusFile);
  await until(() => (bench.status()?.status?.containerStatuses?.[0]?.restartCount ?? 0) >= 2, "two restarts");
  const { uid } = bench.status()?.metadata ?? {};
  const own = join(bench.runtime, String(bench.leftovers()[0]), "logs", `default_web_${uid}`, "app");
  const names = readdirSync(own).sort();
  expect(names.length).toBeLessThanOrEqual(2);
  expect(Number.parseInt(String(names.at(-1)), 10)).toBeGreaterThanOrEqual(2);
  child.kill("SIGINT");
  await finished;
  expect(bench.leftovers()).toEqual([]);
});
