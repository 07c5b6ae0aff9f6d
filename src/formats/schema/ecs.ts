import { ecsTypes, labelOf, ownNames, renamed, single } from "../../runtime/formats/ecs-names.ts";

/** How a value is written: `list` is one of texts, `nested` an object. */
type Kind = "string" | "integer" | "float" | "list" | "nested";

/**
 * Where an attribute of a layout stands in a document of the Elastic Common Schema: `runtime/formats/ecs.ts` says the same of an object.
 *
 *     http.response.body.size (integer) → http.response.body.bytes     nginx.request_time → nginx.request_time     took → labels.took
 */
export function ecsName(attribute: string, kind: Kind): string {
  const name = renamed.get(attribute) ?? attribute;
  const type = ecsTypes.get(name);
  const isKept = type === undefined ? name.includes(".") : type !== "long" || kind === "integer";
  return isKept && !ownNames.has(name) ? name : labelOf(attribute);
}

/** A list of one, where the field of ECS is none, is written as its value. */
export function ecsKind(attribute: string, kind: Kind): Kind {
  return kind === "list" && single.has(renamed.get(attribute) ?? attribute) ? "string" : kind;
}

/** Whether an object is one field. */
export function isFlattened(attribute: string): boolean {
  return ecsTypes.get(renamed.get(attribute) ?? attribute) === "flattened";
}

/** Whether the place or the form depends on the value itself, so that only an object shows it. */
export function dependsOnValue(attribute: string, kind: Kind): boolean {
  const type = ecsTypes.get(renamed.get(attribute) ?? attribute);
  return type === "ip" || (type === "long" && kind === "float") || attribute.startsWith("http.request.method_");
}
