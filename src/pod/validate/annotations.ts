import type { Field } from "./field.ts";

const apparmor = "container.apparmor.security.beta.kubernetes.io/";
const seccompOfPod = "seccomp.security.alpha.kubernetes.io/pod";
const seccompOfContainer = "container.seccomp.security.alpha.kubernetes.io/";

/** Annotations that mean something to Kubernetes itself (ValidatePodSpecificAnnotations). */
export function checkPodAnnotations(annotations: Field, spec: Field): void {
  for (const [key, value] of annotations.entries) {
    if (value.unreadable) continue;
    // The server prints the key of some of them behind a dot.
    const dotted = value.as(`${annotations.path}.${key}`);
    if (key === "kubernetes.io/config.mirror" && spec.child("nodeName").text === "")
      value.invalid(value.text, "must set spec.nodeName if mirror pod annotation is set", "remove it: only the kubelet writes it");
    if (key === "controller.kubernetes.io/pod-deletion-cost" && !isCost(value.text))
      value.invalid(value.text, "must be a 32bit integer", 'for example "100"');
    if (key === seccompOfPod || key.startsWith(seccompOfContainer)) checkSeccompProfile(dotted);
    if (key.startsWith(apparmor)) checkAppArmorProfile(value, key.slice(apparmor.length), spec);
  }
}

/** strconv.ParseInt of 32 bits, without a plus and without leading zeros (helper.GetDeletionCostFromPodAnnotations). */
function isCost(text: string): boolean {
  if (!/^(-\d+|0|[1-9]\d*)$/.test(text)) return false;
  const cost = Number(text);
  return cost >= -(2 ** 31) && cost < 2 ** 31;
}

function checkSeccompProfile(value: Field): void {
  const profile = value.text;
  if (["runtime/default", "docker/default", "unconfined"].includes(profile)) return;
  const say = (detail: string) => value.invalid(profile, detail, "remove it, and add securityContext.seccompProfile");
  if (!profile.startsWith("localhost/")) say("must be a valid seccomp profile");
  else if (profile.startsWith("localhost//")) say("must be a relative path");
  else if (profile.split("/").includes("..")) say("must not contain '..'");
}

function checkAppArmorProfile(value: Field, container: string, spec: Field): void {
  const names = [...spec.child("initContainers").items, ...spec.child("containers").items].map((each) => each.child("name").text);
  const hint = "remove it, and add securityContext.appArmorProfile";
  if (!names.includes(container)) value.invalid(container, "container not found", `use one of ${names.join(", ")}`);
  const known = ["", "runtime/default", "unconfined"].includes(value.text) || value.text.startsWith("localhost/");
  if (!known) value.invalid(value.text, `invalid AppArmor profile name: ${JSON.stringify(value.text)}`, hint);
}
