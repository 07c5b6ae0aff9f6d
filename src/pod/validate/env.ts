import type { PodContext } from "./container.ts";
import type { Field } from "./field.ts";
import { checkName, dataKey, dnsLabel, dnsSubdomain, envName, qualifiedName } from "./format.ts";
import { checkPathNoBacksteps } from "./paths.ts";
import { parseQuantity } from "./quantity.ts";

const envSources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

/** Field paths that an environment variable may take its value from. */
const envPaths = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];
/** Those that a downwardAPI volume may. */
export const volumePaths = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];
/** All that have a meaning for a pod, though not everywhere (ConvertDownwardAPIFieldLabel). */
const labels = [...new Set([...envPaths, ...volumePaths, "spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host"])];

/** env of a container (ValidateEnv). A name given twice is legal: the last one counts. */
export function checkEnv(env: Field, pod: PodContext): void {
  for (const variable of env.items) {
    const name = variable.child("name");
    if (name.text === "") name.required("", 'give the variable a name: "- name: FOO"');
    else for (const error of envName(name.text)) name.invalid(name.text, error, 'use letters, digits and "_", for example "LOG_LEVEL"');
    const from = variable.child("valueFrom");
    if (from.present) checkValueFrom(from, variable.child("value"), pod);
  }
}

function checkValueFrom(from: Field, value: Field, pod: PodContext): void {
  checkFieldRef(from.child("fieldRef"), envPaths);
  checkResourceFieldRef(from.child("resourceFieldRef"), false);
  for (const ref of from.set("configMapKeyRef", "secretKeyRef")) {
    checkName(ref.child("name"), dnsSubdomain);
    checkDataKey(ref.child("key"));
  }
  checkFileKeyRef(from.child("fileKeyRef"), pod);
  const sources = from.set(...envSources);
  if (sources.length === 0) {
    if (from.unreadable || from.mayHide()) return;
    from.invalid(
      "",
      "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
      "for example configMapKeyRef: {name: settings, key: level}",
    );
  } else if (value.text !== "") {
    from.invalid("", "may not be specified when `value` is not empty", "keep either value or valueFrom");
  } else if (sources.length > 1) {
    from.invalid(
      "",
      "may not have more than one field specified at a time",
      `keep one of ${sources.map((each) => each.path.split(".").at(-1)).join(", ")}`,
    );
  }
}

function checkDataKey(key: Field): void {
  if (key.text === "") key.required("", 'add the key to read: "key: …"');
  else for (const error of dataKey(key.text)) key.invalid(key.text, error, "use letters, digits, '-', '_' and '.'");
}

/** A reference to a field of the pod (validateObjectFieldSelector). */
export function checkFieldRef(ref: Field, allowed: readonly string[]): void {
  if (!ref.present) return;
  const version = ref.child("apiVersion");
  const path = ref.child("fieldPath");
  if (path.text === "") {
    path.required("", `for example "fieldPath: ${allowed[0]}"`);
    return;
  }
  if (version.text !== "" && version.text !== "v1") {
    path.invalid(
      path.text,
      `error converting fieldPath: unsupported pod version: ${version.text}`,
      'write "apiVersion: v1" or leave it out',
    );
    return;
  }
  const [, base = path.text, subscript] = /^(.+?)\['(.*)'\]$/.exec(path.text) ?? [];
  if (subscript !== undefined) {
    if (base !== "metadata.labels" && base !== "metadata.annotations") {
      path.invalid(
        path.text,
        `error converting fieldPath: field label does not support subscript: ${path.text}`,
        `only metadata.labels['key'] and metadata.annotations['key'] take a key`,
      );
      return;
    }
    const key = base === "metadata.annotations" ? subscript.toLowerCase() : subscript;
    for (const error of qualifiedName(key)) path.as(ref.path).invalid(key, error, `for example ${base}['app']`);
    return;
  }
  if (!labels.includes(path.text)) {
    path.invalid(path.text, `error converting fieldPath: field label not supported: ${path.text}`, fieldPathHint(path.text, allowed));
  } else if (!allowed.includes(path.text === "spec.host" ? "spec.nodeName" : path.text)) {
    const hint =
      path.text === "metadata.labels" || path.text === "metadata.annotations" ? `name one of them: ${path.text}['app']` : undefined;
    path.unsupported(path.text, [...allowed].sort(), hint);
  }
}

function fieldPathHint(path: string, allowed: readonly string[]): string {
  const lower = path.toLowerCase();
  const close =
    allowed.find((each) => each.toLowerCase() === lower) ??
    allowed.find((each) => each.endsWith(`.${path}`) || lower.endsWith(each.toLowerCase()));
  return close ? `did you mean "${close}"?` : `use one of ${allowed.join(", ")}`;
}

const resources = [
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
];
const sizes = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/** A reference to a container's limits or requests (validateContainerResourceFieldSelector). */
export function checkResourceFieldRef(ref: Field, inVolume: boolean): void {
  if (!ref.present) return;
  const container = ref.child("containerName");
  const resource = ref.child("resource");
  if (inVolume && container.text === "") container.required("", 'name the container: "containerName: app"');
  else if (resource.text === "") resource.required("", 'for example "resource: limits.memory"');
  else if (!resources.includes(resource.text) && !/^(limits|requests)\.hugepages-/.test(resource.text))
    resource.unsupported(resource.text, resources);
  checkDivisor(ref.child("divisor"), resource.text);
}

function checkDivisor(divisor: Field, resource: string): void {
  const given = parseQuantity(divisor.text);
  if (!given.ok || given.nano === 0n) return;
  const is = (text: string) => {
    const each = parseQuantity(text);
    return each.ok && each.nano === given.nano;
  };
  if (resource.endsWith(".cpu")) {
    if (!is("1") && !is("1m"))
      divisor.invalid(resource, "only divisor's values 1m and 1 are supported with the cpu resource", 'write "1" or "1m"');
    return;
  }
  const name = resource.endsWith(".memory")
    ? "memory"
    : resource.endsWith(".ephemeral-storage")
      ? "local ephemeral storage"
      : resource.includes(".hugepages-")
        ? "hugepages"
        : undefined;
  if (name && !sizes.some(is))
    divisor.invalid(resource, `only divisor's values ${sizes.join(", ")} are supported with the ${name} resource`, 'for example "1Mi"');
}

/** A key of a file in an emptyDir volume (KEP-3721). */
function checkFileKeyRef(ref: Field, pod: PodContext): void {
  if (!ref.present) return;
  const key = ref.child("key");
  const volume = ref.child("volumeName");
  const path = ref.child("path");
  if (key.text === "") key.required("", 'add the variable to read from the file: "key: …"');
  else for (const error of envName(key.text)) key.invalid(key.text, error, 'use letters, digits and "_"');
  if (volume.text === "") volume.required("", 'name the emptyDir volume: "volumeName: …"');
  else {
    checkName(volume, dnsLabel);
    const found = pod.spec.child("volumes").items.find((each) => each.child("name").text === volume.text);
    if (!found)
      volume.notFound(
        volume.text,
        pod.spec.child("volumes").items.map((each) => each.child("name").text),
      );
    else if (!pod.volumes.isEmptyDir(volume.text))
      volume.invalid(volume.text, "referenced volume must be of type emptyDir", "an init container writes the file to an emptyDir volume");
  }
  if (path.text === "") path.required("", 'add the file\'s path in the volume: "path: …"');
  else checkPathNoBacksteps(path);
}

/** envFrom of a container (ValidateEnvFrom). */
export function checkEnvFrom(envFrom: Field): void {
  for (const source of envFrom.items) {
    const prefix = source.child("prefix");
    if (prefix.text !== "") for (const error of envName(prefix.text)) prefix.invalid(prefix.text, error, 'use letters, digits and "_"');
    const refs = source.set("configMapRef", "secretRef");
    for (const ref of refs) {
      const name = ref.child("name");
      if (name.text === "") name.required("", `name the object: "name: …"`);
      else checkName(name, dnsSubdomain);
    }
    const list = source.as(envFrom.path);
    if (refs.length === 0 && !source.mayHide())
      list.invalid("", "must specify one of: `configMapRef` or `secretRef`", "for example configMapRef: {name: settings}");
    else if (refs.length > 1) list.invalid("", "may not have more than one field specified at a time", "write two entries, one for each");
  }
}
