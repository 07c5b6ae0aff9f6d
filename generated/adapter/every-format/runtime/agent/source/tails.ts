// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Tail } from "./tail.ts";

/** The files that are being read, and the names under which each was seen last. */
export class Tails {
  /** By device and inode. */
  readonly byKey = new Map<string, Tail>();
  readonly #byPath = new Map<string, Tail>();

  at(path: string): Tail | undefined {
    return this.#byPath.get(path);
  }

  /** @param seenAs undefined: it has no name that is watched */
  add(tail: Tail, seenAs: string | undefined): void {
    this.byKey.set(tail.key, tail);
    this.rename(tail, seenAs);
  }

  rename(tail: Tail, seenAs: string | undefined): void {
    if (tail.seenAs !== undefined && this.#byPath.get(tail.seenAs) === tail) this.#byPath.delete(tail.seenAs);
    tail.seenAs = seenAs;
    tail.handle.path = seenAs;
    if (seenAs !== undefined) this.#byPath.set(seenAs, tail);
  }

  /** Lets go of it. */
  remove(tail: Tail): void {
    tail.close();
    this.byKey.delete(tail.key);
    this.rename(tail, undefined);
  }
}
