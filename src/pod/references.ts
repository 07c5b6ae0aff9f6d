import { stringify } from "yaml";
import type { Manifest } from "./compose.ts";

/** One key of a Secret or ConfigMap that a manifest reads. */
export interface ObjectReference {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
  readonly key: string;
}

/** All keys that the manifest's containers read through their environment, sorted, each once. */
export function objectReferences({ object }: Manifest): ObjectReference[] {
  const found = new Map<string, ObjectReference>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [field, inner] of Object.entries(value)) {
      const kind = field === "secretKeyRef" ? "Secret" : field === "configMapKeyRef" ? "ConfigMap" : undefined;
      if (kind) found.set(`${kind} ${inner.name} ${inner.key}`, { kind, name: inner.name, key: inner.key });
      else visit(inner);
    }
  };
  visit(object);
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reference]) => reference);
}

/** The objects to create on a cluster, with values to fill in. */
export function secretExample(references: readonly ObjectReference[]): string {
  const objects = new Map<string, { apiVersion: string; kind: string; metadata: { name: string }; [data: string]: unknown }>();
  for (const { kind, name, key } of references) {
    const id = `${kind} ${name}`;
    const field = kind === "Secret" ? "stringData" : "data";
    const object = objects.get(id) ?? { apiVersion: "v1", kind, metadata: { name }, [field]: {} };
    Object.assign(object[field] as object, { [key]: "change-me" });
    objects.set(id, object);
  }
  const header = "# What pod.yaml reads. Copy to secret.yaml, fill in, keep that out of git, and: kubectl apply -f secret.yaml\n";
  return header + [...objects.values()].map((object) => stringify(object)).join("---\n");
}
