import { nearest } from "../../suggest.ts";
import type { ManifestDocument } from "../read.ts";
import type { Report } from "./report.ts";
import { schemaTable } from "./table.ts";

/** The kinds that every cluster has and a person writes, so that a slip in a kind is told from a kind of an extension. */
const builtIn = new Map(
  Object.entries({
    v1: "ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount Binding List",
    "apps/v1": "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
    "batch/v1": "CronJob Job",
    "autoscaling/v1": "HorizontalPodAutoscaler Scale",
    "autoscaling/v2": "HorizontalPodAutoscaler",
    "networking.k8s.io/v1": "Ingress IngressClass IPAddress NetworkPolicy ServiceCIDR",
    "policy/v1": "Eviction PodDisruptionBudget",
    "rbac.authorization.k8s.io/v1": "ClusterRole ClusterRoleBinding Role RoleBinding",
    "storage.k8s.io/v1": "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass",
    "scheduling.k8s.io/v1": "PriorityClass",
    "node.k8s.io/v1": "RuntimeClass",
    "coordination.k8s.io/v1": "Lease",
    "discovery.k8s.io/v1": "EndpointSlice",
    "events.k8s.io/v1": "Event",
    "apiextensions.k8s.io/v1": "CustomResourceDefinition",
    "apiregistration.k8s.io/v1": "APIService",
    "certificates.k8s.io/v1": "CertificateSigningRequest",
    "flowcontrol.apiserver.k8s.io/v1": "FlowSchema PriorityLevelConfiguration",
    "admissionregistration.k8s.io/v1":
      "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration",
    "authentication.k8s.io/v1": "SelfSubjectReview TokenReview",
    "authorization.k8s.io/v1": "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
    "resource.k8s.io/v1": "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
  }),
);

/** Removed versions that old manifests still name. */
const removed = [
  "extensions/v1beta1",
  "apps/v1beta1",
  "apps/v1beta2",
  "batch/v1beta1",
  "batch/v2alpha1",
  "policy/v1beta1",
  "networking.k8s.io/v1beta1",
  "autoscaling/v2beta1",
  "autoscaling/v2beta2",
  "rbac.authorization.k8s.io/v1beta1",
];

const kindsOf = (version: string) => (builtIn.get(version) ?? "").split(" ");
const versionsOf = (kind: string) => [...builtIn.keys()].filter((version) => kindsOf(version).includes(kind));

/** The type to check a document against; undefined when it is none of ours or has no such kind, which is reported. */
export function typeOf(document: ManifestDocument, report: Report): string | undefined {
  const { node, kind, apiVersion } = document;
  if (!node.entries) {
    const what = node.items ? "array" : typeof node.value === "number" ? "number" : "string";
    report.at(node, {
      path: "",
      reason: "Invalid type",
      detail: `cannot unmarshal ${what} into Go value of type map[string]interface {}`,
      hint: "a manifest is a map that begins with apiVersion: and kind:",
    });
    return undefined;
  }
  let missing = false;
  for (const [name, value, hint] of [
    ["apiVersion", apiVersion, versionHint(kind)],
    ["kind", kind, kindHint(apiVersion)],
  ] as const) {
    if (value !== "") continue;
    missing = true;
    const field = node.entries.get(name);
    const wrongType = field !== undefined && field.value !== null && field.value !== "";
    const slip = [...node.entries.keys()].find((key) => nearest(key, ["apiVersion", "kind"]) === name && key !== name);
    if (wrongType)
      report.at(field, {
        path: name,
        reason: "Invalid type",
        detail: `cannot unmarshal ${typeof field.value} into field TypeMeta.${name} of type string`,
        hint,
      });
    else if (slip && !field)
      report.at(node.entries.get(slip) ?? node, {
        path: slip,
        reason: "Unknown field",
        detail: `; did you mean "${name}"?`,
        hint: `did you mean "${name}"?`,
        key: true,
        instead: name,
      });
    else report.at(field ?? node, { path: name, reason: "Required value", detail: `${name} not set`, hint });
  }
  if (missing) return undefined;
  const type = schemaTable().kinds[`${apiVersion}/${kind}`];
  if (type) return type;
  if (kindsOf(apiVersion).includes(kind) || isExtension(apiVersion)) return undefined;
  reportUnknown(document, report);
  return undefined;
}

function versionHint(kind: string): string {
  const [version] = versionsOf(kind);
  return `add "apiVersion: ${version ?? "v1"}"`;
}

function kindHint(apiVersion: string): string {
  const [kind] = kindsOf(apiVersion);
  return `add "kind: ${apiVersion === "v1" || !kind ? "Pod" : apiVersion === "apps/v1" ? "Deployment" : kind}"`;
}

/** A group that a cluster may have been given: its name has a dot and it is not one of Kubernetes' own. */
function isExtension(apiVersion: string): boolean {
  const [group = "", version] = apiVersion.split("/");
  if (version === undefined) return false;
  const own = [...builtIn.keys()].some((known) => known.split("/")[0] === group) || removed.includes(apiVersion);
  return group.includes(".") && !own;
}

function reportUnknown({ node, kind, apiVersion }: ManifestDocument, report: Report): void {
  const detail = `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`;
  const elsewhere = versionsOf(kind);
  const [first] = elsewhere;
  // Alpha and beta versions of groups come and go: what is not known of them is not wrong.
  if (/(alpha|beta)\d*$/.test(apiVersion) && !removed.includes(apiVersion) && apiVersion.includes(".k8s.io/")) return;
  const complain = (name: "kind" | "apiVersion", hint: string, instead?: string) =>
    report.at(node.entries?.get(name) ?? node, { path: name, reason: "Unknown kind", detail, hint, ...(instead && { instead }) });
  const known = builtIn.has(apiVersion) ? kindsOf(apiVersion) : [...builtIn.keys()].flatMap(kindsOf);
  const close = nearest(kind, known);
  if (first) complain("apiVersion", `write "apiVersion: ${first}"`);
  else if (builtIn.has(apiVersion) && close) complain("kind", `did you mean "${close}"?`, close);
  else if (builtIn.has(apiVersion))
    complain("kind", `kinds of ${apiVersion}: ${known.slice(0, 8).join(", ")}${known.length > 8 ? ", …" : ""}`);
  else if (close) complain("apiVersion", `write "apiVersion: ${versionsOf(close)[0]}" and "kind: ${close}"`);
  else complain("apiVersion", `did you mean "${nearest(apiVersion, [...builtIn.keys()]) ?? "v1"}"?`);
}
