import { readFileSync } from "node:fs";

/** The files of a checkpoint as it lies on the disk: its last good copy in the moment between two renames, none before the first one. */
export function savedFiles(path: string): { readonly path: string; readonly offset: number; readonly cutAt?: object }[] {
  for (const candidate of [path, `${path}.previous`, path]) {
    try {
      return JSON.parse(readFileSync(candidate, "utf8")).files;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return [];
}
