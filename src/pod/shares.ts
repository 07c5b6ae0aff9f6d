import { posix } from "node:path";
import type { VolumeMount } from "./model.ts";
import type { PodPart } from "./part.ts";

/** A shared folder and where it is: a volume of its own, or a folder inside the volume of one that contains it. */
interface Share {
  readonly path: string;
  readonly volume: string;
  /** "" for the volume itself. */
  readonly subPath: string;
}

/** The folders that the containers of a pod share. */
export interface Shares {
  /** Names of the volumes, each an emptyDir. */
  readonly volumes: readonly string[];
  /** The mounts of the app, and of what runs in its image: all that are not kept from it, writable. */
  ofApp(): VolumeMount[];
  /** The mounts of a companion: what it asked for, read-only unless it writes. */
  of(part: PodPart): VolumeMount[];
}

/**
 * One volume for each folder that lies in no other: `logs` for the app's first log folder, then names made from the path. A folder in
 * another shared one is a part of that volume: as a volume of its own it could not be mounted where the outer one is read-only, because
 * a container runtime has to make the mount point. The kubelet makes a `subPath` before it starts the container.
 * https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
 */
export function shareFolders(logs: readonly string[], parts: readonly PodPart[]): Shares {
  const paths = [...new Set([...logs, ...parts.flatMap((part) => part.shares.map(({ path }) => path))].map(folderPath))];
  const outer = paths.filter((path) => !paths.some((other) => isInside(path, other)));
  const volumes = volumeNames(outer, logs.length > 0, parts);
  const shares = paths.map((path): Share => {
    const root = outer.find((candidate) => candidate === path || isInside(path, candidate)) ?? path;
    return { path, volume: volumes.get(root) ?? root, subPath: posix.relative(root, path) };
  });
  const ofApp = new Set(
    [...logs, ...parts.flatMap((part) => part.shares.filter(({ notApp }) => !notApp).map(({ path }) => path))].map(folderPath),
  );
  const mount = ({ path, volume, subPath }: Share, readOnly: boolean): VolumeMount => ({
    name: volume,
    mountPath: path,
    ...(subPath !== "" && { subPath }),
    ...(readOnly && { readOnly }),
  });
  return {
    volumes: [...volumes.values()],
    ofApp: () => shares.filter(({ path }) => ofApp.has(path)).map((share) => mount(share, false)),
    of: (part) => {
      const uses = part.shares.map(({ path, writes }) => ({ path: folderPath(path), writes }));
      const asked = shares.filter(({ path }) => uses.some((use) => use.path === path));
      return asked
        .filter(({ path }) => !asked.some((other) => isInside(path, other.path)))
        .map((share) => mount(share, !uses.some(({ path, writes }) => writes && (path === share.path || isInside(path, share.path)))));
    },
  };
}

function folderPath(path: string): string {
  return posix.normalize(`${path}/`).replace(/(.)\/$/, "$1");
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder === "/" ? folder : `${folder}/`) && path !== folder;
}

/** Volume names are DNS labels (RFC 1123), of which 50 characters are plenty. */
function volumeNames(paths: readonly string[], firstIsLogs: boolean, parts: readonly PodPart[]): Map<string, string> {
  const taken = new Set([tmpVolume, ...parts.flatMap((part) => part.volumes.map(({ name }) => name))]);
  return new Map(
    paths.map((path, index) => {
      const slug = path
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, 50)
        .replace(/^-|-$/g, "");
      let name = index === 0 && firstIsLogs ? "logs" : slug || "shared";
      while (taken.has(name)) name = `${name}-x`;
      taken.add(name);
      return [path, name];
    }),
  );
}

/** For /tmp, since the root file system is read-only. */
export const tmpVolume = "tmp";

/** Each container's own part of that volume: what one leaves there is not in another's way. */
export function tmpMount(container: string): VolumeMount {
  return { name: tmpVolume, mountPath: "/tmp", subPath: container };
}
