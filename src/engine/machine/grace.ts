/** Grace periods in seconds (kuberuntime_container.go setTerminationGracePeriod, killContainer). */
import type { PodSpec } from "../../pod/model.ts";
import type { KillCause } from "./actions.ts";
import type { ContainerRecord } from "./container.ts";

/** Between SIGTERM and SIGKILL a container always has at least this long (minimumGracePeriodInSeconds). */
export const minimumGraceSeconds = 2;

/** spec.terminationGracePeriodSeconds: 30 when unset; a negative value counts as 1. */
export function podGraceSeconds(spec: PodSpec): number {
  const seconds = spec.terminationGracePeriodSeconds ?? 30;
  return seconds < 0 ? 1 : seconds;
}

/** What a pod's end from outside has: at least a second, so preStop hooks run (pod_workers.go calculateEffectiveGracePeriod). */
export function deletionGraceSeconds(spec: PodSpec): number {
  return Math.max(1, podGraceSeconds(spec));
}

/** A probe may bring a grace period of its own; a restart that a person asks for has the pod's. */
export function killGraceSeconds(record: ContainerRecord, spec: PodSpec, cause: KillCause): number {
  if (cause === "restart") return podGraceSeconds(spec);
  const probe = cause === "liveness" ? record.spec.livenessProbe : record.spec.startupProbe;
  return probe?.terminationGracePeriodSeconds ?? podGraceSeconds(spec);
}
