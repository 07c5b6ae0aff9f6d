// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { AgentMetrics } from "../metrics.ts";
import type { Memory } from "./memory.ts";
import { type Found, isArchive, look } from "./siblings.ts";
import type { Tail } from "./tail.ts";
import type { Tails } from "./tails.ts";
import type { Waits } from "./waits.ts";

export interface FollowingOptions {
  readonly tails: Tails;
  readonly memory: Memory;
  readonly waits: Waits;
  readonly metrics: Pick<AgentMetrics, "rotations">;
  /** A file by its device and inode, in the folder of this path. */
  readonly near: (path: string, key: string) => Found | undefined;
}

/** Follows files that are read from name to name. */
export class Following {
  readonly #options: FollowingOptions;

  constructor(options: FollowingOptions) {
    this.#options = options;
  }

  /** Notes under which names the files are now, and which have changed. */
  follow(found: ReadonlyMap<string, readonly Found[]>, now: number): void {
    const { tails, metrics } = this.#options;
    for (const tail of [...tails.byKey.values()]) {
      if (isArchive(tail.path)) continue;
      const seen = found.get(tail.key) ?? [];
      if (seen[0]) tail.compare(seen[0]);
      const names = seen.map(({ path }) => path);
      if (tail.endingSince === undefined) tail.namedUntilNs = seen.find(({ path }) => path === tail.path)?.mtimeNs ?? tail.namedUntilNs;
      const before = tail.seenAs;
      if (before === undefined ? names.length === 0 : names.includes(before)) continue;
      tails.rename(tail, names.includes(tail.path) ? tail.path : names[0]);
      if (tail.seenAs === tail.path) tail.endingSince = undefined;
      else if (tail.endingSince === undefined) {
        metrics.rotations.add();
        this.rotate(tail, before, now);
      }
    }
  }

  /** From now on it is a rotated file: it has another name, or none. @param before the name that it had */
  rotate(tail: Tail, before: string | undefined, now: number): void {
    const { tails, memory, waits, near } = this.#options;
    tail.endingSince = now;
    tail.namedUntilNs ??= tail.mtimeNs;
    // Where there are more files than descriptors it has none now, and is only to be found under its new name.
    if (!tail.handle.isOpen) {
      try {
        tail.handle.openAs(tail.seenAs ?? near(before ?? tail.path, tail.key)?.path ?? tail.path);
      } catch {
        // Perhaps it is being renamed right now: it is looked for again.
        if (look(tail.path) !== undefined) memory.lose(tail.stream, waits.positionOf(tail), "deleted", now);
        const { size, mtimeNs } = tail;
        memory.leave(tail.stream, now, { size, mtimeNs, place: before ?? tail.path, readTo: waits.positionOf(tail) });
        tails.remove(tail);
        return;
      }
    }
    tail.poll(now);
    // Another file has its name, and it has none: it was replaced by renaming that one over it.
    if (tail.links === 0 && look(tail.path) !== undefined) memory.lose(tail.stream, waits.positionOf(tail), "deleted", now);
  }
}
