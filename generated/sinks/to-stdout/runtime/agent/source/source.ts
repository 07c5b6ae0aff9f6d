// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { sleep } from "../../service/backoff.ts";
import type { Log } from "../../service/log.ts";
import { type Backlog, countBacklog } from "../backlog.ts";
import type { BatchBuilder } from "../batch-builder.ts";
import type { Files } from "./files.ts";
import type { LineSource } from "./line-source.ts";
import type { Tail } from "./tail.ts";
import { FolderWatch } from "./watch.ts";

/** How long a deleted file is held after it was read to its end: its space is free only after that. */
const deletedWaitMs = 1000;
/** Events come one per write: they are gathered this long before anything is done about them. */
const changeDelayMs = 5;
const renameDelayMs = 25;
/** Looking is at most this part of what the processor does, as long as names change, and no later than this. */
const shareOfLooking = 5;
const longestRenameDelayMs = 500;
/** Reading is left after this long, for a moment, however little it brought. */
const longestTurnMs = 50;
/** A file's share of a batch that others wait for too. */
const leastShare = 65_536;

export interface SourceOptions {
  readonly files: Files;
  readonly pollMs: number;
  readonly discoverMs: number;
  /** Whether to listen to the file system. */
  readonly events: boolean;
  readonly rotateWaitMs: number;
  /** Told of each rotated file that was delivered to its end and has been quiet. */
  readonly onDelivered: ((tail: Tail) => void) | undefined;
  /** How long a batch may wait to become full. */
  readonly maxBatchWaitMs: number;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Hands out batches on request. Between requests it only looks (and opens what is new, so that a rotated file stays in reach): nothing is
 * read ahead, what is not asked for stays in the files.
 */
export class Source implements LineSource {
  readonly #options: SourceOptions;
  readonly #watch: FolderWatch;
  /** Files with unread lines; the first is next. */
  readonly #ready = new Set<Tail>();
  /** Rotated files of which only an unfinished line is left. */
  readonly #unfinished = new Set<Tail>();
  readonly #touched = new Set<string>();
  #wake = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #changes: NodeJS.Timeout | undefined;
  #renames: NodeJS.Timeout | undefined;
  #discoveredAt = 0;
  #filledAt = 0;
  /** Of the processor, not of the clock: where others take the processor, a file that is soon deleted must be opened all the sooner. */
  #lookTookMs = 0;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#watch = new FolderWatch(
      (path) => this.#onChange(path),
      () => this.#onRename(),
    );
  }

  /** Looks once before it returns: what is there is open then. */
  start(): void {
    this.look();
    this.#timer = setInterval(() => this.#tick(), this.#options.pollMs);
  }

  /** Looks no more. The files stay open. */
  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#changes);
    clearTimeout(this.#renames);
    this.#watch.close();
  }

  /**
   * Waits until there is something, then fills the batch: until it is full, or the wait for more is over, or the signal is aborted.
   * The batch may come back idle.
   */
  async next(builder: BatchBuilder, signal: AbortSignal): Promise<void> {
    if (this.#ready.size === 0 && this.#unfinished.size === 0) {
      this.#wake = new AbortController();
      await sleep(this.#options.discoverMs, signal, this.#wake.signal);
    }
    this.#fill(builder, this.#options.now() + longestTurnMs);
    // There is a hole to be looked through that is larger than one turn: others are to have theirs.
    if (builder.idle && this.#ready.size > 0) await new Promise((resolve) => setImmediate(resolve));
    // What comes after a pause goes at once: the wait is for those that come close behind each other.
    const waitMs = this.#options.maxBatchWaitMs - (this.#options.now() - this.#filledAt);
    if (!builder.full && !builder.idle && !signal.aborted && waitMs > 0) {
      await sleep(waitMs, signal);
      this.#fill(builder, this.#options.now() + longestTurnMs);
    }
    if (!builder.idle) this.#filledAt = this.#options.now();
  }

  /** Reads what is ready, files in turn. */
  fill(builder: BatchBuilder): void {
    this.#fill(builder, Number.POSITIVE_INFINITY);
  }

  #fill(builder: BatchBuilder, untilMs: number): void {
    const now = this.#options.now();
    while (!builder.full && this.#options.now() < untilMs) {
      const [tail] = this.#ready;
      if (!tail) break;
      this.#ready.delete(tail);
      const quota = Math.max(leastShare, Math.floor(builder.limits.maxBytes / (this.#ready.size + 1)));
      if (this.#guard(tail, () => tail.read(builder, quota, now))) this.#ready.add(tail);
    }
    for (const tail of this.#unfinished) {
      if (builder.full) break;
      if (!this.#guard(tail, () => tail.readUnfinished(builder, now))) continue;
      this.#unfinished.delete(tail);
      this.#poll(tail, now);
    }
  }

  /** Looks up the globs and looks at every file, now. */
  look(): void {
    const now = this.#options.now();
    const before = process.cpuUsage();
    this.#discoveredAt = now;
    const folders = this.#options.files.discover(now);
    if (this.#options.events) this.#watch.sync(folders);
    this.#pollAll(now);
    const { user, system } = process.cpuUsage(before);
    this.#lookTookMs = (user + system) / 1000;
  }

  /** Near the end: groups of whole lines that may go on have ended. */
  endGroups(): void {
    for (const tail of this.#options.files.tails.values()) if (tail.endGroup()) this.#ready.add(tail);
  }

  /** At the very end: the last lines of all files as they are, finished or not. */
  readUnfinished(): void {
    for (const tail of this.#options.files.tails.values()) if (tail.unread > 0 && !this.#ready.has(tail)) this.#unfinished.add(tail);
  }

  backlog(): Backlog {
    return countBacklog(this.#options.files.tails.values());
  }

  #tick(): void {
    const now = this.#options.now();
    if (now - this.#discoveredAt >= this.#options.discoverMs) this.look();
    else this.#pollAll(now);
  }

  #pollAll(now: number): void {
    for (const tail of [...this.#options.files.tails.values()]) {
      if (tail.isResting(now)) continue;
      this.#poll(tail, now);
      if (tail.endingSince !== undefined && !this.#ready.has(tail) && !this.#unfinished.has(tail)) this.#end(tail, tail.endingSince, now);
    }
    if (this.#ready.size > 0) this.#wake.abort();
  }

  #poll(tail: Tail, now: number): void {
    if (this.#guard(tail, () => tail.poll(now))) this.#ready.add(tail);
    else this.#ready.delete(tail);
  }

  /** A rotated file ends when it was read to its end and nothing was added for a while: late writers are common. */
  #end(tail: Tail, endingSince: number, now: number): void {
    const { rotateWaitMs, files } = this.#options;
    const waitMs = tail.links === 0 ? Math.min(rotateWaitMs, deletedWaitMs) : rotateWaitMs;
    if (now - Math.max(endingSince, tail.changedAt) < waitMs) return;
    if (tail.unread > 0) {
      this.#unfinished.add(tail);
      this.#wake.abort();
      return;
    }
    // As long as its last lines are under way they count as undelivered, and are in reach.
    if (tail.isAcknowledged && tail.links > 0) this.#options.onDelivered?.(tail);
    if (tail.seenAs === undefined) {
      if (tail.isAcknowledged) files.close(tail, now);
    } else if (tail.isAcknowledged || !this.#options.onDelivered) tail.endingSince = undefined;
  }

  /** Runs something that touches the file. Should that fail (a network file system may lose it) the file is left, and found again. */
  #guard(tail: Tail, run: () => boolean): boolean {
    try {
      return run();
    } catch (error) {
      this.#options.log.warn("reading failed, will look for the file again", { path: tail.path, reason: error });
      this.#ready.delete(tail);
      this.#unfinished.delete(tail);
      this.#options.files.close(tail, this.#options.now());
      return false;
    }
  }

  #onChange(path: string): void {
    this.#touched.add(path);
    this.#changes ??= setTimeout(() => {
      this.#changes = undefined;
      const now = this.#options.now();
      for (const touched of this.#touched) {
        const tail = this.#options.files.at(touched);
        if (tail && !this.#ready.has(tail)) this.#poll(tail, now);
      }
      this.#touched.clear();
      if (this.#ready.size > 0) this.#wake.abort();
    }, changeDelayMs);
  }

  #onRename(): void {
    // Where looking takes long, because there are many files, names that change all the time must not make it a full-time job.
    this.#renames ??= setTimeout(
      () => {
        this.#renames = undefined;
        this.look();
      },
      Math.min(longestRenameDelayMs, Math.max(renameDelayMs, this.#lookTookMs * (shareOfLooking - 1))),
    );
  }
}
