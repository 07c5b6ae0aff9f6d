/**
 * Limits kept by the kernel: a control group for each instance, in a group for the run. Also a container without limits has one where that
 * is possible, since a process that left its session and cleared its environment is found by nothing else.
 *
 * A process is moved in after it was started, and then what it has started meanwhile: memory that it took before is not counted.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pod } from "../../../pod/model.ts";
import { type CgroupFiles, type CgroupPlace, type Controller, cgroupFiles, cgroupPlaces } from "./cgroups.ts";
import type { InstanceLimits, MakeLimits } from "./limits.ts";
import { type Amounts, limitAmounts, settings } from "./limits-amounts.ts";

/** Between two looks at a group whose processes were killed, ms, and how many there are at most: together 2 s. */
const LOOK = 5;
const LOOKS = 400;

export const cgroupLimits = (files: CgroupFiles = cgroupFiles): MakeLimits => {
  return (pod, folder, ledger) => {
    const places = cgroupPlaces(`scaffold-${folder.id}`, (directory) => ledger.cgroup(directory), files);
    for (const place of places) limit(place, place.directory, limitAmounts(pod.spec["resources"] as never), files);
    const unremoved = new Set<string>();
    const remove = (directory: string): void => {
      if (removed(directory, files)) unremoved.delete(directory);
      else unremoved.add(directory);
    };
    return {
      notices: missing(pod, new Set(places.flatMap(({ controllers }) => controllers))),
      open(container, instance) {
        const amounts = limitAmounts(container.resources);
        const limited = Object.keys(amounts).length > 0;
        const groups = places.flatMap((place, index) => {
          // One is enough to find processes by; the others are for limits.
          if (index > 0 && !place.controllers.some((each) => amounts[each] !== undefined)) return [];
          const directory = join(place.directory, `${container.name}-${instance}`);
          files.make(directory);
          limit(place, directory, amounts, files);
          return [directory];
        });
        return instanceLimits(groups, limited, files, remove);
      },
      async close() {
        for (const { directory } of places) unremoved.add(directory);
        await repeat(() => {
          for (const directory of unremoved) remove(directory);
          return unremoved.size > 0;
        });
      },
    };
  };
};

function limit({ version, controllers }: CgroupPlace, directory: string, amounts: Amounts, files: CgroupFiles): void {
  for (const controller of controllers) {
    for (const { file, value, optional } of settings(version, controller, amounts)) {
      try {
        files.write(join(directory, file), value);
      } catch (error) {
        // Version 1 refuses more of the processor than the group above has, which holds without it.
        const isTighterAbove = controller === "cpu" && (error as NodeJS.ErrnoException).code === "EINVAL";
        if (optional !== true && !isTighterAbove) throw error;
      }
    }
  }
}

/** @param limited false: programs beside the leader need not be moved, they are found otherwise */
function instanceLimits(
  groups: readonly string[],
  limited: boolean,
  files: CgroupFiles,
  remove: (directory: string) => void,
): InstanceLimits {
  let adopted = false;
  return {
    adopt(pid) {
      if (adopted && !limited) return;
      adopted = true;
      for (const group of groups) move(pid, group, files);
    },
    end: () =>
      repeat(() => {
        const found = groups.flatMap((group) => members(group, files));
        for (const pid of found) kill(pid);
        return found.length > 0;
      }),
    oomKilled: () => groups.some((group) => oomKills(group, files) > 0),
    release() {
      for (const group of groups) remove(group);
    },
  };
}

/** The process, then its children: those it starts afterwards are in the group from the beginning. */
function move(pid: number, group: string, files: CgroupFiles): void {
  try {
    files.write(join(group, "cgroup.procs"), String(pid));
    for (const child of childrenOf(pid)) move(child, group, files);
  } catch {
    // It has ended.
  }
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return text === "" ? [] : text.split(" ").map(Number);
  } catch {
    // Gone, or a kernel without this file.
    return [];
  }
}

function members(group: string, files: CgroupFiles): number[] {
  try {
    // 0 stands for a process that cannot be seen from here.
    const own =
      files
        .read(join(group, "cgroup.procs"))
        .match(/[1-9]\d*/g)
        ?.map(Number) ?? [];
    return [...own, ...files.groups(group).flatMap((name) => members(join(group, name), files))];
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}

/** Processes of the group that the kernel ended for want of memory; memory.events in version 2. */
function oomKills(group: string, files: CgroupFiles): number {
  for (const file of ["memory.oom_control", "memory.events"]) {
    try {
      const count = /^oom_kill (\d+)$/m.exec(files.read(join(group, file)))?.[1];
      if (count !== undefined) return Number(count);
    } catch {
      // The other version, or a group that only limits the processor.
    }
  }
  return 0;
}

/** true when the group and those below it are gone. */
function removed(directory: string, files: CgroupFiles): boolean {
  try {
    for (const name of files.groups(directory)) if (!removed(join(directory, name), files)) return false;
    files.remove(directory);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

async function repeat(step: () => boolean): Promise<void> {
  for (let look = 0; look < LOOKS && step(); look++) await new Promise((resolve) => setTimeout(resolve, LOOK));
}

/** What the pod asks for and cannot have here. */
function missing(pod: Pod, kept: ReadonlySet<Controller>): string[] {
  const resources = [
    pod.spec["resources"] as never,
    ...[...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((each) => each.resources),
  ];
  const asked = (["memory", "cpu"] as const).filter((each) => resources.some((one) => limitAmounts(one)[each] !== undefined));
  const without = asked.filter((each) => !kept.has(each)).map((each) => (each === "cpu" ? "CPU" : each));
  if (without.length === 0) return [];
  const why = process.platform === "linux" ? "no control group (cgroup) can be made here" : "this system has no control groups";
  return [`${without.join(" and ")} limits are not kept: ${why}`];
}
