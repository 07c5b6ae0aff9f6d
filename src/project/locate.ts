import { dirname, join, relative, resolve } from "node:path";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";

export const documentName = "scaffold.yaml";

export interface Place {
  /** Absolute folder of the document, existing or to be made. */
  readonly root: string;
  /** The document's absolute path. */
  readonly document: string;
  /** The document as messages name it: relative to where the command was typed. */
  readonly shown: string;
  readonly exists: boolean;
}

/**
 * Finds the project: `--out`, else the nearest scaffold.yaml from here up to the folder that ends a package or a repository, else
 * `generated/` where such a folder exists, else here.
 */
export function locate(host: Host, out?: string): Place {
  if (out !== undefined) return placeAt(host, resolve(host.cwd, out));
  const here = findUpward(host) ?? host.cwd;
  const generated = join(host.cwd, "generated");
  if (!isFile(host, join(here, documentName)) && host.fs.stat(generated)?.kind === "directory") return placeAt(host, generated);
  return placeAt(host, here);
}

/** The same, for commands that need a document to be there. */
export function locateExisting(host: Host, out?: string): Place {
  const found = locate(host, out);
  if (found.exists) return found;
  throw new ScaffoldError("NO_DOCUMENT", `there is no ${documentName} in ${relative(host.cwd, found.root) || "this folder"}`, {
    exit: EXIT.usage,
    hint: "`scaffold new` starts a project, `scaffold sidecar` adds a log agent here",
  });
}

/** The project that a folder holds or would hold. */
export function placeAt(host: Host, root: string): Place {
  const document = join(root, documentName);
  return { root, document, shown: relative(host.cwd, document) || documentName, exists: isFile(host, document) };
}

function findUpward(host: Host): string | undefined {
  for (let folder = host.cwd; ; folder = dirname(folder)) {
    if (isFile(host, join(folder, documentName))) return folder;
    const ends = ["package.json", ".git"].some((name) => host.fs.stat(join(folder, name)) !== undefined);
    if (ends || dirname(folder) === folder) return undefined;
  }
}

function isFile(host: Host, path: string): boolean {
  const kind = host.fs.stat(path)?.kind;
  return kind === "file" || kind === "symlink";
}
