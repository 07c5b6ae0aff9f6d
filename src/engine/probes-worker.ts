/** One worker per container and kind of probe, for all instances of the container (pkg/kubelet/prober/worker.go). */
import type { Probe } from "../pod/model.ts";
import type { DriverEvent, ProbeKind } from "./driver.ts";
import type { ContainerRecord } from "./machine/container.ts";

/** The published state of a probe. startup begins as `unknown`, liveness as `success`, readiness as `failure`. */
export type ProbeResult = "success" | "failure" | "unknown";

/** A probe with the API's defaults filled in; 0 means default (pkg/apis/core/v1/defaults.go SetDefaults_Probe). */
interface Timing {
  readonly initialDelayMs: number;
  readonly periodMs: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

export interface Worker {
  readonly record: ContainerRecord;
  readonly kind: ProbeKind;
  readonly probe: Probe;
  readonly timing: Timing;
  /** The instance that `result` is about. */
  instance: number | undefined;
  result: ProbeResult;
  /** Consecutive equal answers. They outlive a restart of the container. */
  answer: "success" | "failure" | undefined;
  answers: number;
  /** Pauses until the container has a new instance. */
  onHold: boolean;
  /** The ticker: it runs from the pod's first sync, not from the container's start. */
  nextTickMs: number;
  /** The probe that runs. A worker runs one at a time; a tick meanwhile is kept, a second one lost. */
  inFlight: number | undefined;
  /** The pod's status changed while a probe ran: run again at once. */
  triggered: boolean;
  stopped: boolean;
}

export const initialResult: Record<ProbeKind, ProbeResult> = { startup: "unknown", liveness: "success", readiness: "failure" };

export function newWorker(record: ContainerRecord, kind: ProbeKind, probe: Probe): Worker {
  const timing: Timing = {
    initialDelayMs: (probe.initialDelaySeconds ?? 0) * 1000,
    periodMs: (probe.periodSeconds || 10) * 1000,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
  return {
    record,
    kind,
    probe,
    timing,
    instance: undefined,
    result: initialResult[kind],
    answer: undefined,
    answers: 0,
    onHold: false,
    nextTickMs: Number.POSITIVE_INFINITY,
    inFlight: undefined,
    triggered: false,
    stopped: false,
  };
}

/** Counts an answer; true when it changed the published result. */
export function count(worker: Worker, result: Extract<DriverEvent, { kind: "probed" }>["result"]): boolean {
  if (result === "unknown") return false; // "Prober error, throw away the result."
  const answer = result === "failure" ? "failure" : "success";
  worker.answers = worker.answer === answer ? worker.answers + 1 : 1;
  worker.answer = answer;
  if (worker.answers < (answer === "failure" ? worker.timing.failureThreshold : worker.timing.successThreshold)) return false;
  const changed = worker.result !== answer;
  worker.result = answer;
  if (worker.kind === "startup" || (worker.kind === "liveness" && answer === "failure")) {
    worker.onHold = true;
    worker.answers = 0;
  }
  return changed;
}

/** Ticks that nobody waited for are lost. */
export function catchUp(worker: Worker, nowMs: number): void {
  const { periodMs } = worker.timing;
  const lateMs = nowMs - worker.nextTickMs;
  if (lateMs >= 0) worker.nextTickMs += Math.floor(lateMs / periodMs + 1) * periodMs;
}

/** The next tick that finds the initial delay over: the ones before it need no wake-up. */
export function usefulTick(worker: Worker): number {
  const { periodMs, initialDelayMs } = worker.timing;
  const earliest = (worker.record.current?.startedAtMs ?? 0) + initialDelayMs;
  const missing = Math.max(0, Math.ceil((earliest - worker.nextTickMs) / periodMs));
  return worker.nextTickMs + missing * periodMs;
}
