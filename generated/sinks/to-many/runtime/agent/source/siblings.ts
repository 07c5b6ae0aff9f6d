// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileKey } from "./stream.ts";

/** A file seen by name: what stat(2) says about it. */
export interface Found {
  readonly path: string;
  readonly key: string;
  readonly size: number;
  readonly mtimeNs: bigint;
}

/** undefined when there is no regular file (links are followed). */
export function look(path: string): Found | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    if (!stat.isFile()) return undefined;
    return { path, key: fileKey({ dev: String(stat.dev), ino: String(stat.ino) }), size: Number(stat.size), mtimeNs: stat.mtimeNs };
  } catch {
    return undefined;
  }
}

/** The regular files in the folder of `path`, itself left out, by name. */
export function siblingsOf(path: string): Found[] {
  let names: string[];
  try {
    names = readdirSync(dirname(path)).sort();
  } catch {
    return [];
  }
  return names.filter((name) => name !== basename(path)).flatMap((name) => look(join(dirname(path), name)) ?? []);
}

/**
 * The name a file had before rotation, if it looks rotated: `app.log.1`, `app.log-20240131`, `app.log.old`, `app-20240131.log` → `app.log`.
 * `app-2.log` does not: it may as well be the log of another process.
 */
export function originalName(path: string): string | undefined {
  const name = basename(path);
  const [, base] = /^(.*?[^._-])[._-](?:old|prev|\d[\dT:._-]*)$/.exec(name) ?? [];
  if (base !== undefined) return join(dirname(path), base);
  const [, stem, extension] = /^(.*?[^._-])[._-]\d{4}[\dT:._-]{2,}(\.[A-Za-z]+)$/.exec(name) ?? [];
  return stem === undefined ? undefined : join(dirname(path), `${stem}${extension}`);
}
