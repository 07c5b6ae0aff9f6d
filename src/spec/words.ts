import type { z } from "zod";
import { withoutPasswords } from "./password.ts";
import { isMapping } from "./path.ts";

const nouns: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping (key: value)",
  record: "a mapping (key: value)",
};

/**
 * What the schema library's issues are called here; a field that words its own expectation keeps it.
 * Empty for unions and record keys: their inner issues say it.
 */
export const inOurWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${nouns[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${oneOf(issue.values.map(String))}`;
    case "too_small":
      return limit(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum);
    case "too_big":
      return limit(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum);
    case "invalid_format":
      return `expected text of the form ${issue.pattern ?? issue.format}`;
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}`;
    case "custom":
      return "is not valid";
    case "unrecognized_keys":
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
      return "";
    default:
      issue satisfies never;
  }
};

function limit(origin: string, relation: string, bound: number | bigint): string {
  if (origin === "string")
    return bound === 1 && relation === "at least" ? "expected text that is not empty" : `expected ${relation} ${bound} characters`;
  if (origin === "array" || origin === "set") return `expected ${relation} ${bound} ${bound === 1 ? "item" : "items"}`;
  return `expected ${origin === "int" ? "a whole number, " : ""}${relation} ${bound}`;
}

/** `one of a, b, c`, or the one value there is. */
export function oneOf(values: readonly string[]): string {
  return values.length === 1 ? `${values[0]}` : `one of ${values.join(", ")}`;
}

/** A value as it is named in a message, on one line and not longer than about 60 characters. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isMapping(value)) return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  const text = typeof value === "string" ? JSON.stringify(withoutPasswords(value)) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
