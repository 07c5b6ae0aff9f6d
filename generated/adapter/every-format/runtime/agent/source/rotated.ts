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
  /** Whether the name itself belongs to a source. */
  readonly isWatched: (path: string) => boolean;
  /** Whether it was watched until the settings changed. */
  readonly isDropped: (path: string) => boolean;
  /** Goes on with a file that has no name to be read under, where it was handed over open. */
  readonly openHeld: (stream: Stream, now: number) => boolean;
  /** `onlyUnread`: nothing but the unread end of what was read already is wanted. */
  readonly open: (file: Found, now: number, watchedAs: string, onlyUnread?: boolean) => void;
}

export type ChangedNames = readonly (readonly [path: string, mtimeNs: bigint])[];

/** For so long after the file of a name is gone others are looked for that were made under it and rotated away before anybody saw them. */
const soughtMs = 60_000;

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
    const { memory, excludes, isDropped, openHeld } = this.#options;
    for (const stream of this.#unresolved) {
      const key = fileKey(stream);
      if (found.has(key) || isDropped(stream.path)) continue;
      const file = this.near(stream.path, key);
      const wanted = file && !excludes(stream.path, withoutArchive(file.path));
      if (!wanted && openHeld(stream, now)) continue;
      if (!file) memory.lose(stream, stream.position, "stopped", now);
      else if (wanted) {
        this.#open(file, now, stream.path);
        if (look(stream.path) !== undefined) this.#openBetween(stream.path, file.mtimeNs, now);
      }
    }
    this.#unresolved = [];
  }

  /** Files that were let go: a late writer may have added to them. */
  revisit(found: ReadonlyMap<string, unknown>, now: number): void {
    const { memory } = this.#options;
    for (const [key, stream, place] of [...memory.places()]) {
      if (found.has(key)) continue;
      const file = this.near(place, key);
      if (!file) memory.missed(key, now);
      else if (memory.isMore(key, file)) this.#open(file, now, stream.path);
      else memory.moved(key, file.path);
    }
  }

  /**
   * Names that have come to another file, or have had none for a while, each with when the file that had it before was written to last.
   * @param fresh files that nobody reads yet
   */
  changedNames(fresh: readonly Found[], now: number): ChangedNames {
    const { memory, tails, isWatched } = this.#options;
    const changed = new Set(fresh.map(({ path }) => path));
    const taken = new Set<string>();
    const written = new Map<string, bigint>();
    const note = (path: string, mtimeNs: bigint, since: number) => {
      if (mtimeNs > (written.get(path) ?? -1n)) written.set(path, mtimeNs);
      if (!taken.has(path) && now - since <= soughtMs && isWatched(path)) changed.add(path);
    };
    for (const { path, seenAs, endingSince } of tails.values()) if (seenAs === path && endingSince === undefined) taken.add(path);
    for (const tail of tails.values()) note(tail.path, tail.namedUntilNs ?? tail.mtimeNs, tail.endingSince ?? now);
    for (const { path, mtimeNs, since } of memory.written()) note(path, mtimeNs, since);
    return [...changed].flatMap((path) => (written.has(path) ? [[path, written.get(path) ?? 0n] as const] : []));
  }

  /**
   * Files that were made under a name and rotated away from it between two looks are younger than the one that was read under that name
   * last, and were never seen. Names change while one looks: what went away while files were being opened is found when it is done again.
   */
  openMissed(names: ChangedNames, now: number): void {
    this.#folders.clear();
    for (const [path, mtimeNs] of names) this.#openBetween(path, mtimeNs, now);
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
    if (file && !this.#options.excludes(path, file.path)) this.#open(file, now, path);
    this.#folders.clear();
    this.#openBetween(path, mtimeNs, now);
  }

  /** Files that are younger than the one that was read last, and never seen. */
  #openBetween(path: string, mtimeNs: bigint, now: number): void {
    this.#openSiblings(path, now, false, (file) => file.mtimeNs >= mtimeNs);
  }

  #openSiblings(path: string, now: number, onlyUnread: boolean, fits: (file: Found) => boolean): void {
    const { memory, excludes } = this.#options;
    for (const file of this.#folder(path).rotated.get(path) ?? []) {
      if (excludes(path, withoutArchive(file.path)) || memory.has(file.key)) continue;
      if (fits(file)) this.#open(file, now, path, onlyUnread);
    }
  }

  /**
   * A file under a watched name is left to the next look, which finds it by that name: it has come since this one began, may be another that
   * got the inode of the one that is looked for, and something may have been made and rotated away before it.
   */
  #open(file: Found, now: number, watchedAs: string, onlyUnread?: boolean): void {
    if (!this.#options.isWatched(file.path)) this.#options.open(file, now, watchedAs, onlyUnread);
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
