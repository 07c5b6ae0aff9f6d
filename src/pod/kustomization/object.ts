/** A Kubernetes object as data, and its names so far: a patch may call it by any of them. */

export type Data = Readonly<Record<string, unknown>>;

export interface BuiltObject {
  readonly value: Data;
  /** The newest last. */
  readonly ids: readonly string[];
}

export function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function dataAt(value: unknown, name: string): Data {
  const inner = isData(value) ? value[name] : undefined;
  return isData(inner) ? inner : {};
}

export function textAt(value: unknown, name: string): string {
  const inner = isData(value) ? value[name] : undefined;
  return typeof inner === "string" ? inner : "";
}

export const nameOf = (value: Data): string => textAt(value["metadata"], "name");
export const kindOf = (value: Data): string => textAt(value, "kind");

/** `apps/v1 Deployment shop/web`; without a namespace an object is in `default` (resid.ResId.EffectiveNamespace). */
export function idOf(value: Data): string {
  return `${textAt(value, "apiVersion")} ${kindOf(value)} ${textAt(value["metadata"], "namespace") || "default"}/${nameOf(value)}`;
}

/** The object with another value, known by its old names as well. */
export function changed(object: BuiltObject, value: Data): BuiltObject {
  const id = idOf(value);
  return { value, ids: object.ids.includes(id) ? object.ids : [...object.ids, id] };
}

export function withMetadata(value: Data, metadata: Data): Data {
  return { ...value, metadata: { ...dataAt(value, "metadata"), ...metadata } };
}
