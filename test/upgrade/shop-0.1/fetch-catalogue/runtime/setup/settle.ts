// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { open, readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/** fsyncs under way at one time: the file system's journal commits many with one write. */
const syncsAtOnce = 16;

/** Sets modes (permission bits; undefined leaves one as it is) and waits until the disk has the files and folders. */
export async function settle(root: string, paths: Iterable<readonly [path: string, mode: number | undefined]>): Promise<void> {
  const next = paths[Symbol.iterator]();
  const work = async () => {
    for (let item = next.next(); !item.done; item = next.next()) {
      const [path, mode] = item.value;
      const handle = await open(join(root, path), "r");
      try {
        if (mode !== undefined) await handle.chmod(mode & 0o777);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  };
  await Promise.all(Array.from({ length: syncsAtOnce }, work));
}

/** The same for all that is in a folder. */
export async function settleAll(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const plain = entries.filter((entry) => entry.isFile() || entry.isDirectory());
  await settle(root, [...plain.map((entry) => [relative(root, join(entry.parentPath, entry.name)), undefined] as const), ["", undefined]]);
}
