import { checkClaimSpec } from "./claim.ts";
import { checkPullPolicy } from "./container.ts";
import type { Field } from "./field.ts";
import { checkDownwardFile, checkFiles } from "./files.ts";
import { between, checkName, dnsSubdomain } from "./format.ts";
import { checkAnnotations, checkLabels } from "./metadata.ts";
import { checkDescendingPath, checkMode, checkPathNoBacksteps } from "./paths.ts";
import { checkProjected } from "./projected.ts";
import { parseQuantity } from "./quantity.ts";

const hostPathTypes = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

/** One source of a volume (validateVolumeSource). A function per source that has rules; the others only have required fields. */
export function checkVolumeSource(source: Field): void {
  const kind = source.path.split(".").at(-1) ?? "";
  for (const name of requiredText[kind] ?? []) {
    const field = source.child(name);
    if (field.text === "") field.required();
  }
  rules[kind]?.(source);
}

/** Text that must not be empty. */
const requiredText: Readonly<Record<string, readonly string[]>> = {
  awsElasticBlockStore: ["volumeID"],
  azureFile: ["secretName", "shareName"],
  azureDisk: ["diskName", "diskURI"],
  cinder: ["volumeID"],
  configMap: ["name"],
  csi: ["driver"],
  flexVolume: ["driver"],
  gcePersistentDisk: ["pdName"],
  gitRepo: ["repository"],
  glusterfs: ["endpoints", "path"],
  hostPath: ["path"],
  iscsi: ["targetPortal", "iqn"],
  nfs: ["server", "path"],
  persistentVolumeClaim: ["claimName"],
  photonPersistentDisk: ["pdID"],
  portworxVolume: ["volumeID"],
  quobyte: ["registry", "volume"],
  rbd: ["image"],
  scaleIO: ["gateway", "system", "volumeName"],
  secret: ["secretName"],
  storageos: ["volumeName"],
  vsphereVolume: ["volumePath"],
};

const rules: Readonly<Record<string, (source: Field) => void>> = {
  emptyDir(source) {
    const limit = source.child("sizeLimit");
    const size = parseQuantity(limit.text);
    if (size.ok && size.nano < 0n) limit.forbidden("SizeLimit field must be a valid resource quantity", "write a size such as 64Mi");
  },
  hostPath(source) {
    const path = source.child("path");
    const type = source.child("type");
    if (path.text !== "") checkPathNoBacksteps(path);
    if (path.text !== "" && !hostPathTypes.includes(type.text)) type.unsupported(type.text, hostPathTypes);
  },
  configMap: checkFiles,
  secret: checkFiles,
  downwardAPI(source) {
    checkMode(source.child("defaultMode"));
    for (const file of source.child("items").items) checkDownwardFile(file, source.path);
  },
  projected: checkProjected,
  gitRepo: (source) => checkDescendingPath(source.child("directory")),
  nfs(source) {
    const path = source.child("path");
    if (path.text !== "" && !path.text.startsWith("/")) path.invalid(path.text, "must be an absolute path", `write "/${path.text}"`);
  },
  iscsi(source) {
    checkRange(source.child("lun"), 0, 255);
    checkQualifiedName(source.child("iqn"));
    const initiator = source.child("initiatorName");
    if (initiator.present) checkQualifiedName(initiator.as(source.child("initiatorname").path));
    const auth = source.child("chapAuthDiscovery").flag === true || source.child("chapAuthSession").flag === true;
    if (auth && !source.child("secretRef").present) source.child("secretRef").required();
  },
  azureDisk(source) {
    const caching = source.child("cachingMode");
    const kind = source.child("kind");
    const uri = source.child("diskURI");
    if (caching.present && !cachingModes.includes(caching.text)) caching.unsupported(caching.text, cachingModes);
    if (kind.present && !diskKinds.includes(kind.text)) kind.unsupported(kind.text, diskKinds);
    const [start, form] = kind.text === "Managed" ? managedDisk : blobDisk;
    if (uri.text !== "" && !uri.text.startsWith(start)) uri.unsupported(uri.text, [form]);
  },
  flexVolume(source) {
    const options = source.child("options");
    for (const [key, value] of options.entries) {
      const [namespace = ""] = key.split("/", 1);
      if (/(^|\.)(kubernetes|k8s)\.io$/i.test(namespace))
        value.as(`${options.path}[${key}]`).invalid(key, "kubernetes.io and k8s.io namespaces are reserved", "choose another name");
    }
  },
  gcePersistentDisk: (source) => checkRange(source.child("partition"), 0, 255),
  awsElasticBlockStore: (source) => checkRange(source.child("partition"), 0, 255),
  fc(source) {
    const targets = source.child("targetWWNs");
    const ids = source.child("wwids");
    if (targets.size === 0 && ids.size === 0) targets.required("must specify either targetWWNs or wwids, but not both");
    else if (targets.size > 0 && ids.size > 0)
      targets.invalidHere("targetWWNs and wwids can not be specified simultaneously", "keep one of the two");
    const lun = source.child("lun");
    if (targets.size > 0 && lun.number === undefined) lun.required("lun is required if targetWWNs is specified");
    else if (targets.size > 0) checkRange(lun, 0, 255);
  },
  flocker(source) {
    const name = source.child("datasetName");
    const id = source.child("datasetUUID");
    if (name.text === "" && id.text === "") source.required("one of datasetName and datasetUUID is required");
    else if (name.text !== "" && id.text !== "")
      source.invalid("resource", "datasetName and datasetUUID can not be specified simultaneously", "keep one of the two");
    if (name.text.includes("/")) name.invalid(name.text, "must not contain '/'", "write the name alone");
  },
  rbd: checkMonitors,
  cephfs: checkMonitors,
  csi(source) {
    const driver = source.child("driver");
    if (driver.text.length > 63) driver.tooLong(63, "write the driver's registered name");
    if (driver.text !== "")
      for (const error of dnsSubdomain(driver.text.toLowerCase()))
        driver.invalid(driver.text, error, "write the driver's registered name, e.g. csi.example.com");
    const secret = source.child("nodePublishSecretRef").child("name");
    if (source.child("nodePublishSecretRef").present && secret.text === "") secret.required();
    else if (secret.text !== "") checkName(secret.as(source.child("name").path), dnsSubdomain);
  },
  ephemeral(source) {
    const template = source.child("volumeClaimTemplate");
    if (!template.present) template.required("", 'add "volumeClaimTemplate:" with a spec');
    else {
      checkLabels(template.child("metadata").child("labels"));
      checkAnnotations(template.child("metadata").child("annotations"));
      for (const field of template.child("metadata").set("name", "generateName", "namespace", "finalizers", "ownerReferences"))
        field.forbidden("cannot be set");
      checkClaimSpec(template.child("spec"));
    }
  },
  image: (source) => checkPullPolicy(source.child("pullPolicy")),
};

const cachingModes = ["None", "ReadOnly", "ReadWrite"];
const diskKinds = ["Dedicated", "Managed", "Shared"];
/** What a disk's address begins with, and the form that the server names. A kind that is not given is Shared. */
const managedDisk = [
  "/subscriptions/",
  "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",
] as const;
const blobDisk = ["https://", "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"] as const;

/** An iSCSI qualified name, EUI or NAA. */
function checkQualifiedName(field: Field): void {
  if (field.text === "") return;
  const example = "for example iqn.2001-04.com.example:storage";
  const [, kind] = /^(iqn|eui|naa)/.exec(field.text) ?? [];
  if (kind === undefined) field.invalid(field.text, "must be valid format starting with iqn, eui, or naa", example);
  else if (!qualifiedNames[kind]?.test(field.text)) field.invalid(field.text, "must be valid format", example);
}

const qualifiedNames: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

function checkMonitors(source: Field): void {
  const monitors = source.child("monitors");
  if (monitors.size === 0) monitors.required("", 'add the list of monitors: "monitors: [10.16.154.78:6789]"');
}

function checkRange(field: Field, low: number, high: number): void {
  const value = field.number;
  if (value !== undefined && (value < low || value > high))
    field.invalid(value, between(low, high), `write a number from ${low} to ${high}`);
}
