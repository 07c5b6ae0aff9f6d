import { stringify } from "yaml";
import type { Manifest } from "./compose.ts";

/** One key of a Secret or ConfigMap that a pod reads. */
export interface ObjectReference {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
  readonly key: string;
  /** The variable that gets it, the first one where there are several; undefined where it is read as a file only. */
  readonly variable?: string;
}

/** All keys that the containers read, through their environment or as files, sorted, each once. */
export function objectReferences({ object, secretFiles = [] }: Manifest): ObjectReference[] {
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
  for (const { secret: name, key } of secretFiles) {
    const id = `Secret ${name} ${key}`;
    if (!found.has(id)) found.set(id, { kind: "Secret", name, key });
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reference]) => reference);
}

/** Certificates and private keys: values of several lines, of which a random one is none. */
export function isPem({ key }: ObjectReference): boolean {
  return /\.(?:crt|key|pem)$/.test(key);
}

/** The objects to create on a cluster, with values to fill in. */
export function secretExample(references: readonly ObjectReference[], namespace: string | undefined): string {
  const objects = new Map<string, Record<string, unknown>>();
  for (const reference of references) {
    const { kind, name, key } = reference;
    const id = `${kind} ${name}`;
    const field = kind === "Secret" ? "stringData" : "data";
    const object = objects.get(id) ?? { apiVersion: "v1", kind, metadata: { name, ...(namespace && { namespace }) }, [field]: {} };
    Object.assign(object[field] as object, { [key]: exampleValue(reference) });
    objects.set(id, object);
  }
  const header = "# What pod.yaml reads. Copy to secret.yaml, fill in, keep that out of git, and: kubectl apply -f secret.yaml\n";
  return header + [...objects.values()].map((object) => stringify(object)).join("---\n");
}

function exampleValue(reference: ObjectReference): string {
  const { key, variable = "" } = reference;
  if (/^ROUTE_.+_URL$/.test(variable)) return "postgres://user:change-me@db.example.com:5432/database";
  if (!isPem(reference)) return "change-me";
  const what = key.endsWith(".key") ? "PRIVATE KEY" : "CERTIFICATE";
  return `-----BEGIN ${what}-----\nchange-me\n-----END ${what}-----\n`;
}
