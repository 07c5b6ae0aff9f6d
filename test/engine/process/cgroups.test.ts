/** Control groups of version 2, on a tree that behaves as the kernel's. */
import { expect, test } from "vitest";
import { cgroupPlaces } from "../../../src/engine/drivers/process/cgroups.ts";
import { limitAmounts } from "../../../src/engine/drivers/process/limits-amounts.ts";
import { cgroupLimits } from "../../../src/engine/drivers/process/limits-cgroups.ts";
import { planRunFolder } from "../../../src/engine/run-folder.ts";
import type { Container, Pod } from "../../../src/pod/model.ts";
import { FakeCgroups, type FakeCgroupsOptions } from "../../support/fake-cgroups.ts";

const session = "/user.slice/user-1000.slice/user@1000.service/app.slice/shell.scope";
const slice = session.slice(0, session.lastIndexOf("/"));
const service = slice.slice(0, slice.lastIndexOf("/"));
const both = ["cpu", "memory"];

const pod = (resources: Container["resources"]): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web" },
  spec: { containers: [{ name: "app", ...(resources && { resources }) }] },
});

function limitsOn(options: FakeCgroupsOptions, resources: Container["resources"]) {
  const files = new FakeCgroups(options);
  const announced: string[] = [];
  const folder = planRunFolder({});
  const given = pod(resources);
  const limits = cgroupLimits(files)(given, folder, { cgroup: (directory) => void announced.push(directory) });
  const open = () => limits.open(given.spec.containers[0] ?? { name: "app" }, 1);
  return { files, announced, limits, open, run: `scaffold-${folder.id}` };
}

test.each<[string, FakeCgroupsOptions, string | undefined]>([
  ["the nearest delegated slice of a session", { own: session, delegated: [service], handedOn: both }, slice],
  ["a slice that root owns", { own: "/system.slice/ssh.service", handedOn: both }, "/system.slice"],
  ["nowhere for a user without delegation", { own: session, delegated: [], handedOn: both }, undefined],
  ["nowhere when the processor and memory are not handed on", { own: session, handedOn: ["pids"] }, undefined],
  ["nowhere when only the own group is delegated, which has processes", { own: session, delegated: [session], handedOn: both }, undefined],
])("a run's groups are in %s", (_title, options, place) => {
  const files = new FakeCgroups(options);
  const before = [...files.files.keys()];
  const announced: string[] = [];
  const places = cgroupPlaces("scaffold-x", (directory) => void announced.push(directory), files);
  const directory = `/sys/fs/cgroup${place}/scaffold-x`;
  expect(places).toEqual(place === undefined ? [] : [{ version: 2, directory, controllers: ["memory", "cpu"] }]);
  if (place === undefined) expect([...files.files.keys()]).toEqual(before);
  else expect(announced).toContain(directory);
});

test("14.2 limits are written into the instance's group, its processes put there, and all of it removed", async () => {
  const limited = { limits: { memory: "64Mi", cpu: "1500m" } };
  const { files, limits, open, run } = limitsOn({ own: session, delegated: [service], handedOn: both }, limited);
  const before = [...files.files.keys()].filter((name) => name.includes(run)).length;
  const instance = open();
  const group = `/sys/fs/cgroup${slice}/${run}/app-1`;
  const text = (file: string) => files.files.get(`${group}/${file}`);
  expect(["memory.max", "memory.swap.max", "memory.oom.group", "cpu.max"].map(text)).toEqual(["67108864", "0", "1", "150000 100000"]);
  instance.adopt(4_000_001);
  instance.adopt(4_000_002);
  expect(text("cgroup.procs")).toBe("4000001\n4000002\n");
  expect(instance.oomKilled()).toBe(false);
  files.write(`${group}/memory.events`, "low 0\nhigh 0\nmax 3\noom 1\noom_kill 1\noom_group_kill 1\n");
  expect(instance.oomKilled()).toBe(true);
  // The kernel is still busy with the last process: the group goes with the run.
  instance.release();
  expect(text("memory.max")).toBe("67108864");
  files.files.set(`${group}/cgroup.procs`, "");
  await limits.close();
  expect(before).toBeGreaterThan(0);
  expect([...files.files.keys()].filter((name) => name.includes(run))).toEqual([]);
});

test("a container without limits has a group to be found by, and programs beside it stay where they are", () => {
  const { files, open, run } = limitsOn({ own: session, handedOn: both }, undefined);
  const instance = open();
  instance.adopt(4_000_001);
  instance.adopt(4_000_002);
  const group = `/sys/fs/cgroup${slice}/${run}/app-1`;
  expect(files.files.get(`${group}/cgroup.procs`)).toBe("4000001\n");
  expect(files.files.get(`${group}/memory.max`)).toBe("");
});

test.each<[string, FakeCgroupsOptions, Container["resources"], string[]]>([
  ["everything", { own: session, handedOn: both }, { limits: { memory: "1Gi", cpu: 1 } }, []],
  [
    "memory alone",
    { own: session, handedOn: ["memory", "pids"] },
    { limits: { memory: "1Gi", cpu: 1 } },
    ["CPU limits are not kept: no control group (cgroup) can be made here"],
  ],
  [
    "nothing",
    { own: session, delegated: [], handedOn: both },
    { limits: { memory: "1Gi", cpu: 1 } },
    ["memory and CPU limits are not kept: no control group (cgroup) can be made here"],
  ],
  ["nothing, and none is asked for", { own: session, delegated: [], handedOn: both }, { requests: { memory: "1Gi" } }, []],
])("14.2 it is said at the start what cannot be kept: where %s can", (_title, options, resources, notices) => {
  const expected =
    process.platform === "linux" ? notices : notices.map((text) => text.replace(/: .*/, ": this system has no control groups"));
  expect(limitsOn(options, resources).limits.notices).toEqual(expected);
});

test.each<[string, Record<string, string | number>, object]>([
  ["bytes, and a share of 100 ms", { memory: "128Mi", cpu: "500m" }, { memory: 134_217_728n, cpu: 50_000n }],
  ["numbers", { memory: 1e6, cpu: 2 }, { memory: 1_000_000n, cpu: 200_000n }],
  // kubelet/cm/helpers_linux.go MinQuotaPeriod
  ["1 ms at the least", { cpu: "1m" }, { cpu: 1000n }],
  ["none when they are 0", { memory: 0, cpu: "0" }, {}],
  ["none of other resources", { "nvidia.com/gpu": 1 }, {}],
])("14.2 amounts are %s", (_title, limits, amounts) => {
  expect(limitAmounts({ limits })).toEqual(amounts);
});
