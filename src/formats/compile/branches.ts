import { type Format, isLayout, type LayoutFormat, startsOf } from "../layout.ts";
import { isWritable } from "./ecs-fields.ts";
import { matches } from "./expressions.ts";
import type { Shape } from "./json-shape.ts";
import { variantOf } from "./names.ts";
import { type Branch, sharedPrefixes } from "./shared-prefix.ts";

/** The test that says whether a line can be of a format, from its first byte. */
export function startTest(format: Format, variant = 0): string {
  const starts = isLayout(format) ? startsOf(format.layouts[variant] ?? []) : format.starts;
  if (starts === undefined) return "true";
  return starts.length === 1 ? matches(starts, "start").replace("b[start]", "first") : `${tableName(format, variant)}[first] === 1`;
}

export function tableName({ name }: Format, variant: number): string {
  return `startsOf${variantOf(name, variant)}`;
}

/** The layouts that have a scanner of their own: the first of those that begin alike. */
export function scannedOf(format: Format, shape?: Shape): number[] {
  return isLayout(format) ? branchesOf(format, shape).map(({ variant }) => variant) : [0];
}

/** Of documents, all layouts of a format have to be such that a scanner can write them, if they are to share one. */
export function branchesOf(format: LayoutFormat, shape?: Shape): Branch[] {
  const { layouts, constants = {} } = format;
  if (shape !== "ecs" || layouts.every((pieces) => isWritable(pieces, constants))) return sharedPrefixes(format);
  return layouts.map((pieces, variant) => ({ variant, from: 0, to: pieces.length, branches: [] }));
}
