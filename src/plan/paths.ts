import { isAbsolute, join, relative, sep } from "node:path";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { HostFs } from "../host.ts";

/** The toolkit's own folder inside a project. It is committed, so everything in it is untrusted input. */
export const FOLDER = ".scaffold";

/** The one file in it that is generated like any other: what editors check the document with. */
export const EDITOR_SCHEMA = `${FOLDER}/scaffold.schema.json`;

function reasonToRefuse(path: string): string | undefined {
  if (path === "") return "is empty";
  if (path.includes("\\") || /[\u0000-\u001f]/.test(path)) return "has a backslash or a control character in it";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "is absolute";
  const segments = path.split("/");
  if (segments.includes("..")) return "leaves the project";
  if (segments.includes(".") || segments.includes("")) return "has an empty or `.` segment";
  // Windows drops trailing dots and spaces, macOS and Windows ignore case: all of these reach the same folder.
  const folded = segments.map((segment) => segment.toLowerCase().replace(/[. ]+$/, ""));
  if (folded.includes(".git") || folded.includes("git~1")) return "is inside .git";
  if (folded[0] === FOLDER && path !== EDITOR_SCHEMA) return `is inside ${FOLDER}/`;
  return undefined;
}

/** `source` is the file or the part that named the path, and that the reader of the message should review. */
export function refuse(path: string, reason: string, source: string): never {
  throw new ScaffoldError("PATH_REFUSED", `refused to touch ${JSON.stringify(path)}: the path ${reason}`, {
    exit: EXIT.failed,
    hint: `it was named by ${source}; review it before you run this again`,
  });
}

/** Refuses a path that is absolute, leaves the project, or reaches into `.git` or `.scaffold`. */
export function checkPath(path: string, source: string): void {
  const reason = reasonToRefuse(path);
  if (reason) refuse(path, reason, source);
}

/** Refuses unsafe paths, and among files those that would be one file on a disk that ignores case. */
export function checkPaths(paths: Iterable<string>, source: string): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    checkPath(path, source);
    const folded = path.normalize("NFC").toLowerCase();
    const twin = seen.get(folded);
    if (twin !== undefined) refuse(path, `is the same file as ${JSON.stringify(twin)} where case does not count`, source);
    seen.set(folded, path);
  }
  for (const [folded, path] of seen) {
    for (const parent of parentsOf(folded)) {
      if (seen.has(parent)) refuse(path, `needs ${JSON.stringify(seen.get(parent))} to be a folder and a file`, source);
    }
  }
}

/** `parentsOf("a/b/c.ts")` → `["a", "a/b"]` */
export function parentsOf(path: string): string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}

export interface Location {
  readonly absolute: string;
  /** What stands where a folder is needed, relative to the root; then nothing can be at `absolute`. */
  readonly obstacle?: string;
  /** The folders on the way that exist, relative to the root. */
  readonly directories: readonly string[];
}

/**
 * Finds a path on the disk, one folder at a time. A folder that is a symbolic link may lead elsewhere inside the project;
 * a link out of it, into `.git`, or anywhere below `.scaffold` is refused, because a repository can bring such links with it.
 */
export function locate(fs: HostFs, root: string, path: string): Location {
  const absolute = join(root, ...path.split("/"));
  const directories: string[] = [];
  for (const parent of parentsOf(path)) {
    const at = join(root, ...parent.split("/"));
    const kind = fs.stat(at)?.kind;
    if (kind === undefined) break;
    if (kind === "symlink") {
      checkLink(fs, root, parent, at);
      const target = fs.realPath(at);
      if (target === undefined || fs.stat(target)?.kind !== "directory") return { absolute, obstacle: parent, directories };
    } else if (kind !== "directory") {
      return { absolute, obstacle: parent, directories };
    }
    directories.push(parent);
  }
  return { absolute, directories };
}

function checkLink(fs: HostFs, root: string, path: string, at: string): void {
  const source = `the symbolic link at ${path}`;
  if (path === FOLDER || path.startsWith(`${FOLDER}/`)) refuse(path, `goes through a symbolic link inside ${FOLDER}/`, source);
  const target = fs.realPath(at);
  if (target === undefined) return;
  const inside = relative(fs.realPath(root) ?? root, target);
  if (inside === "") return;
  const reason = inside.startsWith("..") || isAbsolute(inside) ? "leaves the project" : reasonToRefuse(inside.split(sep).join("/"));
  if (reason) refuse(path, `goes through a symbolic link that ${reason}`, source);
}
