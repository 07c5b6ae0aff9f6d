import { checkPodAnnotations } from "./annotations.ts";
import { checkContainers, checkInitContainers, type PodContext } from "./container.ts";
import type { Field } from "./field.ts";
import { between, checkName, dnsLabel, dnsSearch, dnsSubdomain, ipAddress, qualifiedName } from "./format.ts";
import { checkLabelKey, checkLabels, checkMetadata } from "./metadata.ts";
import { checkOperatingSystem } from "./operating-system.ts";
import { checkHostNetworkPorts } from "./ports.ts";
import { checkOverhead, checkPodResources } from "./resources.ts";
import { checkAffinity, checkTolerations, checkTopologySpread } from "./scheduling.ts";
import { checkPodSecurity, checkWord } from "./security.ts";
import { checkVolumes } from "./volumes.ts";
import { warnOfPod } from "./warnings.ts";

const restartPolicies = ["Always", "OnFailure", "Never"];

/** A Pod (ValidatePodCreate). */
export function checkPod(pod: Field): void {
  checkMetadata(pod.child("metadata"), dnsSubdomain);
  const spec = pod.child("spec");
  checkPodSpec(spec, { podName: pod.child("metadata").child("name").text, bare: true });
  const ephemeral = spec.child("ephemeralContainers");
  if (ephemeral.size > 0)
    ephemeral.forbidden("cannot be set on create", "remove it: kubectl debug adds ephemeral containers to a running pod");
  if (spec.child("nodeName").text !== "" && spec.child("schedulingGates").size > 0) {
    spec.child("nodeName").forbidden("cannot be set until all schedulingGates have been cleared", "remove one of the two");
  }
  checkPodAnnotations(pod.child("metadata").child("annotations"), spec);
  for (const volume of spec.child("volumes").items) {
    // A template may leave it out, for an admission controller to fill in.
    const image = volume.child("image");
    if (image.present && image.child("reference").text === "") image.child("reference").required();
  }
  warnOfPod(pod);
}

/** What a workload's controller does to the pods of its template. */
interface Controller {
  /** Names of volumes that it adds. */
  readonly claims?: readonly string[];
  /** It gives them names of its own: what the template says of `hostname` and `subdomain` counts for nothing. */
  readonly names?: boolean;
}

/** The pod template of a workload (ValidatePodTemplateSpec). */
export function checkPodTemplate(template: Field, controller: Controller = {}): void {
  const metadata = template.child("metadata");
  // The server leaves "metadata" out of these paths.
  checkLabels(metadata.child("labels").as(`${template.path}.labels`));
  for (const [key, value] of metadata.child("annotations").entries) {
    for (const error of qualifiedName(key.toLowerCase()))
      value.as(`${template.path}.annotations`).invalid(key, error, "use a form such as example.com/note");
  }
  checkPodSpec(template.child("spec"), { podName: "", bare: false, controller });
  checkPodAnnotations(metadata.child("annotations").as(`${template.path}.annotations`), template.child("spec"));
  const ephemeral = template.child("spec").child("ephemeralContainers");
  if (ephemeral.size > 0) ephemeral.forbidden("ephemeral containers not allowed in pod template");
  warnOfPod(template);
}

/** spec of a pod (ValidatePodSpec). */
function checkPodSpec(spec: Field, { podName, bare, controller = {} }: { podName: string; bare: boolean; controller?: Controller }): void {
  const volumes = checkVolumes(spec.child("volumes"), podName, controller.claims ?? []);
  const grace = spec.child("terminationGracePeriodSeconds").number ?? 30;
  const resourceClaims = spec.child("resourceClaims").items.map((claim) => claim.child("name").text);
  // A negative grace period counts as one second.
  const context: PodContext = { spec, volumes, claims: resourceClaims, gracePeriod: grace < 0 ? 1 : grace, bare };
  checkContainers(spec.child("containers"), context);
  checkInitContainers(spec.child("initContainers"), context);
  checkPodResources(spec);
  checkOverhead(spec.child("overhead"));
  checkResourceClaims(spec.child("resourceClaims"));
  checkHostNetworkPorts(spec);
  const policy = spec.child("restartPolicy");
  if (policy.text !== "" && !restartPolicies.includes(policy.text)) policy.unsupported(policy.text, restartPolicies);
  checkDns(spec);
  checkLabels(spec.child("nodeSelector"));
  checkPodSecurity(spec.child("securityContext"), spec);
  checkAffinity(spec.child("affinity"));
  checkTolerations(spec.child("tolerations"));
  checkTopologySpread(spec.child("topologySpreadConstraints"));
  for (const gate of spec.child("readinessGates").items) checkLabelKey(gate.child("conditionType"));
  checkSchedulingGates(spec.child("schedulingGates"));
  checkNames(spec, controller.names ? [] : ["hostname", "subdomain"]);
  checkHostUsers(spec);
  const deadline = spec.child("activeDeadlineSeconds");
  if (deadline.number !== undefined && (deadline.number < 1 || deadline.number > 2 ** 31 - 1)) {
    deadline.invalid(deadline.number, between(1, 2 ** 31 - 1), "write 1 or more, or remove it");
  }
  checkWord(spec.child("preemptionPolicy"), ["PreemptLowerPriority", "Never"]);
  for (const alias of spec.child("hostAliases").items) {
    const ip = alias.child("ip");
    for (const error of ipAddress(ip.text)) ip.invalid(ip.text, error, 'for example "127.0.0.1"');
    for (const host of alias.child("hostnames").items) checkName(host, dnsSubdomain);
  }
  checkOperatingSystem(spec);
  const group = spec.child("schedulingGroup");
  if (group.present && !group.child("podGroupName").present)
    group.child("podGroupName").invalidHere("must specify one of: `podGroupName`", 'add "podGroupName:"');
}

function checkNames(spec: Field, labels: readonly string[]): void {
  for (const name of ["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"]) {
    const field = spec.child(name);
    if (field.text !== "" || (field.present && name === "runtimeClassName")) checkName(field, dnsSubdomain);
  }
  for (const name of labels) if (spec.child(name).text !== "") checkName(spec.child(name), dnsLabel);
  const override = spec.child("hostnameOverride");
  if (!override.present) return;
  if (spec.child("setHostnameAsFQDN").flag === true) override.forbidden("may not be specified when setHostnameAsFQDN is true");
  if (spec.child("hostNetwork").flag === true) override.forbidden("may not be specified when hostNetwork is true");
  if (override.text.length > 64) override.tooLong(64, "write a shorter name");
  checkName(override, dnsSubdomain);
}

function checkHostUsers(spec: Field): void {
  if (spec.child("hostUsers").flag !== false) return;
  if (spec.child("hostNetwork").flag === true) spec.child("hostNetwork").forbidden("when `hostUsers` is false", "remove one of the two");
  if (spec.child("hostPID").flag === true)
    spec.child("hostPID").as(`${spec.path}.HostPID`).forbidden("when `hostUsers` is false", "remove one of the two");
  if (spec.child("hostIPC").flag === true)
    spec.child("hostIPC").as(`${spec.path}.HostIPC`).forbidden("when `hostUsers` is false", "remove one of the two");
}

function checkDns(spec: Field): void {
  const policy = spec.child("dnsPolicy");
  const config = spec.child("dnsConfig");
  const servers = config.child("nameservers");
  const searches = config.child("searches");
  checkWord(policy, ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]);
  if (policy.text === "None" && !config.present)
    config.required("must provide `dnsConfig` when `dnsPolicy` is None", "add dnsConfig: {nameservers: [10.0.0.10]}");
  else if (policy.text === "None" && servers.size === 0)
    servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None", "add nameservers: [10.0.0.10]");
  if (servers.size > 3) servers.invalidHere("must not have more than 3 nameservers", "keep three");
  for (const server of servers.items) for (const error of ipAddress(server.text)) server.invalid(server.text, error, "write an IP address");
  if (searches.size > 32) searches.invalidHere("must not have more than 32 search paths", "keep 32");
  const list = searches.items.map(({ text }) => text).join(" ");
  if (list.length > 2048)
    searches.invalidHere("must not have more than 2048 characters (including spaces) in the search list", "keep the ones that are needed");
  for (const search of searches.items) {
    const name = search.text.replace(/\.$/, "");
    if (search.text !== ".") for (const error of dnsSearch(name)) search.invalid(name, error, "for example my.svc.cluster.local");
  }
  for (const option of config.child("options").items)
    if (option.child("name").text === "") option.required("must not be empty", 'add "name:"');
}

function checkResourceClaims(claims: Field): void {
  const seen = new Map<string, Field>();
  for (const claim of claims.items) {
    const name = claim.child("name");
    const first = seen.get(name.text);
    if (name.text === "") name.required();
    else if (first) name.duplicate(name.text, first);
    else checkName(name, dnsLabel);
    seen.set(name.text, name);
    const given = claim.set("resourceClaimName", "resourceClaimTemplateName");
    if (given.length > 1)
      claim.invalidHere("at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified", "keep one of the two");
    if (given.length === 0 && !claim.mayHide())
      claim.invalidHere("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`", "add one of the two");
    for (const each of given) checkName(each, dnsSubdomain);
  }
}

function checkSchedulingGates(gates: Field): void {
  const seen = new Map<string, Field>();
  for (const gate of gates.items) {
    const name = gate.child("name");
    for (const error of qualifiedName(name.text)) name.as(gate.path).invalid(name.text, error, "for example example.com/ready");
    const first = seen.get(name.text);
    if (first) gate.duplicate(name.text, first);
    seen.set(name.text, gate);
  }
}
