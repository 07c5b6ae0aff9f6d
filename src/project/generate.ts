import { join } from "node:path";
import type { Issue } from "../errors.ts";
import type { Host } from "../host.ts";
import { companionsOf } from "../patterns/index.ts";
import { apply } from "../plan/apply.ts";
import { type Plan, stops, writeOf } from "../plan/change.ts";
import type { DesiredFile } from "../plan/file.ts";
import { type PlanOptions, plan, removeGroup } from "../plan/plan.ts";
import { type DiskState, readState } from "../plan/state.ts";
import { version } from "../version.ts";
import { buildPackages, isStale } from "./build.ts";
import { baseManifestPath, desiredFiles, manifestPath } from "./desired.ts";
import type { LoadedProject } from "./load.ts";
import { notesOn, staleImage } from "./notes.ts";
import { readVersions } from "./upgrade.ts";

export interface GenerateOptions extends PlanOptions {
  /** true: also where a newer version of the toolkit generated the project, whose work is then taken back. */
  readonly older?: boolean;
}

/**
 * What generating would do, as data. Writes nothing with `readOnly`; without, it first completes a run that was interrupted. Throws where a
 * newer version generated the project, unless `older` says that going back is meant. The copy of pod.yaml for kustomize is planned last,
 * because it has to hold what pod.yaml will hold after the merge, edits included.
 */
export function planProject(project: LoadedProject, host: Host, options: GenerateOptions & { readonly readOnly?: boolean } = {}): Plan {
  const { readOnly = false, older = false, ...rest } = options;
  return planWith(project, host, { readOnly, older }, (desired, state) => plan(desired, state, { ...rest, toolkit: version() }));
}

/** What removing a companion would do. `project` is the project without it. */
export function planRemoval(project: LoadedProject, name: string, host: Host, options: PlanOptions = {}): Plan {
  return planWith(project, host, {}, (desired, state) => removeGroup(desired, state, name, { ...options, toolkit: version() }));
}

type Decide = (desired: readonly DesiredFile[], state: DiskState) => Plan;

function planWith(project: LoadedProject, host: Host, { readOnly = false, older = false }, decide: Decide): Plan {
  readVersions([project], version(), host, { older });
  const { place, spec, templates } = project;
  const prefix = spec.out === "." ? "" : `${spec.out.replace(/\/$/, "")}/`;
  const copy = (content: string): DesiredFile => ({ path: prefix + baseManifestPath, content, ownership: "managed", group: "" });
  const desired = desiredFiles(spec, templates);
  const own = desired.find((file) => file.path === prefix + manifestPath);
  const state = readState(host.fs, place.root, [...desired.map((file) => file.path), prefix + baseManifestPath], { readOnly });
  const planned = (content: string) => decide([...desired, copy(content)], state);
  const first = planned(own?.content ?? "");
  const merged = contentAfter(first, state, prefix + manifestPath);
  const decided = merged === undefined || merged === own?.content ? first : planned(merged);
  return { ...decided, notes: [...decided.notes, ...notesOn(spec), ...staleImage(project, host)] };
}

/** What a file will hold once the plan is applied; undefined where that is unsettled: conflict markers, or no file. */
function contentAfter(planned: Plan, state: DiskState, path: string): string | undefined {
  const change = planned.changes.find((candidate) => candidate.path === path);
  if (!change || stops(change) || (change.kind === "conflict" && change.form === "text")) return undefined;
  const file = state.files.get(path);
  const text = writeOf(change)?.content ?? (file?.kind === "file" ? file.text : undefined);
  return text?.replaceAll("\r\n", "\n");
}

/** Plans and applies. The plan says what was done and what was not, and why. */
export function generateProject(project: LoadedProject, host: Host, options: GenerateOptions = {}): Plan {
  const planned = planProject(project, host, options);
  apply(host.fs, project.place.root, planned);
  return planned;
}

/** Bundles the companions whose bundle is missing or older than its sources. Says which were, and what was wrong with others. */
export async function buildStale({ place, spec }: LoadedProject, host: Host): Promise<{ built: string[]; issues: Issue[] }> {
  const stale = companionsOf(spec)
    .filter((companion) => companion.hasPackage && isStale(join(place.root, spec.out, companion.name), host))
    .map((companion) => companion.name);
  const folder = (name: string) => join(place.root, spec.out, name);
  const issues = await buildPackages(stale.map(folder), host);
  return { built: stale.filter((name) => !isStale(folder(name), host)), issues };
}
