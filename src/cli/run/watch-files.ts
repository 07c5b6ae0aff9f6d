/** Tells when files have changed, however they are written: in place, by a rename, through a link that is replaced. */
import { type FSWatcher, readdirSync, type Stats, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";

/** Where the system tells of no changes (network file systems, folders below a folder), a change is found after this long, ms. */
const LOOK = 1000;
/** Files are read when nothing has changed for this long: whoever writes several has done so then, ms. */
const QUIET = 100;
/** Entries of folders that are looked at, so that a folder named by mistake does not cost a processor. */
const MOST = 2000;

/**
 * @param paths files, or folders with all that is below them; what does not exist may come to be
 * @returns the function that ends this
 */
export function watchFiles(paths: readonly string[], changed: () => void): () => void {
  let seen = signature(paths);
  let quiet: NodeJS.Timeout | undefined;

  /** Each difference begins the quiet time anew. */
  function look(): void {
    const now = signature(paths);
    if (now === seen) return;
    seen = now;
    clearTimeout(quiet);
    quiet = setTimeout(settled, QUIET).unref();
  }
  function settled(): void {
    quiet = undefined;
    look();
    if (quiet === undefined) changed();
  }

  const timer = setInterval(look, LOOK).unref();
  const watchers = [...new Set(paths.flatMap((path) => [dirname(path), ...(isFolder(path) ? [path] : [])]))].flatMap((folder) => {
    try {
      return [watch(folder, { persistent: false }, look).on("error", () => {})];
    } catch {
      return [] as FSWatcher[];
    }
  });
  return () => {
    clearInterval(timer);
    clearTimeout(quiet);
    for (const watcher of watchers) watcher.close();
  };
}

/** Differs when a file does. */
function signature(paths: readonly string[]): string {
  const parts: string[] = [];
  const visit = (path: string): void => {
    const stat = statOf(path);
    if (!stat?.isDirectory()) parts.push(`${path} ${stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : "-"}`);
    else for (const name of namesIn(path)) if (parts.length < MOST && name !== "node_modules" && name !== ".git") visit(join(path, name));
  };
  for (const path of paths) visit(path);
  return parts.join("\n");
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

const isFolder = (path: string): boolean => statOf(path)?.isDirectory() ?? false;
