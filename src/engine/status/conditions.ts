/** Pod conditions (pkg/kubelet/status/generate.go). */
import type { ContainerStatus, PodCondition, PodPhase, PodSpec } from "../../pod/model.ts";
import { couldRestartAllContainers, isSidecar } from "../machine/restart-policy.ts";
import { apiTime } from "./time.ts";

export interface ConditionsInput {
  readonly spec: PodSpec;
  readonly statuses: readonly ContainerStatus[];
  /** The phase as it is computed; a terminal one is published later, when everything is dead. */
  readonly phase: PodPhase;
  /** Volumes and address exist. */
  readonly sandbox: boolean;
  /** Some app container has ever been started. */
  readonly appStarted: boolean;
  readonly restartingAll: boolean;
  /** metadata.generation: every condition is said anew of each (pkg/api/v1/pod/util.go CalculatePodConditionObservedGeneration). */
  readonly generation: number;
  /** Why the pod was evicted, when it was. */
  readonly evicted?: string;
}

type Verdict = Pick<PodCondition, "status" | "reason" | "message">;

/** `previous` keeps lastTransitionTime where the status is unchanged. */
export function podConditions(input: ConditionsInput, previous: readonly PodCondition[], nowMs: number): PodCondition[] {
  const containersReady = containersReadyVerdict(input);
  const verdicts: [string, Verdict][] = [
    ["PodReadyToStartContainers", { status: input.sandbox ? "True" : "False" }],
    ["Initialized", initializedVerdict(input)],
    ["Ready", readyVerdict(input.spec, containersReady)],
    ["ContainersReady", containersReady],
    ["PodScheduled", { status: "True" }],
  ];
  if (couldRestartAllContainers(input.spec)) verdicts.push(["AllContainersRestarting", restartingVerdict(input)]);
  // eviction_manager.go evictPod
  if (input.evicted !== undefined)
    verdicts.push(["DisruptionTarget", { status: "True", reason: "TerminationByKubelet", message: input.evicted }]);
  return verdicts.map(([type, verdict]) => {
    const before = previous.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === verdict.status ? before.lastTransitionTime : apiTime(nowMs);
    return {
      type,
      status: verdict.status,
      lastProbeTime: null,
      lastTransitionTime,
      observedGeneration: input.generation,
      ...reasons(verdict),
    };
  });
}

/** Every plain init container completed and every sidecar started; afterwards it stays true while sidecars restart. */
function initializedVerdict({ spec, statuses, phase, appStarted }: ConditionsInput): Verdict {
  if (phase === "Succeeded") return { status: "True", reason: "PodCompleted" };
  if (appStarted) return { status: "True" };
  const incomplete = (spec.initContainers ?? []).filter((container) => {
    const status = statuses.find(({ name }) => name === container.name);
    return !(isSidecar(container) ? status?.started : status?.ready);
  });
  if (incomplete.length === 0) return { status: "True" };
  return { status: "False", reason: "ContainersNotInitialized", message: `containers with incomplete status: ${goList(incomplete)}` };
}

function containersReadyVerdict({ spec, statuses, phase }: ConditionsInput): Verdict {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  const counted = [...(spec.initContainers ?? []).filter(isSidecar), ...spec.containers];
  const unready = counted.filter((container) => !statuses.some(({ name, ready }) => name === container.name && ready));
  if (unready.length === 0) return { status: "True" };
  return { status: "False", reason: "ContainersNotReady", message: `containers with unready status: ${goList(unready)}` };
}

/** Nobody sets readiness gates of a local pod, so each one keeps it from being ready. */
function readyVerdict(spec: PodSpec, containersReady: Verdict): Verdict {
  if (containersReady.status !== "True") return containersReady;
  const missing = readinessGates(spec).map((type) => `corresponding condition of pod readiness gate "${type}" does not exist.`);
  return missing.length === 0 ? { status: "True" } : { status: "False", reason: "ReadinessGatesNotReady", message: missing.join(", ") };
}

function restartingVerdict({ phase, restartingAll }: ConditionsInput): Verdict {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  if (!restartingAll) return { status: "False" };
  return { status: "True", reason: "RestartAllContainersStarted", message: "container exited with restart policy rule" };
}

function readinessGates(spec: PodSpec): string[] {
  const gates = spec["readinessGates"];
  if (!Array.isArray(gates)) return [];
  return gates.flatMap((gate: unknown) =>
    typeof gate === "object" && gate !== null && "conditionType" in gate ? [String(gate.conditionType)] : [],
  );
}

/** A list as Go prints it: `[a b]`. */
function goList(containers: readonly { readonly name: string }[]): string {
  return `[${containers.map(({ name }) => name).join(" ")}]`;
}

function reasons({ reason, message }: Verdict): { reason?: string; message?: string } {
  return { ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) };
}
