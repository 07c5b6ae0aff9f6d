// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { ArchiveJobs, type Original } from "./archive-jobs.ts";
import type { Memory } from "./memory.ts";
import { type Found, findNear, isArchive, originalName } from "./siblings.ts";
import type { Position, Stream } from "./stream.ts";
import type { Tail } from "./tail.ts";

export interface ArchivesOptions {
  readonly memory: Memory;
  readonly tails: ReadonlyMap<string, Tail>;
  /** Where the unread end of a compressed file is unpacked. */
  readonly unpackIn: string;
  readonly read: (fd: number, stream: Stream, path: string, watchedAs: string, now: number) => void;
}

/** `tail`: what is being read of it. `own`: what was read of the archive itself. */
interface Candidate extends Original {
  readonly tail?: Tail;
  readonly own?: Stream;
}

interface Pending {
  readonly file: Found;
  readonly watchedAs: string;
  readonly onlyUnread: boolean;
}

/**
 * Files that were compressed after rotation. One is read where its original was not read to the end; it is read from its start where there
 * was none, if it is watched. Places in it are those of what is in it.
 */
export class Archives {
  readonly #options: ArchivesOptions;
  readonly #jobs: ArchiveJobs<Candidate>;
  /** Those that were made of files which are still being read. */
  readonly #madeOf = new Map<Tail, Found>();
  readonly #pending = new Map<string, Pending>();

  constructor(options: ArchivesOptions) {
    this.#options = options;
    this.#jobs = new ArchiveJobs(options.unpackIn);
  }

  /** Begins to look into it, or does what is to be done once that is over. Throws what is wrong with it. */
  open(file: Found, now: number, watchedAs: string, onlyUnread: boolean): void {
    const { memory, read } = this.#options;
    const known = memory.get(file.key);
    // The archive may have got the inode of a file that was deleted, even of the one that it was made of.
    const own = known && isArchive(known.path) ? known : undefined;
    if (known && !own) memory.lose(known, known.position, "stopped", now);
    if (known && !own) memory.take(file.key);
    const itself = own ? [{ position: own.position, gone: () => true, own }] : [];
    const originals = [...itself, ...this.#originalsOf(file.path)];
    this.#pending.set(file.key, { file, watchedAs, onlyUnread });
    const archive = this.#jobs.open(file, originals, !onlyUnread);
    if (archive) this.#pending.delete(file.key);
    if (archive?.kind === "known") {
      if (archive.of.tail) this.#madeOf.set(archive.of.tail, file);
      else memory.leave(archive.of.own ?? streamOf(file, archive.of.position), now);
    } else if (archive?.kind === "unread") {
      memory.take(file.key);
      read(archive.fd, archive.of?.own ?? streamOf(file, archive.position), file.path, watchedAs, now);
    }
  }

  /** Those of which it is not known yet what they are, where they are now. */
  pending(): Pending[] {
    return [...this.#pending].flatMap(([key, one]) => {
      const file = findNear(one.file.path, key);
      if (!file) this.#pending.delete(key);
      return file ? [{ ...one, file }] : [];
    });
  }

  /** A file was read to its end: an archive of it has nothing more. */
  finished(tail: Tail, now: number): void {
    const archive = this.#madeOf.get(tail);
    if (archive) this.#options.memory.leave(streamOf(archive, tail.position), now);
  }

  forget(tail: Tail): void {
    this.#madeOf.delete(tail);
  }

  *#originalsOf(archive: string): Iterable<Candidate> {
    const name = originalName(archive) ?? archive;
    for (const tail of this.#options.tails.values())
      if (tail.offset > 0 && (originalName(tail.path) ?? tail.path) === name) yield { position: tail.position, gone: () => false, tail };
    yield* this.#options.memory.originalsOf(name);
  }
}

function streamOf({ path, key }: Found, position: Position): Stream {
  const [dev = "", ino = ""] = key.split(":");
  return { path, dev, ino, generation: 0, id: "", position };
}
