import { stringify } from "yaml";
import type { Manifest } from "./compose.ts";

/** One key of a Secret or ConfigMap that a manifest reads. */
export interface ObjectReference {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
  readonly key: string;
  /** The variable that gets it, the first one where there are several. */
  readonly variable: string;
}

/** All keys that the manifest's containers read through their environment, sorted, each once. */
export function objectReferences({ object }: Manifest): ObjectReference[] {
  const found = new Map<string, ObjectReference>();
  const visit = (value: unknown, variable: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [field, inner] of Object.entries(value)) {
      const kind = field === "secretKeyRef" ? "Secret" : field === "configMapKeyRef" ? "ConfigMap" : undefined;
      const id = `${kind} ${inner?.name} ${inner?.key}`;
      if (!kind) visit(inner, field === "valueFrom" && "name" in value ? String(value.name) : variable);
      else if (!found.has(id)) found.set(id, { kind, name: inner.name, key: inner.key, variable });
    }
  };
  visit(object, "");
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reference]) => reference);
}

/** The objects to create on a cluster, with values to fill in. */
export function secretExample(references: readonly ObjectReference[], namespace: string | undefined): string {
  const objects = new Map<string, Record<string, unknown>>();
  for (const { kind, name, key, variable } of references) {
    const id = `${kind} ${name}`;
    const field = kind === "Secret" ? "stringData" : "data";
    const object = objects.get(id) ?? { apiVersion: "v1", kind, metadata: { name, ...(namespace && { namespace }) }, [field]: {} };
    Object.assign(object[field] as object, {
      [key]: /^ROUTE_.+_URL$/.test(variable) ? "postgres://user:change-me@db.example.com:5432/database" : "change-me",
    });
    objects.set(id, object);
  }
  const header = "# What pod.yaml reads. Copy to secret.yaml, fill in, keep that out of git, and: kubectl apply -f secret.yaml\n";
  return header + [...objects.values()].map((object) => stringify(object)).join("---\n");
}
