// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readdirSync, readlinkSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileKey } from "./stream.ts";
import type { Tail } from "./tail.ts";

/** A file seen by name: what stat(2) says about it. */
export interface Found {
  readonly path: string;
  readonly key: string;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** undefined when there is no regular file (links are followed). */
export function look(path: string): Found | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    if (!stat.isFile()) return undefined;
    const { mtimeNs, ctimeNs } = stat;
    return { path, key: fileKey({ dev: String(stat.dev), ino: String(stat.ino) }), size: Number(stat.size), mtimeNs, ctimeNs };
  } catch {
    return undefined;
  }
}

/** The regular files in a folder, by name. */
export function siblingsOf(folder: string): Found[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    return [];
  }
  return names.flatMap((name) => look(join(folder, name)) ?? []);
}

/** A file by what it is, under this name or under another of the same folder. */
export function findNear(path: string, key: string): Found | undefined {
  const there = look(path);
  return there?.key === key ? there : siblingsOf(dirname(path)).find((sibling) => sibling.key === key);
}

/** Where a file is that nobody watches any more; undefined: it was deleted, or moved far away. */
export function placeOf({ path, key, handle }: Tail): string | undefined {
  try {
    // Linux knows, wherever it was moved to.
    const place = handle.isOpen ? readlinkSync(`/proc/self/fd/${handle.fd}`) : "";
    if (look(place)?.key === key) return place;
  } catch {
    // Other systems do not.
  }
  return findNear(path, key)?.path;
}

const archive = /\.gz$/;

export function isArchive(path: string): boolean {
  return archive.test(path);
}

/** The name a file had before it was compressed. */
export function withoutArchive(path: string): string {
  return path.replace(archive, "");
}

/**
 * The name a file had before rotation, if it looks rotated: `app.log.1`, `app.log-20240131`, `app.log.old`, `app-20240131.log`,
 * `app.log.1.gz`, `app.log.gz` → `app.log`. `app-2.log` does not: it may as well be the log of another process.
 */
export function originalName(path: string): string | undefined {
  if (isArchive(path)) return originalName(withoutArchive(path)) ?? withoutArchive(path);
  const name = basename(path);
  const [, base] = /^(.*?[^._-])[._-](?:old|prev|\d[\dT:._-]*)$/.exec(name) ?? [];
  if (base !== undefined) return join(dirname(path), base);
  const [, stem, extension] = /^(.*?[^._-])[._-]\d{4}[\dT:._-]{2,}(\.[A-Za-z]+)$/.exec(name) ?? [];
  return stem === undefined ? undefined : join(dirname(path), `${stem}${extension}`);
}
