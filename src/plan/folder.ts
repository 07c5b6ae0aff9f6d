import { join } from "node:path";
import type { HostFs } from "../host.ts";
import { FOLDER, locate, refuse } from "./paths.ts";
import { decode } from "./text.ts";

/*
 * .scaffold/
 *   manifest.json    committed: what was generated
 *   base/            committed: pristine copies of merged files
 *   .gitattributes   committed
 *   .gitignore       committed
 *   lock             while somebody writes
 *   stage/           next contents, before they are renamed into place
 *   journal.json     from the moment a run is certain to be completed until it is
 */
export const JOURNAL = `${FOLDER}/journal.json`;
export const LOCK = `${FOLDER}/lock`;
export const STAGE = `${FOLDER}/stage`;

/** Made once; a project may add to them. `-text` keeps git from changing the line ends of pristine copies. */
export const SUPPORT: Readonly<Record<string, string>> = {
  ".gitattributes": "* linguist-generated -diff -text\n",
  ".gitignore": "/journal.json\n/local.env\n/lock*\n/stage/\n",
};

export function basePath(path: string): string {
  return `${FOLDER}/base/${path}`;
}

export function stagePath(name: number | string): string {
  return `${STAGE}/${name}`;
}

/** Reads a file of the toolkit's own folder, in which nothing may be a symbolic link. undefined: there is none. */
export function readOwn(fs: HostFs, root: string, path: string): string | undefined {
  const absolute = locateOwn(fs, root, path);
  const kind = fs.stat(absolute)?.kind;
  if (kind === undefined) return undefined;
  if (kind !== "file") refuse(path, "is not a plain file", `the folder ${FOLDER}/`);
  const bytes = fs.read(absolute);
  return bytes && (decode(bytes) ?? "");
}

/** The absolute path of something in the toolkit's own folder; the folders on the way to it are real ones or missing. */
export function locateOwn(fs: HostFs, root: string, path: string): string {
  const { absolute, obstacle } = locate(fs, root, path);
  if (obstacle !== undefined) refuse(path, `needs ${obstacle} to be a folder`, `the folder ${FOLDER}/`);
  return absolute;
}

/** Follows no link: one that stands there is removed itself. */
export function removeOwnTree(fs: HostFs, root: string, path: string): void {
  const absolute = locateOwn(fs, root, path);
  if (fs.stat(absolute)?.kind === "directory") {
    for (const name of fs.list(absolute)) removeOwnTree(fs, root, `${path}/${name}`);
  }
  fs.remove(absolute);
}

export function makeOwnDirectory(fs: HostFs, root: string, path: string): void {
  locateOwn(fs, root, `${path}/x`);
  fs.makeDirectory(join(root, ...path.split("/")));
}
