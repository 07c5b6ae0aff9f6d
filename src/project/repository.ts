import { dirname, isAbsolute, join, relative } from "node:path";
import type { Host } from "../host.ts";

/** The folder that presets and templates may not leave. */
export interface Repository {
  /** Absolute, with every link resolved. */
  readonly root: string;
  /** false where nothing marks a repository; then the root is where the command was typed, or the project itself. */
  readonly marked: boolean;
}

/** The repository that a folder is in: the nearest folder above with a `.git`, else the nearest root of a workspace. */
export function repositoryOf(host: Host, folder: string): Repository {
  const found = above(folder, (at) => host.fs.stat(join(at, ".git")) !== undefined) ?? above(folder, (at) => isWorkspaceRoot(host, at));
  const around = isInside(folder, host.cwd) ? host.cwd : folder;
  const root = found ?? around;
  return { root: host.fs.realPath(root) ?? root, marked: found !== undefined };
}

/** Whether a path is in a folder, or is that folder. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}

function above(folder: string, holds: (at: string) => boolean): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (holds(at)) return at;
    if (dirname(at) === at) return undefined;
  }
}

function isWorkspaceRoot(host: Host, folder: string): boolean {
  if (host.fs.stat(join(folder, "pnpm-workspace.yaml"))?.kind === "file") return true;
  const manifest = join(folder, "package.json");
  if (host.fs.stat(manifest)?.kind !== "file") return false;
  try {
    const data: unknown = JSON.parse(new TextDecoder().decode(host.fs.read(manifest)));
    return typeof data === "object" && data !== null && "workspaces" in data;
  } catch {
    // npm complains about a package.json that is not JSON; here it only marks nothing.
    return false;
  }
}
