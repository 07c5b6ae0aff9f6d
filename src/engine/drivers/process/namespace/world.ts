/** Containers with a file system of their own: mounts at their paths, read-only where they are to be, /etc/hosts, the termination log. */
import { accessSync, constants, existsSync, mkdirSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { isAbsolute, join, posix, relative, sep } from "node:path";
import type { Pod } from "../../../../pod/model.ts";
import type { Mount } from "../../../mounts.ts";
import { type RunFolder, removeTree } from "../../../run-folder.ts";
import type { ProgramSpec } from "../group.ts";
import { MARKER } from "../sweep.ts";
import type { ContainerFiles, MakeWorld, View } from "../world.ts";
import { makeNamespace, type Namespace, type Privilege } from "./enter.ts";
import { hostsFile } from "./hosts.ts";
import { isBelow, type Placed, planLayout, tableOf } from "./layout.ts";

export interface NamespaceWorldOptions {
  readonly privilege: Privilege;
  /** The caller's, for the tools. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const namespaceWorld =
  (options: NamespaceWorldOptions): MakeWorld =>
  (pod, folder) => ({
    isolation: "namespace",
    notices: [],
    view: (files) => createView(files, pod, folder, options),
  });

/** Volumes whose files belong to the pod's objects, so that no container may change them. */
const projected = ["configMap", "secret", "downwardAPI", "projected"];
const nowhere: Namespace = { enter: (argv) => argv, release: () => {} };

function createView(files: ContainerFiles, pod: Pod, folder: RunFolder, options: NamespaceWorldOptions): View {
  const { container, instance, messageFile } = files;
  const messagePath = posix.normalize(container.terminationMessagePath || "/dev/termination-log");
  const mounts = files.mounts.map((mount) => ({ ...mount, target: mount.mountPath }));
  const place = join(folder.path, "roots", `${container.name}-${instance}`);
  let namespace = nowhere;
  let directory = "/";
  let made: readonly string[] = [];
  let programOf: (argv: readonly string[]) => string | undefined = () => undefined;

  function placed(restored: readonly string[]): Placed[] {
    const own = files.mounts.map(({ mountPath, target, volume }, index) => ({
      from: target,
      at: mountPath,
      readOnly: container.volumeMounts?.[index]?.readOnly === true || isProjected(pod, volume),
    }));
    const taken = new Set(own.map(({ at }) => at));
    const more = [
      { from: messageFile, at: messagePath, readOnly: false },
      ...(existsSync("/etc/hosts") ? [{ from: hosts(pod, folder), at: "/etc/hosts", readOnly: false }] : []),
      ...restored.map((path) => ({ from: path, at: path, readOnly: false })),
    ];
    return [...own, ...more.filter(({ at }) => !taken.has(at))];
  }

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
    removeTree(place);
    const [root, spare, table] = [join(place, "root"), join(place, "spare"), join(place, "mounts")];
    mkdirSync(root, { recursive: true });
    const layout = planLayout(root, spare, placed(restored));
    made = layout.made;
    writeFileSync(table, tableOf(layout.lines));
    const marker = { [MARKER]: program.env[MARKER] ?? "" };
    namespace = await makeNamespace({ ...options, table, root, marker });
    return { ...program, argv: namespace.enter(program.argv, directory), cwd: "/" };
  }

  return {
    paths: (text) => text,
    mounts,
    messageFile: messagePath,
    prepare,
    enter: (argv) => (programOf(argv) === undefined ? argv : namespace.enter(argv, directory)),
    release() {
      namespace.release();
      removeTree(place);
      for (const path of made) removeEmpty(path);
    },
  };
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

function removeEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Somebody put something there.
  }
}
