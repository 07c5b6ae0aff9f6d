import { z } from "zod";
import { child, type Path } from "./path.ts";

/** What may stand at a place of the document, read off the zod schema: for hints, key order, flags and prompts. */
export type Shape =
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Field> }
  /** Several objects told apart by the value of one key, the chooser. A branch may be a choice again, by another key. */
  | { readonly kind: "choice"; readonly key: string; readonly chooser: Field; readonly branches: ReadonlyMap<string, Field> }
  | { readonly kind: "record"; readonly value: Field }
  | { readonly kind: "list"; readonly item: Field }
  | { readonly kind: "either"; readonly branches: readonly Field[] }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "text" | "number" | "boolean" | "other" };

/** A shape with what the schema says about it. */
export interface Field {
  readonly shape: Shape;
  readonly schema: z.core.$ZodType;
  /** false when it may be left out. */
  readonly required: boolean;
  /** What it is when left out, as it would be written. */
  readonly fallback?: unknown;
  readonly description?: string;
  readonly examples: readonly unknown[];
  /** true: worth a question when the user is there to answer (`.meta({ ask: true })`). */
  readonly ask: boolean;
}

/** Reads a schema. Wrappers (optional, default) become properties of the field; the outermost description wins. */
export function fieldOf(schema: z.core.$ZodType): Field {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const meta = metaOf(schema);
  switch (def.type) {
    case "optional":
    case "nullable":
      return { ...fieldOf(def.innerType), ...meta, schema, required: false };
    case "default":
    case "prefault":
      return { ...fieldOf(def.innerType), ...meta, schema, required: false, fallback: def.defaultValue };
    case "readonly":
      return { ...fieldOf(def.innerType), ...meta, schema };
    default:
      return { shape: shapeOf(schema), examples: [], ask: false, ...meta, schema, required: true };
  }
}

function shapeOf(schema: z.core.$ZodType): Shape {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return { kind: "object", fields: new Map(Object.entries(def.shape).map(([name, field]) => [name, fieldOf(field)])) };
    case "union": {
      const branches = def.options.map(fieldOf);
      if (!("discriminator" in def)) return { kind: "either", branches };
      const key = String(def.discriminator);
      const byName = new Map(branches.flatMap((branch) => namesOf(branch, key).map((name) => [name, branch])));
      const values = [...byName.keys()];
      const chooser = { ...fieldOf(z.enum(values)), examples: values };
      return { kind: "choice", key, chooser, branches: byName };
    }
    case "record":
      return { kind: "record", value: fieldOf(def.valueType) };
    case "array":
      return { kind: "list", item: fieldOf(def.element) };
    case "enum":
      return { kind: "enum", values: Object.values(def.entries).map(String) };
    case "literal":
      return { kind: "enum", values: def.values.map(String) };
    case "string":
      return { kind: "text" };
    case "number":
      return { kind: "number" };
    case "boolean":
      return { kind: "boolean" };
    default:
      return { kind: "other" };
  }
}

/** The values of `key` that lead to this branch. */
function namesOf(branch: Field, key: string): readonly string[] {
  if (branch.shape.kind === "choice") return [...branch.shape.branches.values()].flatMap((inner) => namesOf(inner, key)).filter(unique);
  const field = branch.shape.kind === "object" ? branch.shape.fields.get(key) : undefined;
  return field?.shape.kind === "enum" ? field.shape.values : [];
}

function metaOf(schema: z.core.$ZodType): Partial<Pick<Field, "description" | "examples" | "ask">> {
  const meta = "meta" in schema && typeof schema.meta === "function" ? (schema as z.ZodType).meta() : undefined;
  return {
    ...(typeof meta?.description === "string" && { description: meta.description }),
    ...(Array.isArray(meta?.["examples"]) && { examples: meta["examples"] }),
    ...(meta?.["ask"] === true && { ask: true }),
  };
}

/** The fields a mapping with this shape may hold, in the schema's order; where the data decides, of the branch it chose. */
export function fieldsOf(shape: Shape, data: unknown): ReadonlyMap<string, Field> | undefined {
  if (shape.kind === "object") return shape.fields;
  const branch = branchOf(shape, data);
  return branch && fieldsOf(branch.shape, data);
}

/** Of a field that takes a mapping or a text that stands for one: the mapping, which is a choice, under the field's own description. */
export function longForm(field: Field): Field | undefined {
  const { shape, description, ask } = field;
  const choice = shape.kind === "either" ? shape.branches.find((branch) => branch.shape.kind === "choice") : undefined;
  return choice && { ...choice, ask, ...(description !== undefined && { description }) };
}

/** The branch that a value belongs to: by its key in a choice, by its form in an either. */
export function branchOf(shape: Shape, data: unknown): Field | undefined {
  if (shape.kind === "choice") return shape.branches.get(String(child(data, shape.key)));
  if (shape.kind !== "either") return undefined;
  const fitting = shape.branches.filter((branch) => hasForm(branch.shape, data));
  const known = (branch: Field) => Object.keys(data ?? {}).filter((key) => fieldsOf(branch.shape, data)?.has(key)).length;
  return fitting.sort((a, b) => known(b) - known(a))[0];
}

function hasForm(shape: Shape, data: unknown): boolean {
  switch (shape.kind) {
    case "list":
      return Array.isArray(data);
    case "object":
    case "choice":
    case "record":
      return typeof data === "object" && data !== null && !Array.isArray(data);
    case "number":
    case "boolean":
      return typeof data === shape.kind;
    default:
      return typeof data === "string";
  }
}

/** The field that governs the value at `path`; undefined where the schema knows none. */
export function fieldAt(root: Field, path: Path, data: unknown): Field | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return root;
  const { shape } = root;
  const next =
    shape.kind === "record"
      ? shape.value
      : shape.kind === "list"
        ? shape.item
        : (fieldsOf(shape, data)?.get(String(part)) ?? chooserOf(shape, part, data));
  return next && fieldAt(next, rest, child(data, part));
}

/** The field of a key that chooses a branch, which no branch is known by yet. */
function chooserOf(shape: Shape, key: string | number, data: unknown): Field | undefined {
  if (shape.kind !== "choice" && shape.kind !== "either") return undefined;
  if (shape.kind === "choice" && key === shape.key) return shape.chooser;
  const branch = branchOf(shape, data);
  return branch && chooserOf(branch.shape, key, data);
}

function unique<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index;
}
