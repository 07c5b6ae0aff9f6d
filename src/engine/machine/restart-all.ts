/**
 * Restart of all containers in place (KEP-5532): an exit that matches a rule with the action RestartAllContainers kills every container
 * without preStop, forgets them, and the pod starts over with its first init container. Volumes and address stay.
 */
import type { ContainerRecord } from "./container.ts";
import { restartsAllContainers } from "./restart-policy.ts";

const reason = "RestartingAllContainers";
const message = "The container is removed because RestartAllContainers in place";

/** kubelet/container/helpers.go ShouldAllContainersRestart */
export function shouldRestartAll(records: readonly ContainerRecord[]): boolean {
  return records.some(isTrigger);
}

/** Last container first; those whose exit asked for the restart come last, so that an interrupted restart is taken up again. */
export function resetOrder(records: readonly ContainerRecord[]): ContainerRecord[] {
  const reversed = records.toReversed();
  return [...reversed.filter((record) => !isTrigger(record)), ...reversed.filter(isTrigger)];
}

/**
 * Forgets the instance. The restart counts for every container that had one, even if it had completed (kubelet_pods.go
 * convertToAPIContainerStatuses), and there is no back-off for the instances that follow.
 */
export function resetRecord(record: ContainerRecord): void {
  if (record.current === undefined) return;
  record.previous = { exitCode: 137, reason, message };
  record.current = undefined;
  record.created = false;
  record.restartCount++;
  record.waiting = { reason, message };
  record.resumeAtMs = undefined;
}

function isTrigger(record: ContainerRecord): boolean {
  const exit = record.current?.exit;
  return exit !== undefined && restartsAllContainers(record.spec, exit.exitCode);
}
