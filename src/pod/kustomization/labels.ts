import { type Data, isData, kindOf } from "./object.ts";

export interface LabelRule {
  readonly pairs: Readonly<Record<string, string>>;
  readonly includeSelectors: boolean;
  readonly includeTemplates: boolean;
}

interface Place {
  readonly path: string;
  /** undefined: of every kind. */
  readonly kinds?: readonly string[];
  /** Write it where there is nothing yet. */
  readonly create: boolean;
}

const workloads = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"];
const onObject: Place = { path: "metadata/labels", create: true };
/** kustomize, api/internal/konfig/builtinpluginconsts: templatelabels.go and commonlabels.go. A name that ends in [] is a list. */
const onTemplates: readonly Place[] = [
  { path: "spec/template/metadata/labels", kinds: [...workloads, "Job", "ReplicationController"], create: true },
  { path: "spec/jobTemplate/metadata/labels", kinds: ["CronJob"], create: true },
  { path: "spec/jobTemplate/spec/template/metadata/labels", kinds: ["CronJob"], create: true },
  { path: "spec/volumeClaimTemplates[]/metadata/labels", kinds: ["StatefulSet"], create: true },
];
const affinities = ["podAffinity", "podAntiAffinity"].flatMap((name) => [
  `spec/template/spec/affinity/${name}/preferredDuringSchedulingIgnoredDuringExecution[]/podAffinityTerm/labelSelector/matchLabels`,
  `spec/template/spec/affinity/${name}/requiredDuringSchedulingIgnoredDuringExecution[]/labelSelector/matchLabels`,
]);
const onSelectors: readonly Place[] = [
  { path: "spec/selector/matchLabels", kinds: workloads, create: true },
  { path: "spec/selector", kinds: ["Service", "ReplicationController"], create: true },
  { path: "spec/selector/matchLabels", kinds: ["Job", "PodDisruptionBudget"], create: false },
  { path: "spec/jobTemplate/spec/selector/matchLabels", kinds: ["CronJob"], create: false },
  { path: "spec/podSelector/matchLabels", kinds: ["NetworkPolicy"], create: false },
  { path: "spec/template/spec/topologySpreadConstraints[]/labelSelector/matchLabels", kinds: ["Deployment", "StatefulSet"], create: false },
  ...affinities.map((path) => ({ path, kinds: ["Deployment", "StatefulSet"], create: false })),
];

/** The object with the labels of a rule. */
export function withLabels(value: Data, { pairs, includeSelectors, includeTemplates }: LabelRule): Data {
  const places = [onObject, ...(includeTemplates || includeSelectors ? onTemplates : []), ...(includeSelectors ? onSelectors : [])].filter(
    ({ kinds }) => !kinds || kinds.includes(kindOf(value)),
  );
  return places.reduce((now, { path, create }) => label(now, path.split("/"), pairs, create), value);
}

function label(value: Data, [name = "", ...rest]: readonly string[], pairs: Data, create: boolean): Data {
  const field = name.replace("[]", "");
  const inner = value[field];
  if (name.endsWith("[]")) {
    if (!Array.isArray(inner)) return value;
    return { ...value, [field]: inner.map((each: unknown) => (isData(each) ? label(each, rest, pairs, create) : each)) };
  }
  if (inner === undefined || inner === null ? !create : !isData(inner)) return value;
  const data = isData(inner) ? inner : {};
  return { ...value, [field]: rest.length === 0 ? { ...data, ...pairs } : label(data, rest, pairs, create) };
}
