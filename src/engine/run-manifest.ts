/** Files -> the one pod to run, and the ConfigMaps and Secrets it may refer to. */
import { type Issue, ScaffoldError } from "../errors.ts";
import type { ConfigMap, ObjectMeta, Pod, PodSpec, Secret } from "../pod/model.ts";
import { type ManifestDocument, readManifest } from "../pod/read.ts";

export interface ManifestFile {
  /** As messages name it. */
  readonly name: string;
  readonly text: string;
}

export interface RunManifest {
  readonly pod: Pod;
  readonly configMaps: readonly ConfigMap[];
  readonly secrets: readonly Secret[];
}

/**
 * The first file holds the pod, or a workload whose template is run as one pod; all may hold ConfigMaps and Secrets.
 * Other objects (a Service, say) mean nothing to a single pod and are passed over. Throws a ScaffoldError with all that is wrong.
 * @param suffix ends the name of a pod that is made from a template, e.g. `x7k2p`
 */
export function readRunManifest(main: ManifestFile, more: readonly ManifestFile[], suffix: string): RunManifest {
  const files = [main, ...more].map(({ name, text }) => readManifest(text, name));
  const broken: Issue[] = files
    .flatMap(({ findings }) => findings)
    .filter(({ severity }) => severity === "error")
    .map(({ file, line, column, excerpt, message, hint }) => ({ message, where: { file, line, column, excerpt }, hint }));
  if (broken.length > 0) throw new ScaffoldError("MANIFEST", broken);

  const pods = (files[0]?.documents ?? []).flatMap((document) => podOf(document, suffix) ?? []);
  const [pod, second] = pods;
  if (!pod)
    throw new ScaffoldError("MANIFEST", `there is no pod in ${main.name}`, {
      hint: "a Pod, or a Deployment, StatefulSet, DaemonSet, Job or CronJob",
    });
  if (second) {
    throw new ScaffoldError("MANIFEST", `${main.name} holds ${pods.length} pods: ${pods.map(({ metadata }) => metadata.name).join(", ")}`, {
      hint: "scaffold run runs one pod; put each in a file of its own",
    });
  }
  const objects = files.flatMap(({ documents }) => documents);
  return {
    pod,
    configMaps: objects.filter(({ kind }) => kind === "ConfigMap").map(({ value }) => value as ConfigMap),
    secrets: objects.filter(({ kind }) => kind === "Secret").map(({ value }) => value as Secret),
  };
}

interface Workload {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly template?: { readonly metadata?: ObjectMeta; readonly spec?: PodSpec }; readonly jobTemplate?: Workload };
}

const templated = new Set(["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job"]);

function podOf({ kind, value, place }: ManifestDocument, suffix: string): Pod | undefined {
  if (kind === "Pod") {
    const pod = value as Pod;
    if (!Array.isArray(pod.spec?.containers))
      throw new ScaffoldError("MANIFEST", { message: "spec.containers: Required value", where: place(["spec"]) });
    return { ...pod, metadata: pod.metadata ?? {} };
  }
  const workload = kind === "CronJob" ? (value as Workload).spec?.jobTemplate : templated.has(kind) ? (value as Workload) : undefined;
  if (!workload) return undefined;
  const { metadata, spec } = workload.spec?.template ?? {};
  if (!Array.isArray(spec?.containers))
    throw new ScaffoldError("MANIFEST", { message: "spec.template.spec.containers: Required value", where: place(["spec"]) });
  const owner = (value as Workload).metadata;
  const name = `${owner?.name ?? kind.toLowerCase()}-${kind === "StatefulSet" ? "0" : suffix}`;
  const namespace = owner?.namespace ?? metadata?.namespace;
  return { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, name, ...(namespace !== undefined && { namespace }) }, spec };
}
