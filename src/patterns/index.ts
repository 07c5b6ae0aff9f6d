import type { DesiredFile } from "../plan/file.ts";
import type { PodPart } from "../pod/part.ts";
import { presetSchema } from "../spec/preset-schema.ts";
import { type CompanionSpec, documentSchema, type OptionSchema, type Spec } from "../spec/schema.ts";
import { adapter } from "./adapter/index.ts";
import { ambassador } from "./ambassador/index.ts";
import { init } from "./init/index.ts";
import type { Pattern } from "./pattern.ts";
import { sidecar } from "./sidecar/index.ts";

/** Every pattern by the word that names it in the document and on the command line. A new one is added here and nowhere else. */
export const patterns = { sidecar, adapter, ambassador, init } as const;

export type PatternName = keyof typeof patterns;

/** The schema of scaffold.yaml with the options of every pattern. */
export function projectSchema() {
  return documentSchema({
    sidecar: sidecar.options as OptionSchema,
    adapter: adapter.options as OptionSchema,
    ambassador: ambassador.options as OptionSchema,
    init: init.options as OptionSchema,
  });
}

/** The schema of what documents extend: a part of one, with defaults by pattern. */
export function projectPresetSchema() {
  return presetSchema(Object.fromEntries(Object.entries(patterns).map(([name, { options }]) => [name, options as OptionSchema])));
}

/** A companion of a document that was read with `projectSchema()`: its pattern applied to its options. */
export interface PlacedCompanion {
  readonly name: string;
  readonly hasPackage: boolean;
  /** See `Pattern.loopbackVariables`. */
  readonly loopbackVariables: readonly string[];
  files(): DesiredFile[];
  part(): PodPart;
}

/** The companions of a document, in its order. */
export function companionsOf(spec: Spec): PlacedCompanion[] {
  return Object.entries(spec.companions).map(([name, options]) => place(name, options, spec));
}

function place(name: string, options: CompanionSpec, spec: Spec): PlacedCompanion {
  // The document's schema has checked the options against the very pattern that `options.pattern` names.
  const pattern = patterns[options.pattern as PatternName] as Pattern<unknown>;
  const companion = { name, options, spec };
  return {
    name,
    hasPackage: pattern.hasPackage(options),
    loopbackVariables: pattern.loopbackVariables ?? [],
    files: () => pattern.files(companion),
    part: () => pattern.part(companion),
  };
}
