import { schemaTable } from "../../../src/pod/validate/table.ts";

/**
 * Builds manifests in which every field of the schema is set, with a valid value. What excludes each other stands in several elements
 * of a list, or, outside a list, in several manifests (`variant`).
 */
export function wholeManifest(type: string, apiVersion: string, variant: number, covered: Set<string>): Record<string, unknown> {
  return { ...build(type, { variant, covered, path: "" }), apiVersion, kind: type };
}

interface State {
  readonly variant: number;
  readonly covered: Set<string>;
  readonly path: string;
}

const ephemeral = "ephemeralContainers";

/** Of each group one is set at a time. */
const alternatives: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Probe: [["exec"], ["httpGet"], ["tcpSocket"], ["grpc"]],
  LifecycleHandler: [["exec"], ["httpGet"], ["tcpSocket"], ["sleep"]],
  EnvVar: [["value"], ["valueFrom"], ["valueFrom"], ["valueFrom"], ["valueFrom"], ["valueFrom"]],
  EnvVarSource: [[], ["fieldRef"], ["resourceFieldRef"], ["configMapKeyRef"], ["secretKeyRef"], ["fileKeyRef"]],
  EnvFromSource: [["configMapRef"], ["secretRef"]],
  DownwardAPIVolumeFile: [["fieldRef"], ["resourceFieldRef"]],
  FCVolumeSource: [["targetWWNs"], ["wwids"]],
  FlockerVolumeSource: [["datasetName"], ["datasetUUID"]],
  ClusterTrustBundleProjection: [["name"], ["signerName", "labelSelector"]],
  PodResourceClaim: [["resourceClaimName"], ["resourceClaimTemplateName"]],
  VolumeMount: [["subPath"], ["subPathExpr"]],
  PodFailurePolicyRule: [["onExitCodes"], ["onPodConditions"]],
  PodSpec: [
    ["os", "hostUsers", "schedulingGates", "shareProcessNamespace"],
    ["hostNetwork", "hostPID", "hostIPC", "nodeName", "setHostnameAsFQDN"],
    ["hostnameOverride", "dnsConfig"],
  ],
  DeploymentStrategy: [["rollingUpdate"], []],
};

const fixed: Readonly<Record<string, unknown>> = {
  "AppArmorProfile.type": "Localhost",
  "AppArmorProfile.localhostProfile": "profile",
  "AzureDiskVolumeSource.kind": "Managed",
  "CSIVolumeSource.driver": "csi.example.com",
  "ContainerPort.name": "http",
  "ContainerPort.protocol": "TCP",
  "ContainerPort.hostIP": "127.0.0.1",
  "ContainerPort.containerPort": 8080,
  "ContainerPort.hostPort": 8080,
  "ContainerResizePolicy.resourceName": "cpu",
  "ContainerResizePolicy.restartPolicy": "NotRequired",
  "Container.imagePullPolicy": "IfNotPresent",
  "Container.terminationMessagePolicy": "File",
  "Container.restartPolicy": "Always",
  "ContainerRestartRule.action": "RestartAllContainers",
  "ContainerRestartRuleOnExitCodes.operator": "NotIn",
  "CronJobSpec.concurrencyPolicy": "Forbid",
  "CronJobSpec.schedule": "*/5 8-18 * jan-jun mon,fri",
  "CronJobSpec.timeZone": "Europe/Berlin",
  "DaemonSetUpdateStrategy.type": "RollingUpdate",
  "RollingUpdateDaemonSet.maxUnavailable": "10%",
  "RollingUpdateDaemonSet.maxSurge": 0,
  "DeploymentSpec.progressDeadlineSeconds": 60,
  "DownwardAPIVolumeFile.fieldRef": { apiVersion: "v1", fieldPath: "metadata.labels" },
  "DownwardAPIVolumeFile.mode": 0o444,
  "EnvVarSource.fieldRef": { apiVersion: "v1", fieldPath: "metadata.labels['app']" },
  "FileKeySelector.volumeName": "v-emptydir",
  "FileKeySelector.path": "env/file",
  "GRPCAction.port": 9000,
  "HTTPGetAction.port": "http",
  "HTTPGetAction.scheme": "HTTPS",
  "HTTPGetAction.path": "/ready",
  "TCPSocketAction.port": 8080,
  "HTTPHeader.name": "X-Probe",
  "HostAlias.ip": "10.0.0.1",
  "HostPathVolumeSource.path": "/var/log",
  "HostPathVolumeSource.type": "DirectoryOrCreate",
  "ImageVolumeSource.pullPolicy": "Always",
  "AzureDiskVolumeSource.cachingMode": "ReadOnly",
  "AzureDiskVolumeSource.diskURI": "/subscriptions/s/resourcegroups/g/providers/microsoft.compute/disks/d",
  "ISCSIVolumeSource.iqn": "iqn.2001-04.com.example:storage.disk1",
  "ISCSIVolumeSource.initiatorName": "iqn.2001-04.com.example:host",
  "JobSpec.completionMode": "Indexed",
  "JobSpec.completions": 3,
  "JobSpec.maxFailedIndexes": 2,
  "JobSpec.podReplacementPolicy": "Failed",
  "JobSpec.managedBy": "example.com/queue",
  "SuccessPolicyRule.succeededIndexes": "0-2",
  "SuccessPolicyRule.succeededCount": 2,
  "LabelSelectorRequirement.operator": "In",
  "LabelSelectorRequirement.key": "app",
  "LabelSelectorRequirement.values": ["web"],
  "LabelSelector.matchLabels": { app: "web" },
  "Lifecycle.stopSignal": "SIGUSR1",
  "ManagedFieldsEntry.operation": "Apply",
  "ManagedFieldsEntry.fieldsType": "FieldsV1",
  "ManagedFieldsEntry.fieldsV1": { "f:spec": {} },
  "NFSVolumeSource.path": "/export",
  "NodeSelectorRequirement.operator": "In",
  "NodeSelectorTerm.matchFields": [{ key: "metadata.name", operator: "In", values: ["node-1"] }],
  "ObjectMeta.labels": { app: "web", "example.com/tier": "front" },
  "ObjectMeta.finalizers": ["example.com/keep"],
  "PersistentVolumeClaimSpec.accessModes": ["ReadWriteOnce"],
  "PersistentVolumeClaimSpec.volumeMode": "Filesystem",
  "PersistentVolumeClaimTemplate.metadata": { labels: { app: "web" }, annotations: { note: "x" } },
  "VolumeResourceRequirements.limits": { storage: "2Gi" },
  "VolumeResourceRequirements.requests": { storage: "1Gi" },
  "PodCertificateProjection.keyType": "ED25519",
  "PodCertificateProjection.maxExpirationSeconds": 3600,
  "PodCertificateProjection.credentialBundlePath": "bundle.pem",
  "PodCertificateProjection.keyPath": "key.pem",
  "PodCertificateProjection.certificateChainPath": "chain.pem",
  "PodDNSConfig.nameservers": ["10.0.0.10"],
  "PodFailurePolicyOnExitCodesRequirement.operator": "In",
  "PodFailurePolicyOnExitCodesRequirement.values": [1, 42],
  "PodFailurePolicyOnExitCodesRequirement.containerName": "app",
  "PodFailurePolicyOnPodConditionsPattern.status": "True",
  "PodFailurePolicyRule.action": "FailIndex",
  "PodOS.name": "linux",
  "PodSecurityContext.fsGroupChangePolicy": "OnRootMismatch",
  "PodSecurityContext.seLinuxChangePolicy": "MountOption",
  "PodSecurityContext.supplementalGroupsPolicy": "Strict",
  "PodSpec.dnsPolicy": "ClusterFirst",
  "PodSpec.hostUsers": false,
  "PodSpec.overhead": { cpu: "10m" },
  "PodSpec.preemptionPolicy": "Never",
  "PodSpec.resources": { limits: { cpu: "4", memory: "4Gi" }, requests: { cpu: "2", memory: "1Gi" } },
  "PodSpec.terminationGracePeriodSeconds": 45,
  "Probe.successThreshold": 1,
  "QuobyteVolumeSource.registry": "registry:7861",
  "ResourceFieldSelector.resource": "limits.memory",
  "ResourceFieldSelector.divisor": "1Mi",
  "ResourceFieldSelector.containerName": "app",
  "ResourceRequirements.limits": { cpu: "500m", memory: "128Mi", "example.com/gpu": 1 },
  "ResourceRequirements.requests": { cpu: 0.25, memory: "64Mi", "example.com/gpu": "1" },
  "ResourceRequirements.claims": [{ name: "claim-0", request: "one" }],
  "PodSpec.resourceClaims": [
    { name: "claim-0", resourceClaimName: "gpu" },
    { name: "claim-1", resourceClaimTemplateName: "gpu" },
  ],
  "RollingUpdateDeployment.maxSurge": "25%",
  "RollingUpdateDeployment.maxUnavailable": 1,
  "RollingUpdateStatefulSetStrategy.maxUnavailable": "50%",
  "SeccompProfile.type": "Localhost",
  "SeccompProfile.localhostProfile": "profiles/app.json",
  "SecurityContext.procMount": "Default",
  "SecurityContext.allowPrivilegeEscalation": true,
  "ServiceAccountTokenProjection.expirationSeconds": 600,
  "StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted": "Delete",
  "StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled": "Retain",
  "StatefulSetSpec.podManagementPolicy": "Parallel",
  "StatefulSetUpdateStrategy.type": "RollingUpdate",
  "Sysctl.name": "kernel.domainname",
  "Toleration.effect": "NoExecute",
  "Toleration.operator": "Equal",
  "TopologySpreadConstraint.whenUnsatisfiable": "DoNotSchedule",
  "TopologySpreadConstraint.nodeAffinityPolicy": "Honor",
  "TopologySpreadConstraint.nodeTaintsPolicy": "Ignore",
  "VolumeMount.mountPropagation": "None",
  "VolumeMount.readOnly": true,
  "VolumeMount.recursiveReadOnly": "IfPossible",
  "WindowsSecurityContextOptions.hostProcess": false,
  "WindowsSecurityContextOptions.runAsUserName": "CORP\\user",
  "Secret.type": "Opaque",
  "Secret.data": { "a.key": "aGVsbG8=" },
  "ConfigMap.binaryData": { "a.bin": "aGVsbG8=" },
};

function fieldsOf(type: string): Readonly<Record<string, string>> {
  return schemaTable().types[type]?.fields ?? {};
}

function build(type: string, state: State): Record<string, unknown> {
  const fields = fieldsOf(type);
  const groups = alternatives[type];
  const chosen = groups?.[state.variant % groups.length];
  const out: Record<string, unknown> = {};
  for (const [name, fieldType] of Object.entries(fields)) {
    if (groups?.some((group) => group.includes(name)) && !chosen?.includes(name)) continue;
    if (skipped(type, name, state)) continue;
    state.covered.add(`${type}.${name}`);
    out[name] = setting(fieldType, `${type}.${name}`, { ...state, path: `${state.path}/${name}` });
  }
  return out;
}

/** What the server refuses in this place although the type has it. */
function skipped(type: string, name: string, { path, variant }: State): boolean {
  if (name === ephemeral) return true;
  // windowsOptions need another operating system than the one the first variant names.
  if (name === "windowsOptions" && variant % 3 === 0) return true;
  if (name === "stopSignal" && variant % 3 !== 0) return true;
  if (name === "terminationGracePeriodSeconds" && path.endsWith("/readinessProbe")) return true;
  // Pods that are replaced for ever have no deadline.
  if (type === "PodSpec" && name === "activeDeadlineSeconds") return path !== "/spec";
  if (path.startsWith("/spec/jobTemplate") && type === "JobSpec" && (name === "selector" || name === "manualSelector")) return true;
  return false;
}

function setting(type: string, field: string, state: State): unknown {
  const special = specials[field]?.(state);
  if (special !== undefined) return special;
  if (field in fixed && fixed[field] !== undefined) {
    markCovered(fixed[field], type, state.covered);
    return fixed[field];
  }
  if (type.startsWith("[")) return listOf(type.slice(1, -1), field, state);
  if (type.startsWith("{")) return { "a.key": leafOf(type.slice(1, -1), field) };
  return schemaTable().types[type] ? build(type, state) : leafOf(type, field);
}

/** One element for each alternative, so that a single manifest has them all. */
function listOf(element: string, field: string, state: State): unknown[] {
  if (!schemaTable().types[element]) return [leafOf(element, field)];
  const count = alternatives[element]?.length ?? 1;
  return Array.from({ length: count }, (_, index) => {
    const item = build(element, { ...state, variant: count > 1 ? index : state.variant, path: `${state.path}[${index}]` });
    if (count > 1 && "name" in item && element !== "VolumeMount") item["name"] = `item-${index}`;
    if (count > 1 && "mountPath" in item) item["mountPath"] = `/mnt/${index}`;
    if (count > 1 && "path" in item) item["path"] = `file-${index}`;
    return item;
  });
}

const specials: Readonly<Record<string, (state: State) => unknown>> = {
  // A volume for each source, and a file name for each projected file.
  "PodSpec.volumes": (state) => oneEach("Volume", state),
  "ProjectedVolumeSource.sources": (state) => oneEach("VolumeProjection", state),
  "DeploymentStrategy.type": ({ variant }) => (variant % 2 === 0 ? "RollingUpdate" : "Recreate"),
  "VolumeMount.name": () => "v-emptydir",
  "VolumeMount.mountPath": () => "/mnt",
  "VolumeDevice.name": () => "v-persistentvolumeclaim",
  "VolumeDevice.devicePath": () => "/dev/xvda",
  "PodSpec.restartPolicy": () => "Always",
  "PodSpec.containers": (state) => [{ ...build("Container", state), name: "app" }],
  "PodSpec.initContainers": (state) => [{ ...withoutPorts(build("Container", state)), name: "sidecar" }],
  "PodSpec.activeDeadlineSeconds": () => 600,
  "JobSpec.template": (state) => {
    const template = build("PodTemplateSpec", state) as { spec: Record<string, unknown> };
    template.spec["restartPolicy"] = "Never";
    return template;
  },
  "JobSpec.selector": () => ({ matchLabels: { app: "web" } }),
  "PersistentVolumeClaim.metadata": () => ({ name: "claim" }),
};

/** The sidecar would otherwise take the app's host port. */
function withoutPorts(container: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(container).filter(([name]) => name !== "ports"));
}

function oneEach(element: string, state: State): unknown[] {
  const fields = fieldsOf(element);
  if (element === "Volume") state.covered.add("Volume.name");
  return Object.entries(fields)
    .filter(([name]) => name !== "name")
    .map(([name, type]) => {
      state.covered.add(`${element}.${name}`);
      const value = setting(type, `${element}.${name}`, { ...state, path: `${state.path}/${name}` });
      return { ...(element === "Volume" && { name: `v-${name.toLowerCase()}` }), [name]: uniquePaths(value, element, name) };
    });
}

/** Two sources of one projected volume must not write the same file. */
function uniquePaths(value: unknown, element: string, source: string): unknown {
  if (element !== "VolumeProjection") return value;
  return JSON.parse(JSON.stringify(value), (key, each) => (key === "path" ? `${source}-${each}` : each));
}

function leafOf(type: string, field: string): unknown {
  const name = field.split(".")[1] ?? "";
  switch (type) {
    case "boolean":
      return true;
    case "int32":
    case "int64":
    case "number":
      return /[mM]ode$/.test(name) ? 0o640 : 1;
    case "IntOrString":
      return 1;
    case "Quantity":
      return "1Gi";
    case "Time":
      return "2026-01-31T12:00:00Z";
    case "bytes":
      return "aGVsbG8=";
    case "any":
      return {};
    default:
      return "web";
  }
}

/** A value that is written out here covers the fields it sets. */
function markCovered(value: unknown, type: string, covered: Set<string>): void {
  const element = type.startsWith("[") ? type.slice(1, -1) : type;
  const fields = fieldsOf(element);
  for (const each of Array.isArray(value) ? value : [value]) {
    if (typeof each !== "object" || each === null) continue;
    for (const [name, child] of Object.entries(each)) {
      const fieldType = fields[name];
      if (fieldType === undefined) continue;
      covered.add(`${element}.${name}`);
      markCovered(child, fieldType, covered);
    }
  }
}
