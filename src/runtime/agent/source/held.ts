import { fstatSync } from "node:fs";
import type { Handle } from "./descriptors.ts";
import type { Memory } from "./memory.ts";
import { isArchive } from "./siblings.ts";
import { fileKey, holds, type Stream } from "./stream.ts";
import { isWatchedBy, type Watched } from "./watched.ts";

/** What one set of files leaves to another that goes on in the same process. */
export interface OpenFiles {
  /** By device and inode. */
  readonly handles: ReadonlyMap<string, Handle>;
  /** What was watched. */
  readonly sources: readonly Watched[];
  readonly memory: Memory;
}

/** Files that were left open, until each was found by its name: one that was deleted is in reach by its descriptor alone. */
export class Held {
  #files: OpenFiles | undefined;

  constructor(before: OpenFiles | undefined) {
    this.#files = before;
  }

  wasWatched(path: string): boolean {
    return this.#files?.sources.some((source) => isWatchedBy(source, path)) ?? false;
  }

  /** Its descriptor, which is the caller's from now on; undefined when there is none, or it holds something else by now. */
  take(stream: Stream): number | undefined {
    const handle = this.#files?.handles.get(fileKey(stream));
    return handle?.isOpen && holds(handle.fd, fstatSync(handle.fd).size, stream.position) ? handle.take() : undefined;
  }

  /** After the first look. @param left those that are remembered and were not opened */
  end(left: (key: string) => Stream | undefined, open: (stream: Stream) => void): void {
    for (const [key, handle] of this.#files?.handles ?? []) {
      const stream = left(key);
      if (stream && !isArchive(stream.path)) open(stream);
      handle.close();
    }
    this.#files = undefined;
  }
}
