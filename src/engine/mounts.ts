/**
 * Where a container's volume mounts really are. A plain process sees the host's file system, so each mount is a directory
 * of the run (or of the host), the container's texts are rewritten to it, and a variable names it.
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
 */
import { chmodSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import type { Container, VolumeMount } from "../pod/model.ts";
import { expandStrictly } from "./expand.ts";

export interface Mount {
  readonly volume: string;
  /** As the container knows it: absolute, without a trailing slash. */
  readonly mountPath: string;
  /** The directory, or for a subPath possibly the file, that stands for it. */
  readonly target: string;
}

/**
 * Throws an Error whose message is the kubelet's; the container waits as CreateContainerConfigError with it.
 * @param volumes the directory of each volume of the pod
 * @param own where directories of the run's own volumes are
 */
export function containerMounts(
  container: Container,
  volumes: ReadonlyMap<string, string>,
  env: ReadonlyMap<string, string>,
  own?: string,
): Mount[] {
  return (container.volumeMounts ?? []).map((mount) => {
    const volume = volumes.get(mount.name);
    if (volume === undefined) throw new Error(`cannot find volume "${mount.name}" to mount into container "${container.name}"`);
    const subPath = mountedSubPath(mount, env);
    return {
      volume: mount.name,
      mountPath: cleanPath(mount.mountPath),
      target: subPath === "" ? volume : pinned(within(volume, subPath, mount.name, container.name), volume, own),
    };
  });
}

const cleanPath = (path: string): string => posix.normalize(`/${path}`).replace(/(.)\/$/, "$1");

function mountedSubPath(mount: VolumeMount, env: ReadonlyMap<string, string>): string {
  if (!mount.subPathExpr) return mount.subPath ?? "";
  const { text, missing } = expandStrictly(mount.subPathExpr, (name) => env.get(name));
  if (missing.length > 0) throw new Error(`missing value for ${missing.join(", ")}`);
  return text;
}

/** The place of a subPath; made as a directory with the volume's own mode when there is nothing. It may not lead out of the volume. */
function within(volume: string, subPath: string, name: string, container: string): string {
  const refused = new Error(`failed to prepare subPath for volumeMount "${name}" of container "${container}"`);
  if (posix.isAbsolute(subPath) || subPath.split("/").includes("..")) throw refused;
  const target = join(volume, subPath);
  if (!existsSync(target)) {
    let existing = target;
    for (; !existsSync(existing); existing = dirname(existing)) {
      // A link that leads nowhere: where it leads to is made for nobody.
      if (isLink(existing)) throw refused;
    }
    if (!isInside(volume, existing)) throw refused;
    mkdirSync(target, { recursive: true });
    // chmod, because the umask has a say in what mkdir does.
    const mode = statSync(volume).mode & 0o777;
    for (let made = target; made !== existing; made = dirname(made)) chmodSync(made, mode);
  }
  if (!isInside(volume, target)) throw refused;
  return target;
}

/**
 * A subPath shows what was there when its container was started, for as long as that runs: files that change all at once are linked to
 * under another name, before their directory goes.
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
 */
function pinned(target: string, volume: string, own: string | undefined): string {
  const inner = relative(realpathSync(volume), realpathSync(target));
  if (own === undefined || dirname(volume) !== own || !/^\.\.\d/.test(inner)) return target;
  const pin = join(own, ".subpaths", basename(volume), inner);
  if (!existsSync(pin)) link(realpathSync(target), pin);
  return pin;
}

function link(from: string, to: string): void {
  if (statSync(from).isDirectory()) {
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) link(join(from, name), join(to, name));
  } else {
    mkdirSync(dirname(to), { recursive: true });
    linkSync(from, to);
  }
}

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

function isInside(volume: string, path: string): boolean {
  const root = realpathSync(volume);
  const real = realpathSync(path);
  return real === root || real.startsWith(`${root}${sep}`);
}

/**
 * `SCAFFOLD_MOUNT_<VOLUME>` for each mount; a volume that is mounted again has `_2`, `_3`, … in the order of the mounts. And
 * SCAFFOLD_MOUNTS, all of them as JSON by mount path, from which generated programs know where the paths in their own source are.
 */
export function mountVariables(mounts: readonly Mount[]): Map<string, string> {
  const variables = new Map<string, string>();
  for (const { volume, target } of mounts) {
    const name = `SCAFFOLD_MOUNT_${volume.toUpperCase().replaceAll("-", "_")}`;
    let free = name;
    for (let count = 2; variables.has(free); count++) free = `${name}_${count}`;
    variables.set(free, target);
  }
  if (mounts.length > 0)
    variables.set("SCAFFOLD_MOUNTS", JSON.stringify(Object.fromEntries(mounts.map(({ mountPath, target }) => [mountPath, target]))));
  return variables;
}
