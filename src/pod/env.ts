import type { EnvMap } from "../spec/fields.ts";
import type { EnvVar } from "./model.ts";

/** Environment as the document writes it -> as the manifest does. Order is kept: later variables may refer to earlier ones. */
export function toEnvVars(env: EnvMap = {}): EnvVar[] {
  return Object.entries(env).map(([name, value]) => {
    if (typeof value === "string") return { name, value };
    if ("secret" in value) return { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } };
    return { name, valueFrom: { configMapKeyRef: { name: value.configMap, key: value.key } } };
  });
}

/** What a companion learns of the pod it is in, through the downward API (kubernetes.io/docs/concepts/workloads/pods/downward-api). */
export const downwardEnv: readonly EnvVar[] = [
  { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
  { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
  { name: "POD_UID", valueFrom: { fieldRef: { fieldPath: "metadata.uid" } } },
  { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
  { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
];
