// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { walkGlob } from "./glob.ts";
import { type Found, look } from "./siblings.ts";
import type { Watched } from "./watched.ts";

/** What the globs match now, by device and inode: two names of one file (links) are one file. And the folders that were looked into. */
export function findFiles(sources: readonly Watched[]): { readonly found: Map<string, Found[]>; readonly folders: Set<string> } {
  const paths = new Set<string>();
  const folders = new Set<string>();
  const addFolder = (folder: string) => folders.add(folder);
  for (const { globs, excluded } of sources) {
    const addPath = (path: string) => excluded(path) || paths.add(path);
    for (const glob of globs) walkGlob(glob, addPath, addFolder);
  }
  const found = new Map<string, Found[]>();
  for (const path of [...paths].sort()) {
    const file = look(path);
    if (file) found.set(file.key, [...(found.get(file.key) ?? []), file]);
  }
  return { found, folders };
}
