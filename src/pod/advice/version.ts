import type { Field } from "../validate/field.ts";

interface Row {
  /** `Type.field` of the schema. */
  readonly field: string;
  /** The minor version since which a cluster has it without being told to: beta and on by default, or stable. */
  readonly since: number;
  readonly when?: (field: Field) => boolean;
  /** As a sentence names it; the field's name otherwise. */
  readonly name?: string;
}

const isSidecar = (policy: Field) => policy.path.includes("initContainers[") && policy.text === "Always";

/** pkg/features/kube_features.go of Kubernetes 1.36. What is older than 1.24 is not told apart. */
const rows: readonly Row[] = [
  { field: "Probe.grpc", since: 24, name: "a gRPC probe" },
  { field: "PodSpec.schedulingGates", since: 27 },
  { field: "StatefulSetSpec.ordinals", since: 27 },
  { field: "Container.restartPolicy", since: 29, when: isSidecar, name: "a native sidecar (restartPolicy: Always of an init container)" },
  { field: "JobSpec.backoffLimitPerIndex", since: 29 },
  { field: "JobSpec.podReplacementPolicy", since: 29 },
  { field: "LifecycleHandler.sleep", since: 30, name: "a sleep as a hook" },
  { field: "SecurityContext.appArmorProfile", since: 30 },
  { field: "PodSecurityContext.appArmorProfile", since: 30 },
  { field: "VolumeMount.recursiveReadOnly", since: 31 },
  { field: "JobSpec.successPolicy", since: 31 },
  { field: "PodAffinityTerm.matchLabelKeys", since: 31 },
  { field: "PodAffinityTerm.mismatchLabelKeys", since: 31 },
  {
    field: "EnvVar.name",
    since: 32,
    when: ({ text }) => text !== "" && !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(text),
    name: "a variable of such a name",
  },
  { field: "JobSpec.managedBy", since: 32 },
  { field: "SleepAction.seconds", since: 33, when: ({ number }) => number === 0, name: "a sleep of no seconds" },
  { field: "PodSecurityContext.supplementalGroupsPolicy", since: 33 },
  { field: "PodSpec.hostUsers", since: 33 },
  { field: "PodSpec.resources", since: 34, name: "resources of the pod as a whole" },
  { field: "Container.restartPolicy", since: 35, when: (policy) => !isSidecar(policy), name: "a restartPolicy of a single container" },
  { field: "Container.restartPolicyRules", since: 35 },
  { field: "EnvVarSource.fileKeyRef", since: 35 },
  { field: "PodSpec.hostnameOverride", since: 35 },
  { field: "Volume.image", since: 35, name: "an image volume" },
  {
    field: "ContainerRestartRule.action",
    since: 36,
    when: ({ text }) => text === "RestartAllContainers",
    name: "the action RestartAllContainers",
  },
  { field: "Lifecycle.stopSignal", since: 37 },
];

/** `Type.field` of each row. */
export function versionedFields(): string[] {
  return rows.map(({ field }) => field);
}

/** Warns of fields that a cluster of this minor version does not know, or has switched off, and so drops or refuses. */
export function adviseVersion(object: Field, kube: number): void {
  for (const [name, part] of object.parts) {
    for (const row of rows) {
      if (row.since <= kube || row.field !== `${object.type}.${name}` || row.when?.(part) === false) continue;
      part.warn(
        "newer-than-kube",
        `${row.name ?? name} needs Kubernetes 1.${row.since}: 1.${kube} refuses or ignores it`,
        `remove it, or use a cluster of 1.${row.since} (--kube 1.${row.since})`,
      );
    }
    adviseVersion(part, kube);
  }
}
