import type { z } from "zod";
import { check } from "../spec/explain.ts";
import type { Field, Shape } from "../spec/shape.ts";

/**
 * What was typed, as the field wants it: `8080` as a number where a number is wanted, one word as a list where that is. Of a list, plain words
 * with commas between them are that many values (`combined,json`); a glob, a pattern or a URL may hold a comma and stays whole.
 */
export function typedValue(field: Field, given: unknown): unknown {
  const { shape } = field;
  if (shape.kind === "list") return [given].flat().flatMap((item) => plainWords(item).map((word) => typedValue(shape.item, word)));
  if (typeof given !== "string" || !/^-?[0-9]+(?:\.[0-9]+)?$/.test(given)) return given;
  return takesNumber(shape) && !check(field.schema as z.ZodType, given).ok ? Number(given) : given;
}

function plainWords(item: unknown): unknown[] {
  return typeof item === "string" && /^[\w.-]+(?:,[\w.-]+)+$/.test(item) ? item.split(",") : [item];
}

function takesNumber(shape: Shape): boolean {
  return shape.kind === "number" || (shape.kind === "either" && shape.branches.some((branch) => takesNumber(branch.shape)));
}
