import type { Code } from "./code.ts";
import { markValue } from "./ecs.ts";
import { attributeText, type Shape, type ValueKind } from "./json-shape.ts";
import type { namedFields } from "./names.ts";
import type { Tables } from "./tables.ts";

/** What the scanner of one layout needs to know while it is written. */
export interface Scan {
  /** The name of its format. */
  readonly format: string;
  readonly code: Code;
  readonly shape: Shape;
  readonly variables: ReturnType<typeof namedFields>;
  readonly tables: Tables;
  /** Attributes that all records of the format have. */
  readonly constants: Readonly<Record<string, string>>;
  /** The first variables of the function: offsets that outlive the place where they are found. */
  readonly kept: Set<string>;
}

/** Writes an attribute; `value` adds the code that writes what it is. */
export function wrap(scan: Scan, name: string, kind: ValueKind, value: () => void): void {
  const { code, shape } = scan;
  const [open, close] = attributeText(name, kind, shape);
  code.put(open);
  const behindValue = shape === "ecs" ? markValue(scan, name, kind) : undefined;
  value();
  const behindAll = behindValue?.();
  code.put(close);
  behindAll?.();
}

/** Declares variables, each with its first value: `severity = 0`. */
export function keep(scan: Scan, ...variables: readonly string[]): void {
  for (const variable of variables) scan.kept.add(variable);
}
