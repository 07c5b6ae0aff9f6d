/** Containers with a file system of their own: mounts at their paths, read-only where they are to be, /etc/hosts, the termination log. */
import { accessSync, constants, existsSync, statSync, writeFileSync } from "node:fs";
import { isAbsolute, join, posix, relative, sep } from "node:path";
import type { Container, Pod } from "../../../../pod/model.ts";
import { containerMounts, type Mount } from "../../../mounts.ts";
import type { RunFolder } from "../../../run-folder.ts";
import type { VolumePaths } from "../../../volumes.ts";
import type { ProgramSpec } from "../group.ts";
import { MARKER } from "../sweep.ts";
import type { ContainerFiles, MakeWorld, View } from "../world.ts";
import { createMaker, type Privilege } from "./enter.ts";
import { hostsFile } from "./hosts.ts";
import { createMountPoints } from "./mount-points.ts";
import { createRoots, type Plan, type Roots, type Use } from "./roots.ts";
import { isBelow } from "./table.ts";

export interface NamespaceWorldOptions {
  readonly privilege: Privilege;
  /** The caller's, for the tools. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const namespaceWorld =
  (options: NamespaceWorldOptions): MakeWorld =>
  (pod, folder, ledger) => {
    const maker = createMaker({ ...options, marker: { [MARKER]: `${folder.id}/.namespaces/0` } });
    const points = createMountPoints((path) => ledger.mountPoint(path));
    const roots = createRoots({ folder: join(folder.path, "roots"), points, maker });
    return {
      isolation: "namespace",
      notices: [],
      ahead(volumes) {
        for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
          const plan = certain(container, pod, folder, volumes);
          const endsFirst = !pod.spec.containers.includes(container) && container.restartPolicy !== "Always";
          if (plan !== undefined) roots.ahead(plan, endsFirst);
        }
      },
      view: (files) => createView(files, pod, folder, roots),
      close() {
        roots.close();
        maker.close();
      },
    };
  };

/** Volumes whose files belong to the pod's objects, so that no container may change them. */
const projected = ["configMap", "secret", "downwardAPI", "projected"];

function createView(files: ContainerFiles, pod: Pod, folder: RunFolder, roots: Roots): View {
  const { container } = files;
  let use: Use | undefined;
  let directory = "/";
  let programOf: (argv: readonly string[]) => string | undefined = () => undefined;

  async function prepare(program: ProgramSpec, needed: readonly string[] = []): Promise<ProgramSpec> {
    const restored = hiddenFiles([...program.argv, ...needed, ...folderOf(program, files.mounts)], files.mounts);
    const inside = inContainer([...files.mounts, ...restored.map((path) => ({ mountPath: path, target: path }))]);
    directory = isDirectory(inside(program.cwd)) ? program.cwd : "/";
    programOf = (argv) => findProgram(argv[0] ?? "", program.env["PATH"] ?? "", inside, directory);
    // What cannot be executed is left as it is, so that it fails as it would without a namespace.
    const found = programOf(program.argv);
    const [first = "", ...rest] = program.argv;
    if (found === undefined)
      return { ...program, argv: [first.includes("/") ? inside(posix.resolve(directory, first)) : first, ...rest], cwd: "/" };
    use = await roots.of(container.name, planOf(container, files.mounts, pod, folder, restored), files.messageFile);
    return { ...program, argv: use.namespace.enter(program.argv, directory), cwd: "/" };
  }

  return {
    paths: (text) => text,
    mounts: files.mounts.map((mount) => ({ ...mount, target: mount.mountPath })),
    messageFile: messagePathOf(container),
    prepare,
    enter: (argv) => (use === undefined || programOf(argv) === undefined ? argv : use.namespace.enter(argv, directory)),
    release: () => use?.release(),
  };
}

function planOf(container: Container, mounts: readonly Mount[], pod: Pod, folder: RunFolder, restored: readonly string[]): Plan {
  const own = mounts.map(({ mountPath, target, volume }, index) => ({
    from: target,
    at: mountPath,
    readOnly: container.volumeMounts?.[index]?.readOnly === true || isProjected(pod, volume),
  }));
  const taken = new Set(own.map(({ at }) => at));
  const more = [
    ...(existsSync("/etc/hosts") ? [{ from: hosts(pod, folder), at: "/etc/hosts", readOnly: false }] : []),
    ...restored.map((path) => ({ from: path, at: path, readOnly: false })),
  ];
  return { placed: [...own, ...more.filter(({ at }) => !taken.has(at))], messagePath: messagePathOf(container) };
}

/** undefined when making it could be seen by containers that come before: a subPath, or a mount in another, is a folder in the volume. */
function certain(container: Container, pod: Pod, folder: RunFolder, volumes: VolumePaths): Plan | undefined {
  const { volumeMounts = [] } = container;
  if (volumeMounts.some(({ name, subPath, subPathExpr }) => subPath || subPathExpr || !volumes.has(name))) return undefined;
  const plan = planOf(container, containerMounts(container, volumes, new Map()), pod, folder, []);
  const places = [...plan.placed.map(({ at }) => at), plan.messagePath];
  return places.some((one) => places.some((other) => other !== one && isBelow(one, other))) ? undefined : plan;
}

const messagePathOf = ({ terminationMessagePath }: Container): string => posix.normalize(terminationMessagePath || "/dev/termination-log");

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
function hiddenFiles(texts: readonly string[], mounts: readonly Mount[]): string[] {
  const roots = texts.filter(isHidden(mounts)).flatMap((path) => {
    const over = [...mounts].sort((a, b) => b.mountPath.length - a.mountPath.length).find(({ mountPath }) => isBelow(path, mountPath));
    return over && over.mountPath !== path ? [join(over.mountPath, relative(over.mountPath, path).split(sep)[0] ?? "")] : [];
  });
  return [...new Set(roots)];
}

function isHidden(mounts: readonly Mount[]): (path: string) => boolean {
  const inside = inContainer(mounts);
  return (path) => isAbsolute(path) && inside(path) !== path && !existsSync(inside(path)) && existsSync(path);
}

/**
 * The working directory when it is hidden and the command names a file in it, as in `node server.js`: it stands for the image's, over which
 * the pod mounts nothing.
 */
function folderOf({ argv, cwd }: ProgramSpec, mounts: readonly Mount[]): string[] {
  if (!isHidden(mounts)(cwd)) return [];
  const words = argv.flatMap((text) => text.split(/[\s"'`;&|()<>=]+/)).filter((word) => word !== "" && !isAbsolute(word));
  return words.some((word) => statSync(join(cwd, word), { throwIfNoEntry: false })?.isFile()) ? [cwd] : [];
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
