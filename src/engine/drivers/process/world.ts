/**
 * What a container's processes see of this machine.
 *
 *   mounts, message file --> world.view() --> paths(text)      a text that was written for the container, as its processes need it
 *                                             mounts, …        where the processes find them
 *                                             prepare(program) the container's program, as it is started here
 *                                             enter(argv, pid) a program beside it: exec, exec probe, exec hook
 *
 * The contract. A world is made once per run, before anything starts, and never fails: what it cannot do here it says in `notices`, and
 * does with less. Whoever must have a kind of isolation finds out before the run begins. A view is made for each instance; an Error thrown
 * then is the message of CreateContainerError. `prepare` and `enter` change how a program is reached and nothing else of it: the leader that
 * is started is the container's program in the end (same pid, same environment, same exit code and signals), and one that cannot be executed
 * fails as it would without them. Environment and working directory of `prepare`'s result are those of programs that `enter` lets in.
 */
import type { Container, Pod } from "../../../pod/model.ts";
import type { Mount } from "../../mounts.ts";
import type { Rewrite } from "../../mounts-rewrite.ts";
import type { RunFolder } from "../../run-folder.ts";
import type { ProgramSpec } from "./group.ts";

/** `none`: processes share this machine's file system. `namespace`: they have mounts of their own. */
type Isolation = "none" | "namespace";

export interface World {
  /** What it came to, not what was asked for. */
  readonly isolation: Isolation;
  /** Sentences for the person who runs the pod. */
  readonly notices: readonly string[];
  view(files: ContainerFiles): View;
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
  prepare(program: ProgramSpec): ProgramSpec;
  /** @param pid the instance's leader, which runs */
  enter(argv: readonly string[], pid: number): readonly string[];
}

export type MakeWorld = (pod: Pod, folder: RunFolder) => World;

/** This machine as it is: paths are rewritten, programs are left alone. */
export const plainWorld: MakeWorld = () => ({
  isolation: "none",
  notices: [],
  view: ({ mounts, messageFile, realPaths }) => ({
    paths: realPaths,
    mounts,
    messageFile,
    prepare: (program) => program,
    enter: (argv) => argv,
  }),
});
