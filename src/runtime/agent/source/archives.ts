import { ArchiveJobs, type Original } from "./archive-jobs.ts";
import { type Beginning, goOn } from "./beginning.ts";
import type { Memory } from "./memory.ts";
import { type Found, findNear, isArchive, originalName } from "./siblings.ts";
import type { Stream } from "./stream.ts";
import type { Tail } from "./tail.ts";

export interface ArchivesOptions {
  readonly memory: Memory;
  readonly tails: ReadonlyMap<string, Tail>;
  /** Where the unread end of a compressed file is unpacked. */
  readonly unpackIn: string;
  readonly read: (fd: number, beginning: Beginning, path: string, watchedAs: string, now: number) => void;
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
  /** Those that were made of contents which are still being read. */
  readonly #madeOf = new WeakMap<Stream, Found>();
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
    const itself = own ? [{ position: own.position, origin: own, gone: () => true, own }] : [];
    const originals = [...itself, ...this.#originalsOf(file.path)];
    this.#pending.set(file.key, { file, watchedAs, onlyUnread });
    const archive = this.#jobs.open(file, originals, !onlyUnread);
    if (archive?.kind === "known" && archive.of.tail && !this.#isRead(archive.of.tail, archive.of.origin)) {
      // Its file was truncated or let go since: what was being read then is remembered otherwise now.
      this.#jobs.forget(file);
      return;
    }
    if (archive) this.#pending.delete(file.key);
    if (archive?.kind === "known") {
      const { tail, own, origin, position } = archive.of;
      if (tail) this.#madeOf.set(origin, file);
      else memory.leave(own ?? goOn(placed(file), position, undefined).stream, now);
    } else if (archive?.kind === "unread") {
      const { fd, position, of } = archive;
      memory.take(file.key);
      const beginning = of?.own ? { stream: of.own, from: position } : goOn(placed(file, of?.origin), position, of?.origin);
      read(fd, beginning, file.path, watchedAs, now);
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

  /** A file is closed: where it was delivered to its end an archive of it has nothing more, else the rest is to be had there. */
  finished(tail: Tail, now: number): void {
    const archive = this.#madeOf.get(tail.stream);
    if (!archive) return;
    if (tail.isAcknowledged && tail.unread === 0) this.#options.memory.leave(goOn(placed(archive), tail.position, undefined).stream, now);
    else this.#jobs.forget(archive);
  }

  #isRead(tail: Tail, content: Stream): boolean {
    return tail.stream === content && this.#options.tails.get(tail.key) === tail;
  }

  *#originalsOf(archive: string): Iterable<Candidate> {
    const name = originalName(archive) ?? archive;
    for (const tail of this.#options.tails.values())
      if (tail.offset > 0 && (originalName(tail.path) ?? tail.path) === name)
        yield { position: tail.position, origin: tail.stream, gone: () => false, tail };
    yield* this.#options.memory.originalsOf(name);
  }
}

function placed({ path, key }: Found, origin?: Stream): Omit<Stream, "position"> {
  const [dev = "", ino = ""] = key.split(":");
  return { path, dev, ino, generation: 0, id: origin?.id ?? "" };
}
