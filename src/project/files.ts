import { dirname, join } from "node:path";
import type { HostFs } from "../host.ts";

/** Puts a text in place as a whole: a reader sees the old file or the new one, also after a crash. For files that are the user's. */
export function replaceFile(fs: HostFs, path: string, text: string): void {
  const folder = dirname(path);
  const fresh = join(folder, `.${path.slice(folder.length + 1)}.new`);
  fs.makeDirectory(folder);
  fs.write(fresh, new TextEncoder().encode(text), fs.stat(path)?.mode ?? 0o644);
  fs.rename(fresh, path);
  fs.syncDirectory(folder);
}

/** Writes what does not exist yet and leaves the rest alone. Returns the paths that were written. */
export function createMissing(fs: HostFs, root: string, files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    if (fs.stat(join(root, path)) !== undefined) return [];
    replaceFile(fs, join(root, path), text);
    return [path];
  });
}

/** Removes a folder of build results with all that is in it; links are removed, not followed. Nothing there is not an error. */
export function removeTree(fs: HostFs, path: string): void {
  if (fs.stat(path)?.kind === "directory") for (const name of fs.list(path)) removeTree(fs, join(path, name));
  fs.remove(path);
}
