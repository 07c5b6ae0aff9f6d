// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Dirent, readdirSync } from "node:fs";
import { basename, join } from "node:path";

/** A path segment of a glob: a plain name, a pattern for names, or any number of folders. */
type Part = string | RegExp | typeof anyDepth;
const anyDepth = Symbol("**");

/** A glob without braces, ready to be walked and matched. */
export interface Glob {
  /** The folder in front of the first wildcard. */
  readonly root: string;
  readonly parts: readonly Part[];
}

/** `/var/log/{app,web}/*.log` → two globs. `*`, `?` and `[..]` do not match a leading dot or a slash; `**` is any number of folders. */
export function compileGlob(pattern: string): Glob[] {
  return expandBraces(pattern).map((plain) => {
    const parts = plain.split("/").filter((part, index) => part !== "" || index === 0);
    const wild = parts.findIndex((part) => /[*?[]/.test(part));
    const fixed = wild < 0 ? parts.length - 1 : wild;
    return { root: parts.slice(0, fixed).join("/") || (plain.startsWith("/") ? "/" : "."), parts: parts.slice(fixed).map(compilePart) };
  });
}

/** The paths of all files and links that the glob matches now, and every folder that was looked into. Missing folders are empty ones. */
export function walkGlob({ root, parts }: Glob, onFile: (path: string) => void, onFolder: (path: string) => void): void {
  walk(root, parts, onFile, onFolder);
}

/** Whether a path matches, without looking at the disk. */
export function matchesGlob({ root, parts }: Glob, path: string): boolean {
  const prefix = root === "/" ? "/" : root === "." ? "" : `${root}/`;
  return path.startsWith(prefix) && matchParts(parts, path.slice(prefix.length).split("/"));
}

/** A test for paths: true for what one of the patterns names. A pattern without a slash is compared with the file's name alone. */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const names = patterns
    .filter((pattern) => !pattern.includes("/"))
    .flatMap(expandBraces)
    .map(compilePart);
  const globs = patterns.filter((pattern) => pattern.includes("/")).flatMap(compileGlob);
  return (path) => names.some((part) => matchPart(part, basename(path))) || globs.some((glob) => matchesGlob(glob, path));
}

function walk(folder: string, parts: readonly Part[], onFile: (path: string) => void, onFolder: (path: string) => void): void {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  if (part === anyDepth) {
    walk(folder, rest, onFile, onFolder);
    // Links to folders are not followed here: they could lead back up.
    for (const entry of list(folder))
      if (entry.isDirectory() && !entry.name.startsWith(".")) walk(join(folder, entry.name), parts, onFile, onFolder);
    return;
  }
  onFolder(folder);
  const last = rest.length === 0;
  const names = typeof part === "string" ? [part] : list(folder).flatMap(({ name }) => (part.test(name) ? [name] : []));
  for (const name of names) {
    if (last) onFile(join(folder, name));
    else walk(join(folder, name), rest, onFile, onFolder);
  }
}

function matchParts(parts: readonly Part[], names: readonly string[]): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) return names.length === 0;
  if (part === anyDepth)
    return matchParts(rest, names) || (names.length > 0 && !names[0]?.startsWith(".") && matchParts(parts, names.slice(1)));
  return names[0] !== undefined && matchPart(part, names[0]) && matchParts(rest, names.slice(1));
}

function matchPart(part: Part, name: string): boolean {
  if (part === anyDepth) return true;
  return typeof part === "string" ? part === name : part.test(name);
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Not there yet, gone, not a folder, or not readable: a later look may find it.
    return [];
  }
}

function compilePart(part: string): Part {
  if (part === "**") return anyDepth;
  if (!/[*?[]/.test(part)) return part;
  let source = /^[*?[]/.test(part) ? "(?!\\.)" : "";
  for (let index = 0; index < part.length; index += 1) {
    const char = part.charAt(index);
    // A bracket right behind the opening one is a member of the set.
    const close = char === "[" ? part.indexOf("]", index + (/^\[[!^]?\]?/.exec(part.slice(index))?.[0].length ?? 1)) : -1;
    if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (close > 0) {
      source += `[${part
        .slice(index + 1, close)
        .replace(/^!/, "^")
        .replace(/[\\\]]/g, "\\$&")}]`;
      index = close;
    } else source += char.replace(/[\\^$.|+()[\]{}/]/g, "\\$&");
  }
  return new RegExp(`^${source}$`, "su");
}

/** `a{b,c{d,e}}` → `ab`, `acd`, `ace`. A brace without its partner is an ordinary character. */
export function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf("{");
  if (open < 0) return [pattern];
  const commas: number[] = [];
  let depth = 0;
  for (let index = open; index < pattern.length; index += 1) {
    const char = pattern.charAt(index);
    if (char === "{") depth += 1;
    if (char === "," && depth === 1) commas.push(index);
    if (char !== "}" || --depth > 0) continue;
    const edges = [open, ...commas, index];
    const choices = edges.slice(1).map((edge, number) => pattern.slice((edges[number] ?? 0) + 1, edge));
    const tails = expandBraces(pattern.slice(index + 1));
    return choices.flatMap(expandBraces).flatMap((choice) => tails.map((tail) => pattern.slice(0, open) + choice + tail));
  }
  return [pattern];
}
