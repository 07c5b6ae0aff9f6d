/**
 * Pods as `kubectl get pods` lists them (printers/internalversion/printers.go printPod):
 *
 *     NAME   READY   STATUS    RESTARTS      AGE
 *     web    2/2     Running   3 (12s ago)   5m
 */
import type { ContainerStatus, Pod } from "../pod/model.ts";
import { humanDuration } from "./human-duration.ts";
import { readyColumn, statusColumn } from "./terminal-status.ts";

/** @param wide with the columns of `-o wide` */
export function podTable(pods: readonly Pod[], nowMs: number, wide: boolean): string {
  const more = wide ? ["IP", "NODE", "NOMINATED NODE", "READINESS GATES"] : [];
  return columns([["NAME", "READY", "STATUS", "RESTARTS", "AGE", ...more], ...pods.map((pod) => row(pod, nowMs, wide))]);
}

function row(pod: Pod, nowMs: number, wide: boolean): string[] {
  const { ready, all } = readyColumn(pod);
  const age = sinceText(pod.metadata.creationTimestamp, nowMs);
  const more = wide ? [pod.status?.podIP ?? "<none>", pod.spec.nodeName ?? "<none>", "<none>", "<none>"] : [];
  return [pod.metadata.name ?? "", `${ready}/${all}`, statusColumn(pod), restartsColumn(pod, nowMs), age, ...more];
}

/** The column RESTARTS: of the init containers while the pod is initialised, afterwards of the app and its sidecars. */
export function restartsColumn({ spec, status }: Pod, nowMs: number): string {
  const inits = status?.initContainerStatuses ?? [];
  const isSidecar = ({ name }: ContainerStatus): boolean =>
    spec.initContainers?.some((one) => one.name === name && one.restartPolicy === "Always") === true;
  const initialising =
    inits.some((one) => !(one.state.terminated?.exitCode === 0 || (isSidecar(one) && one.started))) &&
    !status?.conditions.some(({ type, status: is }) => type === "Initialized" && is === "True");
  const counted = initialising ? inits : [...(status?.containerStatuses ?? []), ...inits.filter(isSidecar)];
  const restarts = counted.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const last = counted.flatMap(({ lastState }) => lastState.terminated?.finishedAt ?? []).sort().at(-1); // biome-ignore format: short
  return restarts > 0 && last !== undefined ? `${restarts} (${sinceText(last, nowMs)} ago)` : String(restarts);
}

export function sinceText(time: string | undefined, nowMs: number): string {
  return time === undefined ? "<unknown>" : humanDuration(nowMs - Date.parse(time));
}

/** Rows as kubectl's table printer writes them: three spaces between columns, none at the end of a line. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return rows.map((cells) => `${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("   ").trimEnd()}\n`).join(""); // biome-ignore format: short
}
