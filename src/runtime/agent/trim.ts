import { unlinkSync } from "node:fs";
import type { Log } from "../service/log.ts";
import { findNear, look, originalName, placeOf } from "./source/siblings.ts";
import type { Tail } from "./source/tail.ts";

/** How often those that wait are looked at, and how many may wait. */
const lookMs = 1000;
const mostWaiting = 1000;

/** A rotated file that every lane has delivered to its end. */
interface Delivered {
  readonly place: string;
  readonly key: string;
  readonly size: number;
}

/**
 * Deletes rotated files once every sink has all of them, so that a full volume never evicts the pod. A file goes only when it is under another
 * name than the one it was written under, something else has that name, and nothing was added since: never the file that the app writes.
 */
export class Trimmer {
  readonly #lanes: number;
  readonly #log: Log;
  /** By content: the lanes that have all of it. */
  readonly #delivered = new Map<string, Set<object>>();
  /** Before something is in the new file, the app may still write the old one: until then it stays. */
  #waiting: Delivered[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param lanes how many must have delivered a file */
  constructor(lanes: number, log: Log) {
    this.#lanes = lanes;
    this.#log = log;
  }

  /**
   * A lane has delivered all of a rotated file, which was quiet for a while.
   * @param saved resolves once a checkpoint that says so is on disk, with false when it could not be written
   */
  async delivered(lane: object, tail: Tail, saved: () => Promise<boolean>): Promise<void> {
    const { key, offset, position } = tail;
    // The content, and not the file alone: a number may be given to another file, and something may be added.
    const mark = `${key} ${offset} ${position.head.hash} ${position.tail.hash}`;
    const place = tail.seenAs ?? placeOf(tail);
    if (place === undefined || originalName(place) === undefined || look(place)?.key !== key) return;
    if (!(await saved())) return;
    const lanes = this.#delivered.get(mark) ?? new Set();
    this.#delivered.set(mark, lanes.add(lane));
    if (lanes.size < this.#lanes) return;
    this.#delivered.delete(mark);
    this.#consider({ place, key, size: offset });
  }

  #consider({ place, key, size }: Delivered): void {
    // Nothing may have happened to it meanwhile, but for another name.
    const found = findNear(place, key);
    if (found?.size !== size) return;
    if (!isReplaced(found.path, key)) {
      this.#waiting = [...this.#waiting.filter((one) => one.key !== key), { place: found.path, key, size }].slice(-mostWaiting);
      this.#timer ??= setInterval(() => this.#look(), lookMs).unref();
      return;
    }
    try {
      unlinkSync(found.path);
      this.#log.info("deleted a rotated file that was delivered", { path: found.path, bytes: size });
    } catch (error) {
      this.#log.warn("a rotated file that was delivered cannot be deleted", { path: found.path, reason: error });
    }
  }

  #look(): void {
    for (const one of this.#waiting.splice(0)) this.#consider(one);
    if (this.#waiting.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** `app.log.1` beside an `app.log` that is another file. A file with a date in its name may be the one that is written: then there is no other. */
function isReplaced(path: string, key: string): boolean {
  const original = originalName(path);
  const live = original === undefined ? undefined : look(original);
  return live !== undefined && live.key !== key && live.size > 0;
}
