/** Tells when files have changed, however they are written: in place, by a rename, through a link that is replaced. */
import { type Dirent, type FSWatcher, readdirSync, type Stats, statSync, watch } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Where the system tells of no changes (network file systems, folders below a folder), a change is found after this long, ms. */
const LOOK = 1000;
/** How long after a word of the system files are looked at: all that is said meanwhile is one look, ms. */
const SOON = 20;
/** Files are read when nothing has changed for this long: whoever writes several has done so then, ms. */
const QUIET = 100;
/** Entries of folders that are looked at, so that a folder named by mistake does not cost a processor. */
const MOST = 2000;

/** Of a folder only these matter: manifests, and the values of local.env. A container that writes its log there is nobody's change. */
const matters = /\.(?:ya?ml|json|env)$|^Kustomization$/;
const skipped = new Set(["node_modules", "dist", "coverage"]);

/**
 * @param paths files, or folders with the manifests below them; what does not exist may come to be
 * @param look replaces the look at the disk: a text that differs when a file does
 * @returns the function that ends this
 */
export function watchFiles(paths: readonly string[], changed: () => void, look: typeof signature = signature): () => void {
  const names = new Set(paths.map((path) => basename(path)));
  let seen = look(paths);
  let soon: NodeJS.Timeout | undefined;
  let quiet: NodeJS.Timeout | undefined;

  /** Each difference begins the quiet time anew. */
  function compare(): void {
    clearTimeout(soon);
    soon = undefined;
    const now = look(paths);
    if (now === seen) return;
    seen = now;
    clearTimeout(quiet);
    quiet = setTimeout(settled, QUIET).unref();
  }
  function settled(): void {
    quiet = undefined;
    compare();
    if (quiet === undefined) changed();
  }
  /** Names with two dots are how volumes of Kubernetes are replaced. */
  function heard(_event: string, name: string | null): void {
    if (name !== null && !matters.test(name) && !names.has(name) && !name.startsWith("..")) return;
    soon ??= setTimeout(compare, SOON).unref();
  }

  const timer = setInterval(compare, LOOK).unref();
  const watchers = [...new Set(paths.flatMap((path) => [dirname(path), ...(isFolder(path) ? [path] : [])]))].flatMap((folder) => {
    try {
      return [watch(folder, { persistent: false }, heard).on("error", () => {})];
    } catch {
      return [] as FSWatcher[];
    }
  });
  return () => {
    clearInterval(timer);
    clearTimeout(soon);
    clearTimeout(quiet);
    for (const watcher of watchers) watcher.close();
  };
}

/** Differs when a file does. */
export function signature(paths: readonly string[]): string {
  const parts: string[] = [];
  const note = (path: string, stat: Stats | undefined): void => {
    parts.push(`${path} ${stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : "-"}`);
  };
  const visit = (folder: string): void => {
    for (const entry of entriesOf(folder)) {
      if (parts.length >= MOST) return;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name) && !entry.name.startsWith(".")) visit(path);
      } else if (matters.test(entry.name)) note(path, statOf(path));
    }
  };
  for (const path of paths) {
    const stat = statOf(path);
    if (stat?.isDirectory()) visit(path);
    else note(path, stat);
  }
  return parts.join("\n");
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

const isFolder = (path: string): boolean => statOf(path)?.isDirectory() ?? false;
