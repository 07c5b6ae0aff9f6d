import { nearest } from "../../suggest.ts";
import type { YamlNode } from "../yaml-node.ts";
import { elementType, schemaTable } from "./table.ts";

/** What an unknown field most likely is. */
export type Guess =
  /** A slip of the fingers: the name to type. Safe to correct without asking. */
  | { readonly kind: "misspelled"; readonly name: string }
  /** Another word for a field of this object. */
  | { readonly kind: "renamed"; readonly name: string }
  /** A field of an object further up or down. `up` counts the levels when it is an enclosing object's own. */
  | { readonly kind: "misplaced"; readonly where: readonly string[]; readonly up?: number }
  | { readonly kind: "unknown" };

/** The objects around a field, outermost first. */
export interface Level {
  readonly type: string;
  readonly path: string;
  readonly node: YamlNode;
}

/** Words people carry over from other tools, and from drafts of the API. */
const synonyms = new Map(
  Object.entries({
    cmd: "command",
    entrypoint: "command",
    arguments: "args",
    environment: "env",
    expose: "ports",
    mounts: "volumeMounts",
    health: "livenessProbe",
    healthcheck: "livenessProbe",
    onExit: "exitCodes",
    gracePeriodSeconds: "terminationGracePeriodSeconds",
    pullPolicy: "imagePullPolicy",
    configMapName: "name",
    url: "path",
  }),
);

/** `taken`: the fields of the object that are set, under their right names. */
export function guess(name: string, value: YamlNode, levels: readonly Level[], taken: ReadonlyMap<string, unknown>): Guess {
  const here = levels.at(-1);
  if (!here) return { kind: "unknown" };
  const { fields = {}, required = [] } = schemaTable().types[here.type] ?? {};
  const unset = Object.keys(fields).filter((field) => !here.node.entries?.has(field) && !taken.has(field));
  const free = unset.filter((field) => fitsShape(fields[field] ?? "", value));
  const slip = nearest(name, free);
  if (slip) return { kind: "misspelled", name: slip };
  const known = synonyms.get(name) ?? synonyms.get(nearest(name, synonyms.keys()) ?? "");
  // A name that is close, though its value is not of that field's shape, is worth saying and not worth correcting.
  const word = known && free.includes(known) ? known : (containing(name, free, required) ?? nearest(name, unset));
  if (word) return { kind: "renamed", name: word };
  return elsewhere(name, value, levels);
}

/** `path` → `mountPath`, `initialDelay` → `initialDelaySeconds`, `workingDirectory` → `workingDir`: the one free field that shares a word. */
function containing(name: string, free: readonly string[], required: readonly string[]): string | undefined {
  const word = name.charAt(0).toUpperCase() + name.slice(1);
  const within = (long: string, short: string) => short.length >= 4 && long.startsWith(short) && /^[A-Z]/.test(long.slice(short.length));
  const candidates = free.filter(
    (field) => (name.length >= 4 && field.endsWith(word)) || within(field, name) || field === cutWord(name, field),
  );
  const needed = candidates.filter((field) => required.includes(field));
  return needed.length === 1 ? needed[0] : candidates.length === 1 ? candidates[0] : undefined;
}

/** The field when the name only writes its last word out: `workingDirectory` for `workingDir`. */
function cutWord(name: string, field: string): string | undefined {
  return field.length >= 6 && name.startsWith(field) && /[A-Z][a-z]+$/.test(field) && /^[a-z]+$/.test(name.slice(field.length))
    ? field
    : undefined;
}

function elsewhere(name: string, value: YamlNode, levels: readonly Level[]): Guess {
  const { types } = schemaTable();
  for (let up = 0; up < levels.length; up++) {
    const level = levels[levels.length - 1 - up];
    if (!level) break;
    const own = types[level.type]?.fields[name];
    if (up > 0 && own && fitsShape(own, value)) return { kind: "misplaced", where: [level.path || "the top level"], up };
    const below = descendants(name, level.type, level.path);
    if (below.length > 0) return { kind: "misplaced", where: below };
  }
  return { kind: "unknown" };
}

/** Where a field of that name stands below a type: the nearest places, at most three levels down. */
function descendants(name: string, type: string, path: string): string[] {
  const { types } = schemaTable();
  let level = [{ type, path }];
  const seen = new Set([type]);
  for (let depth = 0; depth < 3; depth++) {
    const next: { type: string; path: string }[] = [];
    for (const each of level) {
      for (const [field, fieldType] of Object.entries(types[each.type]?.fields ?? {})) {
        if (field === "status" || field === "ephemeralContainers" || field === "managedFields" || field === "ownerReferences") continue;
        const { list } = elementType(fieldType);
        const below = list ?? fieldType;
        if (!types[below] || seen.has(below)) continue;
        seen.add(below);
        next.push({ type: below, path: `${each.path ? `${each.path}.` : ""}${field}${list ? "[]" : ""}` });
      }
    }
    const found = next.filter((each) => types[each.type]?.fields[name]).map((each) => each.path);
    if (found.length > 0) return found.slice(0, 3);
    level = next;
  }
  return [];
}

/** Whether a value could be of a type at all: a list for a list, a map for an object, a scalar for the rest. Nothing fits all. */
function fitsShape(type: string, value: YamlNode): boolean {
  if (value.value === null) return true;
  if (value.items) return type.startsWith("[") || type === "any";
  if (value.entries) return type.startsWith("{") || type === "any" || type in schemaTable().types;
  return !type.startsWith("[") && !type.startsWith("{") && !(type in schemaTable().types);
}

export function guessHint(name: string, found: Guess, type: string): string {
  switch (found.kind) {
    case "misspelled":
    case "renamed":
      return `did you mean "${found.name}"?`;
    case "misplaced":
      return `"${name}" is a field of ${found.where.join(" or ")}: move it there`;
    default: {
      if (type === "ResourceRequirements") return "resource amounts stand below limits: or requests:";
      const { types, kinds } = schemaTable();
      const owners = type === "PodSpec" ? Object.values(kinds).filter((kind) => types[`${kind}Spec`]?.fields[name]) : [];
      if (owners.length > 0) return `"${name}" is a field of the spec of a ${owners.join(" or ")}`;
      const fields = Object.keys(types[type]?.fields ?? {});
      return `known fields here: ${fields.slice(0, 12).join(", ")}${fields.length > 12 ? ", …" : ""}`;
    }
  }
}
