/**
 * Restarts that a person asks for. One container: stopped with the pod's grace period and started again, whatever its policy and its
 * back-off say. The whole pod: what a kubelet does when the sandbox is lost (kuberuntime_manager.go SyncPod, podActions.CreateSandbox), all
 * containers are stopped in the order of a pod's end, and it begins again with the first init container; volumes and address stay.
 */
import { type ContainerRecord, isRunning } from "./container.ts";

export const sandboxChanged = { reason: "SandboxChanged", message: "Pod sandbox changed, it will be killed and re-created." };

/** The next sync stops it if it runs, and starts it. */
export function wantRestart(record: ContainerRecord): void {
  record.restartWanted = true;
  record.resumeAtMs = undefined;
}

/** Everything of the pod is dead: the container is as one that never ran, but that its restarts go on counting. */
export function beginAgain(record: ContainerRecord): void {
  if (record.current?.exit !== undefined) record.previous = record.current.exit;
  if (!isRunning(record)) record.current = undefined;
  record.waiting = undefined;
  record.failedStarts = 0;
  wantRestart(record);
}
