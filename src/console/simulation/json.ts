/** A simulated pod as JSON lines: its entries in their order, then one of kind `result`. Times are seconds since the pod's start. */
import type { SimulationEnd } from "../../engine/simulate.ts";
import { readyColumn, statusColumn } from "../terminal-status.ts";
import { type Entry, statusesOf } from "./history.ts";

export function simulationJson(entries: readonly Entry[], { pod, endMs, done }: SimulationEnd): string {
  const lines: unknown[] = entries.map(({ atMs, ...entry }) => ({ at: atMs / 1000, ...entry }));
  const containers = statusesOf(pod).map(({ name, state, lastState, ready, restartCount }) => ({
    name,
    state,
    lastState,
    ready,
    restartCount,
  }));
  lines.push({
    at: endMs / 1000,
    kind: "result",
    over: done,
    phase: pod.status?.phase,
    ...(pod.status?.reason !== undefined && { reason: pod.status.reason }),
    status: statusColumn(pod),
    ...readyColumn(pod),
    containers,
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
