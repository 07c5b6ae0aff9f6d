/** The pod that a controller would make of a workload's template, and what of the controller's work is not done here. */
import { createHash } from "node:crypto";
import type { Container, ObjectMeta, Pod, PodSpec } from "../pod/model.ts";

export interface Workload {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: WorkloadSpec;
}

interface WorkloadSpec {
  readonly template?: { readonly metadata?: ObjectMeta; readonly spec?: PodSpec };
  readonly jobTemplate?: Workload;
  readonly volumeClaimTemplates?: readonly { readonly metadata?: ObjectMeta }[];
  readonly ordinals?: { readonly start?: number };
  readonly serviceName?: string;
  readonly replicas?: number;
  readonly completionMode?: string;
  readonly schedule?: string;
  readonly [field: string]: unknown;
}

/** What names and labels are made of besides the object. */
export interface Maker {
  /** Ends the names of pods, e.g. `x7k2p`. */
  readonly suffix: string;
  readonly ownerUid: string;
  /** Unix time, ms. */
  readonly nowMs: number;
}

export const templated: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]);

/** undefined when there is no template. */
export function templatePod(kind: string, object: Workload, maker: Maker): Pod | undefined {
  const { name: given = kind.toLowerCase(), namespace } = object.metadata ?? {};
  // A CronJob's pods are those of the Job that it makes at a full minute (cronjob_controllerv2.go getJobName).
  const job = kind === "CronJob";
  const owner = job ? `${given}-${Math.floor(maker.nowMs / 60_000)}` : given;
  const workload = job ? object.spec?.jobTemplate : object;
  const template = workload?.spec?.template;
  if (!template?.spec) return undefined;
  const controller = job ? "Job" : kind;
  const made = controllers[controller]?.({ name: owner, spec: workload?.spec ?? {}, template, maker });
  if (!made) return undefined;
  const { labels, annotations } = template.metadata ?? {};
  const notes = { ...annotations, ...made.annotations };
  const apiVersion = controller === "Job" ? "batch/v1" : "apps/v1";
  const reference = { apiVersion, kind: made.ownerKind ?? controller, name: made.ownerName ?? owner, uid: maker.ownerUid };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...template.metadata,
      name: made.name,
      ...(made.generateName !== undefined && { generateName: made.generateName }),
      ...(namespace !== undefined && { namespace }),
      labels: { ...labels, ...made.labels },
      ...(Object.keys(notes).length > 0 && { annotations: notes }),
      ownerReferences: [{ ...reference, controller: true, blockOwnerDeletion: true }],
    },
    spec: { ...template.spec, ...made.spec },
  };
}

interface Making {
  readonly name: string;
  readonly spec: WorkloadSpec;
  readonly template: { readonly metadata?: ObjectMeta; readonly spec?: PodSpec };
  readonly maker: Maker;
}

interface Made {
  readonly name: string;
  readonly generateName?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerKind?: string;
  readonly ownerName?: string;
  readonly spec?: Partial<PodSpec>;
}

const controllers: Readonly<Record<string, (making: Making) => Made>> = {
  /** A ReplicaSet between the two carries the template's hash (deployment/sync.go getNewReplicaSet). */
  Deployment({ name, template, maker }) {
    const hash = templateHash(template);
    const replicaSet = `${name}-${hash}`;
    return { ...generated(replicaSet, maker), labels: { "pod-template-hash": hash }, ownerKind: "ReplicaSet", ownerName: replicaSet };
  },
  /** stateful_set_utils.go newStatefulSetPod: a fixed name, the name as host name, a claim for each template. */
  StatefulSet({ name, spec, template }) {
    const index = String(spec.ordinals?.start ?? 0);
    const pod = `${name}-${index}`;
    const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata: { name: claim = "" } = {} }) => ({
      name: claim,
      persistentVolumeClaim: { claimName: `${claim}-${pod}` },
    }));
    const volumes = (template.spec?.volumes ?? []).filter((volume) => !claims.some((claim) => claim.name === volume.name));
    return {
      name: pod,
      generateName: `${name}-`,
      labels: {
        "apps.kubernetes.io/pod-index": index,
        "controller-revision-hash": `${name}-${templateHash(template)}`,
        "statefulset.kubernetes.io/pod-name": pod,
      },
      spec: {
        hostname: pod,
        ...(spec.serviceName && { subdomain: spec.serviceName }),
        ...(claims.length > 0 && { volumes: [...volumes, ...claims] }),
      },
    };
  },
  /** daemon/util/daemonset_util.go CreatePodTemplate */
  DaemonSet({ name, template, maker }) {
    const labels = { "controller-revision-hash": templateHash(template), "pod-template-generation": "1" };
    return { ...generated(name, maker), labels };
  },
  /** job/strategy.go generateSelector; the first index of an Indexed job (indexed_job_utils.go). */
  Job({ name, spec, template, maker }) {
    const labels = {
      "batch.kubernetes.io/controller-uid": maker.ownerUid,
      "batch.kubernetes.io/job-name": name,
      "controller-uid": maker.ownerUid,
      "job-name": name,
    };
    if (spec.completionMode !== "Indexed") return { ...generated(name, maker), labels };
    const index = { [completionIndex]: "0" };
    return {
      ...generated(`${name}-0`, maker),
      labels: { ...labels, ...index },
      annotations: index,
      spec: { hostname: `${name}-0`, ...withIndex(template.spec) },
    };
  },
};

const completionIndex = "batch.kubernetes.io/job-completion-index";

function withIndex(spec: PodSpec | undefined): Partial<PodSpec> {
  const variable = { name: "JOB_COMPLETION_INDEX", valueFrom: { fieldRef: { fieldPath: `metadata.labels['${completionIndex}']` } } };
  const more = (container: Container): Container =>
    container.env?.some(({ name }) => name === variable.name) ? container : { ...container, env: [...(container.env ?? []), variable] };
  return {
    ...(spec?.initContainers && { initContainers: spec.initContainers.map(more) }),
    containers: (spec?.containers ?? []).map(more),
  };
}

/** names.SimpleNameGenerator: 58 characters and five more. */
function generated(base: string, { suffix }: Maker): { name: string; generateName: string } {
  return { name: `${`${base}-`.slice(0, 58)}${suffix}`, generateName: `${base}-` };
}

/** As long and from the same letters as a controller's; its value is another, for Kubernetes hashes its own memory. */
function templateHash(template: unknown): string {
  const letters = "bcdfghjklmnpqrstvwxz2456789";
  const bytes = createHash("sha256").update(JSON.stringify(template)).digest();
  return [...bytes.subarray(0, 10)].map((byte) => letters[byte % letters.length]).join("");
}

const jobFields = ["completions", "parallelism", "backoffLimit", "backoffLimitPerIndex", "activeDeadlineSeconds", "podFailurePolicy"];

/** What the controller would do and nobody does here, as sentences. */
export function notDone(kind: string, object: Workload): string[] {
  const title = `${kind} ${object.metadata?.name ?? ""}`.trim();
  const spec = kind === "CronJob" ? object.spec?.jobTemplate?.spec : object.spec;
  const notes: string[] = [];
  if (kind === "CronJob")
    notes.push(`${title}: one pod is run now; the schedule ${JSON.stringify(object.spec?.schedule ?? "")} is not kept`);
  if ((spec?.replicas ?? 1) !== 1) notes.push(`${title}: one pod is run, not ${spec?.replicas} replicas`);
  const unused = kind === "Job" || kind === "CronJob" ? jobFields.filter((name) => spec?.[name] !== undefined) : [];
  if (unused.length > 0) {
    const written = unused.map((name) => (typeof spec?.[name] === "object" ? name : `${name}: ${String(spec?.[name])}`)).join(", ");
    notes.push(`${title}: one pod is run, once; its controller's part is not done here (${written})`);
  }
  return notes;
}
