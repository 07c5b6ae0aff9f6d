import { checkClaimSpec } from "./claim.ts";
import type { Field } from "./field.ts";
import { checkName, dnsLabel, dnsSubdomain, percent } from "./format.ts";
import { checkMetadata, checkSelector, selects } from "./metadata.ts";
import { checkPodTemplate } from "./pod.ts";
import { checkWord } from "./security.ts";

/** apps/v1 Deployment (ValidateDeploymentSpec). */
export function checkDeployment(deployment: Field): void {
  checkMetadata(deployment.child("metadata"), dnsSubdomain);
  const spec = deployment.child("spec");
  checkCounts(spec, ["replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"]);
  checkTemplateSelector(spec, "deployment");
  checkPodTemplate(spec.child("template"));
  checkAlwaysRestarts(spec.child("template").child("spec"), "ReplicaSet");
  const strategy = spec.child("strategy");
  const type = strategy.child("type");
  const rolling = strategy.child("rollingUpdate");
  if (type.text === "Recreate") {
    if (rolling.present) rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
  } else if (type.text === "" || type.text === "RollingUpdate") {
    const surge = checkShare(rolling.child("maxSurge"), 25);
    const unavailable = checkShare(rolling.child("maxUnavailable"), 25, true);
    if (surge === 0 && unavailable === 0) {
      rolling
        .child("maxUnavailable")
        .invalid(rolling.child("maxUnavailable").value, "may not be 0 when `maxSurge` is 0", "let one of the two be 1 or more");
    }
  } else type.as(strategy.path).unsupported(type.text, ["Recreate", "RollingUpdate"]);
  const deadline = spec.child("progressDeadlineSeconds");
  const ready = spec.child("minReadySeconds").number ?? 0;
  if ((deadline.number ?? 600) <= ready)
    deadline.invalid(deadline.number ?? 600, "must be greater than minReadySeconds", `write more than ${ready}`);
}

/** apps/v1 StatefulSet (ValidateStatefulSetSpec). */
export function checkStatefulSet(set: Field): void {
  checkMetadata(set.child("metadata"), dnsLabel);
  const spec = set.child("spec");
  checkCounts(spec, ["replicas", "minReadySeconds", "revisionHistoryLimit"]);
  const ordinal = spec.child("ordinals").child("start");
  checkNonNegative(ordinal);
  const management = spec.child("podManagementPolicy");
  if (management.text !== "" && !["OrderedReady", "Parallel"].includes(management.text)) {
    management.invalid(management.text, "must be 'OrderedReady' or 'Parallel'", "use OrderedReady or Parallel");
  }
  const strategy = spec.child("updateStrategy");
  const type = strategy.child("type");
  const rolling = strategy.child("rollingUpdate");
  if (type.text === "OnDelete") {
    if (rolling.present) rolling.invalidHere("only allowed for updateStrategy 'RollingUpdate'", "remove it");
  } else if (type.text === "" || type.text === "RollingUpdate") {
    checkNonNegative(rolling.child("partition"));
    const unavailable = rolling.child("maxUnavailable");
    if (unavailable.present && checkShare(unavailable, 1, true) === 0)
      unavailable.invalid(unavailable.value, "cannot be 0", "write 1 or more");
  } else type.as(strategy.path).invalid(type.text, "must be 'RollingUpdate' or 'OnDelete'", "use RollingUpdate or OnDelete");
  for (const field of spec.child("persistentVolumeClaimRetentionPolicy").set("whenDeleted", "whenScaled"))
    checkWord(field, ["Retain", "Delete"]);
  const service = spec.child("serviceName");
  if (service.text !== "") checkName(service, dnsLabel);
  const claims = spec.child("volumeClaimTemplates").items;
  for (const claim of claims) checkClaimSpec(claim.child("spec"));
  checkTemplateSelector(spec, "statefulset");
  // The controller's host names are those of the pods and of the service (ValidateStatefulSetSpec, initIdentity).
  checkPodTemplate(spec.child("template"), { claims: claims.map((claim) => claim.child("metadata").child("name").text), names: true });
  checkAlwaysRestarts(spec.child("template").child("spec"), "StatefulSet");
}

/** apps/v1 DaemonSet (ValidateDaemonSetSpec). */
export function checkDaemonSet(set: Field): void {
  checkMetadata(set.child("metadata"), dnsSubdomain);
  const spec = set.child("spec");
  checkCounts(spec, ["minReadySeconds", "revisionHistoryLimit"]);
  checkTemplateSelector(spec, "daemonset");
  checkPodTemplate(spec.child("template"));
  checkAlwaysRestarts(spec.child("template").child("spec"), "DaemonSet");
  const strategy = spec.child("updateStrategy");
  const type = strategy.child("type");
  const rolling = strategy.child("rollingUpdate");
  if (type.text === "" || type.text === "RollingUpdate") {
    const unavailable = checkShare(rolling.child("maxUnavailable"), 1, true);
    const surge = checkShare(rolling.child("maxSurge"), 0, true);
    if (unavailable !== 0 && surge !== 0)
      rolling
        .child("maxSurge")
        .invalid(rolling.child("maxSurge").value, "may not be set when maxUnavailable is non-zero", "write maxUnavailable: 0");
    if (unavailable === 0 && surge === 0)
      rolling.child("maxUnavailable").required("cannot be 0 when maxSurge is 0", "let one of the two be 1 or more");
  } else if (type.text !== "OnDelete") type.as(strategy.path).unsupported(type.text, ["RollingUpdate", "OnDelete"]);
}

/** The selector must be there, and must pick the pods of its own template. */
function checkTemplateSelector(spec: Field, kind: string): void {
  const selector = spec.child("selector");
  const metadata = spec.child("template").child("metadata");
  const labels = metadata.child("labels");
  const own = new Map(labels.entries.map(([key, value]) => [key, value.text]));
  const [key, value] = [...own][0] ?? ["app", "name"];
  if (!selector.present) {
    selector.required("", `add the labels of the pod template: "selector: {matchLabels: {${key}: ${value}}}"`);
    return;
  }
  checkSelector(selector);
  if (selector.unreadable || selector.mayHide()) return;
  if (selector.child("matchLabels").size + selector.child("matchExpressions").size === 0) {
    if (!selector.child("matchLabels").unreadable && !selector.child("matchExpressions").unreadable) {
      selector.invalid({}, `empty selector is invalid for ${kind}`, `add matchLabels: {${key}: ${value}}`);
    }
    return;
  }
  const wanted = selector.child("matchLabels").entries.map(([name, label]) => `${name}: ${label.text}`);
  const unknown = [metadata, labels, selector.child("matchLabels"), ...labels.entries.map(([, label]) => label)].some(
    (each) => each.unreadable || each.mayHide(),
  );
  if (!unknown && selects(selector, own) === false) {
    labels.invalid(
      Object.fromEntries(own),
      "`selector` does not match template `labels`",
      wanted.length > 0
        ? `the selector on line ${selector.line} asks for ${wanted.join(", ")}`
        : "give the template labels that the selector picks",
    );
  }
}

/** Pods of these workloads are replaced for ever: no other policy, no deadline. */
function checkAlwaysRestarts(pod: Field, kind: string): void {
  const policy = pod.child("restartPolicy");
  if (policy.text === "OnFailure" || policy.text === "Never")
    policy.unsupported(policy.text, ["Always"], 'remove it (Always is the default); for work that ends use "kind: Job"');
  const deadline = pod.child("activeDeadlineSeconds");
  if (deadline.present) deadline.forbidden(`activeDeadlineSeconds in ${kind} is not Supported`);
}

export function checkCounts(spec: Field, names: readonly string[]): void {
  for (const name of names) checkNonNegative(spec.child(name));
}

export function checkNonNegative(field: Field): void {
  if ((field.number ?? 0) < 0) field.invalid(field.number, "must be greater than or equal to 0", "write 0 or more");
}

/** A count or a percentage; answers its number, the default's when it is not set, and NaN when it is wrong. */
function checkShare(field: Field, byDefault: number, atMost100 = false): number {
  if (!field.present) return byDefault;
  if (field.unreadable) return Number.NaN;
  if (typeof field.value === "number") {
    checkNonNegative(field);
    return field.value;
  }
  const errors = percent(field.text);
  for (const error of errors)
    field.invalid(
      field.text,
      error,
      /^\d+$/.test(field.text) ? `write ${field.text} without quotes, or "${field.text}%"` : 'for example 1 or "25%"',
    );
  const share = errors.length > 0 ? Number.NaN : Number.parseInt(field.text, 10);
  if (atMost100 && share > 100) field.invalid(field.text, "must not be greater than 100%", 'write "100%" or less');
  return share;
}
