import { checkEnv, checkEnvFrom } from "./env.ts";
import type { Field } from "./field.ts";
import { checkName, dnsLabel } from "./format.ts";
import { checkMounts, type VolumeSet } from "./mounts.ts";
import { checkHostPorts, checkPorts } from "./ports.ts";
import { checkLifecycle, checkProbes } from "./probes.ts";
import { checkResources } from "./resources.ts";
import { checkResizePolicy, checkRestartPolicy } from "./restart.ts";
import { checkContainerSecurity } from "./security.ts";

/** What the rules of a container need to know about the pod around it. */
export interface PodContext {
  readonly spec: Field;
  readonly volumes: VolumeSet;
  /** spec.resourceClaims[].name */
  readonly claims: readonly string[];
  readonly gracePeriod: number;
  /** A pod template leaves some checks to the pods made from it. */
  readonly bare: boolean;
}

/** spec.containers (ValidatePodSpec, validateContainers). */
export function checkContainers(containers: Field, pod: PodContext): void {
  if (containers.size === 0) {
    containers.required("", "a pod needs at least one container: add one under containers:");
    return;
  }
  const names = new Map<string, Field>();
  for (const container of containers.items) {
    checkCommon(container, pod);
    checkUniqueName(container, names);
    checkLifecycle(container.child("lifecycle"), pod);
    checkProbes(container);
    checkRestartPolicy(container);
  }
  checkHostPorts(containers.items, onHostNetwork(pod));
}

/** spec.initContainers: plain ones run to completion, those with restartPolicy Always are sidecars. */
export function checkInitContainers(initContainers: Field, pod: PodContext): void {
  const names = new Map<string, Field>();
  for (const container of pod.spec.child("containers").items)
    if (container.child("name").text) names.set(container.child("name").text, container);
  for (const container of initContainers.items) {
    checkCommon(container, pod);
    checkRestartPolicy(container);
    checkUniqueName(container, names);
    checkHostPorts([container], onHostNetwork(pod));
    const policy = container.child("restartPolicy");
    if (policy.text === "Always") {
      checkLifecycle(container.child("lifecycle"), pod);
      checkProbes(container);
      continue;
    }
    // A policy that is none has been reported; what only a sidecar may have is then not a second mistake.
    const unclear = policy.unreadable || (policy.present && policy.text !== "Never" && policy.text !== "OnFailure");
    for (const field of unclear ? [] : container.set("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      field.forbidden(
        "may not be set for init containers without restartPolicy=Always",
        'an init container runs to completion: remove it, or make this a sidecar with "restartPolicy: Always"',
      );
    }
    for (const each of container.child("resizePolicy").items) {
      const restart = each.child("restartPolicy");
      if (restart.text === "RestartContainer")
        restart.invalid(restart.text, "must not be set to 'RestartContainer' for non-sidecar initContainers", "use NotRequired");
    }
  }
}

function onHostNetwork({ bare, spec }: PodContext): boolean {
  return bare && spec.child("hostNetwork").flag === true;
}

function checkUniqueName(container: Field, names: Map<string, Field>): void {
  const name = container.child("name");
  if (name.text === "") return;
  const first = names.get(name.text);
  if (first)
    name.duplicate(
      name.text,
      first,
      `a container of that name stands on line ${first.line}: names are unique across containers and initContainers`,
    );
  else names.set(name.text, container);
}

/** What app containers and init containers share (validateContainerCommon). */
function checkCommon(container: Field, pod: PodContext): void {
  const name = container.child("name");
  if (name.text === "") name.required("", 'give the container a name: "name: app"');
  else checkName(name, dnsLabel);
  checkImage(container.child("image"), pod);
  const messagePolicy = container.child("terminationMessagePolicy");
  if (messagePolicy.text !== "" && !["File", "FallbackToLogsOnError"].includes(messagePolicy.text)) {
    messagePolicy.unsupported(messagePolicy.text, ["File", "FallbackToLogsOnError"]);
  }
  checkPullPolicy(container.child("imagePullPolicy"));
  checkPorts(container.child("ports"));
  checkEnv(container.child("env"), pod);
  checkEnvFrom(container.child("envFrom"));
  checkMounts(container, pod.volumes);
  checkResources(container.child("resources"), pod.claims);
  checkResizePolicy(container.child("resizePolicy"), pod.spec.child("restartPolicy").text);
  checkContainerSecurity(container.child("securityContext"), pod.spec);
}

function checkImage(image: Field, pod: PodContext): void {
  if (image.text === "") {
    image.required("", 'add the image to run, e.g. "image: busybox:1.37"');
  } else if (pod.bare && image.text !== image.text.trim()) {
    image.invalid(image.text, "must not have leading or trailing whitespace", `write "${image.text.trim()}"`);
  }
}

export function checkPullPolicy(policy: Field): void {
  const supported = ["Always", "IfNotPresent", "Never"];
  if (policy.text !== "" && !supported.includes(policy.text)) policy.unsupported(policy.text, supported);
}
