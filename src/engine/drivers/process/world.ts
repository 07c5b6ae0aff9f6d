/**
 * What a container's processes see of this machine.
 *
 *   mounts, message file --> world.view() --> paths(text)      a text that was written for the container, as its processes need it
 *                                             mounts, …        where the processes find them
 *                                             prepare(program) the container's program, as it is started here
 *                                             enter(argv, pid) a program beside it: exec, exec probe, exec hook
 *
 * The contract. A world is made once per run, before anything starts, and never fails: what it cannot do here it says in `notices`, and
 * does with less. Whoever must have a kind of isolation finds out before the run begins. `ahead` is called when the volumes are there, and
 * may begin with what containers will need; `close` comes last, when nothing runs any more, and may come twice. A view is made for each instance; an Error thrown
 * then is the message of CreateContainerError. `prepare` and `enter` change how a program is reached and nothing else of it: the leader that
 * is started is the container's program in the end (same pid, same environment, same exit code and signals), and one that cannot be executed
 * fails as it would without them. Environment and working directory of `prepare`'s result are those of programs that `enter` lets in.
 */
import type { Container, Pod, PodSpec } from "../../../pod/model.ts";
import type { Mount } from "../../mounts.ts";
import type { Rewrite } from "../../mounts-rewrite.ts";
import type { RunFolder } from "../../run-folder.ts";
import type { VolumePaths } from "../../volumes.ts";
import type { ProgramSpec } from "./group.ts";

/** `none`: processes share this machine's file system. `namespace`: they have mounts of their own. */
export type Isolation = "none" | "namespace";

export interface World {
  /** What it came to, not what was asked for. */
  readonly isolation: Isolation;
  /** Sentences for the person who runs the pod. */
  readonly notices: readonly string[];
  ahead?(volumes: VolumePaths): void;
  view(files: ContainerFiles): View;
  close?(): void;
}

/** Where mount points that have to be made among this machine's own folders are written down for the case that this process dies. */
export interface MountPointLedger {
  mountPoint(path: string): void;
}

/** One instance's files, as they are on this machine. */
export interface ContainerFiles {
  readonly container: Container;
  readonly instance: number;
  readonly mounts: readonly Mount[];
  /** What the container knows as its terminationMessagePath. */
  readonly messageFile: string;
  /** Replaces the paths of both by the real ones. */
  readonly realPaths: Rewrite;
}

/** The same files, as the instance's processes see them. */
export interface View {
  readonly paths: Rewrite;
  /** With the targets that the processes find them at. */
  readonly mounts: readonly Mount[];
  readonly messageFile: string;
  /**
   * Called once. Rejects with what keeps the instance from being created.
   * @param needed paths of this machine that the program needs, whatever is mounted over them
   */
  prepare(program: ProgramSpec, needed?: readonly string[]): Promise<ProgramSpec>;
  /** @param pid the instance's leader, which runs */
  enter(argv: readonly string[], pid: number): readonly string[];
  /** Nothing of the instance is left, or it could not be started; more than once at times. */
  release(): void;
}

export type MakeWorld = (pod: Pod, folder: RunFolder, ledger: MountPointLedger) => World;

/** This machine as it is: paths are rewritten, programs are left alone. */
export const plainWorld: MakeWorld = ({ spec }) => ({
  isolation: "none",
  notices: notKept(spec),
  view: ({ mounts, messageFile, realPaths }) => ({
    paths: realPaths,
    mounts,
    messageFile,
    prepare: async (program) => program,
    enter: (argv) => argv,
    release: () => {},
  }),
});

/** What a manifest asks for that takes mounts of a container's own. */
function notKept({ containers, initContainers = [], hostAliases }: PodSpec): string[] {
  const readOnly = [...initContainers, ...containers].filter(({ volumeMounts }) => volumeMounts?.some((mount) => mount.readOnly === true));
  const names = readOnly.map(({ name }) => name).join(", ");
  return [
    ...(readOnly.length > 0 ? [`readOnly mounts are not enforced here, they can be written to: ${names}`] : []),
    ...(Array.isArray(hostAliases) && hostAliases.length > 0
      ? ["hostAliases are not enforced here: /etc/hosts is this machine's own"]
      : []),
  ];
}
