/**
 * What a container may use of this machine: resources.limits, kept by whoever can keep them.
 *
 * The contract. Limits are made once per run, before anything starts, and never fail: what cannot be kept here is said in `notices`, and not
 * kept. `open` is called once per instance, before it starts; an Error thrown then is the message of CreateContainerError. `wrap` goes around
 * the argv of the instance's program, and of every program that runs beside it (exec, probe, hook), outside of what the world puts
 * around it; like that it must end up being the program itself, same pid, and fail as that would. `oomKilled` is asked once, when
 * nothing of the instance is left and before `release`, which is called once, also when the program could not be started. `close` comes
 * last, after every `release`. What is to go even when the runner is killed is the watchdog's to know.
 */
import type { Container, Pod } from "../../../pod/model.ts";
import type { RunFolder } from "../../run-folder.ts";

export interface Limits {
  /** Sentences for the person who runs the pod. */
  readonly notices: readonly string[];
  open(container: Container, instance: number): InstanceLimits;
  close(): void;
}

export interface InstanceLimits {
  wrap(argv: readonly string[]): readonly string[];
  /** The kernel ended a process of the instance because it had used up its memory. */
  oomKilled(): boolean;
  release(): void;
}

export type MakeLimits = (pod: Pod, folder: RunFolder) => Limits;

/** A process may use all there is. */
export const noLimits: MakeLimits = () => ({
  notices: [],
  open: () => ({ wrap: (argv) => argv, oomKilled: () => false, release: () => {} }),
  close: () => {},
});
