/**
 * What a container may use of this machine: resources.limits, kept by whoever can keep them.
 *
 * The contract. Limits are made once per run, before anything starts, and never fail: what cannot be kept here is said in `notices`, and not
 * kept. `open` is called once per instance, before it starts; an Error thrown then is the message of CreateContainerError. `adopt` gets
 * the instance's leader, and later every program that runs beside it (exec, probe, hook), at once after it was started. `end` is called
 * when nothing of the instance is known to live, and ends what does nevertheless; then `oomKilled` is asked once, and `release`
 * called once, that one also when the program could not be started. `close` comes last, after every `release`. What is to go even when
 * the runner is killed is announced to the watchdog before it is made.
 */
import type { Container, Pod } from "../../../pod/model.ts";
import type { RunFolder } from "../../run-folder.ts";

export interface Limits {
  /** Sentences for the person who runs the pod. */
  readonly notices: readonly string[];
  open(container: Container, instance: number): InstanceLimits;
  close(): Promise<void>;
}

export interface InstanceLimits {
  /** From now on the process and all that it starts count. Never throws; the process may be gone. */
  adopt(pid: number): void;
  end(): Promise<void>;
  /** The kernel ended a process of the instance because it had used up its memory. */
  oomKilled(): boolean;
  release(): void;
}

/** Where control groups are written down for the case that this process dies. */
export interface CgroupLedger {
  cgroup(directory: string): void;
}

export type MakeLimits = (pod: Pod, folder: RunFolder, ledger: CgroupLedger) => Limits;

/** A process may use all there is. */
export const noLimits: MakeLimits = () => ({
  notices: [],
  open: () => ({ adopt: () => {}, end: async () => {}, oomKilled: () => false, release: () => {} }),
  close: async () => {},
});
