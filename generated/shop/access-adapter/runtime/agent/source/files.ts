// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Ledger } from "../ledger.ts";
import { Complaints } from "./complaints.ts";
import { findFiles } from "./find.ts";
import { Following } from "./following.ts";
import { Heirs } from "./heirs.ts";
import { Held, type OpenFiles } from "./held.ts";
import { Memory } from "./memory.ts";
import { Opening, type OpeningOptions } from "./opening.ts";
import { Rotated } from "./rotated.ts";
import { type Found, isArchive, placeOf } from "./siblings.ts";
import type { Stream } from "./stream.ts";
import type { Tail } from "./tail.ts";
import { Tails } from "./tails.ts";
import { Waits } from "./waits.ts";
import { Sources, type Watched } from "./watched.ts";

export interface FilesOptions extends OpeningOptions {
  readonly sources: readonly Watched[];
  readonly before?: OpenFiles | undefined;
  /** Told when there is a file that was not remembered before: should it be rotated away while the agent is down, it is looked for. */
  readonly remember: () => void;
  readonly ledger: Pick<Ledger, "abandon" | "inherit" | "resume">;
  /** When the checkpoint was written, ms; undefined: there was none. */
  readonly stoppedAt?: number | undefined;
}

/**
 * The files that are read: finds them by glob, and follows them through rotation.
 *
 *   find ──► Following ──► Rotated ───────────────────► Opening ──► Tails
 *   (globs)  (new names)   (what is under no watched    (where to   (what is read)
 *                           name, by what is remembered: begin)
 *                           Memory)
 */
export class Files {
  readonly #remember: () => void;
  readonly #now: () => number;
  readonly #sources: Sources;
  readonly #tails = new Tails();
  readonly #memory: Memory;
  readonly #heirs: Heirs;
  readonly #waits: Waits;
  readonly #complaints: Complaints;
  readonly #held: Held;
  readonly #rotated: Rotated;
  readonly #following: Following;
  readonly #opening: Opening;

  /** @param entries what the checkpoint remembers */
  constructor(options: FilesOptions, entries: readonly Stream[]) {
    const { before, log, metrics, ledger, stoppedAt, remember, now } = options;
    this.#remember = remember;
    this.#now = now;
    const sources = new Sources(options.sources);
    const tails = this.#tails;
    const memory = new Memory(options, entries, before?.memory);
    const waits = new Waits(entries, stoppedAt);
    const heirs = new Heirs(ledger);
    const held = new Held(before);
    const complaints = new Complaints(log);
    const rotated = {
      memory,
      tails: tails.byKey,
      excludes: (watchedAs: string, path: string) => sources.of(watchedAs).excluded(path),
      isWatched: (path: string) => sources.isWatched(path),
      isDropped: (path: string) => this.#isDropped(path),
      openHeld: (stream: Stream, at: number) => this.#opening.openHeld(stream, at),
      open: (...[file, at, watchedAs, onlyUnread]: Parameters<Opening["open"]>) => this.#opening.open(file, at, watchedAs, onlyUnread),
    };
    this.#sources = sources;
    this.#memory = memory;
    this.#waits = waits;
    this.#heirs = heirs;
    this.#held = held;
    this.#complaints = complaints;
    this.#rotated = new Rotated(rotated, entries);
    this.#following = new Following({ tails, memory, waits, metrics, near: (path, key) => this.#rotated.near(path, key) });
    this.#opening = new Opening(options, { sources, tails, memory, waits, heirs, held, complaints, following: this.#following });
  }

  /** By device and inode. */
  get tails(): ReadonlyMap<string, Tail> {
    return this.#tails.byKey;
  }

  /** Everything to be remembered: files that are read, and files that were; over a restart some that are gone too. */
  *streams(goneToo = false): Iterable<Stream> {
    this.#heirs.settle();
    for (const tail of this.tails.values()) yield this.#waits.told(tail).stream;
    yield* this.#memory.streams();
    if (goneToo) yield* this.#memory.gone((key) => this.tails.has(key));
  }

  /** What cannot be read, one sentence each. */
  get complaints(): readonly string[] {
    return this.#complaints.all;
  }

  at(path: string): Tail | undefined {
    return this.#tails.at(path);
  }

  /** Looks up the globs: opens what is new, notices what was renamed or deleted. Returns the folders to listen to. */
  discover(now: number): Set<string> {
    const open = (file: Found) => this.#opening.open(file, now);
    this.#heirs.settle();
    const { found, folders } = findFiles(this.#sources.all);
    this.#memory.forgetOld(found, now);
    this.#complaints.exhausted = false;
    this.#closeReplaced(now);
    this.#following.follow(found, now);
    const fresh = [...found.values()].flatMap(([file]) => (file && this.#isFresh(file) ? [file] : []));
    const changed = this.#rotated.changedNames(fresh, now);
    this.#rotated.begin();
    this.#rotated.resume(found, now);
    this.#rotated.revisit(found, now);
    // Those that are known first: what is left of them tells where to begin in the others.
    for (const file of fresh.filter(({ key }) => this.#memory.has(key))) open(file);
    this.#rotated.openCopies(now);
    this.#rotated.openMissed(changed, now);
    for (const file of fresh) open(file);
    if (fresh.length > 0) this.#rotated.openMissed(changed, now);
    for (const file of this.#opening.takeMoved()) this.#rotated.openMoved(file, now);
    for (const { file, watchedAs, onlyUnread } of this.#opening.archives.pending()) this.#opening.open(file, now, watchedAs, onlyUnread);
    this.#held.end(
      (key) => (this.tails.has(key) ? undefined : this.#memory.get(key)),
      (stream) => this.#isDropped(stream.path) || this.#opening.openHeld(stream, now),
    );
    this.#memory.forgetDeleted();
    if (this.#opening.takeOpened()) this.#remember();
    this.#complaints.forgetGone();
    this.#waits.started();
    return folders;
  }

  /** Ends the reading of a file. Unless it was deleted it is remembered, should it be seen again. */
  close(tail: Tail, now: number): void {
    this.#opening.archives.finished(tail, now);
    const { size, mtimeNs } = tail;
    const place = tail.seenAs ?? placeOf(tail);
    this.#waits.note(this.#waits.told(tail).stream.position, tail.growth);
    if (tail.held) this.#memory.leave(tail.stream, now, { place: place ?? tail.path, replaced: true });
    else if (place === undefined) this.#memory.lose(tail.stream, this.#waits.positionOf(tail), "rotated", now, mtimeNs);
    else this.#memory.leave(tail.stream, now, { size, mtimeNs, place: isArchive(place) ? undefined : place });
    this.#tails.remove(tail);
  }

  /** Lets go of every file. */
  closeAll(): void {
    for (const tail of this.tails.values()) tail.close();
  }

  /** Lets go of every file, and leaves them open for another: any of them may be deleted before that one finds it. */
  handOver(): OpenFiles {
    this.#closeReplaced(this.#now());
    const handles = new Map([...this.tails].map(([key, { handle }]) => [key, handle]));
    return { handles, sources: this.#sources.all, memory: this.#memory };
  }

  /** Those of which the content was replaced, and it is not known where to begin in the new one: they are opened anew. */
  #closeReplaced(now: number): void {
    for (const tail of [...this.tails.values()]) if (tail.held) this.close(tail, now);
  }

  /** Nobody reads it, and it is no archive that has nothing more to read. */
  #isFresh({ key, path }: Found): boolean {
    return !this.tails.has(key) && !(isArchive(path) && this.#memory.hasLeft(key));
  }

  /** It was watched until the settings changed. */
  #isDropped(path: string): boolean {
    return this.#held.wasWatched(path) && !this.#sources.isWatched(path);
  }
}
