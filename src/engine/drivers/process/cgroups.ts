/**
 * Where on this machine a run can make control groups of its own.
 *
 *   version 1   one hierarchy per controller     <memory>/<own group>/scaffold-<run>/<container>-<instance>    the same below <cpu>
 *   version 2   one hierarchy for all            <ancestor of the own group>/scaffold-<run>/<container>-<instance>
 *
 * In version 2 a group that has processes cannot hand its controllers on to groups below it, so a place is looked for upwards: for a user
 * that is mostly a slice of the systemd session, which is delegated to them.
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html
 * @see https://docs.kernel.org/admin-guide/cgroup-v1/cgroups.html
 */
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The file operations that control groups take; all throw. */
export interface CgroupFiles {
  read(path: string): string;
  write(path: string, text: string): void;
  writable(path: string): boolean;
  make(path: string): void;
  /** Names of the groups in a group. */
  groups(path: string): string[];
  /** Fails as long as a process or a group is in it. */
  remove(path: string): void;
}

export const cgroupFiles: CgroupFiles = {
  read: (path) => readFileSync(path, "utf8"),
  write: (path, text) => writeFileSync(path, text),
  writable(path) {
    try {
      accessSync(path, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  },
  make: (path) => mkdirSync(path),
  groups: (path) => readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
  remove: (path) => rmdirSync(path),
};

export type Controller = "memory" | "cpu";

export interface CgroupPlace {
  readonly version: 1 | 2;
  /** The run's group. Exists. */
  readonly directory: string;
  /** What groups in it can limit; one of them at least. */
  readonly controllers: readonly Controller[];
}

/** Each controller with its unlimited value, by which it is found out whether limits can be set at all. */
const unlimited = {
  1: { memory: ["memory.limit_in_bytes", "-1"], cpu: ["cpu.cfs_quota_us", "-1"] },
  2: { memory: ["memory.max", "max"], cpu: ["cpu.max", "max 100000"] },
} as const;

/**
 * The places for groups of a run: none, one, or in version 1 one for each controller.
 * @param name of the run's group
 * @param announce hears of every directory before it is made
 */
export function cgroupPlaces(name: string, announce: (directory: string) => void, files: CgroupFiles = cgroupFiles): CgroupPlace[] {
  const places: CgroupPlace[] = [];
  for (const { version, controllers, top, own } of hierarchies(files)) {
    for (let parent = own; ; parent = dirname(parent)) {
      const place = placeIn(parent, { version, controllers, name, enable: parent === own }, announce, files);
      if (place !== undefined) places.push(place);
      if (place !== undefined || version === 1 || parent === top) break;
    }
  }
  return places;
}

interface Hierarchy {
  readonly version: 1 | 2;
  readonly controllers: readonly Controller[];
  /** Where it is mounted. */
  readonly top: string;
  /** This process' group in it. */
  readonly own: string;
}

function hierarchies(files: CgroupFiles): Hierarchy[] {
  const found: Hierarchy[] = [];
  const wanted = new Set<Controller>(["memory", "cpu"]);
  const lines = (path: string): string[] => {
    try {
      return files.read(path).split("\n");
    } catch {
      return [];
    }
  };
  const mounts = lines("/proc/self/mountinfo").map(mountOf);
  // `4:memory:/some/group`, for version 2 `0::/some/group`, which comes last: what no hierarchy of version 1 has is looked for there.
  for (const line of lines("/proc/self/cgroup").sort((a, b) => Number(a.startsWith("0::")) - Number(b.startsWith("0::")))) {
    const [, names = "", path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    const version = names === "" ? 2 : 1;
    const controllers = [...wanted].filter((each) => version === 2 || names.split(",").includes(each));
    const mount = mounts.find((each) =>
      version === 2 ? each?.type === "cgroup2" : each?.type === "cgroup" && controllers.some((name) => each.options.includes(name)),
    );
    if (path === undefined || mount === undefined || controllers.length === 0) continue;
    const below = mount.root === "/" ? path : path.startsWith(mount.root) ? path.slice(mount.root.length) : undefined;
    // What the watchdog is told is read by a shell, word by word.
    if (below === undefined || /\s|\\/.test(mount.point + below)) continue;
    for (const each of controllers) wanted.delete(each);
    found.push({ version, controllers, top: mount.point, own: join(mount.point, below).replace(/(.)\/$/, "$1") });
  }
  return found;
}

/** `31 30 0:28 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory` (proc_pid_mountinfo(5)) */
function mountOf(line: string) {
  const [head = "", tail = ""] = line.split(" - ");
  const [, , , root, point] = head.split(" ");
  const [type, , options = ""] = tail.split(" ");
  return root === undefined || point === undefined ? undefined : { root, point, type, options: options.split(",") };
}

interface Wanted extends Pick<Hierarchy, "version" | "controllers"> {
  readonly name: string;
  /** Whether the parent may be asked to hand controllers on. */
  readonly enable: boolean;
}

/** Makes the run's group below `parent` when groups in it can be limited, and leaves nothing otherwise. */
function placeIn(
  parent: string,
  { version, controllers, name, enable }: Wanted,
  announce: (directory: string) => void,
  files: CgroupFiles,
): CgroupPlace | undefined {
  const directory = join(parent, name);
  const check = join(directory, "check");
  const works = (work: () => void): boolean => {
    try {
      work();
      return true;
    } catch {
      return false;
    }
  };
  const handOn = (from: string): void => {
    for (const each of controllers) works(() => files.write(join(from, "cgroup.subtree_control"), `+${each}`));
  };
  if (!files.writable(join(parent, "cgroup.procs"))) return undefined;
  if (version === 2 && enable) handOn(parent);
  announce(directory);
  if (!works(() => files.make(directory))) return undefined;
  if (version === 2) handOn(directory);
  works(() => files.make(check));
  const able = controllers.filter((each) => {
    const [file, value] = unlimited[version][each];
    return works(() => files.write(join(check, file), value));
  });
  works(() => files.remove(check));
  if (able.length > 0) return { version, directory, controllers: able };
  works(() => files.remove(directory));
  return undefined;
}
