/**
 * A pod's status in kubectl's words.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
import type { ContainerStatus, Pod, PodStatus } from "../pod/model.ts";
import { type KeysOf, whatToType } from "./missing-object.ts";

/** The column STATUS of `kubectl get pod`: `Init:0/1`, `PodInitializing`, `CrashLoopBackOff`, `Running`, `Completed`, … */
export function statusColumn(pod: Pod): string {
  const { status } = pod;
  if (!status) return "Pending";
  if (pod.metadata.deletionTimestamp !== undefined && status.phase !== "Succeeded" && status.phase !== "Failed") return "Terminating";
  const initializing = isTrue(status, "Initialized") ? undefined : initColumn(pod);
  return initializing ?? appColumn(status);
}

function initColumn(pod: Pod): string | undefined {
  const inits = pod.spec.initContainers ?? [];
  const statuses = pod.status?.initContainerStatuses ?? [];
  for (const [index, { name, state, started }] of statuses.entries()) {
    const sidecar = inits.find((container) => container.name === name)?.restartPolicy === "Always";
    if (state.terminated?.exitCode === 0 || (sidecar && started)) continue;
    if (state.terminated) return `Init:${state.terminated.reason || `ExitCode:${state.terminated.exitCode}`}`;
    const waiting = state.waiting?.reason;
    if (waiting && waiting !== "PodInitializing" && waiting !== "ContainerCreating") return `Init:${waiting}`;
    return `Init:${index}/${inits.length}`;
  }
  return undefined;
}

/** kubectl goes through the list from its end, so what the first container says is what stays. */
function appColumn(status: PodStatus): string {
  let column: string = status.reason ?? status.phase;
  let running = false;
  for (const { state, ready } of [...(status.containerStatuses ?? [])].reverse()) {
    if (state.waiting?.reason) column = state.waiting.reason;
    else if (state.terminated) column = state.terminated.reason || `ExitCode:${state.terminated.exitCode}`;
    else if (ready && state.running) running = true;
  }
  return column === "Completed" && running ? (isTrue(status, "Ready") ? "Running" : "NotReady") : column;
}

/** The column READY: app containers and sidecars that are ready, of all of them. */
export function readyColumn(pod: Pod): { readonly ready: number; readonly all: number } {
  const sidecars = new Set(
    (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always").map(({ name }) => name),
  );
  const counted = [
    ...(pod.status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
    ...(pod.status?.containerStatuses ?? []),
  ];
  return { ready: counted.filter(({ ready, state }) => ready && state.running).length, all: sidecars.size + pod.spec.containers.length };
}

/** true when the pod is Ready, or has Succeeded. */
export function isPodReady({ status }: Pod): boolean {
  return status !== undefined && (status.phase === "Succeeded" || isTrue(status, "Ready"));
}

function isTrue(status: PodStatus, type: string): boolean {
  return status.conditions.some((condition) => condition.type === type && condition.status === "True");
}

/** Something about one container, or about the pod when no container is named. */
export interface News {
  readonly container?: string;
  readonly text: string;
}

/** What a person wants to hear when a status has changed. */
export function newsOf(before: Pod | undefined, after: Pod, keysOf?: KeysOf): News[] {
  const earlier = new Map(allStatuses(before).map((status) => [status.name, status]));
  const news: News[] = allStatuses(after).flatMap((status) => {
    const text = containerNews(earlier.get(status.name), status, keysOf);
    return text === undefined ? [] : [{ container: status.name, text }];
  });
  const [was, is] = [before && podLine(before), podLine(after)];
  return was === is ? news : [...news, { text: is }];
}

function podLine(pod: Pod): string {
  const { ready, all } = readyColumn(pod);
  const column = statusColumn(pod);
  return column === "Running" || column === "NotReady" ? `${column}, ${ready}/${all} ready` : column;
}

const allStatuses = (pod: Pod | undefined): ContainerStatus[] => [
  ...(pod?.status?.initContainerStatuses ?? []),
  ...(pod?.status?.containerStatuses ?? []),
];

function containerNews(before: ContainerStatus | undefined, after: ContainerStatus, keysOf?: KeysOf): string | undefined {
  const { waiting, running, terminated } = after.state;
  if (terminated) return before?.state.terminated && before.restartCount === after.restartCount ? undefined : ended(terminated);
  if (waiting) {
    // A container that failed and waits may never have been seen as terminated: its last state says how it ended.
    const unseen = after.lastState.terminated && before?.state.running ? `${ended(after.lastState.terminated)}; ` : "";
    if (before?.state.waiting?.reason === waiting.reason && before.state.waiting.message === waiting.message) return undefined;
    if (quiet.has(waiting.reason)) return undefined;
    return `${unseen}${waiting.reason}${waiting.message ? `: ${waiting.message}` : ""}${whatToType(waiting.message ?? "", keysOf)}`;
  }
  if (!running) return undefined;
  const fresh = !before?.state.running || before.restartCount !== after.restartCount;
  const words = [
    ...(fresh ? [after.restartCount > 0 ? `started again (restart ${after.restartCount})` : "started"] : []),
    ...(after.ready && (fresh || !before.ready) ? ["ready"] : []),
    ...(!fresh && before.ready && !after.ready ? ["not ready"] : []),
  ];
  return words.length > 0 ? words.join(", ") : undefined;
}

/** Every container waits like this before its turn. */
const quiet = new Set(["PodInitializing", "ContainerCreating"]);

function ended(terminated: { readonly exitCode: number; readonly reason: string; readonly message?: string }): string {
  const how = terminated.exitCode === 0 ? "completed" : `${terminated.reason}, exit code ${terminated.exitCode}`;
  return terminated.message ? `${how}: ${terminated.message.trim()}` : how;
}
