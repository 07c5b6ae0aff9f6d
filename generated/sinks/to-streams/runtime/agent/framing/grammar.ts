// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** What a line is to the lines before it. */
export const verdict = {
  /** Not of this group. In no group: a record by itself, whatever comes after it. */
  apart: 0,
  /** Of this group, should a later line be of it for certain. */
  perhaps: 1,
  /** Of this group. In no group: the first line of one. */
  part: 2,
  /** Goes on from a line that is not there: the first line of a group whose beginning is missing. */
  late: 3,
} as const;
export type Verdict = (typeof verdict)[keyof typeof verdict];

/**
 * Decides which lines belong together. Holds the state of the one group that is being looked at: `begin` forgets it. Lines are given without
 * their ends, and only up to `lookBytes` of them.
 */
export interface Grammar {
  /** Told which bytes the lines to come are in. */
  over(bytes: Buffer): void;
  /** A line that is in no group. Never `perhaps`. */
  begin(bytes: Buffer, start: number, end: number): Verdict;
  /** The line after one of the group. Never `late`. */
  next(bytes: Buffer, start: number, end: number): Verdict;
}

/** As much of a line is looked at to decide where it belongs. */
export const lookBytes = 4096;
