import type { Manifest } from "../read.ts";
import { repeatedObjects } from "../repeated.ts";
import { decode } from "../validate/decode.ts";
import { Field } from "../validate/field.ts";
import { byPlace, type Finding } from "../validate/finding.ts";
import { typeOf } from "../validate/kinds.ts";
import { newReport } from "../validate/report.ts";
import { nearestNode } from "../yaml-node.ts";
import { adviseContainers } from "./containers.ts";
import { adviseEnding } from "./ending.ts";
import { adviseVersion } from "./version.ts";

/** How the pods of a kind live: for ever behind a service, or until their work is done. */
const templateOf: Readonly<Record<string, (object: Field) => Field>> = {
  Pod: (pod) => pod,
  Deployment: (object) => object.child("spec").child("template"),
  StatefulSet: (object) => object.child("spec").child("template"),
  DaemonSet: (object) => object.child("spec").child("template"),
  Job: (object) => object.child("spec").child("template"),
  CronJob: (object) => object.child("spec").child("jobTemplate").child("spec").child("template"),
};

/**
 * What is valid and will hurt later: warnings, each with a name, which the API server does not give. What is wrong with the manifest is
 * not repeated here (see `checkManifest`).
 * @param kube minor version of the cluster: 29 for Kubernetes 1.29
 */
export function adviseManifest(manifest: Manifest, kube: number): Finding[] {
  const report = newReport(manifest);
  for (const document of manifest.documents) {
    if (document.doubtful) continue;
    const decoding = newReport(manifest);
    const type = typeOf(document, decoding);
    if (type === undefined) continue;
    const object = Field.root(decode(document.node, type, decoding), report, manifest);
    adviseVersion(object, kube);
    const template = templateOf[type]?.(object);
    if (!template) continue;
    const spec = template.child("spec");
    const policy = spec.child("restartPolicy").text;
    const ends = type === "Job" || type === "CronJob" || policy === "Never" || policy === "OnFailure";
    adviseContainers(spec, { serves: !ends });
    adviseEnding(spec, { ends, kube });
  }
  for (const { document, first } of repeatedObjects(manifest.documents)) {
    const at = first.place(["metadata", "name"]);
    report.at(nearestNode(document.node, ["metadata", "name"]).node, {
      path: "metadata.name",
      reason: "Warning",
      warning: "duplicate-object",
      detail: `a ${document.kind} of that name stands on line ${at.line} already: kubectl applies both, and the last one stays`,
      hint: "remove one of the two, or give it another name",
    });
  }
  return byPlace(report.findings);
}
