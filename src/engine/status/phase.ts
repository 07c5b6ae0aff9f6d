/** The pod's phase (kubelet_pods.go getPhase). The order of the questions is the rule. */
import type { ContainerState, ContainerStatus, PodPhase, PodSpec } from "../../pod/model.ts";
import { isSidecar, shouldRestart } from "../machine/restart-policy.ts";

export interface PhaseInput {
  readonly spec: PodSpec;
  readonly statuses: readonly ContainerStatus[];
  /** Everything is dead and nothing will be started again, whatever the restart policy says. */
  readonly terminal: boolean;
  /** A person asked for a new instance of it. */
  readonly wanted?: (container: string) => boolean;
  /** An app container has run since the pod began or was restarted in place. */
  readonly initialized: boolean;
}

export function podPhase({ spec, statuses, terminal, initialized, wanted }: PhaseInput): PodPhase {
  const byName = new Map(statuses.map((status) => [status.name, status]));
  const inits = (spec.initContainers ?? []).map((container) => ({ container, status: byName.get(container.name) }));
  const apps = spec.containers.map((container) => ({ container, status: byName.get(container.name) }));
  const restarts = (container: PodSpec["containers"][number], status: ContainerStatus) => {
    const exit = lastExit(status);
    return (
      exit !== undefined &&
      (exit.reason === "RestartingAllContainers" || wanted?.(container.name) || shouldRestart(container, spec, exit.exitCode))
    );
  };

  let initPending = false;
  for (const { container, status } of inits.filter((init) => !isSidecar(init.container))) {
    const exit = status && lastExit(status);
    if (status === undefined || status.state.running !== undefined || exit === undefined) initPending = true;
    else if ((exit.exitCode !== 0 || exit.reason === "OOMKilled") && !restarts(container, status)) return "Failed";
  }

  let sidecarPending = false;
  let waiting = false;
  let running = false;
  for (const { status } of inits.filter((init) => isSidecar(init.container))) {
    // A sidecar that ended counts for nothing: neither its exit code nor that it is gone.
    if (status === undefined) continue;
    if (status.state.running !== undefined) {
      running = true;
      if (!status.started) sidecarPending = true;
    } else if (lastExit(status) === undefined) {
      sidecarPending = true;
      waiting = true;
    }
  }

  let stopped = 0;
  let final = 0;
  let succeeded = 0;
  for (const { container, status } of apps) {
    if (status === undefined) continue;
    if (status.state.running !== undefined) {
      running = true;
    } else if (lastExit(status) === undefined) {
      waiting = true;
    } else {
      stopped++;
      if (!restarts(container, status)) final++;
      if (status.state.terminated?.exitCode === 0) succeeded++;
    }
  }

  if (initPending || (sidecarPending && !initialized)) return "Pending";
  if (waiting) return "Pending";
  if (running) return "Running";
  if (stopped === 0) return "Pending";
  if (!terminal && final !== stopped) return "Running";
  return succeeded === stopped ? "Succeeded" : "Failed";
}

/** How a container that is not running ended last. */
function lastExit(status: ContainerStatus): NonNullable<ContainerState["terminated"]> | undefined {
  return status.state.terminated ?? (status.state.waiting !== undefined ? status.lastState.terminated : undefined);
}

export function isTerminal(phase: PodPhase): boolean {
  return phase === "Succeeded" || phase === "Failed";
}
