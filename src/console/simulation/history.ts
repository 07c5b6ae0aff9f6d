/** What a person is told of a simulated pod: events, and what changed from one status to the next. */
import type { ProbeKind } from "../../engine/driver.ts";
import type { SimulationWatch } from "../../engine/simulate.ts";
import type { ContainerState, ContainerStatus, Pod, PodCondition } from "../../pod/model.ts";

/** `atMs`: since the pod's start. */
export type Entry = { readonly atMs: number } & (
  | { readonly kind: "event"; readonly type: string; readonly reason: string; readonly message: string; readonly container?: string }
  /** A container waits, runs or has ended. */
  | {
      readonly kind: "state";
      readonly container: string;
      readonly state: "waiting" | "running" | "terminated";
      readonly reason?: string;
      readonly message?: string;
      readonly exitCode?: number;
      readonly restartCount: number;
    }
  | { readonly kind: "ready" | "started"; readonly container: string; readonly value: boolean }
  /** What a probe answers from now on, said anew for each instance of its container. */
  | { readonly kind: "probe"; readonly container: string; readonly probe: ProbeKind; readonly result: string }
  | { readonly kind: "phase"; readonly phase: string; readonly reason?: string; readonly message?: string }
  | { readonly kind: "condition"; readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }
);

/** Collects entries from a simulation. */
export function createHistory(): { readonly entries: readonly Entry[]; readonly watch: SimulationWatch } {
  const entries: Entry[] = [];
  const answers = new Map<string, string>();
  let before: Pod | undefined;
  return {
    entries,
    watch: {
      onEvent({ type, reason, message, container }, atMs) {
        entries.push({ atMs, kind: "event", type, reason, message, ...(container !== undefined && { container }) });
      },
      onDriverEvent(event, atMs) {
        if (event.kind !== "probed") return;
        const { container, instance, probe, result } = event;
        const key = `${container}/${probe}`;
        const answer = `${instance} ${result}`;
        if (answers.get(key) === answer) return;
        answers.set(key, answer);
        entries.push({ atMs, kind: "probe", container, probe, result });
      },
      onStatus(pod, atMs) {
        for (const change of changes(before, pod)) entries.push({ atMs, ...change });
        before = pod;
      },
    },
  };
}

type Change = Entry extends infer E ? (E extends unknown ? Omit<E, "atMs"> : never) : never;

function changes(before: Pod | undefined, after: Pod): Change[] {
  const earlier = new Map(statusesOf(before).map((status) => [status.name, status]));
  const found = statusesOf(after).flatMap((status) => containerChanges(earlier.get(status.name), status));
  const { phase = "Pending", reason, message } = after.status ?? {};
  if (before?.status?.phase !== phase) found.push({ kind: "phase", phase, ...(reason && { reason }), ...(message && { message }) });
  for (const condition of after.status?.conditions ?? []) {
    const old = before?.status?.conditions.find(({ type }) => type === condition.type);
    if (old?.status !== condition.status || (old.reason ?? "") !== (condition.reason ?? "")) found.push(conditionChange(condition));
  }
  return found;
}

function conditionChange({ type, status, reason, message }: PodCondition): Change {
  return { kind: "condition", type, status, ...(reason && { reason }), ...(message && { message }) };
}

function containerChanges(before: ContainerStatus | undefined, after: ContainerStatus): Change[] {
  if (before === after) return [];
  const { name: container, state, lastState, restartCount } = after;
  const found: Change[] = [];
  // One that waits to be restarted at once is never seen as terminated: its last state says how it ended.
  const unseen = before?.state.running && state.waiting ? lastState.terminated : undefined;
  if (unseen) found.push(stateChange(before ?? after, { terminated: unseen }));
  if (before === undefined || before.restartCount !== restartCount || textOf(before.state) !== textOf(state))
    found.push(stateChange(after, state));
  if ((before?.started ?? false) !== after.started) found.push({ kind: "started", container, value: after.started });
  if ((before?.ready ?? false) !== after.ready) found.push({ kind: "ready", container, value: after.ready });
  return found;
}

function stateChange({ name, restartCount }: ContainerStatus, { waiting, running, terminated }: ContainerState): Change {
  const { reason, message } = terminated ?? waiting ?? {};
  return {
    kind: "state",
    container: name,
    state: running ? "running" : terminated ? "terminated" : "waiting",
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
    ...(terminated && { exitCode: terminated.exitCode }),
    restartCount,
  };
}

function textOf({ waiting, running, terminated }: ContainerState): string {
  return JSON.stringify(waiting ?? running ?? terminated ?? {});
}

/** A message of the back-off without the pod's name and uid, which say nothing where there is one pod. */
export function withoutPod(message: string): string {
  return message.replace(/ container=\S+ pod=\S+$/, "");
}

export function statusesOf(pod: Pod | undefined): ContainerStatus[] {
  return [...(pod?.status?.initContainerStatuses ?? []), ...(pod?.status?.containerStatuses ?? [])];
}
