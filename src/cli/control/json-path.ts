/**
 * The part of kubectl's JSONPath that conditions are written in: `{.status.phase}`, `{.status.containerStatuses[0].ready}`,
 * `{.status.conditions[?(@.type=="Ready")].status}`, `[*]`.
 * @see https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
type Step =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "index"; readonly at: number }
  | { readonly kind: "all" }
  | { readonly kind: "where"; readonly path: JsonPath; readonly value: string };

export type JsonPath = readonly Step[];

/** Braces and the first dot may be left out, as kubectl allows. undefined when it is none, or uses more than this part. */
export function parseJsonPath(text: string): JsonPath | undefined {
  let rest = text.replace(/^\{(.*)\}$/, "$1").replace(/^\$/, "");
  if (/^[A-Za-z]/.test(rest)) rest = `.${rest}`;
  const steps: Step[] = [];
  while (rest !== "") {
    const found = /^(?:\.([\w-]+)|\[(-?\d+)\]|\[(\*)\]|\['([^']+)'\]|\[\?\(@([\w.-]+)\s*==\s*["']([^"']*)["']\)\])/.exec(rest);
    if (!found) return undefined;
    const [whole, field, index, all, quoted, path, value] = found;
    rest = rest.slice(whole.length);
    const name = field ?? quoted;
    if (name !== undefined) steps.push({ kind: "field", name });
    else if (index !== undefined) steps.push({ kind: "index", at: Number(index) });
    else if (all !== undefined) steps.push({ kind: "all" });
    else steps.push({ kind: "where", path: parseJsonPath(path ?? "") ?? [], value: value ?? "" });
  }
  return steps.length > 0 ? steps : undefined;
}

/** Every value that the path leads to. */
export function valuesAt(value: unknown, path: JsonPath): unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  return next(value, step).flatMap((one) => valuesAt(one, rest));
}

function next(value: unknown, step: Step): unknown[] {
  if (step.kind === "field") return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
  if (!Array.isArray(value)) return [];
  if (step.kind === "index") return value.slice(step.at).slice(0, 1);
  if (step.kind === "all") return value;
  return value.filter((one) => valuesAt(one, step.path).some((found) => String(found) === step.value));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
