// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Log } from "../../service/log.ts";
import type { AgentMetrics } from "../metrics.ts";
import { adopt, type Remains } from "./adoption.ts";
import { originalName } from "./siblings.ts";
import { fileKey, holds, type Position, type Stream, startPosition } from "./stream.ts";

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
}

interface Known {
  readonly stream: Stream;
  readonly since: number;
  /** `stopped`: from the checkpoint, not found since; `left`: read to its end and closed. */
  readonly fate: "stopped" | "left";
}

/** What is remembered of files that are not open: how far they were delivered, and so where to begin when one is seen (again). */
export class Memory {
  readonly #log: Log;
  readonly #metrics: AgentMetrics;
  readonly #known = new Map<string, Known>();
  #remains: { readonly of: Remains; readonly since: number }[] = [];
  readonly #postponed = new Map<string, number>();

  /** @param entries what the checkpoint remembers */
  constructor(log: Log, metrics: AgentMetrics, entries: Iterable<Stream>, now: number) {
    this.#log = log;
    this.#metrics = metrics;
    for (const stream of entries) this.#known.set(fileKey(stream), { stream, since: now, fate: "stopped" });
  }

  *streams(): Iterable<Stream> {
    for (const { stream } of this.#known.values()) yield stream;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** A file was read to its end and closed. */
  leave(stream: Stream, now: number): void {
    this.#known.set(fileKey(stream), { stream, since: now, fate: "left" });
  }

  /** A content is no longer where it was; a file that goes on from it may turn up. */
  lose({ path, ino }: Stream, position: Position, fate: "truncated" | "deleted" | "stopped", now: number): void {
    this.#remains.push({ of: { path, ino, position, fate }, since: now });
  }

  /** Whatever appears from now on under the name of a deleted file does not replace it, but is new. */
  forgetDeleted(): void {
    this.#remains = this.#remains.filter(({ of }) => of.fate !== "deleted");
  }

  forgetOld(now: number): void {
    this.#remains = this.#remains.filter(({ since }) => now - since <= remainsMs);
    const left = [...this.#known].filter(([, known]) => known.fate === "left");
    for (const [key] of left.slice(0, Math.max(0, left.length - maxLeft))) this.#known.delete(key);
    for (const [key, known] of this.#known) if (now - known.since > knownMs) this.#known.delete(key);
  }

  /**
   * Where to begin.
   * @param live what is being read under the name that the file had before rotation, if it looks rotated
   * @param onlyUnread nothing but the unread end of what was read already is wanted
   * @returns undefined: not now, or not at all
   */
  beginning(file: OpenedFile, live: Remains | undefined, now: number, onlyUnread: boolean): Stream | undefined {
    const { path, dev, ino, fd, size } = file;
    const known = this.#known.get(fileKey(file));
    if (known) {
      this.#known.delete(fileKey(file));
      if (holds(fd, size, known.stream.position)) return known.stream;
      return this.#afresh(file, known.stream, now);
    }
    const from = adopt(file, this.#remainsOf(path, live));
    if (from === "wait") {
      const since = this.#postponed.get(path) ?? now;
      this.#postponed.set(path, since);
      if (now - since < copyWaitMs) return undefined;
    }
    this.#postponed.delete(path);
    const position = typeof from === "object" ? from.position : undefined;
    if (onlyUnread && (position === undefined || size <= position.offset)) return undefined;
    if (position) this.#log.info("a copy of what was read already, going on where that ended", { path, offset: position.offset });
    return { path, dev, ino, generation: 0, id: "", position: position ?? startPosition };
  }

  /** The same inode with other content: truncated while nobody looked, or a new file that got the number of a deleted one. */
  #afresh({ path, dev, ino, size }: OpenedFile, old: Stream, now: number): Stream {
    this.#metrics.truncations.add();
    const { offset } = old.position;
    this.#log.warn("the file holds other content than at the last checkpoint, reading it from its start", { path, offset, size });
    this.lose(old, old.position, "truncated", now);
    return { path, dev, ino, generation: old.generation + 1, id: "", position: startPosition };
  }

  *#remainsOf(path: string, live: Remains | undefined): Iterable<Remains> {
    const original = originalName(path);
    for (const { of } of this.#remains) if (of.path === path || of.path === original) yield of;
    if (live) yield live;
  }
}
