// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { closeSync, fstatSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf, type Log, reasonOf } from "../../service/log.ts";
import type { Ledger } from "../ledger.ts";
import type { AgentMetrics } from "../metrics.ts";
import type { Remains } from "./adoption.ts";
import { walkGlob } from "./glob.ts";
import { Memory } from "./memory.ts";
import { type Found, look, originalName, siblingsOf } from "./siblings.ts";
import { fileKey, type Position, type Stream } from "./stream.ts";
import { Tail, type TailEvents } from "./tail.ts";
import { isWatchedBy, type Watched, watchedNothing } from "./watched.ts";

export interface FilesOptions {
  /** A file that belongs to several is read for the first of them. */
  readonly sources: readonly Watched[];
  readonly log: Log;
  readonly metrics: AgentMetrics;
  /** Told when there is a file that was not remembered before: should it be rotated away while the agent is down, it is looked for. */
  readonly remember: () => void;
  readonly ledger: Pick<Ledger, "abandon" | "resume">;
  /** Bytes of a content became part of no record. */
  readonly passedOver: (stream: Stream, bytes: number) => void;
  readonly now: () => number;
}

/** The files that are read: finds them by glob, and follows them through rotation. */
export class Files {
  readonly tails = new Map<string, Tail>();
  readonly #options: FilesOptions;
  readonly #memory: Memory;
  readonly #byPath = new Map<string, Tail>();
  readonly #complaints = new Map<string, string>();
  readonly #events: Omit<TailEvents, "passedOver">;
  /** Streams of the checkpoint that no file was looked up for yet. */
  #unresolved: readonly Stream[];
  #opened = false;
  /** There are no file descriptors left: no use in trying the next file of this look. */
  #exhausted = false;
  /** Paths whose content was cut short since the last look. */
  #truncated: string[] = [];

  /** @param entries what the checkpoint remembers */
  constructor(options: FilesOptions, entries: readonly Stream[]) {
    this.#options = options;
    this.#unresolved = entries;
    this.#memory = new Memory(options.log, options.metrics, entries, options.now());
    this.#events = { replaced: (old, position, unread) => this.#replaced(old, position, unread) };
  }

  /** Everything to be remembered: files that are read, and files that were. */
  *streams(): Iterable<Stream> {
    for (const tail of this.tails.values()) yield tail.stream;
    yield* this.#memory.streams();
  }

  /** What cannot be read, one sentence each. */
  get complaints(): readonly string[] {
    return [...this.#complaints.values()];
  }

  at(path: string): Tail | undefined {
    return this.#byPath.get(path);
  }

  /** Looks up the globs: opens what is new, notices what was renamed or deleted. Returns the folders to listen to. */
  discover(now: number): Set<string> {
    const { found, folders } = this.#find();
    this.#memory.forgetOld(now);
    this.#exhausted = false;
    const rotated = this.#follow(found, now);
    this.#resumeRotated(found, now);
    for (const tail of rotated) this.#openBetween(tail.path, tail.mtimeNs, now);
    for (const path of this.#truncated.splice(0)) this.#openSiblings(path, now, true, () => true);
    // Those that are known first: what is left of them tells where to begin in the others.
    const fresh = [...found.values()].flatMap((names) => names[0] ?? []).filter(({ key }) => !this.tails.has(key));
    for (const file of fresh.filter(({ key }) => this.#memory.has(key))) this.#open(file, now);
    for (const file of fresh) this.#open(file, now);
    this.#memory.forgetDeleted();
    if (this.#opened) this.#options.remember();
    this.#opened = false;
    for (const path of this.#complaints.keys()) if (look(path) === undefined) this.#complaints.delete(path);
    return folders;
  }

  /** Ends the reading of a file. Unless it was deleted it is remembered, should it be seen again. */
  close(tail: Tail, now: number): void {
    tail.close();
    this.tails.delete(tail.key);
    this.#rename(tail, undefined);
    if (tail.links > 0) this.#memory.leave(tail.stream, now);
  }

  #find(): { found: Map<string, Found[]>; folders: Set<string> } {
    const paths = new Set<string>();
    const folders = new Set<string>();
    const addFolder = (folder: string) => folders.add(folder);
    for (const { globs, excluded } of this.#options.sources) {
      const addPath = (path: string) => excluded(path) || paths.add(path);
      for (const glob of globs) walkGlob(glob, addPath, addFolder);
    }
    const found = new Map<string, Found[]>();
    for (const path of [...paths].sort()) {
      const file = look(path);
      // Two names of one file (links) are one file.
      if (file) found.set(file.key, [...(found.get(file.key) ?? []), file]);
    }
    return { found, folders };
  }

  /** Notes under which names the open files are now. Returns those that lost theirs. */
  #follow(found: ReadonlyMap<string, readonly Found[]>, now: number): Tail[] {
    const rotated: Tail[] = [];
    for (const tail of this.tails.values()) {
      const names = found.get(tail.key)?.map(({ path }) => path) ?? [];
      const before = tail.seenAs;
      if (before === undefined ? names.length === 0 : names.includes(before)) continue;
      this.#rename(tail, names.includes(tail.path) ? tail.path : names[0]);
      if (tail.seenAs === tail.path) tail.endingSince = undefined;
      else if (tail.endingSince === undefined) {
        tail.endingSince = now;
        tail.poll(now);
        rotated.push(tail);
        this.#options.metrics.rotations.add();
        // Another file has its name, and it has none: it was replaced by renaming that one over it.
        if (tail.links === 0 && look(tail.path) !== undefined) this.#memory.lose(tail.stream, tail.position, "deleted", now);
      }
    }
    return rotated;
  }

  /** After a start: files that were rotated to names that are not watched while nobody looked still have their unread end. */
  #resumeRotated(found: ReadonlyMap<string, unknown>, now: number): void {
    const folders = new Map<string, Map<string, Found>>();
    for (const stream of this.#unresolved) {
      const key = fileKey(stream);
      if (found.has(key)) continue;
      const folder = dirname(stream.path);
      const siblings = folders.get(folder) ?? new Map(siblingsOf(stream.path).map((sibling) => [sibling.key, sibling]));
      folders.set(folder, siblings);
      const file = siblings.get(key);
      if (!file) this.#memory.lose(stream, stream.position, "stopped", now);
      else if (!this.#sourceOf(stream.path).excluded(file.path)) {
        this.#open(file, now, stream.path);
        this.#openBetween(stream.path, file.mtimeNs, now);
      }
    }
    this.#unresolved = [];
  }

  /** Files that were made and rotated away between two looks: younger than the one that was rotated, and never seen. */
  #openBetween(path: string, mtimeNs: bigint, now: number): void {
    if (look(path) !== undefined) this.#openSiblings(path, now, false, (file) => file.mtimeNs >= mtimeNs);
  }

  /** @param onlyUnread open copies of what was read only: the unread end of a file that was copied, then truncated, is in the copy */
  #openSiblings(path: string, now: number, onlyUnread: boolean, fits: (file: Found) => boolean): void {
    const { excluded } = this.#sourceOf(path);
    for (const file of siblingsOf(path)) {
      if (originalName(file.path) !== path || excluded(file.path) || this.#memory.has(file.key)) continue;
      if (fits(file)) this.#open(file, now, path, onlyUnread);
    }
  }

  /** @param watchedAs the name by which it belongs to a source, where its own is a rotated one that nobody watches */
  #open(found: Found, now: number, watchedAs = found.path, onlyUnread = false): void {
    if (this.#exhausted || this.tails.has(found.key)) return;
    let fd: number | undefined;
    try {
      fd = Tail.open(found.path);
      const stat = fstatSync(fd, { bigint: true });
      const file = { path: found.path, fd, size: Number(stat.size), dev: String(stat.dev), ino: String(stat.ino) };
      // Another file may have taken the name since it was looked at.
      const wanted = stat.isFile() && !this.tails.has(fileKey(file));
      const stream = wanted ? this.#memory.beginning(file, this.#liveOriginal(found.path), now, onlyUnread) : undefined;
      if (stream) this.#read(fd, stream, found.path, this.#sourceOf(found.path, watchedAs), now);
      else closeSync(fd);
    } catch (error) {
      if (fd !== undefined) closeSync(fd);
      this.#complain(found.path, error);
    }
  }

  #read(fd: number, stream: Stream, path: string, source: Watched, now: number): void {
    const copied = stream.position.offset > 0 && stream.id === "" && originalName(path) !== undefined;
    const { ledger, passedOver } = this.#options;
    const tail: Tail = new Tail(fd, stream, source, { ...this.#events, passedOver: (bytes) => passedOver(tail.stream, bytes) });
    ledger.resume(stream.position);
    this.tails.set(tail.key, tail);
    this.#opened = true;
    this.#rename(tail, this.#isWatched(path) ? path : undefined);
    if (copied || tail.seenAs !== tail.path) tail.endingSince = now;
    this.#complaints.delete(path);
    this.#options.log.info("reading", { path, offset: tail.offset });
  }

  #liveOriginal(path: string): Remains | undefined {
    const tail = this.#byPath.get(originalName(path) ?? "");
    return tail && { path: tail.path, ino: tail.stream.ino, position: tail.position, fate: "live" };
  }

  #replaced(old: Stream, position: Position, unread: number): void {
    const { log, metrics, ledger, now } = this.#options;
    metrics.truncations.add();
    metrics.bytesAbandoned.add(unread);
    ledger.abandon(old, position, position.offset + unread, "truncated before it was read");
    log.warn("the file was truncated or its content replaced, reading it from its start", {
      path: old.path,
      offset: position.offset,
      unread,
    });
    this.#memory.lose(old, position, "truncated", now());
    this.#truncated.push(old.path);
  }

  #rename(tail: Tail, path: string | undefined): void {
    if (tail.seenAs !== undefined && this.#byPath.get(tail.seenAs) === tail) this.#byPath.delete(tail.seenAs);
    tail.seenAs = path;
    if (path !== undefined) this.#byPath.set(path, tail);
  }

  /** Lets go of every file. */
  closeAll(): void {
    for (const tail of this.tails.values()) tail.close();
  }

  #complain(path: string, error: unknown): void {
    // Gone between the two looks: nothing to say.
    if (codeOf(error) === "ENOENT") return;
    this.#exhausted ||= codeOf(error) === "EMFILE" || codeOf(error) === "ENFILE";
    const complaint = `cannot read ${path}: ${reasonOf(error)}`;
    if (this.#complaints.get(path) !== complaint) this.#options.log.warn("cannot read a file, will try again", { path, reason: error });
    this.#complaints.set(path, complaint);
  }

  #isWatched(path: string): boolean {
    return this.#options.sources.some((source) => isWatchedBy(source, path));
  }

  /** The source of the first of these names that one has. A file of which none has a name any more is read as the first source's. */
  #sourceOf(...paths: readonly string[]): Watched {
    const { sources } = this.#options;
    for (const path of paths) for (const source of sources) if (isWatchedBy(source, path)) return source;
    return sources[0] ?? watchedNothing;
  }
}
