// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { closeSync, fstatSync } from "node:fs";
import { codeOf, type Log } from "../../service/log.ts";
import type { Ledger } from "../ledger.ts";
import type { AgentMetrics } from "../metrics.ts";
import type { Remains } from "./adoption.ts";
import { Archives } from "./archives.ts";
import type { Beginning } from "./beginning.ts";
import type { Complaints } from "./complaints.ts";
import { type Descriptors, Handle } from "./descriptors.ts";
import type { Following } from "./following.ts";
import type { Heirs } from "./heirs.ts";
import type { Held } from "./held.ts";
import { noteCutOff, noteReplaced } from "./losses.ts";
import type { Memory } from "./memory.ts";
import { type Found, isArchive, originalName } from "./siblings.ts";
import { bornAt, fileKey, type Stream } from "./stream.ts";
import { Tail } from "./tail.ts";
import type { TailEvents } from "./tail-events.ts";
import type { Tails } from "./tails.ts";
import type { Waits } from "./waits.ts";
import type { Sources, Watched } from "./watched.ts";

export interface OpeningOptions {
  readonly log: Log;
  readonly metrics: AgentMetrics;
  readonly descriptors: Descriptors;
  /** Where the unread end of a compressed file is unpacked. */
  readonly unpackIn: string;
  readonly ledger: Pick<Ledger, "abandon" | "resume">;
  /** Bytes of a content became part of no record. */
  readonly passedOver: (stream: Stream, bytes: number) => void;
  readonly now: () => number;
}

/** What an opening decides by, and what it adds to. */
export interface OpeningParts {
  readonly sources: Sources;
  readonly tails: Tails;
  readonly memory: Memory;
  readonly waits: Waits;
  readonly heirs: Heirs;
  readonly held: Held;
  readonly complaints: Complaints;
  readonly following: Following;
}

/** Opens files, and begins to read each where it is to be read from. */
export class Opening {
  readonly archives: Archives;
  readonly #options: OpeningOptions;
  readonly #parts: OpeningParts;
  #opened = false;
  /** Files that had another name when they were to be opened than when they were seen. */
  #moved: Found[] = [];

  constructor(options: OpeningOptions, parts: OpeningParts) {
    this.#options = options;
    this.#parts = parts;
    const { sources, tails, memory } = parts;
    this.archives = new Archives({
      memory,
      tails: tails.byKey,
      unpackIn: options.unpackIn,
      read: (fd, beginning, path, watchedAs, now) => void this.#read(fd, beginning, path, sources.of(path, watchedAs), now),
    });
  }

  /** Whether a file was opened since this was asked last. */
  takeOpened(): boolean {
    const opened = this.#opened;
    this.#opened = false;
    return opened;
  }

  /** Those that had another name since this was asked last. */
  takeMoved(): Found[] {
    return this.#moved.splice(0);
  }

  /** @param watchedAs the name by which it belongs to a source, where its own is a rotated one that nobody watches */
  open(found: Found, now: number, watchedAs = found.path, onlyUnread = false): void {
    const { sources, tails, memory, complaints } = this.#parts;
    if (complaints.exhausted || tails.byKey.has(found.key)) return;
    let fd: number | undefined;
    try {
      if (isArchive(found.path)) {
        this.archives.open(found, now, watchedAs, onlyUnread);
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
        watched: sources.isWatched(found.path),
      };
      // Another file may have taken the name since it was looked at.
      if (fileKey(file) !== found.key) this.#moved.push(found);
      const wanted = stat.isFile() && !tails.byKey.has(fileKey(file));
      const beginning = wanted ? memory.beginning(file, this.#liveOriginal(found.path), now, onlyUnread) : undefined;
      const tail = beginning && this.#read(fd, beginning, found.path, sources.of(found.path, watchedAs), now);
      if (!tail) closeSync(fd);
      else if (tail.path === found.path) tail.namedUntilNs = stat.mtimeNs;
    } catch (error) {
      if (fd !== undefined) closeSync(fd);
      if (codeOf(error) === "ENOENT") this.#moved.push(found);
      complaints.add(found.path, error);
    }
  }

  /** A file that was deleted while it was read, or has a name that is not: there is the descriptor that was left open. */
  openHeld(stream: Stream, now: number): boolean {
    const { sources, tails, memory, held, following } = this.#parts;
    const fd = held.take(stream);
    if (fd === undefined) return false;
    memory.take(fileKey(stream));
    const from = stream.position;
    const tail = this.#read(fd, { stream, from }, stream.path, sources.of(stream.path), now);
    tails.rename(tail, undefined);
    following.rotate(tail, stream.path, now);
    return true;
  }

  #read(fd: number, beginning: Beginning, path: string, source: Watched, now: number): Tail {
    const { stream, from, copy } = beginning;
    const { descriptors, ledger, passedOver, log } = this.#options;
    const { sources, tails, memory, waits, heirs, complaints } = this.#parts;
    const watched = !isArchive(path) && sources.isWatched(path);
    const handle = new Handle(descriptors, fd, fileKey(stream), watched ? path : undefined);
    const own = {
      replaced: (...[old, position, unread, mtimeNs]: Parameters<TailEvents["replaced"]>) => {
        waits.note(position, tail.growth);
        noteReplaced(this.#options, memory, old, position, unread, mtimeNs);
        // What is written over a rotated file may be a copy of what was read: where to begin in it is found out like that of a new file.
        tail.held = originalName(tail.path) !== undefined && !isArchive(tail.path);
      },
      passedOver: (bytes: number) => passedOver(tail.stream, bytes),
      cutOff: (from: number, to: number) => noteCutOff(this.#options, tail.stream, from, to),
    };
    const tail: Tail = new Tail(handle, stream, from, source, own);
    tail.growth.begin(waits.of(beginning));
    heirs.add(beginning);
    ledger.resume(from);
    tails.add(tail, watched ? path : undefined);
    this.#opened = true;
    if ((copy && originalName(path) !== undefined) || tail.seenAs !== tail.path) tail.endingSince = now;
    complaints.settle(path);
    log.info("reading", { path, offset: tail.offset });
    return tail;
  }

  #liveOriginal(path: string): Remains | undefined {
    const tail = this.#parts.tails.at(originalName(path) ?? "");
    const { waits } = this.#parts;
    return tail && { path: tail.path, ino: tail.stream.ino, position: waits.positionOf(tail), origin: tail.stream, fate: "live" };
  }
}
