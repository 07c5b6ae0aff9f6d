import type { Document } from "yaml";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { projectSchema } from "../patterns/index.ts";
import { patternRules } from "../patterns/rules.ts";
import { readSpec } from "../spec/read.ts";
import type { Spec } from "../spec/schema.ts";
import { locateExisting, type Place } from "./locate.ts";

export interface LoadedProject {
  readonly place: Place;
  readonly text: string;
  readonly spec: Spec;
  readonly document: Document;
}

/** Reads the document of the project at hand. Throws with every mistake in it. */
export function loadProject(host: Host, out?: string): LoadedProject {
  return readProject(host, locateExisting(host, out));
}

/** The same for a place that is known to have a document. */
export function readProject(host: Host, place: Place): LoadedProject {
  const bytes = host.fs.read(place.document);
  if (!bytes) throw new ScaffoldError("NO_DOCUMENT", `${place.shown} is gone`, { exit: EXIT.failed });
  return parseProject(place, new TextDecoder().decode(bytes));
}

/** The project that the document would be with this text. Throws with every mistake in it. */
export function parseProject(place: Place, text: string): LoadedProject {
  const read = readSpec(text, { file: place.shown, rules: patternRules }, projectSchema());
  if (!read.ok) throw new ScaffoldError("SPEC_INVALID", read.issues);
  return { place, text, spec: read.value, document: read.document };
}
