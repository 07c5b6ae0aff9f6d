/** What a runner must bear: many containers, floods, stopped processes, a full disk, readers that stand still. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench, pod, shell, until } from "./scaffold-run.ts";

const linux = test.skipIf(process.platform !== "linux");

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const containers = (count: number, script: string, more: object = {}) =>
  Array.from({ length: count }, (_, index) => shell(`c${index}`, script, more));

/** VmRSS, kB. */
const resident = (pid: number | undefined): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
/** Processor time of a process so far, in hundredths of a second. */
const ticks = (pid: number | undefined): number => {
  const [, user = 0, system = 0] = /^.*\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.map(Number) ?? [];
  return user + system;
};

linux("with 20 containers a runner takes 60 MB at the most, and next to nothing of a processor", async () => {
  const file = bench.file("pod.yaml", [pod({ containers: containers(20, "exec sleep 600") })]);
  const { child, finished, stderr } = bench.start(file, "--grace", "1s");
  await until(() => stderr().match(/> ready/g)?.length === 20 || /20\/20|Running\n/.test(stderr()), "the start of 20 containers");
  await delay(5000);
  const before = ticks(child.pid);
  const kB = resident(child.pid);
  await delay(5000);
  expect(ticks(child.pid) - before).toBeLessThan(5);
  expect(kB).toBeLessThan(60 * 1024);
  child.kill("SIGINT");
  await finished;
});

linux("200 containers start and end", async () => {
  const file = bench.file("pod.yaml", [pod({ restartPolicy: "Never", containers: containers(200, "sleep 1") })]);
  const { code } = await bench.run(file, "--status-file", bench.statusFile);
  expect(code).toBe(0);
  expect(bench.status()?.status?.containerStatuses?.map(({ state }) => state.terminated?.exitCode)).toEqual(Array(200).fill(0));
  expect(bench.leftovers()).toEqual([]);
});

linux("a flood of output, in lines and without any, is not kept in memory", async () => {
  const file = bench.file("pod.yaml", [pod({ containers: [shell("lines", "exec yes"), shell("endless", "cat /dev/zero")] })]);
  const { child, finished, stderr } = bench.start(file, "--grace", "1s");
  await until(() => /> Running/.test(stderr()), "the start");
  // Nobody keeps what is read from here on.
  child.stderr?.removeAllListeners("data").resume();
  const seen: number[] = [];
  for (let look = 0; look < 8 && child.exitCode === null; look++) {
    await delay(1000);
    seen.push(resident(child.pid));
  }
  child.kill("SIGINT");
  const { code, signal } = await finished;
  expect({ code, signal, seen: seen.length }).toEqual({ code: 1, signal: null, seen: 8 });
  expect(Math.max(...seen)).toBeLessThan(200 * 1024);
});

linux("processes that are stopped end with their container", async () => {
  const script = "(setsid sh -c 'kill -STOP $$$$' &) ; sleep 602 & kill -STOP $$$$";
  const file = bench.file("pod.yaml", [pod({ containers: [shell("app", script)] })]);
  const { code } = await bench.run(file, "--for", "2s", "--grace", "2s", "--status-file", bench.statusFile);
  expect(code).toBe(0);
  expect(bench.status()?.status?.containerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 137 });
  expect(bench.processes()).toEqual([]);
});

linux("a reader of --json that stands still holds up nothing", async () => {
  const readinessProbe = { exec: { command: ["/bin/sh", "-c", "head -c 9000 /dev/zero | tr '\\0' x; exit 1"] }, periodSeconds: 1 };
  const file = bench.file("pod.yaml", [pod({ containers: containers(12, "exec sleep 600", { readinessProbe }) })]);
  const { child } = bench.start(file, "--json", "--for", "15s", "--grace", "1s", "--status-file", bench.statusFile);
  child.stdout?.pause();
  const ended = (): boolean => bench.status()?.status?.phase === "Failed";
  await until(ended, "the end of the pod", 40_000);
  child.stdout?.resume();
  await until(() => child.exitCode !== null, "the end of the runner", 20_000);
});

const root = test.runIf(process.platform === "linux" && process.getuid?.() === 0 && spawnSync("mount", ["--version"]).status === 0);

root("a disk that is full ends no run, and leaves nothing on it", async () => {
  const disk = bench.runtime;
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
  if (mounted.status !== 0) return;
  try {
    mkdirSync(join(disk, "status"));
    const script = "cat /dev/zero >/shared/file; echo full; exit 3";
    const file = bench.file("pod.yaml", [pod({ restartPolicy: "Never", containers: [shell("app", script)] })]);
    const { code, stderr } = await bench.run(file, "--status-file", join(disk, "status/pod.json"));
    expect([1, 3]).toContain(code);
    expect(stderr).toContain("full");
    expect(bench.leftovers()).toEqual(["status"]);
  } finally {
    spawnSync("umount", [disk]);
  }
});
