import { join } from "node:path";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { documentName, type Place, placeAt } from "./locate.ts";

/** Folders in which no document of this repository is. */
const skipped = new Set(["node_modules", ".git", "dist", ".scaffold"]);

/** Every project from the current folder down, sorted by path. Links are not followed. Throws where there is none. */
export function findProjects(host: Host): Place[] {
  const roots = foldersWithDocument(host, host.cwd);
  if (roots.length > 0) return roots.sort().map((root) => placeAt(host, root));
  throw new ScaffoldError("NO_DOCUMENT", `there is no ${documentName} in this folder or below it`, {
    exit: EXIT.usage,
    hint: "`scaffold new services/shop` starts a project",
  });
}

function foldersWithDocument(host: Host, folder: string): string[] {
  const names = host.fs.list(folder);
  const here = names.includes(documentName) && host.fs.stat(join(folder, documentName))?.kind !== "directory" ? [folder] : [];
  const below = names.filter((name) => !skipped.has(name) && host.fs.stat(join(folder, name))?.kind === "directory");
  return [...here, ...below.flatMap((name) => foldersWithDocument(host, join(folder, name)))];
}
