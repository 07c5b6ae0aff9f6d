// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { holds, type Position, printOf, readAt, type Stream, samePrint } from "./stream.ts";

/** Whoever copies a file writes all the time. */
const writtenWithinMs = 2000;

/** What is left of a content that was read once. */
export interface Remains {
  readonly path: string;
  readonly ino: string;
  /** How far it was read. */
  readonly position: Position;
  /** Where to go on instead: what is behind was under way when the agent that read it was killed. */
  readonly from?: Position;
  /** The content itself, which says how far it was acknowledged. */
  readonly origin: Stream;
  /**
   * - `live`: still in its file, still growing
   * - `truncated`: its file holds other content now
   * - `deleted`: its file was deleted, and another took its name at once
   * - `stopped`: it was in the checkpoint, and no file was found for it
   * - `rotated`: it was read to its end under a rotated name, and has vanished
   */
  readonly fate: "live" | "truncated" | "deleted" | "stopped" | "rotated";
}

/** An open file of which it is to be found out whether it is a copy. */
interface Candidate {
  readonly path: string;
  readonly fd: number;
  readonly size: number;
  readonly ino: string;
  readonly mtimeMs: number;
  readonly watched: boolean;
  /** Another file had its inode, or other content was in it. */
  readonly known: boolean;
}

/**
 * Where to begin in a file that was never seen before. It may be a copy of what was read already: copied by logrotate's `copytruncate`
 * (then under a rotated name), or written anew and renamed over the original (then under the same name). Names alone or contents alone
 * prove nothing, two replicas write the same first lines; both together do.
 *
 * @param remains what was read under the file's name and under the name it had before rotation
 * @returns the remains whose position holds for it too; `wait` for a copy whose original is not truncated yet, or that is being written;
 *   undefined: begin at 0
 */
export function adopt(file: Candidate, remains: Iterable<Remains>, now: number): Remains | "wait" | undefined {
  for (const one of remains) {
    const { offset } = one.position;
    if (offset === 0) continue;
    // A file system that is mounted again may get another device number: then the inode tells that it is the very file.
    const remounted = one.fate === "stopped" && one.ino === file.ino;
    const replaced = (one.fate === "stopped" || one.fate === "deleted") && file.size > offset;
    const fits = one.path === file.path ? remounted || replaced : file.size >= offset;
    if (one.path !== file.path && isUnderWay(file, one.position, now)) return "wait";
    if (fits && holds(file.fd, file.size, one.position)) return one.fate === "live" ? "wait" : one;
  }
  return undefined;
}

/** It is shorter, begins the same as far as it goes, and was just written to. Whoever is not looked at again cannot wait. */
function isUnderWay({ fd, size, mtimeMs, watched, known }: Candidate, { offset, head }: Position, now: number): boolean {
  if (size >= offset || now - mtimeMs > writtenWithinMs) return false;
  if (size < head.length) return watched;
  return (watched || known) && samePrint(printOf(readAt(fd, 0, head.length)), head);
}
