import { type FileHandle, mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../service/log.ts";

const newline = 10;

/** Replaces a file so that after a crash at any moment either the old or the new content is there: written beside it, fsynced, renamed. */
export async function replaceFile(path: string, content: string, beforeRename?: () => Promise<void>): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await beforeRename?.();
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Makes renames and new names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } catch (error) {
    // Some network and FUSE file systems cannot sync a folder; they have no better way.
    if (codeOf(error) !== "EINVAL" && codeOf(error) !== "ENOTSUP") throw error;
  } finally {
    await folder.close();
  }
}

/** Makes a folder and those above it; one that is there already is fine. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    if (codeOf(error) !== "ENOENT") throw error;
    // Node's recursive mkdir alone never returns where the file system itself says ENOENT, as below /proc.
    await mkdir(dirname(path), { recursive: true });
    await mkdir(path);
  }
}

/**
 * A crash in the middle of a write leaves half a line. It is ended, so that what follows stands on lines of its own; it may be somebody else's,
 * so it stays.
 */
export async function endTornLine(handle: FileHandle): Promise<void> {
  const info = await handle.stat();
  if (!info.isFile() || info.size === 0) return;
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, info.size - 1);
  if (last[0] !== newline) await handle.write(Buffer.of(newline));
}
