// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { dirname } from "node:path";
import type { Memory } from "./memory.ts";
import { type Found, findNear, look, originalName, siblingsOf, withoutArchive } from "./siblings.ts";
import { fileKey, type Stream } from "./stream.ts";
import type { Tail } from "./tail.ts";

export interface RotatedOptions {
  readonly memory: Memory;
  readonly tails: ReadonlyMap<string, Tail>;
  /** Whether the source of the one path excludes the other. */
  readonly excludes: (watchedAs: string, path: string) => boolean;
  /** Whether it was watched until the settings changed. */
  readonly isDropped: (path: string) => boolean;
  /** Goes on with a file that has no name to be read under, where it was handed over open. */
  readonly openHeld: (stream: Stream, now: number) => boolean;
  /** `onlyUnread`: nothing but the unread end of what was read already is wanted. */
  readonly open: (file: Found, now: number, watchedAs: string, onlyUnread?: boolean) => void;
}

/** Names, and when the file that had each before was written to last. */
type Between = readonly (readonly [path: string, mtimeNs: bigint])[];

interface Folder {
  /** By device and inode. */
  readonly files: ReadonlyMap<string, Found>;
  /** Files that look rotated, by the name they had before. */
  readonly rotated: ReadonlyMap<string, readonly Found[]>;
}

/** Finds files that are under no watched name, but were, or are what is left of one that was. */
export class Rotated {
  readonly #options: RotatedOptions;
  /** Streams of the checkpoint that no file was looked up for yet. */
  #unresolved: readonly Stream[];
  /** Folders as they are in the present look. */
  readonly #folders = new Map<string, Folder>();

  constructor(options: RotatedOptions, unresolved: readonly Stream[]) {
    this.#options = options;
    this.#unresolved = unresolved.filter(({ gone }) => !gone);
  }

  /** Another look begins. */
  begin(): void {
    this.#folders.clear();
  }

  /** After a start: files that were rotated away while nobody looked still have their unread end. */
  resume(found: ReadonlyMap<string, unknown>, now: number): void {
    const { memory, excludes, isDropped, openHeld, open } = this.#options;
    for (const stream of this.#unresolved) {
      const key = fileKey(stream);
      if (found.has(key) || isDropped(stream.path)) continue;
      const file = this.near(stream.path, key);
      const wanted = file && !excludes(stream.path, withoutArchive(file.path));
      if (!wanted && openHeld(stream, now)) continue;
      if (!file) memory.lose(stream, stream.position, "stopped", now);
      else if (wanted) {
        open(file, now, stream.path);
        if (look(stream.path) !== undefined) this.#openBetween(stream.path, file.mtimeNs, now);
      }
    }
    this.#unresolved = [];
  }

  /** Files that were let go: a late writer may have added to them. */
  revisit(found: ReadonlyMap<string, unknown>, now: number): void {
    const { memory, open } = this.#options;
    for (const [key, stream, place] of [...memory.places()]) {
      if (found.has(key)) continue;
      const file = this.near(place, key);
      if (!file) memory.missed(key, now);
      else if (memory.isMore(key, file)) open(file, now, stream.path);
      else memory.moved(key, file.path);
    }
  }

  /**
   * Files that were made under a name and rotated away from it between two looks are younger than the one that was read under that name
   * last, and were never seen. They are looked for when a file has come under the name, or the one that had it is still being read.
   */
  openMissed(fresh: readonly Found[], now: number): Between {
    const { memory, tails } = this.#options;
    const names = new Map<string, bigint>();
    const last = (path: string, mtimeNs = -1n) => {
      if (mtimeNs > (names.get(path) ?? -1n)) names.set(path, mtimeNs);
    };
    const wanted = new Set(fresh.map(({ path }) => path));
    for (const tail of tails.values()) {
      last(tail.path, tail.namedUntilNs ?? tail.mtimeNs);
      if (tail.endingSince !== undefined) wanted.add(tail.path);
    }
    if (wanted.size === 0) return [];
    for (const [key, { path }, place] of memory.places()) {
      const there = look(place);
      if (there?.key === key) last(path, there.mtimeNs);
    }
    for (const [path, mtimeNs] of memory.vanished()) last(path, mtimeNs);
    const between = [...wanted].flatMap((path) => (names.has(path) ? [[path, names.get(path) ?? 0n] as const] : []));
    for (const [path, mtimeNs] of between) this.#openBetween(path, mtimeNs, now);
    return between;
  }

  /** Once more, when files were opened under these names: what was made and rotated away while that went on is older than those. */
  openMissedSince(between: Between, now: number): void {
    this.#folders.clear();
    for (const [path, mtimeNs] of between) this.#openBetween(path, mtimeNs, now);
  }

  /** Opens copies of what was lost: the unread end of a file that was copied, then truncated, is in the copy. */
  openCopies(now: number): void {
    const { memory } = this.#options;
    for (const path of memory.takeLost()) this.#openSiblings(path, now, true, () => true);
    for (const [path, mtimeNs] of memory.takeLostUnread()) this.#openBetween(path, mtimeNs, now);
  }

  /** A file that was renamed right after it was seen. Others may have been made and rotated away since then, too. */
  openMoved({ path, key, mtimeNs }: Found, now: number): void {
    const file = findNear(path, key);
    if (file && !this.#options.excludes(path, file.path)) this.#options.open(file, now, path);
    this.#folders.clear();
    this.#openBetween(path, mtimeNs, now);
  }

  /** Files that are younger than the one that was read last, and never seen. */
  #openBetween(path: string, mtimeNs: bigint, now: number): void {
    this.#openSiblings(path, now, false, (file) => file.mtimeNs >= mtimeNs);
  }

  #openSiblings(path: string, now: number, onlyUnread: boolean, fits: (file: Found) => boolean): void {
    const { memory, excludes, open } = this.#options;
    for (const file of this.#folder(path).rotated.get(path) ?? []) {
      if (excludes(path, withoutArchive(file.path)) || memory.has(file.key)) continue;
      if (fits(file)) open(file, now, path, onlyUnread);
    }
  }

  /** A file by what it is, under this name or under another of the same folder. */
  near(path: string, key: string): Found | undefined {
    const there = look(path);
    return there?.key === key ? there : this.#folder(path).files.get(key);
  }

  #folder(path: string): Folder {
    const name = dirname(path);
    const folder = this.#folders.get(name) ?? readFolder(name);
    this.#folders.set(name, folder);
    return folder;
  }
}

function readFolder(name: string): Folder {
  const [files, rotated] = [new Map<string, Found>(), new Map<string, Found[]>()];
  for (const file of siblingsOf(name)) {
    files.set(file.key, file);
    const original = originalName(file.path);
    if (original === undefined) continue;
    const others = rotated.get(original);
    if (others) others.push(file);
    else rotated.set(original, [file]);
  }
  return { files, rotated };
}
