import { dirname, join } from "node:path";
import type { HostFs } from "../host.ts";
import { basePath, JOURNAL, locateOwn, makeOwnDirectory, readOwn, removeOwnTree, STAGE, stagePath } from "./folder.ts";
import type { Journal } from "./journal.ts";
import { MANIFEST, type Manifest, parseManifest, printManifest } from "./manifest.ts";
import { FOLDER, locate, parentsOf } from "./paths.ts";
import { sha256 } from "./text.ts";

/** SHA-256 of a file's bytes; undefined where there is nothing; "" for anything that is no plain file. */
export function hashAt(fs: HostFs, root: string, path: string): string | undefined {
  const { absolute, obstacle } = locate(fs, root, path);
  if (obstacle !== undefined) return "";
  const kind = fs.stat(absolute)?.kind;
  if (kind === undefined) return undefined;
  const bytes = kind === "file" ? fs.read(absolute) : undefined;
  return bytes ? sha256(bytes) : "";
}

interface Step {
  readonly path: string;
  readonly before?: string | undefined;
  readonly after: string;
  readonly staged: number;
}

/** Renames a staged file into place. false: the disk holds neither what was before nor what comes after, and was left alone. */
function install(fs: HostFs, root: string, step: Step): boolean {
  const from = locateOwn(fs, root, stagePath(step.staged));
  const kind = fs.stat(from)?.kind;
  const now = hashAt(fs, root, step.path);
  // Everything was staged before the journal was there. What is gone was renamed into place, so anything else that stands there
  // is an edit of it; only where a person put the old content back there is something left to do.
  if (kind === undefined) return now !== step.before || now === step.after;
  const staged = now === step.before && kind === "file" ? fs.read(from) : undefined;
  if (!staged || sha256(staged) !== step.after) return now === step.after;
  const { absolute } = locate(fs, root, step.path);
  fs.makeDirectory(dirname(absolute));
  fs.rename(from, absolute);
  return true;
}

/** Only what the manifest on the disk lists is ever deleted, whatever the journal says. */
function remove(fs: HostFs, root: string, path: string, before: string, manifest: Manifest | undefined): boolean {
  const now = hashAt(fs, root, path);
  if (now === undefined) return true;
  if (now !== before || !manifest?.files.has(path)) return false;
  fs.remove(locate(fs, root, path).absolute);
  return true;
}

function removeIfEmpty(fs: HostFs, path: string): boolean {
  if (fs.stat(path)?.kind !== "directory" || fs.list(path).length > 0) return false;
  fs.remove(path);
  return true;
}

function removeBase(fs: HostFs, root: string, path: string): void {
  fs.remove(locateOwn(fs, root, basePath(path)));
  for (const parent of parentsOf(basePath(path)).slice(2).reverse()) {
    if (!removeIfEmpty(fs, join(root, ...parent.split("/")))) return;
  }
}

/** The renames become durable before the journal, which could repeat them, is removed. */
function syncFolders(fs: HostFs, root: string, paths: readonly string[]): void {
  const folders = new Set(["", FOLDER, ...paths.flatMap(parentsOf)]);
  for (const folder of folders) {
    const absolute = join(root, ...folder.split("/"));
    if (fs.stat(absolute)?.kind === "directory") fs.syncDirectory(absolute);
  }
}

/** What the manifest says of files that were left alone stays as it was: their next merge starts from the old pristine copy. */
function nextManifest(next: string, before: Manifest | undefined, left: readonly string[]): string {
  if (left.length === 0) return next;
  const manifest = parseManifest(next);
  const files = new Map(manifest.files);
  for (const path of left) {
    const old = before?.files.get(path);
    if (old) files.set(path, old);
    else files.delete(path);
  }
  return printManifest({ ...manifest, files });
}

function installManifest(fs: HostFs, root: string, step: Step, before: Manifest | undefined, left: readonly string[]): void {
  const from = locateOwn(fs, root, stagePath(step.staged));
  const bytes = fs.read(from);
  if (!bytes || sha256(bytes) !== step.after) return;
  const text = new TextDecoder().decode(bytes);
  const final = nextManifest(text, before, left);
  const ready = final === text ? from : locateOwn(fs, root, stagePath("manifest"));
  if (ready !== from) fs.write(ready, new TextEncoder().encode(final), 0o644);
  fs.rename(ready, locateOwn(fs, root, MANIFEST));
}

export interface Finished {
  /** Files that a person changed since the run was planned: neither written nor deleted. */
  readonly left: readonly string[];
}

/**
 * Carries out a journal, from the beginning or from wherever an earlier attempt was stopped: both end in the same bytes.
 * The caller holds the lock and has seen that the manifest on the disk is the one that the journal starts from.
 */
export function finish(fs: HostFs, root: string, journal: Journal): Finished {
  const text = readOwn(fs, root, MANIFEST);
  const manifest = text === undefined ? undefined : parseManifest(text);
  const left: string[] = [];

  for (const { path, before } of journal.deletes) {
    if (!remove(fs, root, path, before, manifest)) left.push(path);
  }
  for (const path of journal.emptied) {
    const { absolute, obstacle } = locate(fs, root, path);
    if (obstacle === undefined) removeIfEmpty(fs, absolute);
  }
  for (const step of journal.writes) {
    if (!install(fs, root, step)) left.push(step.path);
  }
  for (const { path, after, staged } of journal.base) {
    if (left.includes(path)) continue;
    makeOwnDirectory(fs, root, dirname(basePath(path)));
    install(fs, root, { path: basePath(path), before: hashAt(fs, root, basePath(path)), after, staged });
  }
  for (const path of journal.baseDeletes) {
    if (!left.includes(path)) removeBase(fs, root, path);
  }

  const touched = [...journal.writes, ...journal.deletes].map(({ path }) => path);
  syncFolders(fs, root, [...touched, ...journal.base.map(({ path }) => basePath(path))]);
  if (journal.manifest.next) installManifest(fs, root, { path: MANIFEST, ...journal.manifest.next }, manifest, left);
  clear(fs, root);
  return { left };
}

/** Ends a run: from here on nothing is repeated. */
export function clear(fs: HostFs, root: string): void {
  const folder = join(root, FOLDER);
  fs.syncDirectory(folder);
  fs.remove(locateOwn(fs, root, JOURNAL));
  fs.syncDirectory(folder);
  removeOwnTree(fs, root, STAGE);
}
