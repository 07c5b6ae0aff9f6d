import { basename, dirname, join } from "node:path";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { HostFs } from "../host.ts";
import type { Plan } from "../plan/change.ts";
import { underLock } from "../plan/lock.ts";
import type { Place } from "./locate.ts";

/**
 * Puts a text in place as a whole: a reader sees the old file or the new one, also after a crash. For files that are the user's.
 * `mode`: permission bits; those of the file that is there, or 0o644, when left out.
 */
export function replaceFile(fs: HostFs, path: string, text: string, mode = fs.stat(path)?.mode ?? 0o644): void {
  const folder = dirname(path);
  const fresh = join(folder, `.${basename(path)}.new`);
  try {
    fs.makeDirectory(folder);
    // What a killed run left would keep its own permissions.
    fs.remove(fresh);
    fs.write(fresh, new TextEncoder().encode(text), mode);
    fs.rename(fresh, path);
    fs.syncDirectory(folder);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScaffoldError("WRITE_FAILED", `could not write ${path}: ${reason}`, { exit: EXIT.failed, cause });
  }
}

/**
 * Writes the document, unless somebody has changed it since it was read as `before` (undefined: there was none): of two commands
 * at the same time neither may lose what the other wrote.
 */
export function replaceDocument(fs: HostFs, { root, document, shown }: Place, before: string | undefined, text: string): void {
  underLock(fs, root, () => {
    const bytes = fs.read(document);
    if ((bytes && new TextDecoder().decode(bytes)) !== before) {
      throw new ScaffoldError("CHANGED", `${shown} was changed by somebody else meanwhile; nothing was written`, {
        exit: EXIT.failed,
        hint: "run the command again",
      });
    }
    replaceFile(fs, document, text);
  });
}

/** Writes what does not exist yet and leaves the rest alone. Returns the paths that were written. */
export function createMissing(fs: HostFs, root: string, files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    if (fs.stat(join(root, path)) !== undefined) return [];
    replaceFile(fs, join(root, path), text);
    return [path];
  });
}

/** Removes what was built of the companions whose build script a plan deletes. Other things in their `dist` are left. */
export function removeBuilt(fs: HostFs, root: string, plan: Plan): void {
  for (const { kind, path } of plan.changes) {
    if (kind !== "delete" || basename(path) !== "build.mjs") continue;
    const dist = join(root, dirname(path), "dist");
    if (fs.stat(dist)?.kind !== "directory") continue;
    removeTree(fs, join(dist, "test"));
    fs.remove(join(dist, "main.mjs"));
    if (fs.list(dist).length > 0) continue;
    fs.remove(dist);
    for (const emptied of plan.emptied) {
      const folder = join(root, emptied);
      if (dist.startsWith(`${folder}/`) && fs.stat(folder) && fs.list(folder).length === 0) fs.remove(folder);
    }
  }
}

function removeTree(fs: HostFs, path: string): void {
  if (fs.stat(path)?.kind === "directory") for (const name of fs.list(path)) removeTree(fs, join(path, name));
  fs.remove(path);
}
