// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type FSWatcher, statSync, watch } from "node:fs";
import { join } from "node:path";

const maxFolders = 256;

/**
 * Listens to folders for changes. Only ever wakes somebody up earlier: file systems without events, a full queue and too many watches
 * all mean that polling alone finds out.
 */
export class FolderWatch {
  readonly #watchers = new Map<string, { readonly watcher: FSWatcher; readonly ino: bigint }>();
  readonly #onChange: (path: string) => void;
  readonly #onRename: () => void;

  /** @param onChange a file's content may have changed; @param onRename names came or went */
  constructor(onChange: (path: string) => void, onRename: () => void) {
    this.#onChange = onChange;
    this.#onRename = onRename;
  }

  /** Listens to these folders and no others. A folder that was made anew under its old name is listened to anew. */
  sync(folders: ReadonlySet<string>): void {
    for (const [folder, { ino }] of this.#watchers) if (!folders.has(folder) || inode(folder) !== ino) this.#drop(folder);
    for (const folder of folders) if (!this.#watchers.has(folder) && this.#watchers.size < maxFolders) this.#add(folder);
  }

  close(): void {
    for (const folder of [...this.#watchers.keys()]) this.#drop(folder);
  }

  #add(folder: string): void {
    const ino = inode(folder);
    if (ino === undefined) return;
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        if (event === "rename" || name === null) this.#onRename();
        else this.#onChange(join(folder, name));
      });
      watcher.on("error", () => this.#drop(folder));
      this.#watchers.set(folder, { watcher, ino });
    } catch {
      // No watches left, or the folder is gone: polling finds out.
    }
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.watcher.close();
    this.#watchers.delete(folder);
  }
}

function inode(folder: string): bigint | undefined {
  try {
    return statSync(folder, { bigint: true }).ino;
  } catch {
    return undefined;
  }
}
