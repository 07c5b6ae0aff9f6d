import { type Data, dataAt, isData } from "./object.ts";

/** A directive of a patch that is not read here; `build` gives it a place. */
export class UnknownDirective extends Error {}

/**
 * What tells the elements of a list apart where lists are merged, by the list's field (`x-kubernetes-patch-merge-key` and the map keys of
 * the Kubernetes OpenAPI document). Every other list of the patch takes the place of the old one.
 */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  ephemeralContainers: ["name"],
  volumes: ["name"],
  env: ["name"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  imagePullSecrets: ["name"],
  hostAliases: ["ip"],
  schedulingGates: ["name"],
  resourceClaims: ["name"],
  topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
  ports: ["containerPort", "port", "protocol"],
};

/**
 * A strategic merge as kustomize does it (kyaml merge2, lists prepended): maps are merged, null removes, lists with a key are merged by it
 * with the patch's elements first, other lists are replaced. undefined: the patch deletes it.
 */
export function strategicMerge(old: unknown, patch: unknown, field = ""): unknown {
  if (Array.isArray(patch)) return mergeLists(Array.isArray(old) ? old : [], patch, field);
  if (!isData(patch)) return patch;
  const directive = patch["$patch"];
  if (directive === "delete") return undefined;
  if (directive !== undefined && directive !== "replace" && directive !== "merge")
    throw new UnknownDirective(`$patch: ${String(directive)} is not one of delete, replace and merge`);
  const other = Object.keys(patch).find((name) => name.startsWith("$") && name !== "$patch");
  if (other) throw new UnknownDirective(`${other} is not read here`);
  const merged: Record<string, unknown> = directive === "replace" || !isData(old) ? {} : { ...old };
  for (const [name, value] of Object.entries(patch)) {
    if (name === "$patch") continue;
    const inner = value === null ? undefined : strategicMerge(merged[name], value, name);
    if (inner === undefined) delete merged[name];
    else merged[name] = inner;
  }
  return merged;
}

function mergeLists(old: readonly unknown[], patch: readonly unknown[], field: string): unknown[] {
  if (field === "finalizers") return [...new Set([...patch, ...old])];
  const keys = mergeKeys[field];
  if (!keys || ![...old, ...patch].every(isData)) return [...patch];
  if (patch.some((element) => isData(element) && element["$patch"] === "replace" && Object.keys(element).length === 1))
    return patch.filter((element) => !(isData(element) && element["$patch"] === "replace"));
  const left = [...old];
  const first = patch.flatMap((element) => {
    const at = left.findIndex((each) => sameElement(each, element, keys));
    const [before] = at < 0 ? [] : left.splice(at, 1);
    const merged = strategicMerge(before, element);
    return merged === undefined ? [] : [merged];
  });
  return [...first, ...left];
}

function sameElement(a: unknown, b: unknown, keys: readonly string[]): boolean {
  if (!isData(a) || !isData(b)) return false;
  // kustomize drops the patch's port or the old one then, depending on what else is in the lists.
  if (
    keys.includes("protocol") &&
    a["containerPort"] === b["containerPort"] &&
    a["port"] === b["port"] &&
    !a["protocol"] !== !b["protocol"]
  )
    throw new UnknownDirective("a port has its protocol in one of the two lists only, which kustomize does not merge reliably");
  const shared = keys.filter((key) => a[key] !== undefined && b[key] !== undefined);
  return shared.length > 0 && shared.some((key) => key !== "protocol") && shared.every((key) => a[key] === b[key]);
}

/** An object with its patch, under its own name whatever name the patch calls it by; undefined: the patch deletes it. */
export function patched(value: Data, patch: Data): Data | undefined {
  const merged = strategicMerge(value, patch);
  if (!isData(merged)) return undefined;
  const { name, namespace } = dataAt(value, "metadata");
  const { namespace: _, ...metadata } = dataAt(merged, "metadata");
  return { ...merged, metadata: { ...metadata, name, ...(namespace !== undefined && { namespace }) } };
}
