import { closeSync, fstatSync } from "node:fs";
import { codeOf, type Log } from "../../service/log.ts";
import type { Ledger } from "../ledger.ts";
import type { AgentMetrics } from "../metrics.ts";
import type { Remains } from "./adoption.ts";
import { Archives } from "./archives.ts";
import type { Beginning } from "./beginning.ts";
import { Complaints } from "./complaints.ts";
import { type Descriptors, Handle } from "./descriptors.ts";
import { findFiles } from "./find.ts";
import { Held, type OpenFiles } from "./held.ts";
import { noteCutOff, noteReplaced } from "./losses.ts";
import { type Left, Memory } from "./memory.ts";
import { Rotated } from "./rotated.ts";
import { type Found, isArchive, look, originalName, placeOf } from "./siblings.ts";
import { bornAt, fileKey, type Position, type Stream } from "./stream.ts";
import { Tail } from "./tail.ts";
import type { TailEvents } from "./tail-events.ts";
import { Waits } from "./waits.ts";
import { isWatchedBy, type Watched, watchedNothing } from "./watched.ts";

export interface FilesOptions {
  /** A file that belongs to several is read for the first of them. */
  readonly sources: readonly Watched[];
  readonly log: Log;
  readonly metrics: AgentMetrics;
  readonly descriptors: Descriptors;
  readonly before?: OpenFiles | undefined;
  /** Where the unread end of a compressed file is unpacked. */
  readonly unpackIn: string;
  /** Told when there is a file that was not remembered before: should it be rotated away while the agent is down, it is looked for. */
  readonly remember: () => void;
  readonly ledger: Pick<Ledger, "abandon" | "inherit" | "resume">;
  /** Bytes of a content became part of no record. */
  readonly passedOver: (stream: Stream, bytes: number) => void;
  /** When the checkpoint was written, ms; undefined: there was none. */
  readonly stoppedAt?: number | undefined;
  readonly now: () => number;
}

/** The files that are read: finds them by glob, and follows them through rotation. */
export class Files {
  readonly tails = new Map<string, Tail>();
  readonly #options: FilesOptions;
  readonly #memory: Memory;
  readonly #byPath = new Map<string, Tail>();
  /** Copies of what is still under way to the sink. */
  readonly #heirs = new Map<Stream, { readonly origin: Stream; readonly from: Position }>();
  readonly #waits: Waits;
  readonly #archives: Archives;
  readonly #complaints: Complaints;
  readonly #rotated: Rotated;
  /** Of which the content was replaced, and it is not known where to begin in the new one. */
  readonly #anew = new Set<Tail>();
  readonly #held: Held;
  #opened = false;
  /** Files that had another name when they were to be opened than when they were seen. */
  #moved: Found[] = [];

  /** @param entries what the checkpoint remembers */
  constructor(options: FilesOptions, entries: readonly Stream[]) {
    this.#options = options;
    this.#held = new Held(options.before);
    this.#complaints = new Complaints(options.log);
    this.#memory = new Memory(options, entries, options.before?.memory);
    this.#waits = new Waits(entries, options.stoppedAt);
    this.#archives = new Archives({
      memory: this.#memory,
      tails: this.tails,
      unpackIn: options.unpackIn,
      read: (fd, beginning, path, watchedAs, now) => void this.#read(fd, beginning, path, this.#sourceOf(path, watchedAs), now),
    });
    const rotated = {
      memory: this.#memory,
      tails: this.tails,
      excludes: (watchedAs: string, path: string) => this.#sourceOf(watchedAs).excluded(path),
      isWatched: (path: string) => this.#isWatched(path),
      isDropped: (path: string) => this.#isDropped(path),
      openHeld: (stream: Stream, now: number) => this.#openHeld(stream, now),
      open: (file: Found, now: number, watchedAs: string, onlyUnread?: boolean) => this.#open(file, now, watchedAs, onlyUnread),
    };
    this.#rotated = new Rotated(rotated, entries);
  }

  /** Everything to be remembered: files that are read, and files that were; over a restart some that are gone too. */
  *streams(goneToo = false): Iterable<Stream> {
    this.#settleHeirs();
    for (const tail of this.tails.values()) yield this.#waits.told(tail).stream;
    yield* this.#memory.streams();
    if (goneToo) yield* this.#memory.gone((key) => this.tails.has(key));
  }

  /** A copy goes on where its original was read to; as long as not all of that is acknowledged, it stands where its original does. */
  #settleHeirs(): void {
    for (const [stream, { origin, from }] of this.#heirs) {
      const next = origin.position.offset < from.offset ? origin.position : from;
      if (next.offset > stream.position.offset) this.#options.ledger.inherit(stream, next);
      if (stream.position.offset >= from.offset) this.#heirs.delete(stream);
    }
  }

  /** What cannot be read, one sentence each. */
  get complaints(): readonly string[] {
    return this.#complaints.all;
  }

  at(path: string): Tail | undefined {
    return this.#byPath.get(path);
  }

  /** Looks up the globs: opens what is new, notices what was renamed or deleted. Returns the folders to listen to. */
  discover(now: number): Set<string> {
    this.#settleHeirs();
    const { found, folders } = findFiles(this.#options.sources);
    this.#memory.forgetOld(found, now);
    this.#complaints.exhausted = false;
    for (const tail of this.#anew) this.close(tail, now);
    this.#follow(found, now);
    const fresh = [...found.values()].flatMap(([file]) => (file && this.#isFresh(file) ? [file] : []));
    const changed = this.#rotated.changedNames(fresh, now);
    this.#rotated.begin();
    this.#rotated.resume(found, now);
    this.#rotated.revisit(found, now);
    // Those that are known first: what is left of them tells where to begin in the others.
    for (const file of fresh.filter(({ key }) => this.#memory.has(key))) this.#open(file, now);
    this.#rotated.openCopies(now);
    this.#rotated.openMissed(changed, now);
    for (const file of fresh) this.#open(file, now);
    if (fresh.length > 0) this.#rotated.openMissed(changed, now);
    for (const file of this.#moved.splice(0)) this.#rotated.openMoved(file, now);
    for (const { file, watchedAs, onlyUnread } of this.#archives.pending()) this.#open(file, now, watchedAs, onlyUnread);
    this.#held.end(
      (key) => (this.tails.has(key) ? undefined : this.#memory.get(key)),
      (stream) => this.#isDropped(stream.path) || this.#openHeld(stream, now),
    );
    this.#memory.forgetDeleted();
    if (this.#opened) this.#options.remember();
    this.#opened = false;
    this.#complaints.forgetGone();
    this.#waits.started();
    return folders;
  }

  /** Ends the reading of a file. Unless it was deleted it is remembered, should it be seen again. */
  close(tail: Tail, now: number): void {
    this.#archives.finished(tail, now);
    const place = tail.seenAs ?? placeOf(tail);
    this.#waits.note(this.#waits.told(tail).stream.position, tail.growth);
    if (tail.held) this.#memory.leave(tail.stream, now, { place: place ?? tail.path, replaced: true });
    else if (place === undefined) this.#memory.lose(tail.stream, this.#waits.positionOf(tail), "rotated", now, tail.mtimeNs);
    else this.#memory.leave(tail.stream, now, { ...asItIs(tail), place: isArchive(place) ? undefined : place });
    this.#forget(tail);
  }

  #forget(tail: Tail): void {
    tail.close();
    this.#anew.delete(tail);
    this.tails.delete(tail.key);
    this.#rename(tail, undefined);
  }

  /** Nobody reads it, and it is no archive that has nothing more to read. */
  #isFresh({ key, path }: Found): boolean {
    return !this.tails.has(key) && !(isArchive(path) && this.#memory.hasLeft(key));
  }

  /** Notes under which names the files are now, and which have changed. */
  #follow(found: ReadonlyMap<string, readonly Found[]>, now: number): void {
    for (const tail of [...this.tails.values()]) {
      if (isArchive(tail.path)) continue;
      const seen = found.get(tail.key) ?? [];
      if (seen[0]) tail.compare(seen[0]);
      const names = seen.map(({ path }) => path);
      if (tail.endingSince === undefined) tail.namedUntilNs = seen.find(({ path }) => path === tail.path)?.mtimeNs ?? tail.namedUntilNs;
      const before = tail.seenAs;
      if (before === undefined ? names.length === 0 : names.includes(before)) continue;
      this.#rename(tail, names.includes(tail.path) ? tail.path : names[0]);
      if (tail.seenAs === tail.path) tail.endingSince = undefined;
      else if (tail.endingSince === undefined) {
        this.#options.metrics.rotations.add();
        this.#rotate(tail, before, now);
      }
    }
  }

  #rotate(tail: Tail, before: string | undefined, now: number): void {
    tail.endingSince = now;
    tail.namedUntilNs ??= tail.mtimeNs;
    // Where there are more files than descriptors it has none now, and is only to be found under its new name.
    if (!tail.handle.isOpen) {
      try {
        tail.handle.openAs(tail.seenAs ?? this.#rotated.near(before ?? tail.path, tail.key)?.path ?? tail.path);
      } catch {
        // Perhaps it is being renamed right now: it is looked for again.
        if (look(tail.path) !== undefined) this.#memory.lose(tail.stream, this.#waits.positionOf(tail), "deleted", now);
        this.#memory.leave(tail.stream, now, { ...asItIs(tail), place: before ?? tail.path, readTo: this.#waits.positionOf(tail) });
        this.#forget(tail);
        return;
      }
    }
    tail.poll(now);
    // Another file has its name, and it has none: it was replaced by renaming that one over it.
    if (tail.links === 0 && look(tail.path) !== undefined) this.#memory.lose(tail.stream, this.#waits.positionOf(tail), "deleted", now);
  }

  /** @param watchedAs the name by which it belongs to a source, where its own is a rotated one that nobody watches */
  #open(found: Found, now: number, watchedAs = found.path, onlyUnread = false): void {
    if (this.#complaints.exhausted || this.tails.has(found.key)) return;
    let fd: number | undefined;
    try {
      if (isArchive(found.path)) {
        this.#archives.open(found, now, watchedAs, onlyUnread);
        return;
      }
      fd = this.#options.descriptors.open(found.path);
      const stat = fstatSync(fd, { bigint: true });
      const file = {
        path: found.path,
        fd,
        size: Number(stat.size),
        dev: String(stat.dev),
        ino: String(stat.ino),
        born: bornAt(stat),
        mtimeMs: Number(stat.mtimeMs),
        watched: this.#isWatched(found.path),
      };
      // Another file may have taken the name since it was looked at.
      if (fileKey(file) !== found.key) this.#moved.push(found);
      const wanted = stat.isFile() && !this.tails.has(fileKey(file));
      const beginning = wanted ? this.#memory.beginning(file, this.#liveOriginal(found.path), now, onlyUnread) : undefined;
      const tail = beginning && this.#read(fd, beginning, found.path, this.#sourceOf(found.path, watchedAs), now);
      if (!tail) closeSync(fd);
      else if (tail.path === found.path) tail.namedUntilNs = stat.mtimeNs;
    } catch (error) {
      if (fd !== undefined) closeSync(fd);
      if (codeOf(error) === "ENOENT") this.#moved.push(found);
      this.#complaints.add(found.path, error);
    }
  }

  /** A file that was deleted while it was read, or has a name that is not: there is the descriptor that was left open. */
  #openHeld(stream: Stream, now: number): boolean {
    const fd = this.#held.take(stream);
    if (fd === undefined) return false;
    this.#memory.take(fileKey(stream));
    const from = stream.position;
    const tail = this.#read(fd, { stream, from }, stream.path, this.#sourceOf(stream.path), now);
    this.#rename(tail, undefined);
    this.#rotate(tail, stream.path, now);
    return true;
  }

  #read(fd: number, beginning: Beginning, path: string, source: Watched, now: number): Tail {
    const { stream, from, origin, copy } = beginning;
    const { descriptors, ledger, passedOver } = this.#options;
    const watched = !isArchive(path) && this.#isWatched(path);
    const handle = new Handle(descriptors, fd, fileKey(stream), watched ? path : undefined);
    const own = {
      replaced: (...[old, position, unread, mtimeNs]: Parameters<TailEvents["replaced"]>) => {
        this.#waits.note(position, tail.growth);
        noteReplaced(this.#options, this.#memory, old, position, unread, mtimeNs);
        // What is written over a rotated file may be a copy of what was read: where to begin in it is found out like that of a new file.
        tail.held = originalName(tail.path) !== undefined && !isArchive(tail.path);
        if (tail.held) this.#anew.add(tail);
      },
      passedOver: (bytes: number) => passedOver(tail.stream, bytes),
      cutOff: (from: number, to: number) => noteCutOff(this.#options, tail.stream, from, to),
    };
    const tail: Tail = new Tail(handle, stream, from, source, own);
    tail.growth.begin(this.#waits.of(beginning));
    if (origin) this.#heirs.set(stream, { origin, from });
    ledger.resume(from);
    this.tails.set(tail.key, tail);
    this.#opened = true;
    this.#rename(tail, watched ? path : undefined);
    if ((copy && originalName(path) !== undefined) || tail.seenAs !== tail.path) tail.endingSince = now;
    this.#complaints.settle(path);
    this.#options.log.info("reading", { path, offset: tail.offset });
    return tail;
  }

  #liveOriginal(path: string): Remains | undefined {
    const tail = this.#byPath.get(originalName(path) ?? "");
    return tail && { path: tail.path, ino: tail.stream.ino, position: this.#waits.positionOf(tail), origin: tail.stream, fate: "live" };
  }

  #rename(tail: Tail, path: string | undefined): void {
    if (tail.seenAs !== undefined && this.#byPath.get(tail.seenAs) === tail) this.#byPath.delete(tail.seenAs);
    tail.seenAs = path;
    tail.handle.path = path;
    if (path !== undefined) this.#byPath.set(path, tail);
  }

  /** Lets go of every file. */
  closeAll(): void {
    for (const tail of this.tails.values()) tail.close();
  }

  /** Lets go of every file, and leaves them open for another: any of them may be deleted before that one finds it. */
  handOver(): OpenFiles {
    for (const tail of this.#anew) this.close(tail, this.#options.now());
    const handles = new Map([...this.tails].map(([key, { handle }]) => [key, handle]));
    return { handles, sources: this.#options.sources, memory: this.#memory };
  }

  #isWatched(path: string): boolean {
    return this.#options.sources.some((source) => isWatchedBy(source, path));
  }

  /** It was watched until the settings changed. */
  #isDropped(path: string): boolean {
    return this.#held.wasWatched(path) && !this.#isWatched(path);
  }

  /** The source of the first of these names that one has. A file of which none has a name any more is read as the first source's. */
  #sourceOf(...paths: readonly string[]): Watched {
    const { sources } = this.#options;
    for (const path of paths) for (const source of sources) if (isWatchedBy(source, path)) return source;
    return sources[0] ?? watchedNothing;
  }
}

const asItIs = ({ size, mtimeNs }: Tail): Left => ({ size, mtimeNs });
