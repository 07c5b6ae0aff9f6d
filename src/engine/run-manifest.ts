/** Files -> the one pod to run, and the ConfigMaps and Secrets it may refer to. */
import { type Issue, ScaffoldError } from "../errors.ts";
import type { ConfigMap, Pod, Secret } from "../pod/model.ts";
import { type Manifest, type ManifestDocument, readManifest } from "../pod/read.ts";
import { repeatedObjects } from "../pod/repeated.ts";
import { checkManifest } from "../pod/validate/validate.ts";
import { type Maker, notDone, templated, templatePod, type Workload } from "./template-pod.ts";
import { unsupportedVolumes } from "./volumes-support.ts";

export interface ManifestFile {
  /** As messages name it. */
  readonly name: string;
  readonly text: string;
}

export interface RunManifest {
  readonly pod: Pod;
  readonly configMaps: readonly ConfigMap[];
  readonly secrets: readonly Secret[];
  /** What is passed over, or cannot be as on a cluster: sentences for the start of a run. */
  readonly notes: readonly string[];
}

/**
 * The first file holds the pod, or a workload whose template is run as one pod; all may hold ConfigMaps and Secrets.
 * Other objects (a Service, say) mean nothing to a single pod and are passed over. Throws a ScaffoldError with all that is wrong.
 */
export function readRunManifest(main: ManifestFile, more: readonly ManifestFile[], maker: Maker): RunManifest {
  const files = [main, ...more].map(({ name, text }) => readManifest(text, name));
  const broken: Issue[] = files
    .flatMap(checkManifest)
    .filter(({ severity }) => severity === "error")
    .map(({ file, line, column, excerpt, path, message, hint }) => ({
      message: path ? `${path}: ${message}` : message,
      where: { file, line, column, excerpt },
      ...(!message.endsWith(hint) && { hint }),
    }));
  if (broken.length > 0) throw new ScaffoldError("MANIFEST", broken);

  const places = (files[0]?.documents ?? []).flatMap((document) => unsupportedIn(document, maker));
  if (places.length > 0) throw new ScaffoldError("MANIFEST", places);
  const pods = (files[0]?.documents ?? []).flatMap((document) => podOf(document, maker) ?? []);
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
    notes: [
      ...(files[0]?.documents ?? [])
        .filter(({ kind }) => templated.has(kind))
        .flatMap(({ kind, value }) => notDone(kind, value as Workload)),
      ...otherPods(files.slice(1)),
      ...repeats(objects),
    ],
    configMaps: objects.filter(({ kind }) => kind === "ConfigMap").map(({ value }) => value as ConfigMap),
    secrets: objects.filter(({ kind }) => kind === "Secret").map(({ value }) => value as Secret),
  };
}

const hint = "an emptyDir or a hostPath can stand for it";

/** What only a cluster has, at its place. */
function unsupportedIn(document: ManifestDocument, maker: Maker): Issue[] {
  const spec = podOf(document, maker)?.spec;
  const to = document.kind === "Pod" ? ["spec"] : ["spec", "template", "spec"];
  const prefix = document.kind === "CronJob" ? ["spec", "jobTemplate", ...to] : to;
  return (spec ? unsupportedVolumes(spec) : []).map(({ path, message }) => ({
    message,
    where: document.place([...prefix, ...path], "key"),
    hint,
  }));
}

/** Pods in further files are those of somebody else: only what the first file holds is run. */
function otherPods(files: readonly Manifest[]): string[] {
  return files.flatMap(({ file, documents }) =>
    documents
      .filter(({ kind }) => kind === "Pod" || templated.has(kind))
      .map(
        ({ kind, value }) => `${kind} ${(value as Workload).metadata?.name ?? "without a name"} in ${file} is not run: one pod at a time`,
      ),
  );
}

/** The last one counts, as it does when all are applied. */
function repeats(objects: readonly ManifestDocument[]): string[] {
  return repeatedObjects(objects.filter(({ kind }) => kind === "ConfigMap" || kind === "Secret")).map(({ document, first }) => {
    const [a, b] = [first, document].map((each) => each.place(["metadata", "name"]));
    const { name = "" } = (document.value as ConfigMap).metadata;
    return `${document.kind} ${name} is defined twice, in ${a?.file}:${a?.line} and ${b?.file}:${b?.line}: the second one is used`;
  });
}

/** The checks have passed: from here on the values have the shapes of the API. */
function podOf({ kind, value }: ManifestDocument, maker: Maker): Pod | undefined {
  if (kind === "Pod") return withoutNulls(value) as Pod;
  return templated.has(kind) ? templatePod(kind, withoutNulls(value) as Workload, maker) : undefined;
}

/** `env:` with nothing behind it says nothing, as if it were not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNulls(inner)]));
}
