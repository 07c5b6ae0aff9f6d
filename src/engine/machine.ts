/**
 * The pod as a pure state machine: the kubelet's rules without its doing. No I/O, no clock, no timer of its own.
 *
 *   const machine = createMachine(pod, { uid, backoff: { initialMs: 10_000, maxMs: 300_000 } });
 *   run(machine.start(now));
 *   driver.onEvent((event) => run(machine.handle(event, now())));
 *   at(machine.nextWake(), () => run(machine.tick(now())));     // asked again after every call
 *
 * Every method that can change something returns the commands to execute, in order. After each of them the caller looks at
 * `takeEvents()`, `pod()`, `nextWake()` and `done()`.
 */
import type { ObjectMeta, Pod } from "../pod/model.ts";
import type { Command, DriverEvent, PodEvent } from "./driver.ts";
import { PodMachine } from "./machine/pod-machine.ts";

/** Times are milliseconds. */
export interface MachineOptions {
  readonly uid: string;
  /**
   * CrashLoopBackOff: 10 s doubling to 300 s on a cluster. An entry is forgotten when an instance ran longer than `resetMs`: 10 minutes
   * unless given, whatever the other two are, as in the kubelet (kubelet.go newCrashLoopBackOff). Starts that fail before a process
   * runs (a missing ConfigMap, nothing to run) are retried after the same delays.
   */
  readonly backoff: { readonly initialMs: number; readonly maxMs: number; readonly resetMs?: number };
  /** status.hostIP; `127.0.0.1` unless given. */
  readonly hostIP?: string;
  /**
   * How long a sidecar without startup probe runs before the next container is started; 0 unless given. A kubelet needs up to a second
   * to see that a sidecar runs (kubelet.go genericPlegRelistPeriod), so its program has begun by then; two processes started within a
   * millisecond would race to their first lines.
   */
  readonly sidecarLeadMs?: number;
  /** What the clock on the wall says at a time of the machine, both ms since the epoch: for times that are shown. The same unless given. */
  readonly wall?: (ms: number) => number;
  /** spec.nodeName when the manifest names none. */
  readonly nodeName?: string;
}

/**
 * Whether something is restarted that a person asks for: not before the volumes are there (`not begun`), not when the pod's end has begun
 * or it is being restarted already (`ending`, `restarting`), no plain init container by itself.
 */
export type RestartVerdict = "yes" | "not begun" | "ending" | "restarting" | "init container" | "no such container";

export interface Machine {
  /**
   * The pod with its current status, as `kubectl get pod -o yaml` would show it. Read it, do not change it. `status` is the same object
   * as long as nothing changed.
   */
  pod(): Pod;
  /** Called once, first. */
  start(nowMs: number): Command[];
  handle(event: DriverEvent, nowMs: number): Command[];
  /** Time passed. Called at `nextWake()`; harmless at any other time. */
  tick(nowMs: number): Command[];
  /** When `tick` is wanted next, ms since the epoch; undefined = only an event can change anything. */
  nextWake(): number | undefined;
  /**
   * `kubectl delete pod`: graceful, with the pod's own grace period or the one given. Again with a smaller number it
   * shortens the grace that runs; 0 = at once.
   */
  delete(nowMs: number, graceSeconds?: number): Command[];
  /**
   * What a person may ask for beside deletion. A container: stop it with the pod's grace period and start it again, or start it now if it
   * waits or has ended. None named: stop all, and begin again with the first init container. Changes nothing unless `mayRestart` says "yes".
   */
  restart(nowMs: number, container?: string): Command[];
  /** What `restart` would do now. */
  mayRestart(container?: string): RestartVerdict;
  /** `kubectl label` and `kubectl annotate`, all at once: these are all there are from now on. */
  relabel(metadata: Pick<ObjectMeta, "labels" | "annotations">, nowMs: number): Command[];
  /** Pod events since the last call, oldest first. */
  takeEvents(): PodEvent[];
  /** true when the pod is over and torn down; no command will follow. */
  done(): boolean;
}

export function createMachine(pod: Pod, options: MachineOptions): Machine {
  return new PodMachine(pod, options);
}
