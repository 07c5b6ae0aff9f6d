/** Limits that the kernel keeps, where this machine lets us make control groups. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { cgroupLimits } from "../../../src/engine/drivers/process/limits-cgroups.ts";
import { cgroupsOf, places } from "../../support/cgroup-places.ts";
import { drive, shell } from "./drive.ts";

const able = new Set(places.flatMap(({ controllers }) => controllers));
const limits = cgroupLimits();

/** Programs that take 32 MiB for themselves. */
const hungry = "dd if=/dev/zero of=/dev/null bs=33554432 count=1 2>/dev/null";
const full = `${hungry} && echo full`;

const members = (path: string): string[] => readFileSync(join(path, "cgroup.procs"), "utf8").trim().split("\n");

/** The groups of a run that a process is in. */
function groupsOf(pid: number | undefined, folder: string): string[] {
  return cgroupsOf([basename(folder)])
    .flatMap((run) => readdirSync(run, { withFileTypes: true }).map(({ name }) => join(run, name)))
    .filter((path) => existsSync(join(path, "cgroup.procs")) && members(path).includes(String(pid)));
}

test.runIf(able.has("memory"))("14.2 4.4 a container that takes more memory than it may is OOMKilled", async () => {
  const resources = { limits: { memory: "24Mi" } };
  const { run, driver } = await drive([shell("app", `exec ${hungry}`, { resources })], { limits });
  expect(await run("app")).toMatchObject({ exitCode: 137, oomKilled: true });
  expect(driver.notices).toEqual([]);
});

test.runIf(able.has("memory"))("1.2 14.2 of a container whose child took too much it is said as well, whatever its exit code", async () => {
  const script = `${hungry}; echo "child $?"; exit 3`;
  const { run, output } = await drive([shell("app", script, { resources: { limits: { memory: "24Mi" } } })], { limits });
  const ended = await run("app");
  expect(ended.oomKilled).toBe(true);
  // Version 1 ends one process, version 2 the container.
  expect([ended.exitCode, output()]).toEqual(places[0]?.version === 1 ? [3, "child 137\n"] : [137, ""]);
});

test.runIf(able.has("memory"))("14.2 a container within its limit, or without one, runs on", async () => {
  const containers = [shell("within", full, { resources: { limits: { memory: "1Gi", cpu: 1 } } }), shell("without", full)];
  const { run, output } = await drive(containers, { limits });
  const within = await run("within");
  const without = await run("without");
  expect([within.exitCode, within.oomKilled, without.exitCode, without.oomKilled]).toEqual([0, undefined, 0, undefined]);
  expect(output()).toBe("full\nfull\n");
});

test.runIf(able.has("cpu"))("14.2 a CPU limit is a quota of the group that the container and its exec probes are in", async () => {
  const app = shell("app", "sleep 3600 & wait", { resources: { limits: { cpu: "250m" } } });
  const { start, probe, driver } = await drive([app], { limits });
  await start("app");
  const quotas = groupsOf(driver.pid("app"), driver.folder)
    .flatMap((path) => ["cpu.cfs_quota_us", "cpu.max"].map((file) => join(path, file)))
    .filter(existsSync);
  expect(quotas.map((file) => readFileSync(file, "utf8").trim())).toEqual([expect.stringMatching(/^25000( 100000)?$/)]);
  const procs = join(quotas[0] ?? "", "../cgroup.procs");
  const { output } = await probe("app", { exec: { command: ["/bin/sh", "-c", `sleep 0.1; cat ${procs}; echo me $$$$`] } });
  const [, own] = /me (\d+)/.exec(output) ?? [];
  expect(output.split("\n")).toContain(own);
});

test.runIf(places.length > 0)(
  "a process that left its session and its environment ends with its container, and the groups are removed",
  async () => {
    const hidden = 'echo "hidden $$$$"; while :; do : >up; sleep 0.05; done';
    const script = `env -i setsid sh -c '${hidden}' & until [ -e up ]; do sleep 0.01; done`;
    const { run, output, driver } = await drive([shell("app", script)], { limits });
    await run("app");
    const [, pid] = /hidden (\d+)/.exec(output()) ?? [];
    expect(pid).toBeDefined();
    // Out of its group it may still have to be scheduled once more to end.
    const lives = () => existsSync(`/proc/${pid}`) && !/\) [XZ] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    await expect.poll(lives, { timeout: 5000 }).toBe(false);
    await driver.close();
    expect(cgroupsOf([basename(driver.folder)])).toEqual([]);
  },
);
