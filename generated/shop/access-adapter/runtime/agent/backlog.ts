// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readSync } from "node:fs";
import type { Labels } from "../service/metrics.ts";
import type { Tail } from "./source/tail.ts";

/** Counting lines stops here, so that the last second of a grace period is not spent on it. */
const countedBytes = 256 * 2 ** 20;

/** Bytes per file that the sink has not acknowledged. */
export function lag(tails: Iterable<Tail>): Iterable<readonly [Labels, number]> {
  const perPath = new Map<string, number>();
  // A rotated file without a name of its own counts for the one that has its old name: a metric must not have the same labels twice.
  for (const tail of tails) {
    const path = tail.seenAs ?? tail.path;
    perPath.set(path, (perPath.get(path) ?? 0) + unacknowledged(tail));
  }
  return [...perPath].map(([path, bytes]) => [{ path }, bytes] as const);
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
      got = readSync(tail.fd, chunk, 0, chunk.length, at);
      for (let index = chunk.subarray(0, got).indexOf(10); index >= 0; index = chunk.subarray(0, got).indexOf(10, index + 1)) lines += 1;
      if (got > 0) last = chunk[got - 1] ?? 10;
    }
    if (last !== 10) lines += 1;
  }
  return { lines, bytes, files, exact: budget > 0 };
}

function unacknowledged(tail: Tail): number {
  return Math.max(0, tail.size - tail.stream.position.offset);
}
