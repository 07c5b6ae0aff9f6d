/**
 * A container's environment, exactly as the kubelet makes it.
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
 */
import type { Container, EnvVar, KeyRef } from "../pod/model.ts";
import { fieldValue, type PodFacts, resourceValue } from "./env-fields.ts";
import { fileKeyValue } from "./env-file.ts";
import { expand } from "./expand.ts";
import type { ObjectData, PodObjects } from "./objects.ts";
import type { VolumePaths } from "./volumes.ts";

/** `message` is the kubelet's; the container waits as CreateContainerConfigError with it. */
export type EnvResult = { readonly ok: true; readonly env: ReadonlyMap<string, string> } | { readonly ok: false; readonly message: string };

/**
 * envFrom in order, then env in order; a later one wins, and may refer to what is set so far with `$(NAME)`.
 * An optional reference that leads nowhere leaves the variable as it was.
 */
export function containerEnv(container: Container, facts: PodFacts, objects: PodObjects, volumes: VolumePaths = new Map()): EnvResult {
  try {
    const env = new Map<string, string>();
    for (const source of container.envFrom ?? []) {
      for (const [key, value] of sourceData(source, objects)) env.set(`${source.prefix ?? ""}${key}`, value);
    }
    for (const entry of container.env ?? []) {
      const value = entry.value ? expand(entry.value, (name) => env.get(name)) : referredValue(entry, container, facts, objects, volumes);
      if (value !== undefined) env.set(entry.name, value);
    }
    return { ok: true, env };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function sourceData(source: NonNullable<Container["envFrom"]>[number], objects: PodObjects): ReadonlyMap<string, string> {
  const none = new Map<string, string>();
  if (source.configMapRef) return required("configmap", source.configMapRef, (name) => objects.configMap(name))?.text ?? none;
  if (source.secretRef) return required("secret", source.secretRef, (name) => objects.secret(name))?.text ?? none;
  return none;
}

/** undefined = the variable is not set. Throws what keeps the container from being created. */
function referredValue(
  { valueFrom }: EnvVar,
  container: Container,
  facts: PodFacts,
  objects: PodObjects,
  volumes: VolumePaths,
): string | undefined {
  if (!valueFrom) return "";
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  if (fieldRef) {
    const value = fieldValue(fieldRef.fieldPath, facts);
    if (value === undefined) throw new Error(`unsupported fieldPath: ${fieldRef.fieldPath}`);
    return value;
  }
  if (resourceFieldRef) return resourceValue(resourceFieldRef, container, facts.pod);
  const namespace = facts.pod.metadata.namespace ?? "default";
  if (configMapKeyRef) return keyValue("ConfigMap", configMapKeyRef, (name) => objects.configMap(name), namespace);
  if (secretKeyRef) return keyValue("Secret", secretKeyRef, (name) => objects.secret(name), namespace);
  if (fileKeyRef) return fileKeyValue(fileKeyRef, volumes);
  throw new Error(`valueFrom.${Object.keys(valueFrom)[0] ?? ""} is not supported by scaffold run`);
}

type Find = (name: string) => ObjectData | undefined;

function keyValue(kind: "ConfigMap" | "Secret", ref: KeyRef, find: Find, namespace: string): string | undefined {
  const value = required(kind.toLowerCase(), ref, find)?.text.get(ref.key);
  if (value === undefined && !ref.optional) throw new Error(`couldn't find key ${ref.key} in ${kind} ${namespace}/${ref.name}`);
  return value;
}

function required(kind: string, ref: { readonly name: string; readonly optional?: boolean }, find: Find): ObjectData | undefined {
  const object = find(ref.name);
  if (!object && !ref.optional) throw new Error(`${kind} "${ref.name}" not found`);
  return object;
}
