import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import type { HostFs } from "./host.ts";

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code);
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

function write(path: string, bytes: Uint8Array, mode: number): void {
  const handle = openSync(path, "w", mode);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A link appears with all its bytes or not at all; opening with O_EXCL would let another process see the file empty. */
function createNew(path: string, bytes: Uint8Array): boolean {
  const draft = `${path}.${process.pid}`;
  write(draft, bytes, 0o644);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    if (!hasCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS")) throw error;
    return createWithoutLinks(path, bytes);
  } finally {
    unlinkSync(draft);
  }
}

/** For file systems without hard links (FAT, some network mounts). */
function createWithoutLinks(path: string, bytes: Uint8Array): boolean {
  try {
    const handle = openSync(path, "wx", 0o644);
    try {
      writeSync(handle, bytes);
    } finally {
      closeSync(handle);
    }
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

function syncDirectory(path: string): void {
  // Windows opens no directory for fsync and keeps renames durable by itself.
  if (process.platform === "win32") return;
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
    write,
    createNew,
    rename: renameSync,
    makeDirectory: (path) => void mkdirSync(path, { recursive: true }),
    remove: (path) =>
      orUndefined(() => {
        if (lstatSync(path).isDirectory()) rmdirSync(path);
        else unlinkSync(path);
      }),
    syncDirectory,
    executableBits: process.platform !== "win32",
  };
}
