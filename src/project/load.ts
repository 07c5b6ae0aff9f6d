import { dirname } from "node:path";
import type { Document } from "yaml";
import { EXIT, type Issue, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { projectSchema } from "../patterns/index.ts";
import { patternRules } from "../patterns/rules.ts";
import type { Overrides } from "../render/template.ts";
import { readSpec } from "../spec/read.ts";
import type { Spec } from "../spec/schema.ts";
import { desiredFiles } from "./desired.ts";
import { locateExisting, type Place } from "./locate.ts";
import { findPresets, type PresetFile, withoutRepeats } from "./presets.ts";
import { findTemplates } from "./templates.ts";

export interface LoadedProject {
  readonly place: Place;
  readonly text: string;
  readonly spec: Spec;
  readonly document: Document;
  /** Where its name stands. */
  readonly nameAt: NonNullable<Issue["where"]>;
  /** The presets that the document extends, the nearest first. */
  readonly presets: readonly PresetFile[];
  /** Templates that take the place of packaged ones. */
  readonly templates: Overrides;
}

/** Reads the document of the project at hand. Throws with every mistake in it. */
export function loadProject(host: Host, out?: string): LoadedProject {
  return readProject(host, locateExisting(host, out));
}

/** The same for a place that is known to have a document. */
export function readProject(host: Host, place: Place): LoadedProject {
  const bytes = host.fs.read(place.document);
  if (!bytes) throw new ScaffoldError("NO_DOCUMENT", `${place.shown} is gone`, { exit: EXIT.failed });
  return parseProject(place, new TextDecoder().decode(bytes), host);
}

/**
 * Reads many documents. Throws with every mistake in any of them and in their templates, and where two have one name, so that nothing is
 * written before all is well.
 */
export function readProjects(host: Host, places: readonly Place[]): LoadedProject[] {
  const issues: Issue[] = [];
  const projects = places.flatMap((place) => {
    try {
      return [readProject(host, place)];
    } catch (error) {
      if (!(error instanceof ScaffoldError)) throw error;
      issues.push(...error.issues);
      return [];
    }
  });
  issues.push(...sameNames(projects));
  if (issues.length > 0) throw new ScaffoldError("SPEC_INVALID", withoutRepeats(issues));
  return projects;
}

/** Images and packages are called after the project: two of one name push over each other, and npm refuses the workspace. */
function sameNames(projects: readonly LoadedProject[]): Issue[] {
  const first = new Map<string, LoadedProject>();
  return projects.flatMap((project): Issue[] => {
    const { name } = project.spec;
    const other = first.get(name);
    if (!other) {
      first.set(name, project);
      return [];
    }
    const message = `${project.place.shown} and ${other.place.shown} both have the name "${name}": their images and packages would clash`;
    const hint = `give one of them another name: here, or in ${other.nameAt.file}, line ${other.nameAt.line}`;
    return [{ message, where: project.nameAt, hint }];
  });
}

/** The project that the document would be with this text. Throws with every mistake in it, in its presets and its templates. */
export function parseProject(place: Place, text: string, host: Host): LoadedProject {
  let presets: readonly PresetFile[] = [];
  const extend = (path: string, where: NonNullable<Issue["where"]>) => {
    const found = findPresets(host, dirname(place.document), path, where);
    presets = found.presets;
    return found;
  };
  const read = readSpec(text, { file: place.shown, rules: patternRules, extend }, projectSchema());
  const own =
    read.ok && read.value.templates !== undefined
      ? [{ path: read.value.templates, from: place.root, where: read.place(["templates"]) }]
      : [];
  const shared = presets.flatMap(({ data, folder, source }) =>
    typeof data["templates"] === "string" ? [{ path: data["templates"], from: folder, where: source.place(["templates"], "value") }] : [],
  );
  const { overrides, issues } = findTemplates(host, [...own, ...shared]);
  if (!read.ok) throw new ScaffoldError("SPEC_INVALID", [...read.issues, ...issues]);
  if (issues.length > 0) throw new ScaffoldError("TEMPLATE_INVALID", issues);
  const { value: spec, document } = read;
  const nameAt = read.place(["name"]);
  // Whether a template fits shows when it is rendered: before anything else is done with the document.
  if (overrides.size > 0) desiredFiles(spec, overrides);
  return { place, text, spec, document, nameAt, presets, templates: overrides };
}
