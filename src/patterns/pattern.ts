import type { z } from "zod";
import type { DesiredFile } from "../plan/file.ts";
import type { PodPart } from "../pod/part.ts";
import type { Spec } from "../spec/schema.ts";

/** One companion of a document, with every default filled in. */
export interface Companion<Options> {
  readonly name: string;
  readonly options: Options;
  readonly spec: Spec;
}

/** A pattern is a plain value: how its options look, which files it emits, what it adds to the pod. */
export interface Pattern<Options> {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  readonly options: z.ZodType<Options>;
  /** The companion's name when the user gives none. */
  defaultName(given: Readonly<Record<string, unknown>>): string;
  /** What a new companion says in the document: what the user gave, and the defaults that are worth seeing there. */
  firstOptions(given: Readonly<Record<string, unknown>>, app: { readonly logs: readonly string[] }): Record<string, unknown>;
  /** false where the companion needs no package of its own, as a command in the app's image. */
  hasPackage(options: Options): boolean;
  /** Variables of its container that are ports which the program listens on, on localhost alone: no containerPort names those. */
  readonly loopbackVariables?: readonly string[];
  /** What is left to do by hand after the companion was added or changed, as one line; undefined where nothing is. */
  leftToDo?(companion: Pick<Companion<Options>, "name" | "options">): string | undefined;
  files(companion: Companion<Options>): DesiredFile[];
  part(companion: Companion<Options>): PodPart;
}

/** Fixes the type of a pattern's options from its schema. */
export function definePattern<Options>(pattern: Pattern<Options>): Pattern<Options> {
  return pattern;
}
