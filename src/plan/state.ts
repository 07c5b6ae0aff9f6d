import { join } from "node:path";
import type { HostFs } from "../host.ts";
import { basePath, readOwn } from "./folder.ts";
import { MANIFEST, type Manifest, parseManifest } from "./manifest.ts";
import { checkPath, FOLDER, locate } from "./paths.ts";
import { recover, requireSettled } from "./recover.ts";
import { canonical, decode, sha256, textHash } from "./text.ts";

/** What stands at a path of the project. */
export type DiskFile =
  | {
      readonly kind: "file";
      /** As it is on the disk; undefined when the bytes are not UTF-8. */
      readonly text: string | undefined;
      /** SHA-256 of the bytes. */
      readonly hash: string;
      readonly mode: number;
    }
  /** Something that is not a plain file, or a parent that is no folder: nothing can be written here. `at` says where it is. */
  | { readonly kind: "obstacle"; readonly at: string; readonly what: string };

/** Everything that `plan` needs to know about the disk. */
export interface DiskState {
  readonly manifest: Manifest | undefined;
  /** The manifest's bytes as text, undefined when there is none. */
  readonly manifestText: string | undefined;
  /** By path; a path without a file has no entry. */
  readonly files: ReadonlyMap<string, DiskFile>;
  /** The pristine copies that are what the manifest says, as canonical text. */
  readonly base: ReadonlyMap<string, string>;
  /** The folders that exist on the way to the paths asked for. */
  readonly directories: ReadonlySet<string>;
  /** The names of the toolkit's own files that exist in its folder. */
  readonly own: ReadonlySet<string>;
  readonly executableBits: boolean;
  /** What a person should be told: an interrupted run that was completed, a pristine copy that cannot be trusted. */
  readonly notes: readonly string[];
}

function readFile(fs: HostFs, root: string, path: string, directories: Set<string>): DiskFile | undefined {
  const { absolute, obstacle, directories: existing } = locate(fs, root, path);
  for (const directory of existing) directories.add(directory);
  if (obstacle !== undefined) return { kind: "obstacle", at: obstacle, what: "a file where a folder is needed" };
  const stat = fs.stat(absolute);
  if (!stat) return undefined;
  if (stat.kind !== "file") {
    const what = { directory: "a folder", symlink: "a symbolic link", other: "a special file" }[stat.kind];
    return { kind: "obstacle", at: path, what };
  }
  const bytes = fs.read(absolute);
  return bytes && { kind: "file", text: decode(bytes), hash: sha256(bytes), mode: stat.mode };
}

/** The version of the toolkit that wrote a project's generated files; undefined where none did. */
export function recordedVersion(fs: HostFs, root: string): string | undefined {
  const text = readOwn(fs, root, MANIFEST);
  return text === undefined ? undefined : parseManifest(text).toolkit;
}

/**
 * Reads what the manifest lists and what is wanted. First completes or discards what an interrupted run left behind, so that
 * nobody plans from a half-written project; with `readOnly` it writes nothing and refuses such a project.
 */
export function readState(fs: HostFs, root: string, desiredPaths: Iterable<string>, { readOnly = false } = {}): DiskState {
  if (readOnly) requireSettled(fs, root);
  const notes = readOnly ? [] : [...recover(fs, root)];
  const manifestText = readOwn(fs, root, MANIFEST);
  const manifest = manifestText === undefined ? undefined : parseManifest(manifestText);

  const files = new Map<string, DiskFile>();
  const directories = new Set<string>();
  for (const path of new Set([...desiredPaths, ...(manifest?.files.keys() ?? [])])) {
    checkPath(path, "the generator");
    const file = readFile(fs, root, path, directories);
    if (file) files.set(path, file);
  }

  const base = new Map<string, string>();
  for (const [path, entry] of manifest?.files ?? []) {
    if (entry.ownership !== "merged" && !entry.adopted) continue;
    const text = readOwn(fs, root, basePath(path));
    if (text !== undefined && textHash(text) === entry.hash) base.set(path, canonical(text));
    else notes.push(`${basePath(path)} ${text === undefined ? "is missing" : "is not what the manifest says"}; it is not used`);
  }

  return {
    manifest,
    manifestText,
    files,
    base,
    directories,
    own: new Set(fs.list(join(root, FOLDER))),
    executableBits: fs.executableBits,
    notes,
  };
}
