import type { Change, Write } from "./change.ts";
import type { DesiredFile } from "./file.ts";
import type { ManifestFile } from "./manifest.ts";
import { mergeFile } from "./merge/file.ts";
import { findMarkers } from "./merge/text.ts";
import type { DiskFile, DiskState } from "./state.ts";
import { canonical, formOf, inForm, textHash } from "./text.ts";

/** A change, and what `.scaffold` holds about the file once it is carried out. */
export interface Decision {
  readonly change: Change;
  readonly entry: ManifestFile | undefined;
  /** The pristine copy, for a file that is merged. */
  readonly base: string | undefined;
}

export interface Consent {
  /** Overwrite what was edited or was there before; make deleted files again. */
  readonly force: boolean;
  /** Keep what was edited or was there before, and merge it from now on. */
  readonly adopt: boolean;
  /** All that was there of this group was deleted: it is generated as if for the first time. */
  readonly wiped: boolean;
}

type PlainFile = Extract<DiskFile, { kind: "file" }>;

function modeOf(desired: DesiredFile, disk: PlainFile | undefined): number {
  return (disk?.mode ?? 0o644) | (desired.executable ? 0o111 : 0);
}

function writeFor(desired: DesiredFile, disk: PlainFile | undefined, text: string): Write {
  const content = disk?.text === undefined ? text : inForm(canonical(text), formOf(disk.text));
  return { content, mode: modeOf(desired, disk), before: disk?.hash, was: disk?.text ?? "" };
}

/** Says what generating does with one wanted file. */
export function decide(desired: DesiredFile, state: DiskState, consent: Consent): Decision {
  const { path, group, ownership } = desired;
  const about = { path, group, ownership };
  const old = state.manifest?.files.get(path);
  const disk = state.files.get(path);
  const merged = ownership === "merged" || (ownership === "managed" && old?.adopted === true);
  const base = canonical(desired.content);

  const entry: ManifestFile = {
    group,
    ownership,
    hash: textHash(desired.content),
    ...(old?.adopted && disk && ownership === "managed" && { adopted: true }),
  };
  const done = { entry, base: merged ? base : undefined };
  const asBefore = { entry: old, base: state.base.get(path) };

  if (disk === undefined) {
    const stays = old !== undefined && old.ownership !== "managed" && ownership !== "managed" && !consent.force && !consent.wiped;
    if (stays) return { change: { ...about, kind: "gone" }, entry: { ...old, group, ownership, deleted: true }, base: asBefore.base };
    return { change: { ...about, kind: "create", write: writeFor(desired, undefined, desired.content) }, ...done };
  }
  if (disk.kind === "obstacle") {
    return { change: { ...about, kind: "blocked", reason: `there is ${disk.what} at ${disk.at}; move it away` }, ...asBefore };
  }

  const yours = disk.text === undefined ? undefined : canonical(disk.text);
  if (ownership === "seeded") {
    // What is there is the user's, whoever made it; an entry is kept only for what was generated, so that only that is ever deleted.
    if (old || yours !== base)
      return { change: { ...about, kind: "keep" }, entry: old && { group, ownership, hash: old.hash }, base: undefined };
    return { change: { ...about, kind: "unchanged" }, ...done };
  }

  const replace = (): Decision => ({ change: { ...about, kind: "update", write: writeFor(desired, disk, desired.content) }, ...done });
  if (yours === base) {
    const missesBit = desired.executable === true && state.executableBits && (disk.mode & 0o111) === 0;
    return missesBit ? replace() : { change: { ...about, kind: "unchanged" }, ...done };
  }
  if (old && disk.text !== undefined && textHash(disk.text) === old.hash) return replace();

  const inTheWay = (stop: Change): Decision => {
    if (consent.force) return replace();
    if (consent.adopt && yours !== undefined) {
      return { change: { ...about, kind: "adopt" }, entry: { ...entry, ...(ownership === "managed" && { adopted: true }) }, base };
    }
    return { change: stop, ...asBefore };
  };
  if (!old)
    return inTheWay({ ...about, kind: "blocked", reason: "exists and was not generated; --force overwrites it, --adopt keeps yours" });
  if (!merged)
    return inTheWay({
      ...about,
      kind: "edited",
      reason: "was edited by hand; --force overwrites it, --adopt keeps your edit and merges from now on",
    });
  if (yours === undefined)
    return inTheWay({ ...about, kind: "blocked", reason: "is not UTF-8 text any more and cannot be merged; --force overwrites it" });

  const pristine = state.base.get(path);
  if (pristine === undefined) {
    // It was the user's alone until now, so of what it was generated from nothing was kept: their text and this one are the beginning.
    if (old.ownership === "seeded") return { change: { ...about, kind: "adopt" }, ...done };
    return inTheWay({
      ...about,
      kind: "blocked",
      reason: "was edited, and its pristine copy is lost; --force overwrites it, --adopt keeps yours",
    });
  }
  const line = findMarkers(base) === undefined ? findMarkers(yours) : undefined;
  if (line !== undefined) return { change: { ...about, kind: "unresolved", line }, ...asBefore };

  const became = otherKind(path, pristine, base);
  if (became !== undefined)
    return inTheWay({
      ...about,
      kind: "blocked",
      reason: `was edited, and is to become a ${became}, where your edits have another place; --force overwrites it, then make them there; --adopt keeps it as it is`,
    });

  return { change: mergeInto(desired, disk, pristine, yours), ...done };
}

/** The kind of a manifest that is generated as another one than before: what is under its fields cannot be merged path by path. */
function otherKind(path: string, before: string, now: string): string | undefined {
  if (!path.endsWith(".yaml")) return undefined;
  const [was, is] = [before, now].map((text) => /^kind: (\w+)$/m.exec(text)?.[1]);
  return was === is ? undefined : is;
}

function mergeInto(desired: DesiredFile, disk: PlainFile, pristine: string, yours: string): Change {
  const { path, group, ownership } = desired;
  const about = { path, group, ownership };
  const { text, textConflicts, dataConflicts } = mergeFile(path, pristine, yours, canonical(desired.content));
  const write = writeFor(desired, disk, text);
  if (textConflicts > 0) return { ...about, kind: "conflict", form: "text", count: textConflicts, write };
  if (dataConflicts.length > 0)
    return { ...about, kind: "conflict", form: "data", values: dataConflicts, ...(text !== yours && { write }) };
  return text === yours ? { ...about, kind: "unchanged" } : { ...about, kind: "merged", write };
}

/** Says what happens to a file that was generated and is no longer wanted. `removing`: its whole companion was asked to go. */
export function decideObsolete(
  path: string,
  old: ManifestFile,
  state: DiskState,
  consent: { force: boolean; removing: boolean },
): Decision {
  const about = { path, group: old.group, ownership: old.ownership };
  const disk = state.files.get(path);
  const forgotten = { entry: undefined, base: undefined };
  if (disk === undefined) return { change: { ...about, kind: "forget" }, ...forgotten };
  if (disk.kind === "file") {
    const pristine = disk.text !== undefined && textHash(disk.text) === old.hash;
    if (pristine || (consent.force && consent.removing)) {
      return { change: { ...about, kind: "delete", before: disk.hash, was: disk.text ?? "" }, ...forgotten };
    }
  }
  if (!consent.removing) return { change: { ...about, kind: "keepEdited" }, ...forgotten };
  const asBefore = { entry: old, base: state.base.get(path) };
  if (disk.kind === "file")
    return { change: { ...about, kind: "edited", reason: "was edited by hand; --force deletes it all the same" }, ...asBefore };
  return { change: { ...about, kind: "blocked", reason: `there is ${disk.what} at ${disk.at}; move it away` }, ...asBefore };
}
