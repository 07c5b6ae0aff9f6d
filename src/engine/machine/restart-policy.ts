/** Who is started again: pod policy, container policy and container rules. */
import type { Container, PodSpec, RestartPolicy, RestartRule } from "../../pod/model.ts";

/** A native sidecar: an init container that is restarted for ever and does not have to end (KEP-753). */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === "Always";
}

function podRestartPolicy(spec: PodSpec): RestartPolicy {
  return spec.restartPolicy ?? "Always";
}

/**
 * Whether a container that exited with this code is started again: the first rule that matches, else the container's policy, else the
 * pod's (pkg/api/v1/pod/util.go ContainerShouldRestart). Rules count only beside a container policy.
 */
export function shouldRestart(container: Container, spec: PodSpec, exitCode: number): boolean {
  if (container.restartPolicy === undefined) return byPolicy(podRestartPolicy(spec), exitCode);
  return matchingRule(container, exitCode) !== undefined || byPolicy(container.restartPolicy, exitCode);
}

/**
 * Whether a container that is killed for a failed probe is started again. Its exit code is not looked at: one whose SIGTERM handler
 * exits 0 is restarted under OnFailure too (kuberuntime_manager.go computePodActions).
 */
export function restartsAfterProbeKill(container: Container, spec: PodSpec): boolean {
  return (container.restartPolicy ?? podRestartPolicy(spec)) !== "Never";
}

/** Whether this exit restarts the whole pod in place (kubelet/container/helpers.go ShouldAllContainersRestart). */
export function restartsAllContainers(container: Container, exitCode: number): boolean {
  return matchingRule(container, exitCode)?.action === "RestartAllContainers";
}

/** Whether some exit could restart the whole pod: only then the pod shows the condition AllContainersRestarting. */
export function couldRestartAllContainers(spec: PodSpec): boolean {
  return [...(spec.initContainers ?? []), ...spec.containers].some((container) =>
    container.restartPolicyRules?.some((rule) => rule.action === "RestartAllContainers"),
  );
}

function matchingRule(container: Container, exitCode: number): RestartRule | undefined {
  return container.restartPolicyRules?.find((rule) => {
    const listed = rule.exitCodes?.values.includes(exitCode);
    return rule.exitCodes?.operator === "In" ? listed === true : rule.exitCodes?.operator === "NotIn" && listed === false;
  });
}

function byPolicy(policy: RestartPolicy, exitCode: number): boolean {
  return policy === "Always" || (policy === "OnFailure" && exitCode !== 0);
}
