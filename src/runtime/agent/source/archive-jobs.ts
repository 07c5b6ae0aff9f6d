import type { Found } from "./siblings.ts";
import { type Position, type Stream, startPosition } from "./stream.ts";
import { identify, unpackFrom } from "./unpack.ts";

/** A content that an archive may have been made of. */
export interface Original {
  /** How far it was read. */
  readonly position: Position;
  /** The content itself, which says how far it was acknowledged. */
  readonly origin: Stream;
  /** Whether its unread end is to be read from the archive: nobody reads it elsewhere. */
  readonly gone: () => boolean;
}

/** What an archive turned out to be. */
export type Archive<T extends Original> =
  /** Made of what is read, or was delivered to its end. */
  | { readonly kind: "known"; readonly of: T }
  /** There is something in it that was never read, or is still under way. What lies behind the position is unpacked in a file without a name. */
  | { readonly kind: "unread"; readonly fd: number; readonly position: Position; readonly of: T | undefined }
  /** Nothing that was ever read, and not wanted otherwise. */
  | { readonly kind: "foreign" };

interface Job<T extends Original> {
  readonly version: string;
  result: Archive<T> | undefined;
  reason: unknown;
}

/** Looks into compressed files, one after the other, without keeping anybody waiting. */
export class ArchiveJobs<T extends Original> {
  readonly #folder: string;
  readonly #jobs = new Map<string, Job<T>>();
  #queue: Promise<void> = Promise.resolve();

  /** @param folder where there is room for the unread end of an archive */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param originals what it may have been made of
   * @param wanted read all of it when it was made of none of them
   * @returns undefined as long as it is not known: ask again. Throws what is wrong with a file that has not changed since.
   */
  open(file: Found, originals: readonly T[], wanted: boolean): Archive<T> | undefined {
    const version = `${file.size}:${file.mtimeNs}:${wanted}`;
    const job = this.#jobs.get(file.key);
    if (job?.version !== version) this.#begin(file, version, originals, wanted);
    else if (job.reason !== undefined) throw job.reason;
    else if (job.result?.kind === "unread") this.#jobs.delete(file.key);
    return job?.version === version ? job.result : undefined;
  }

  /** It is to be looked into again, though it has not changed. */
  forget(file: Found): void {
    this.#jobs.delete(file.key);
  }

  #begin(file: Found, version: string, originals: readonly T[], wanted: boolean): void {
    const job: Job<T> = { version, result: undefined, reason: undefined };
    this.#jobs.set(file.key, job);
    this.#queue = this.#queue.then(async () => {
      try {
        const { size, of } = await identify(file.path, originals);
        const position = of ? of.position : startPosition;
        const acknowledged = Math.min(position.offset, of?.origin.position.offset ?? 0);
        if (of ? !of.gone() || size <= acknowledged : !wanted) job.result = of ? { kind: "known", of } : { kind: "foreign" };
        else {
          const fd = await unpackFrom(file.path, position, this.#folder, file.key.replace(":", "-"));
          job.result = { kind: "unread", fd, position, of };
        }
      } catch (error) {
        job.reason = error ?? new Error("cannot be unpacked");
      }
    });
  }
}
