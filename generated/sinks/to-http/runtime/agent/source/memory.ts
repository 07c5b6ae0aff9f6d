// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Log } from "../../service/log.ts";
import type { Ledger } from "../ledger.ts";
import type { AgentMetrics } from "../metrics.ts";
import { adopt, type Remains } from "./adoption.ts";
import type { Original } from "./archive-jobs.ts";
import { type Beginning, goOn } from "./beginning.ts";
import { type Found, isArchive, look, originalName } from "./siblings.ts";
import { bornApart, fileKey, holds, type Position, type Stream, startPosition } from "./stream.ts";

/** How long a copy of a live file is left alone, for its original to be truncated; and how long what was truncated is remembered. */
const copyWaitMs = 10_000;
const remainsMs = 60_000;
/** How long, and how many, files that are not open are remembered. */
const knownMs = 24 * 3_600_000;
const maxLeft = 100;

/** An open file that nobody reads yet. */
export interface OpenedFile {
  readonly path: string;
  readonly fd: number;
  readonly size: number;
  readonly dev: string;
  readonly ino: string;
  readonly born: string | undefined;
  readonly mtimeMs: number;
  /** Its name is watched: it is looked at again with every look. */
  readonly watched: boolean;
}

export interface MemoryOptions {
  readonly log: Log;
  readonly metrics: AgentMetrics;
  readonly ledger: Pick<Ledger, "abandon">;
  readonly now: () => number;
}

/** A file as it was when it was left. */
export interface Left {
  /** Where it was, should something be added to it. */
  readonly place?: string | undefined;
  readonly size?: number;
  readonly mtimeNs?: bigint;
  /** What is in front of that is on its way to the sink. */
  readonly readTo?: Position;
  /** Its content was replaced, and of the new one nothing was read: it may be a copy. */
  readonly replaced?: true;
}

interface Known extends Left {
  readonly stream: Stream;
  readonly since: number;
  /** `stopped`: from the checkpoint, not found since; `left`: read to its end and closed. */
  readonly fate: "stopped" | "left";
  /** It was not found when it was looked for last: it may just have been renamed. */
  readonly missed?: boolean;
  /** It was found since it was left, and there was nothing more to read. */
  readonly checked?: boolean;
}

/** What is remembered of files that are not open: how far they were delivered, and so where to begin when one is seen (again). */
export class Memory {
  readonly #log: Log;
  readonly #metrics: AgentMetrics;
  readonly #ledger: Pick<Ledger, "abandon">;
  readonly #known = new Map<string, Known>();
  #remains: { readonly of: Remains; readonly since: number; readonly mtimeNs: bigint | undefined }[] = [];
  /** Names of which something was lost: what follows may be in a copy of it. */
  #lost = new Set<string>();
  #lostUnread: (readonly [string, bigint])[] = [];
  readonly #postponed = new Map<string, number>();

  /**
   * @param entries what the checkpoint remembers
   * @param before whose files these are: copies of what was lost may still turn up
   */
  constructor({ log, metrics, ledger, now }: MemoryOptions, entries: Iterable<Stream>, before?: Memory) {
    this.#log = log;
    this.#metrics = metrics;
    this.#ledger = ledger;
    if (before) {
      this.#remains = before.#remains;
      this.#lost = before.#lost;
      this.#lostUnread = before.#lostUnread;
    }
    for (const stream of entries)
      if (stream.cutAt) this.#losePart(stream, stream.cutAt, now());
      else if (stream.gone) this.lose(stream, stream.position, "stopped", now());
      else this.#known.set(fileKey(stream), { stream, since: now(), fate: "stopped" });
  }

  *streams(): Iterable<Stream> {
    for (const { stream } of this.#known.values()) yield stream;
  }

  /**
   * Files that are gone, and of which an archive may still be found; contents that are gone from their files, and of which a copy may be.
   * @param isRead whether there is a file that has the number of one that is gone
   */
  *gone(isRead: (key: string) => boolean): Iterable<Stream> {
    for (const { origin, position, fate } of new Map(this.#remains.map(({ of }) => [contentKey(of.origin), of])).values()) {
      const key = fileKey(origin);
      if (fate === "truncated" ? position.offset === 0 : this.#known.has(key) || isRead(key)) continue;
      origin.gone = true;
      if (fate === "truncated") origin.cutAt = position;
      yield origin;
    }
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  hasLeft(key: string): boolean {
    return this.#known.get(key)?.fate === "left";
  }

  get(key: string): Stream | undefined {
    return this.#known.get(key)?.stream;
  }

  /** A file was closed. */
  leave(stream: Stream, now: number, as: Left = {}): void {
    this.#known.set(fileKey(stream), { ...as, stream, since: now, fate: "left" });
  }

  /** Files that were left, and where they were then. */
  *places(): Iterable<readonly [key: string, stream: Stream, place: string]> {
    for (const [key, { stream, place }] of this.#known) if (place !== undefined) yield [key, stream, place];
  }

  /**
   * Whether a file that has the device and inode of one that was left is more than that one as it was: something was added, or it is
   * another file that got the number. (Size-based rotation makes files of one size.)
   */
  isMore(key: string, { size, mtimeNs }: Pick<Found, "size" | "mtimeNs">): boolean {
    const known = this.#known.get(key);
    if (!known) return true;
    return size > known.stream.position.offset || (known.mtimeNs !== undefined && mtimeNs !== known.mtimeNs);
  }

  moved(key: string, place: string): void {
    const known = this.#known.get(key);
    if (known) this.#known.set(key, { ...known, place, missed: false, checked: true });
  }

  /** A file that was left is not found. It is gone when that happens twice: files are renamed while they are looked for. */
  missed(key: string, now: number): void {
    const known = this.#known.get(key);
    if (known && !known.missed) this.#known.set(key, { ...known, missed: true });
    else if (known) {
      const { stream, size = 0 } = known;
      const { path, position } = stream;
      const unread = Math.max(0, size - position.offset);
      this.#metrics.bytesAbandoned.add(unread);
      if (unread > 0) this.#ledger.abandon(stream, position, size, "gone before it was read");
      if (unread > 0) this.#log.warn("a file is gone before it was read to its end", { path, unread });
      this.lose(stream, position, "rotated", now, known.mtimeNs);
      this.#known.delete(key);
    }
  }

  /** A content is no longer where it was; a file that goes on from it may turn up. */
  lose(origin: Stream, position: Position, fate: Exclude<Remains["fate"], "live">, now: number, mtimeNs?: bigint): void {
    const { path, ino } = origin;
    this.#remains.push({ of: { path, ino, position, origin, fate }, since: now, mtimeNs });
    this.#lost.add(path);
  }

  /** As an agent did that has ended: what was not acknowledged is to be read again, from a copy. */
  #losePart(origin: Stream, cutAt: Position, now: number): void {
    const { path, ino, position } = origin;
    this.#remains.push({ of: { path, ino, position: cutAt, from: position, origin, fate: "truncated" }, since: now, mtimeNs: undefined });
    this.#lost.add(path);
  }

  /** Under which names files were read that are not read any more, when those were written to last, and since when they are left. */
  *written(): Iterable<{ readonly path: string; readonly mtimeNs: bigint; readonly since: number }> {
    for (const { stream, mtimeNs, since } of this.#known.values()) if (mtimeNs !== undefined) yield { path: stream.path, mtimeNs, since };
    for (const { of, mtimeNs, since } of this.#remains) if (mtimeNs !== undefined) yield { path: of.path, mtimeNs, since };
  }

  /** A content of which nothing was read yet is no longer where it was. */
  loseUnread(path: string, mtimeNs: bigint): void {
    this.#lostUnread.push([path, mtimeNs]);
  }

  /** Names of which all was lost since this was asked last, and when that was written to last. */
  takeLostUnread(): readonly (readonly [path: string, mtimeNs: bigint])[] {
    return this.#lostUnread.splice(0);
  }

  /** Names of which something was lost since this was asked last. */
  takeLost(): string[] {
    const names = [...this.#lost];
    this.#lost.clear();
    return names;
  }

  /** Whatever appears from now on under the name of a deleted file does not replace it, but is new. */
  forgetDeleted(): void {
    this.#remains = this.#remains.filter(({ of }) => of.fate !== "deleted");
  }

  /** @param found files that are there under watched names: of those nothing is forgotten */
  forgetOld(found: ReadonlyMap<string, unknown>, now: number): void {
    this.#remains = this.#remains.filter(({ since }) => now - since <= remainsMs);
    const left = [...this.#known].filter(([key, known]) => {
      return known.fate === "left" && !found.has(key) && (known.checked || known.place === undefined);
    });
    for (const [key] of left.slice(0, Math.max(0, left.length - maxLeft))) this.#known.delete(key);
    for (const [key, known] of this.#known) if (now - known.since > knownMs && !found.has(key)) this.#known.delete(key);
  }

  /** Takes what is known of a file that is read from now on in another way than from its start. */
  take(key: string): Stream | undefined {
    const stream = this.get(key);
    this.#known.delete(key);
    return stream;
  }

  /** What archives of a name may have been made of, apart from what is being read. */
  *originalsOf(name: string): Iterable<Original> {
    const isOne = (path: string, { offset }: Position) => offset > 0 && !isArchive(path) && (originalName(path) ?? path) === name;
    for (const { of } of this.#remains) {
      const position = of.from ?? of.position;
      if (isOne(of.path, position)) yield { position, origin: of.origin, gone: () => true };
    }
    for (const [key, { stream, place, readTo = stream.position }] of this.#known)
      if (isOne(stream.path, readTo))
        yield { position: readTo, origin: stream, gone: () => place !== undefined && look(place)?.key !== key };
  }

  /**
   * Where to begin.
   * @param live what is being read under the name that the file had before rotation, if it looks rotated
   * @param onlyUnread nothing but the unread end of what was read already is wanted
   * @returns undefined: not now, or not at all
   */
  beginning(file: OpenedFile, live: Remains | undefined, now: number, onlyUnread: boolean): Beginning | undefined {
    const { path, dev, ino } = file;
    const known = this.#known.get(fileKey(file));
    const goesOn = known && goesOnAt(file, known);
    if (goesOn) {
      this.#known.delete(fileKey(file));
      return { stream: known.stream, from: goesOn };
    }
    const found = adopt({ ...file, known: known !== undefined }, this.#remainsOf(path, live), now);
    if (found === "wait") {
      const since = this.#postponed.get(path) ?? now;
      this.#postponed.set(path, since);
      if (now - since < copyWaitMs) return undefined;
    }
    this.#postponed.delete(path);
    const copied = typeof found === "object" ? found : undefined;
    const acknowledged = copied ? Math.min(copied.position.offset, copied.origin.position.offset) : 0;
    if (onlyUnread && !known && (!copied || file.size <= acknowledged)) return undefined;
    if (known) this.#replaced(file, known, copied !== undefined, now);
    const generation = known ? known.stream.generation + (known.replaced ? 0 : 1) : 0;
    const from = copied?.from ?? copied?.position ?? startPosition;
    if (copied) this.#log.info("a copy of what was read already, going on where that ended", { path, offset: from.offset });
    // A copy's records are those of its original: what is sent again from it has the same ids.
    const born = file.born === undefined ? {} : { born: file.born };
    if (!copied) return { stream: { path, dev, ino, generation, ...born, id: "", position: from }, from };
    return { ...goOn({ path, dev, ino, generation, id: copied.origin.id }, from, copied.origin), copy: true };
  }

  /** The same inode with other content: truncated while nobody looked, or a new file that got the number of a deleted one. */
  #replaced(file: OpenedFile, { stream, replaced, mtimeNs }: Known, copied: boolean, now: number): void {
    this.#known.delete(fileKey(file));
    // Whoever saw it has said so.
    if (replaced) return;
    const { path, size } = file;
    const { offset } = stream.position;
    if (!copied) {
      this.#metrics.truncations.add();
      this.#log.warn("the file is another, or holds other content, than at the last checkpoint: reading it from its start", {
        path,
        offset,
        size,
      });
    }
    this.lose(stream, stream.position, "truncated", now, mtimeNs);
  }

  *#remainsOf(path: string, live: Remains | undefined): Iterable<Remains> {
    const original = originalName(path);
    for (const { of } of this.#remains) if (of.path === path || of.path === original) yield of;
    if (live) yield live;
  }
}

/** Where a file that is known goes on; undefined: it is another, or holds other content. */
function goesOnAt({ fd, size, born }: OpenedFile, { stream, readTo, replaced }: Known): Position | undefined {
  if (replaced || bornApart(stream.born, born)) return undefined;
  return [readTo, stream.position].find((position) => position && holds(fd, size, position));
}

function contentKey(stream: Stream): string {
  return `${fileKey(stream)}:${stream.generation}`;
}
