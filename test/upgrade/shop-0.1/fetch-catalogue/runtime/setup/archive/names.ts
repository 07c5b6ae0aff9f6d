// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Why an archive is refused. Unpacking it again gives the same, so it is not tried again. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}

/** A name from an archive as it may be told: without control characters, and not endlessly long. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}

/**
 * The parts of an entry's path below the folder that is filled: `./a//b/` → `["a", "b"]`, with `strip` 1 → `["b"]`, nothing for the folder
 * itself or a name that `strip` uses up. Throws for a path that is absolute or has a `..`, even one that would stay inside.
 */
export function entryPath(name: string, strip: number): string[] {
  if (name.includes("\0")) throw new ArchiveError(`refused: the name ${quoted(name)} holds a zero byte`);
  if (name.startsWith("/")) throw new ArchiveError(`refused: ${quoted(name)} is an absolute path`);
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw new ArchiveError(`refused: ${quoted(name)} leads out of the archive's folder`);
  return parts.slice(strip);
}

/** More links than Linux follows in one path: such a chain leads nowhere. */
const mostHops = 40;

/**
 * Whether following a symbolic link could lead out of the folder, with every other link of the archive in place. It is not enough to look
 * at the text: with a link `x -> .`, the target `x/..` looks like the folder itself and is its parent.
 */
export function leadsOut(path: readonly string[], target: string, links: ReadonlyMap<string, string>): boolean {
  if (target.startsWith("/")) return true;
  const at = path.slice(0, -1);
  const ahead = target.split("/");
  for (let hops = 0; ahead.length > 0; ) {
    const part = ahead.shift();
    if (part === undefined || part === "" || part === ".") continue;
    if (part === "..") {
      if (at.pop() === undefined) return true;
      continue;
    }
    const next = links.get([...at, part].join("/"));
    if (next === undefined) {
      at.push(part);
      continue;
    }
    hops += 1;
    if (hops > mostHops) return false;
    if (next.startsWith("/")) return true;
    ahead.unshift(...next.split("/"));
  }
  return false;
}
