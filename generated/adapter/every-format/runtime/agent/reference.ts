// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Segment } from "./batch.ts";

/** A last write before this is none: files of images and archives are often of 1970. */
const earliest = Date.UTC(2000, 0);

/**
 * The moment near which times are that say no year or no day, in ms: that of the last write to the file, or of the reading, whichever is earlier.
 * So a file of last year is of last year whenever it is read, and a line that is read again after a restart has the time that it had: nothing
 * has to be remembered for that.
 */
export function referenceOf({ observedMs, mtimeNs }: Pick<Segment, "observedMs" | "mtimeNs">): number {
  const lastWrite = mtimeNs === undefined ? observedMs : Number(mtimeNs / 1_000_000n);
  return lastWrite < earliest ? observedMs : Math.min(lastWrite, observedMs);
}
