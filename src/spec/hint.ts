import { nearest } from "../suggest.ts";
import { dnsLabel } from "./fields.ts";
import { isMapping } from "./path.ts";
import type { Field, Shape } from "./shape.ts";
import { oneOf } from "./words.ts";

/** What a field takes, where its schema words no expectation of its own: `one of a, b`, `text, {secret, key} or {configMap, key}`. */
export function expectationOf(field: Field): string {
  const { shape } = field;
  switch (shape.kind) {
    case "enum":
      return oneOf(shape.values);
    case "object":
      return `{${[...shape.fields]
        .filter(([, inner]) => inner.required)
        .map(([name]) => name)
        .join(", ")}}`;
    case "choice":
      return oneOf([...shape.branches.keys()]);
    case "either": {
      const words = shape.branches.map(expectationOf);
      return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
    }
    case "list":
      return "a list";
    case "record":
      return "a mapping (key: value)";
    case "text":
      return "text";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "other":
      return "another value";
    default:
      return shape satisfies never;
  }
}

interface Hint {
  readonly hint?: string;
  /** The value itself, where the guess is good enough to go on with. */
  readonly meant?: string;
}

/** What to type instead of a value that was refused. `source` is the value as written, where there is a text. */
export function hintForValue(field: Field, value: unknown, source = String(value)): Hint {
  const { shape } = field;
  if (shape.kind === "enum") {
    const meant = nearest(String(value), shape.values);
    return meant ? { meant, hint: `did you mean "${meant}"?` } : {};
  }
  if (shape.kind === "choice" && typeof value === "string") return hintForChoice(shape, value);
  if (shape.kind === "either" && typeof value === "string") {
    const [word = "", ...rest] = value.split(" ");
    const meant = shape.branches.flatMap((branch) =>
      branch.shape.kind === "choice" ? (nearest(word, branch.shape.branches.keys()) ?? []) : [],
    )[0];
    if (meant !== undefined) return { hint: `did you mean "${[meant, ...rest].join(" ")}"?` };
  }
  if (shape.kind === "object" && !isMapping(value)) {
    const [only, ...others] = [...shape.fields].filter(([, inner]) => inner.required);
    if (only && others.length === 0 && accepts(only[1], value)) return { hint: `write {${only[0]}: ${source}}` };
  }
  if (typeof value === "number" || typeof value === "boolean") {
    if (accepts(field, source)) return { hint: `write it in quotes: "${source}"` };
  }
  if (shape.kind === "list" && !isMapping(value) && accepts(shape.item, value)) return { hint: `write a list: [${source}]` };
  if (shape.kind === "boolean") {
    const word = String(value).toLowerCase();
    if (["yes", "on", "y", "true"].includes(word)) return { hint: "write true" };
    if (["no", "off", "n", "false"].includes(word)) return { hint: "write false" };
  }
  if (typeof value === "string" && holdsNumber(shape) && accepts(field, Number(value)))
    return { hint: `write ${Number(value)} without quotes` };
  return {};
}

/** `loki http://loki:3100` where a mapping is wanted → `{type: loki, url: http://loki:3100}`. */
function hintForChoice({ key, branches }: Extract<Shape, { kind: "choice" }>, value: string): Hint {
  const [word = "", rest] = value.split(" ");
  const name = branches.has(word) ? word : nearest(word, branches.keys());
  if (name === undefined) return {};
  const branch = branches.get(name)?.shape;
  const fields = branch?.kind === "object" ? [...branch.fields] : [];
  const place = rest === undefined ? undefined : fields.find(([field, inner]) => field !== key && accepts(inner, rest));
  return { hint: `write {${key}: ${name}${place ? `, ${place[0]}: ${rest}` : ""}}` };
}

/** `Log_Agent` → `log-agent`, where `reason` is that a name was expected. */
export function hintForName(name: unknown, reason: string): Hint {
  if (typeof name !== "string" || !/^expected a name of lower-?case letters, digits and /.test(reason)) return {};
  const meant = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return meant !== name && dnsLabel.safeParse(meant).success ? { meant, hint: `write "${meant}"` } : {};
}

function holdsNumber(shape: Shape): boolean {
  return shape.kind === "number" || (shape.kind === "either" && shape.branches.some((branch) => holdsNumber(branch.shape)));
}

function accepts(field: Field, value: unknown): boolean {
  return "safeParse" in field.schema && typeof field.schema.safeParse === "function" && field.schema.safeParse(value).success === true;
}
