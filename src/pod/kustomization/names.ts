import { type BuiltObject, changed, type Data, isData, kindOf, nameOf, textAt, withMetadata } from "./object.ts";

/** Kinds that belong to no namespace, and kinds whose name is not the user's to change (prefixsuffixtransformer, fieldspecs). */
const clusterWide = [
  "APIService",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "IngressClass",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
];
const fixedNames = ["APIService", "CustomResourceDefinition", "Namespace"];

/** `namespace:` of a kustomization. */
export function inNamespace(object: BuiltObject, namespace: string): BuiltObject {
  return clusterWide.includes(kindOf(object.value)) ? object : changed(object, withMetadata(object.value, { namespace }));
}

/** `nameSuffix:` of a kustomization: the objects' names, and where pods refer to them. */
export function withSuffix(objects: readonly BuiltObject[], suffix: string): BuiltObject[] {
  const renamed = new Map<string, string>();
  for (const { value, ids } of objects) {
    if (fixedNames.includes(kindOf(value))) continue;
    for (const id of ids) renamed.set(`${kindOf(value)} ${id.slice(id.lastIndexOf("/") + 1)}`, nameOf(value) + suffix);
  }
  return objects.map((object) => {
    const { value } = object;
    const named = fixedNames.includes(kindOf(value)) ? value : withMetadata(value, { name: nameOf(value) + suffix });
    return changed(object, isData(named["spec"]) ? { ...named, spec: refer(named["spec"], renamed) } : named);
  });
}

/** Field → the kind it refers to and the name's field in it; "" where the field is the name itself. */
const references: Readonly<Record<string, readonly [kind: string, field: string]>> = {
  configMapKeyRef: ["ConfigMap", "name"],
  configMapRef: ["ConfigMap", "name"],
  configMap: ["ConfigMap", "name"],
  secretKeyRef: ["Secret", "name"],
  secretRef: ["Secret", "name"],
  secret: ["Secret", "secretName"],
  persistentVolumeClaim: ["PersistentVolumeClaim", "claimName"],
  serviceAccountName: ["ServiceAccount", ""],
  serviceName: ["Service", ""],
};

function refer(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => refer(each, renamed));
  if (!isData(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, referField(name, refer(inner, renamed), renamed)]));
}

function referField(name: string, inner: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (name === "imagePullSecrets" && Array.isArray(inner)) return inner.map((each: unknown) => replaced(each, "Secret", "name", renamed));
  const [kind, field] = references[name] ?? [];
  if (kind === undefined || field === undefined) return inner;
  if (field === "") return typeof inner === "string" ? (renamed.get(`${kind} ${inner}`) ?? inner) : inner;
  // A secret of a projected volume is called by its name, one of a volume by secretName.
  return replaced(replaced(inner, kind, field, renamed), kind, "name", renamed, field !== "name");
}

function replaced(value: unknown, kind: string, field: string, renamed: ReadonlyMap<string, string>, wanted = true): unknown {
  const name = wanted ? renamed.get(`${kind} ${textAt(value, field)}`) : undefined;
  return isData(value) && name !== undefined ? ({ ...value, [field]: name } satisfies Data) : value;
}
