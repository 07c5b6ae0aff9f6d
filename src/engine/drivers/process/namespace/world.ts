/** Containers with a file system of their own: mounts at their paths, read-only where they are to be, /etc/hosts, the termination log. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, posix, relative, sep } from "node:path";
import type { Container, Pod } from "../../../../pod/model.ts";
import { containerMounts, type Mount } from "../../../mounts.ts";
import type { RunFolder } from "../../../run-folder.ts";
import type { VolumePaths } from "../../../volumes.ts";
import type { ProgramSpec } from "../group.ts";
import type { ContainerFiles, MakeWorld, View } from "../world.ts";
import type { Namespace, Privilege } from "./enter.ts";
import { hostsFile } from "./hosts.ts";
import type { Placed } from "./layout.ts";
import { createMountPoints } from "./mount-points.ts";
import { createRoots, type Roots } from "./roots.ts";
import { isBelow } from "./table.ts";

export interface NamespaceWorldOptions {
  readonly privilege: Privilege;
  /** The caller's, for the tools. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const namespaceWorld =
  (options: NamespaceWorldOptions): MakeWorld =>
  (pod, folder, ledger) => {
    const points = createMountPoints((path) => ledger.mountPoint(path));
    const roots = createRoots({ ...options, folder, points, within: async () => undefined });
    return {
      isolation: "namespace",
      notices: [],
      ahead(volumes) {
        for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
          const placed = certain(container, pod, folder, volumes);
          if (placed !== undefined) roots.ahead(container.name, placed);
        }
      },
      view: (files) => createView(files, pod, folder, roots),
      close: roots.close,
    };
  };

/** Volumes whose files belong to the pod's objects, so that no container may change them. */
const projected = ["configMap", "secret", "downwardAPI", "projected"];

function createView(files: ContainerFiles, pod: Pod, folder: RunFolder, roots: Roots): View {
  const { container } = files;
  const messageFile = messageFileOf(container, folder);
  emptyMessage(messageFile, files.messageFile);
  let namespace: Namespace | undefined;
  let directory = "/";
  let programOf: (argv: readonly string[]) => string | undefined = () => undefined;

  async function prepare(program: ProgramSpec): Promise<ProgramSpec> {
    const restored = hiddenFiles(program.argv, files.mounts);
    const inside = inContainer([...files.mounts, ...restored.map((path) => ({ mountPath: path, target: path }))]);
    directory = isDirectory(inside(program.cwd)) ? program.cwd : "/";
    programOf = (argv) => findProgram(argv[0] ?? "", program.env["PATH"] ?? "", inside, directory);
    // What cannot be executed is left as it is, so that it fails as it would without a namespace.
    const found = programOf(program.argv);
    const [first = "", ...rest] = program.argv;
    if (found === undefined)
      return { ...program, argv: [first.includes("/") ? inside(posix.resolve(directory, first)) : first, ...rest], cwd: "/" };
    namespace = await roots.of(container.name, allPlaced(container, files.mounts, pod, folder, restored));
    return { ...program, argv: namespace.enter(program.argv, directory), cwd: "/" };
  }

  return {
    paths: (text) => text,
    mounts: files.mounts.map((mount) => ({ ...mount, target: mount.mountPath })),
    messageFile: messagePathOf(container),
    prepare,
    enter: (argv) => (namespace === undefined || programOf(argv) === undefined ? argv : namespace.enter(argv, directory)),
    release: () => {},
  };
}

function allPlaced(container: Container, mounts: readonly Mount[], pod: Pod, folder: RunFolder, restored: readonly string[]): Placed[] {
  const own = mounts.map(({ mountPath, target, volume }, index) => ({
    from: target,
    at: mountPath,
    readOnly: container.volumeMounts?.[index]?.readOnly === true || isProjected(pod, volume),
  }));
  const taken = new Set(own.map(({ at }) => at));
  const more = [
    { from: messageFileOf(container, folder), at: messagePathOf(container), readOnly: false },
    ...(existsSync("/etc/hosts") ? [{ from: hosts(pod, folder), at: "/etc/hosts", readOnly: false }] : []),
    ...restored.map((path) => ({ from: path, at: path, readOnly: false })),
  ];
  return [...own, ...more.filter(({ at }) => !taken.has(at))];
}

/** undefined when making it could be seen by containers that come before: a subPath, or a mount in another, is a folder in the volume. */
function certain(container: Container, pod: Pod, folder: RunFolder, volumes: VolumePaths): Placed[] | undefined {
  const { volumeMounts = [] } = container;
  if (volumeMounts.some(({ name, subPath, subPathExpr }) => subPath || subPathExpr || !volumes.has(name))) return undefined;
  emptyMessage(messageFileOf(container, folder));
  const placed = allPlaced(container, containerMounts(container, volumes, new Map()), pod, folder, []);
  return placed.some((one) => placed.some((other) => other !== one && isBelow(one.at, other.at))) ? undefined : placed;
}

const messagePathOf = ({ terminationMessagePath }: Container): string => posix.normalize(terminationMessagePath || "/dev/termination-log");

/** One for all instances, since it is mounted. */
const messageFileOf = ({ name }: Container, folder: RunFolder): string => join(folder.path, "roots", `${name}.message`);

/** @param instance this instance's own name of it */
function emptyMessage(path: string, instance?: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  fchmodSync(file, 0o666);
  closeSync(file);
  if (instance === undefined) return;
  rmSync(instance, { force: true });
  linkSync(path, instance);
}

function isProjected({ spec }: Pod, volume: string): boolean {
  const found = spec.volumes?.find(({ name }) => name === volume);
  return projected.some((kind) => found?.[kind] !== undefined);
}

function hosts(pod: Pod, folder: RunFolder): string {
  const path = join(folder.path, "hosts");
  if (!existsSync(path)) writeFileSync(path, hostsFile(pod));
  return path;
}

type Shown = Pick<Mount, "mountPath" | "target">;

/** Where a path of the container is on this machine. */
function inContainer(mounts: readonly Shown[]): (path: string) => string {
  const longestFirst = [...mounts].sort((a, b) => b.mountPath.length - a.mountPath.length);
  return (path) => {
    const mount = longestFirst.find(({ mountPath }) => isBelow(path, mountPath));
    return mount ? join(mount.target, relative(mount.mountPath, path)) : path;
  };
}

/** Files of this machine that stand for the image's and lie where a volume is mounted: they are shown there, with what is beside them. */
function hiddenFiles(argv: readonly string[], mounts: readonly Mount[]): string[] {
  const inside = inContainer(mounts);
  const hidden = argv.filter((text) => isAbsolute(text) && inside(text) !== text && !existsSync(inside(text)) && existsSync(text));
  const roots = hidden.flatMap((path) => {
    const over = [...mounts].sort((a, b) => b.mountPath.length - a.mountPath.length).find(({ mountPath }) => isBelow(path, mountPath));
    return over && over.mountPath !== path ? [join(over.mountPath, relative(over.mountPath, path).split(sep)[0] ?? "")] : [];
  });
  return [...new Set(roots)];
}

/** As execvp(3) looks for it, on this machine. */
function findProgram(name: string, path: string, inside: (path: string) => string, directory: string): string | undefined {
  const candidates = name.includes("/") ? [name] : path.split(":").map((folder) => join(folder || ".", name));
  return candidates.map((candidate) => inside(posix.resolve(directory, candidate))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
