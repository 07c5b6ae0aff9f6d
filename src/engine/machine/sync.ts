/**
 * The pod worker: computes what is due and executes it one step after the other (kuberuntime_manager.go SyncPod). A step that takes
 * time, a start with its postStart hook or a kill with its grace period, holds up everything behind it, as it does in the kubelet.
 */
import type { PodSpec } from "../../pod/model.ts";
import { type Backoff, goDuration } from "../backoff.ts";
import type { DriverEvent } from "../driver.ts";
import type { Probes } from "../probes.ts";
import { computeActions, type Step } from "./actions.ts";
import { type ContainerRecord, isRunning } from "./container.ts";
import { killGraceSeconds, podGraceSeconds } from "./grace.ts";
import type { Outbox } from "./outbox.ts";
import { resetRecord } from "./restart-all.ts";
import { Start } from "./start.ts";
import { Stopping } from "./stopping.ts";

type HookDone = Extract<DriverEvent, { kind: "hookDone" }>;

export interface SyncPod {
  readonly spec: PodSpec;
  /** As messages name it: `web_default(0f1e…)`. */
  readonly label: string;
  readonly records: readonly ContainerRecord[];
  readonly probes: Probes;
  readonly backoff: Backoff;
  readonly outbox: Outbox;
  /** The phase is Succeeded or Failed by now: asked first (kubelet.go SyncPod), whatever containers would still be started. */
  readonly isOver: () => boolean;
  /** Wait between starts that fail before a process runs, growing with their number. */
  readonly retryMs: (failedStarts: number) => number;
  /** From the start of a sidecar without startup probe to that of the next container; see `MachineOptions`. */
  readonly sidecarLeadMs: number;
}

/**
 * The kubelet looks for exits once a second (kubelet.go genericPlegRelistPeriod). A restart of all containers has no back-off, so this
 * is what keeps a pod that fails at once from restarting without pause.
 */
const resetPauseMs = 1000;

/** What holds up the queue. */
type Blocker =
  | { readonly kind: "start"; readonly start: Start }
  | { readonly kind: "lead"; readonly sidecar: ContainerRecord; readonly untilMs: number }
  | { readonly kind: "stop"; readonly stopping: Stopping; readonly reset: boolean };

export class Sync {
  readonly #pod: SyncPod;
  #queue: Step[] = [];
  #blocker: Blocker | undefined;
  #due = false;
  #changed = false;
  /** No restart of all containers before this time, ms since the epoch. */
  #resetAtMs = 0;
  #resetWanted = false;

  constructor(pod: SyncPod) {
    this.#pod = pod;
  }

  /** A container or a probe changed: look at the pod again once the steps at hand are done. */
  changed(): void {
    this.#due = true;
    this.#changed = true;
  }

  /** Works until a step takes time or nothing is left. Returns true when the pod is to be killed: its work is over. */
  run(): boolean {
    for (;;) {
      if (this.#blocker !== undefined) return false;
      this.#endWaits();
      const step = this.#queue.shift();
      if (step !== undefined) {
        if (this.#leads(step)) return false;
        this.#execute(step);
        continue;
      }
      if (!this.#due) break;
      this.#due = false;
      const { spec, records, probes, isOver } = this.#pod;
      if (isOver()) return true;
      const actions = computeActions(spec, records, (record, kind) => probes.result(record, kind));
      if (actions.killPod) return true;
      if (this.#mayStart(actions.steps)) this.#queue = [...actions.steps];
    }
    if (this.#changed) {
      this.#changed = false;
      this.#pod.probes.trigger();
    }
    return false;
  }

  /** The pod is terminated: nothing that was planned happens any more. Returns the kill that is under way, if there is one. */
  abandon(): Stopping | undefined {
    const blocker = this.#blocker;
    this.#queue = [];
    this.#blocker = undefined;
    if (blocker?.kind === "start") {
      blocker.start.abandon();
      return blocker.start.stopping;
    }
    return blocker?.kind === "stop" ? blocker.stopping : undefined;
  }

  /** Passes on what the driver or the clock says to the step that waits. */
  advance(event?: Extract<DriverEvent, { kind: "started" | "startFailed" | "exited" }> | HookDone): void {
    const blocker = this.#blocker;
    if (blocker === undefined) return;
    if (blocker.kind === "start") {
      const failed = blocker.start.advance(event);
      if (!blocker.start.over) return;
      this.#blocker = undefined;
      // A plain init container that does not start ends the sync; any other container is passed over.
      if (failed && blocker.start.record.role === "init") this.#queue = [];
      return;
    }
    if (blocker.kind === "lead") {
      if (blocker.untilMs <= this.#pod.outbox.nowMs || !isRunning(blocker.sidecar)) this.#blocker = undefined;
      return;
    }
    if (event?.kind === "hookDone") blocker.stopping.hookDone(event.id, event.error);
    blocker.stopping.advance();
    if (!blocker.stopping.over) return;
    this.#blocker = undefined;
    if (blocker.reset) this.#reset(blocker.stopping.record);
  }

  /** When `advance` and `run` are wanted next, ms since the epoch. */
  nextWake(): number | undefined {
    const blocker = this.#blocker;
    if (blocker?.kind === "lead") return blocker.untilMs;
    if (blocker !== undefined) return blocker.kind === "start" ? blocker.start.stopping?.nextWake() : blocker.stopping.nextWake();
    let wake = this.#resetWanted ? this.#resetAtMs : undefined;
    for (const { resumeAtMs } of this.#pod.records) {
      if (resumeAtMs !== undefined && (wake === undefined || resumeAtMs < wake)) wake = resumeAtMs;
    }
    return wake;
  }

  /** All containers are being restarted in place. */
  get resetting(): boolean {
    return this.#queue.some((step) => step.kind === "reset") || (this.#blocker?.kind === "stop" && this.#blocker.reset);
  }

  #mayStart(steps: readonly Step[]): boolean {
    if (steps[0]?.kind !== "reset") return true;
    const { nowMs } = this.#pod.outbox;
    this.#resetWanted = this.#resetAtMs > nowMs;
    if (!this.#resetWanted) this.#resetAtMs = nowMs + resetPauseMs;
    return !this.#resetWanted;
  }

  #endWaits(): void {
    if (this.#resetWanted && this.#resetAtMs <= this.#pod.outbox.nowMs) {
      this.#resetWanted = false;
      this.#due = true;
    }
    for (const record of this.#pod.records) {
      if (record.resumeAtMs === undefined || record.resumeAtMs > this.#pod.outbox.nowMs) continue;
      record.resumeAtMs = undefined;
      this.#due = true;
    }
  }

  /** The sidecar before it has only just begun: the step waits. That it is due stays decided, whatever becomes of the sidecar. */
  #leads(step: Step): boolean {
    if (step.kind !== "start") return false;
    const { records, sidecarLeadMs, outbox } = this.#pod;
    const sidecar = records[records.indexOf(step.record) - 1];
    if (sidecar?.role !== "sidecar" || sidecar.current === undefined || !isRunning(sidecar)) return false;
    const untilMs = sidecar.current.startedAtMs + (sidecar.spec.startupProbe === undefined ? sidecarLeadMs : 0);
    if (untilMs <= outbox.nowMs) return false;
    this.#queue.unshift(step);
    this.#blocker = { kind: "lead", sidecar, untilMs };
    return true;
  }

  #execute(step: Step): void {
    if (step.kind === "start") {
      this.#start(step.record, step.deadSince);
      return;
    }
    const { record } = step;
    if (isRunning(record)) {
      const { outbox, spec } = this.#pod;
      const options =
        step.kind === "reset"
          ? { graceSeconds: 0, message: `Stopping container ${record.spec.name}` }
          : { graceSeconds: killGraceSeconds(record, spec, step.cause), message: step.message };
      this.#blocker = { kind: "stop", stopping: new Stopping(record, options, outbox), reset: step.kind === "reset" };
    } else if (step.kind === "reset") {
      this.#reset(record);
    }
  }

  #start(record: ContainerRecord, deadSinceMs: number | undefined): void {
    if (this.#mustWait(record, deadSinceMs)) {
      if (record.role === "init") this.#queue = [];
      return;
    }
    const { outbox, spec, retryMs } = this.#pod;
    const start = new Start(record, {
      outbox,
      graceSeconds: podGraceSeconds(spec),
      retryMs,
      settled: () => this.#pod.probes.observe(record),
      changed: () => this.changed(),
    });
    this.#blocker = { kind: "start", start };
  }

  /** Back-off after an exit, or the wait after a start that failed. */
  #mustWait(record: ContainerRecord, deadSinceMs: number | undefined): boolean {
    const { backoff, outbox, label } = this.#pod;
    const now = outbox.nowMs;
    const { name } = record.spec;
    if (record.resumeAtMs !== undefined) return true;
    if (record.restartWanted) return false;
    // A start that failed before made no instance: the exit before it was waited for already.
    if (deadSinceMs === undefined || record.failedStarts > 0) return false;
    const delayMs = backoff.delay(name, deadSinceMs);
    if (now - deadSinceMs < delayMs) {
      record.waiting = {
        reason: "CrashLoopBackOff",
        message: `back-off ${goDuration(delayMs)} restarting failed container=${name} pod=${label}`,
      };
      record.resumeAtMs = deadSinceMs + delayMs;
      outbox.warn("BackOff", `Back-off restarting failed container ${name} in pod ${label}`, name);
      return true;
    }
    backoff.next(name, deadSinceMs, now);
    return false;
  }

  #reset(record: ContainerRecord): void {
    resetRecord(record);
    this.changed();
  }
}
