/**
 * The volumes of a pod as directories. All are made before any container starts; what cannot be made yet is tried again.
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
import { chmodSync, closeSync, mkdirSync, openSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { Volume } from "../pod/model.ts";
import type { PodFacts } from "./env-fields.ts";
import type { PodObjects } from "./objects.ts";
import { writeAtomically } from "./volumes-atomic.ts";
import { payloadOf } from "./volumes-payload.ts";
import { unsupportedVolumes } from "./volumes-support.ts";

/** The volume's directory (for a hostPath possibly a file), by the volume's name. */
export type VolumePaths = ReadonlyMap<string, string>;

/**
 * Makes what is missing and brings projected files up to date; harmless to repeat.
 * Throws an Error with the kubelet's text, for the event FailedMount.
 * @param folder where directories of the run's own volumes are made
 */
export function setUpVolumes(facts: PodFacts, objects: PodObjects, folder: string): VolumePaths {
  return new Map(
    (facts.pod.spec.volumes ?? []).map((volume) => {
      try {
        return [volume.name, setUpVolume(volume, facts, objects, join(folder, volume.name))];
      } catch (error) {
        throw new Error(failedMount(volume, error));
      }
    }),
  );
}

/**
 * Brings the files of configMap, secret, downwardAPI and projected volumes up to date. One that cannot be made any more stays as it is.
 * @returns the kubelet's text for each of those
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
 */
export function updateVolumes(facts: PodFacts, objects: PodObjects, paths: VolumePaths): string[] {
  return (facts.pod.spec.volumes ?? []).flatMap((volume) => {
    const directory = paths.get(volume.name);
    try {
      const payload = payloadOf(volume, facts, objects);
      if (payload && directory !== undefined) writeAtomically(directory, payload);
      return [];
    } catch (error) {
      return [failedMount(volume, error)];
    }
  });
}

const failedMount = ({ name }: Volume, error: unknown): string =>
  `MountVolume.SetUp failed for volume "${name}" : ${error instanceof Error ? error.message : String(error)}`;

function setUpVolume(volume: Volume, facts: PodFacts, objects: PodObjects, directory: string): string {
  if (volume.hostPath) return checkedHostPath(volume.hostPath.path, volume.hostPath.type ?? "");
  const [unsupported] = unsupportedVolumes({ ...facts.pod.spec, volumes: [volume] });
  if (unsupported) throw new Error(unsupported.message);
  const payload = payloadOf(volume, facts, objects);
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o777);
  if (payload) writeAtomically(directory, payload);
  return directory;
}

const kinds: Readonly<Record<string, { readonly text: string; readonly is: (stat: Stats) => boolean }>> = {
  Directory: { text: "directory", is: (stat) => stat.isDirectory() },
  DirectoryOrCreate: { text: "directory", is: (stat) => stat.isDirectory() },
  File: { text: "file", is: (stat) => stat.isFile() },
  FileOrCreate: { text: "file", is: (stat) => stat.isFile() },
  Socket: { text: "socket file", is: (stat) => stat.isSocket() },
  CharDevice: { text: "character device", is: (stat) => stat.isCharacterDevice() },
  BlockDevice: { text: "block device", is: (stat) => stat.isBlockDevice() },
};

/** @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types */
function checkedHostPath(path: string, type: string): string {
  const kind = kinds[type];
  if (!statSync(path, { throwIfNoEntry: false })) {
    // Without a type nothing is checked, and container runtimes make a directory that is missing.
    if (type === "DirectoryOrCreate" || !kind) mkdirSync(path, { recursive: true, mode: 0o755 });
    if (type === "FileOrCreate") closeSync(openSync(path, "a", 0o644));
  }
  if (!kind) return path;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || !kind.is(stat)) throw new Error(`hostPath type check failed: ${path} is not a ${kind.text}`);
  return path;
}
