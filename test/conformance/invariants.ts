import type { ContainerStatus } from "../../src/pod/model.ts";
import type { Snapshot } from "./case.ts";

const PHASES = ["Pending", "Running", "Succeeded", "Failed"];
const CONDITIONS = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

/** What is true of every pod at every moment; the sentences that are broken. */
export function broken(history: readonly Snapshot[]): string[] {
  const found = new Set<string>();
  const claim = (holds: boolean, sentence: string) => {
    if (!holds) found.add(sentence);
  };
  for (const [index, now] of history.entries()) {
    const { pod, status } = now;
    claim(pod.apiVersion === "v1" && pod.kind === "Pod", "the status file holds a v1 Pod");
    claim(PHASES.includes(now.phase), `${now.phase} is a phase`);
    claim(typeof status.startTime === "string" || now.phase === "Pending", "a pod that runs has a startTime");
    const types = status.conditions?.map(({ type }) => type) ?? [];
    claim(
      CONDITIONS.every((type) => types.includes(type)),
      `there are all conditions: ${types.join(" ")}`,
    );
    const all = containers(now);
    for (const one of all) ofContainer(one, claim);
    const before = history[index - 1];
    if (before !== undefined) between(before, now, claim);
    const names = status.containerStatuses?.map(({ name }) => name) ?? [];
    claim(names.join() === [...names].sort().join(), "containerStatuses are sorted by name");
    const inits = (pod.spec.initContainers ?? []).map(({ name }) => name);
    claim(
      inits.join() === (status.initContainerStatuses ?? []).map(({ name }) => name).join(),
      "initContainerStatuses are in the spec's order",
    );
    const done = now.phase === "Succeeded" || now.phase === "Failed";
    claim(!done || all.every(({ state }) => state?.running === undefined), "no container runs in a terminal phase");
    claim(!done || now.condition("Ready")?.startsWith("False") === true, "a pod that is over is not ready");
  }
  return [...found];
}

const containers = ({ status }: Snapshot): ContainerStatus[] => [
  ...(status.initContainerStatuses ?? []),
  ...(status.containerStatuses ?? []),
];

function ofContainer(
  { name, state, ready, started, restartCount, lastState }: ContainerStatus,
  claim: (holds: boolean, sentence: string) => void,
): void {
  claim(Object.keys(state ?? {}).length === 1, `${name} is in one state: ${JSON.stringify(state)}`);
  claim(restartCount >= 0, `${name} has a restartCount`);
  claim(started !== true || state?.running !== undefined, `${name} is started only while it runs`);
  claim(!ready || state?.running === undefined || started === true, `${name} is ready only after it was started`);
  claim(!ready || state?.waiting === undefined, `${name} is not ready while it waits`);
  claim(lastState?.running === undefined && lastState?.waiting === undefined, `${name}'s last state is a terminated one`);
  claim(state?.waiting?.reason !== "CrashLoopBackOff" || lastState?.terminated !== undefined, `${name} backs off with a last state`);
}

function between(before: Snapshot, now: Snapshot, claim: (holds: boolean, sentence: string) => void): void {
  const terminal = before.phase === "Succeeded" || before.phase === "Failed";
  claim(!terminal || now.phase === before.phase, `phase ${before.phase} is final, was ${now.phase} after it`);
  claim(
    !(before.phase === "Running" && now.phase === "Pending") || pendingAgain(now),
    "a running pod is Pending again only when a container cannot start",
  );
  for (const one of containers(now)) {
    const old = containers(before).find(({ name }) => name === one.name);
    claim(old === undefined || one.restartCount >= old.restartCount, `${one.name}'s restartCount does not fall`);
  }
  if (JSON.stringify(containers(before)) !== JSON.stringify(containers(now))) return; // a condition may have come and gone
  for (const one of now.status.conditions ?? []) {
    const old = before.status.conditions?.find(({ type }) => type === one.type);
    const same = old?.status !== one.status || old.lastTransitionTime === one.lastTransitionTime;
    claim(same, `${one.type}'s lastTransitionTime changes only with its status`);
  }
}

/** Back to the init containers, or a container waits that has never run. */
const pendingAgain = (now: Snapshot): boolean =>
  containers(now).some(({ state, lastState }) => state?.waiting !== undefined && lastState?.terminated === undefined) ||
  now.pod.spec.initContainers !== undefined;
