import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import type { HostFs } from "./host.ts";

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw error;
  }
}

function sync(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The real disk. */
export function nodeFs(): HostFs {
  return {
    read: (path) => orUndefined(() => readFileSync(path)),
    stat: (path) =>
      orUndefined(() => {
        const stat = lstatSync(path);
        const kind = stat.isSymbolicLink() ? "symlink" : stat.isDirectory() ? "directory" : stat.isFile() ? "file" : "other";
        return { kind, size: stat.size, mode: stat.mode & 0o777, mtimeMs: stat.mtimeMs };
      }),
    list: (path) => (orUndefined(() => readdirSync(path)) ?? []).sort((a, b) => (a < b ? -1 : 1)),
    realPath: (path) => orUndefined(() => realpathSync(path)),
    write: (path, bytes, mode) => {
      const handle = openSync(path, "w", mode);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
        fchmodSync(handle, mode);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    },
    rename: renameSync,
    makeDirectory: (path) => void mkdirSync(path, { recursive: true }),
    remove: (path) => {
      const stat = orUndefined(() => lstatSync(path));
      if (stat?.isDirectory()) rmdirSync(path);
      else rmSync(path, { force: true });
    },
    syncDirectory: sync,
  };
}
