import { type BaseCopy, type Change, type Plan, stops } from "./change.ts";
import { type Decision, decide, decideObsolete } from "./decide.ts";
import type { DesiredFile } from "./file.ts";
import { SUPPORT } from "./folder.ts";
import { type Manifest, type ManifestFile, printManifest } from "./manifest.ts";
import { checkPaths, EDITOR_SCHEMA, parentsOf } from "./paths.ts";
import type { DiskState } from "./state.ts";

export interface PlanOptions {
  /** Overwrites managed files that were edited and files that were not generated; makes files again that were deleted. */
  readonly force?: boolean;
  /** Keeps those as they are instead, and merges them from now on. */
  readonly adopt?: boolean;
  /** Only these companions are generated; nothing of the others is looked at. Default: all. */
  readonly groups?: readonly string[];
  /** The toolkit's version, for the manifest. */
  readonly toolkit?: string;
  /** Records that version even where nothing else changes: what an upgrade is for. */
  readonly stamp?: boolean;
}

/** Decides what one run does. Pure: the same wishes and the same disk give the same plan. */
export function plan(desired: readonly DesiredFile[], state: DiskState, options: PlanOptions = {}): Plan {
  return assemble(decideAll(desired, state, options, undefined), state, options, false);
}

/**
 * Plans the removal of a companion: exactly what was generated for it is deleted. One edited file, seeded ones included, stops
 * the whole run (the other files in `desired` too) unless `force`. `desired` is what the project wants without the companion.
 */
export function removeGroup(desired: readonly DesiredFile[], state: DiskState, group: string, options: PlanOptions = {}): Plan {
  const rest = desired.filter((file) => file.group !== group);
  return assemble(decideAll(rest, state, options, group), state, options, true);
}

function decideAll(desired: readonly DesiredFile[], state: DiskState, options: PlanOptions, removed: string | undefined): Decision[] {
  checkPaths(
    desired.map(({ path }) => path),
    "the generator",
  );
  const { force = false, adopt = false, groups } = options;
  const chosen = (group: string) => groups === undefined || groups.includes(group) || group === removed;
  const known = [...(state.manifest?.files ?? [])];
  const wanted = new Map(desired.map(({ path, group }) => [path, group]));
  const live = known.filter(([, entry]) => !entry.deleted).map(([path, entry]) => ({ path, group: wanted.get(path) ?? entry.group }));
  const wiped = new Set(live.map(({ group }) => group));
  for (const { path, group } of live) if (state.files.has(path)) wiped.delete(group);
  const decisions = [
    ...desired.filter(({ group }) => chosen(group)).map((file) => decide(file, state, { force, adopt, wiped: wiped.has(file.group) })),
    ...known
      .filter(([path, entry]) => !wanted.has(path) && chosen(entry.group))
      .map(([path, entry]) => decideObsolete(path, entry, state, { force, removing: entry.group === removed })),
  ];
  return decisions.sort((a, b) => (a.change.path < b.change.path ? -1 : 1));
}

/** A stopped file holds back its whole group, or with `together` everything. */
function hold(decisions: readonly Decision[], state: DiskState, together: boolean): Decision[] {
  const stoppers = decisions.filter(({ change }) => stops(change));
  return decisions.map((decision) => {
    const { change } = decision;
    const stopper = stoppers.find((candidate) => together || candidate.change.group === change.group);
    if (!stopper || stops(change)) return decision;
    const asBefore = { entry: state.manifest?.files.get(change.path), base: state.base.get(change.path) };
    const idle = change.kind === "unchanged" || change.kind === "keep" || change.kind === "gone";
    if (idle) return { change, ...asBefore };
    const { path, group, ownership } = change;
    return { change: { path, group, ownership, kind: "held", wanted: change.kind, because: stopper.change.path }, ...asBefore };
  });
}

function assemble(decisions: readonly Decision[], state: DiskState, options: PlanOptions, together: boolean): Plan {
  const carried = hold(decisions, state, together);
  const changes = carried.map(({ change }) => change);
  const files = new Map(state.manifest?.files);
  const writes: BaseCopy[] = [];
  const deletes: string[] = [];
  for (const { change, entry, base } of carried) {
    if (entry) files.set(change.path, entry);
    else files.delete(change.path);
    if (base === undefined && state.base.has(change.path)) deletes.push(change.path);
    if (base !== undefined && base !== state.base.get(change.path)) writes.push({ path: change.path, content: base });
  }

  const directories = nextDirectories(changes, files, state);
  const next = nextManifest({ toolkit: options.toolkit ?? "", directories: directories.kept, files }, state, options.stamp);
  const stopped = changes.some((change) => stops(change) || change.kind === "conflict");
  return {
    changes,
    exit: stopped ? 1 : 0,
    manifest: { before: state.manifestText, after: next },
    base: { writes, deletes },
    support: state.manifest || next !== undefined ? Object.keys(SUPPORT).filter((name) => !state.own.has(name)) : [],
    emptied: directories.emptied,
    notes: state.notes,
  };
}

function nextDirectories(changes: readonly Change[], files: ReadonlyMap<string, ManifestFile>, state: DiskState) {
  const before = state.manifest?.directories ?? [];
  const made = changes
    .flatMap((change) => (change.kind === "create" && change.path !== EDITOR_SCHEMA ? parentsOf(change.path) : []))
    .filter((path) => !state.directories.has(path));
  const used = new Set([...files.keys()].flatMap(parentsOf));
  const known = [...new Set([...before, ...made])].sort();
  return { kept: known.filter((path) => used.has(path)), emptied: known.filter((path) => !used.has(path)).reverse() };
}

/** undefined: the manifest stays as it is. A newer toolkit alone changes nothing, so that it makes no noise in a review. */
function nextManifest(next: Manifest, state: DiskState, stamp = false): string | undefined {
  const toolkit = (stamp && next.toolkit) || (state.manifest?.toolkit ?? "");
  if (state.manifest && printManifest({ ...next, toolkit }) === printManifest(state.manifest)) return undefined;
  if (!state.manifest && next.files.size === 0) return undefined;
  return printManifest({ ...next, toolkit: next.toolkit || toolkit });
}
