/** Holds a value against the part of JSON Schema draft 7 that the document's schema uses. A keyword it does not know is an error. */
export function accepts(schema: unknown, value: unknown): boolean {
  if (typeof schema === "boolean") return schema;
  return Object.entries(schema as Record<string, unknown>).every(([keyword, rule]) => {
    const check = keywords[keyword];
    if (!check) throw new Error(`unknown keyword ${keyword}`);
    return check(rule, value, schema as Record<string, unknown>);
  });
}

type Keyword = (rule: unknown, value: unknown, schema: Record<string, unknown>) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const note: Keyword = () => true;

const types: Record<string, (value: unknown) => boolean> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
};

const keywords: Record<string, Keyword> = {
  $schema: note,
  title: note,
  description: note,
  default: note,
  examples: note,
  type: (rule, value) => types[String(rule)]?.(value) === true,
  const: (rule, value) => value === rule,
  enum: (rule, value) => (rule as unknown[]).includes(value),
  pattern: (rule, value) => typeof value !== "string" || new RegExp(String(rule), "u").test(value),
  minLength: (rule, value) => typeof value !== "string" || value.length >= Number(rule),
  minimum: (rule, value) => typeof value !== "number" || value >= Number(rule),
  maximum: (rule, value) => typeof value !== "number" || value <= Number(rule),
  exclusiveMinimum: (rule, value) => typeof value !== "number" || value > Number(rule),
  minItems: (rule, value) => !Array.isArray(value) || value.length >= Number(rule),
  items: (rule, value) => !Array.isArray(value) || value.every((item) => accepts(rule, item)),
  anyOf: (rule, value) => (rule as unknown[]).some((option) => accepts(option, value)),
  oneOf: (rule, value) => (rule as unknown[]).filter((option) => accepts(option, value)).length === 1,
  required: (rule, value) => !isObject(value) || (rule as string[]).every((name) => Object.hasOwn(value, name)),
  propertyNames: (rule, value) => !isObject(value) || Object.keys(value).every((name) => accepts(rule, name)),
  properties: (rule, value) =>
    !isObject(value) ||
    Object.entries(rule as Record<string, unknown>).every(([name, inner]) => !Object.hasOwn(value, name) || accepts(inner, value[name])),
  additionalProperties: (rule, value, schema) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([name, inner]) => Object.hasOwn((schema["properties"] as object | undefined) ?? {}, name) || accepts(rule, inner),
    ),
};
