// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readSync } from "node:fs";
import type { Tail } from "./source/tail.ts";

/** Counting lines stops here, so that the last second of a grace period is not spent on it. */
const countedBytes = 256 * 2 ** 20;

/** So many files have samples of their own, those with the most bytes; with thousands of files the metrics stay readable. */
const maxPaths = 100;

export interface Lag {
  readonly path: string;
  /** Bytes that the sink has not acknowledged. */
  bytes: number;
  /** How long the first of them has been there. */
  seconds: number;
}

/** Per file; the last, `(others)`, is the sum of the bytes and the longest time of all that have no sample of their own. */
export function lag(tails: Iterable<Tail>, now: number): Lag[] {
  const perPath = new Map<string, Lag>();
  // A rotated file without a name of its own counts for the one that has its old name: a metric must not have the same labels twice.
  for (const tail of tails) {
    const path = tail.seenAs ?? tail.path;
    const since = tail.growth.since(tail.stream.position.offset) ?? now;
    perPath.set(path, merged(perPath.get(path) ?? { path, bytes: 0, seconds: 0 }, unacknowledged(tail), (now - since) / 1000));
  }
  const all = [...perPath.values()].sort((a, b) => b.bytes - a.bytes);
  if (all.length <= maxPaths) return all;
  const others = { path: "(others)", bytes: 0, seconds: 0 };
  for (const { bytes, seconds } of all.slice(maxPaths)) merged(others, bytes, seconds);
  return [...all.slice(0, maxPaths), others];
}

function merged(lagging: Lag, bytes: number, seconds: number): Lag {
  lagging.bytes += bytes;
  lagging.seconds = Math.max(lagging.seconds, seconds);
  return lagging;
}

export interface Backlog {
  readonly lines: number;
  readonly bytes: number;
  readonly files: number;
  /** false: there was too much to count, it is at least this many lines. */
  readonly exact: boolean;
}

/** What is in the files and was not acknowledged. */
export function countBacklog(tails: Iterable<Tail>): Backlog {
  const chunk = Buffer.allocUnsafe(2 ** 18);
  let [lines, bytes, files, budget] = [0, 0, 0, countedBytes];
  for (const tail of tails) {
    const left = unacknowledged(tail);
    if (left <= 0) continue;
    files += 1;
    bytes += left;
    let at = tail.stream.position.offset;
    let last = 10;
    for (let got = -1; got !== 0 && budget > 0; budget -= got, at += got) {
      got = readFrom(tail, chunk, at);
      for (let index = chunk.subarray(0, got).indexOf(10); index >= 0; index = chunk.subarray(0, got).indexOf(10, index + 1)) lines += 1;
      if (got > 0) last = chunk[got - 1] ?? 10;
    }
    if (last !== 10) lines += 1;
  }
  return { lines, bytes, files, exact: budget > 0 };
}

/** A file that cannot be opened again has nothing more to count. */
function readFrom(tail: Tail, into: Buffer, at: number): number {
  try {
    return readSync(tail.fd, into, 0, into.length, at);
  } catch {
    return 0;
  }
}

function unacknowledged(tail: Tail): number {
  return Math.max(0, tail.size - tail.stream.position.offset);
}
