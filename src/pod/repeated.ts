import type { ManifestDocument } from "./read.ts";

export interface Repeated {
  readonly document: ManifestDocument;
  /** The one before it. */
  readonly first: ManifestDocument;
}

/** Objects of a kind, namespace and name that came before. Applied one after the other, the last one would stay. */
export function repeatedObjects(documents: readonly ManifestDocument[]): Repeated[] {
  const seen = new Map<string, ManifestDocument>();
  return documents.flatMap((document) => {
    const { name, namespace } = nameOf(document.value);
    if (name === undefined || document.kind === "") return [];
    const key = JSON.stringify([document.apiVersion.split("/")[0], document.kind, namespace ?? "default", name]);
    const first = seen.get(key);
    seen.set(key, document);
    return first ? [{ document, first }] : [];
  });
}

function nameOf(value: unknown): { name?: string; namespace?: string } {
  const metadata = isObject(value) && isObject(value["metadata"]) ? value["metadata"] : {};
  const { name, namespace } = metadata;
  return { ...(typeof name === "string" && { name }), ...(typeof namespace === "string" && { namespace }) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
