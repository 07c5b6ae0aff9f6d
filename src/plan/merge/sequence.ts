import { diff3MergeRegions, diffIndices } from "node-diff3";

/** One place at which both sides changed something. */
export interface Overlap {
  readonly yours: readonly string[];
  readonly base: readonly string[];
  readonly generated: readonly string[];
}

/** Merges two changes of one sequence (diff3). `settle` says what to write where both changed the same place differently. */
export function mergeSequences(
  base: readonly string[],
  yours: readonly string[],
  generated: readonly string[],
  settle: (overlap: Overlap) => readonly string[],
): string[] {
  return diff3MergeRegions([...yours], [...base], [...generated]).flatMap((region) => {
    if (region.stable) return region.bufferContent;
    const overlap = { yours: region.aContent, base: region.oContent, generated: region.bContent };
    if (sameItems(overlap.yours, overlap.generated)) return overlap.yours;
    return besideEachOther(overlap) ?? settle(overlap);
  });
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

interface Hunk {
  /** The items of the base that are replaced: from `start` up to but not including `end`. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly string[];
}

function hunks(base: readonly string[], side: readonly string[]): Hunk[] {
  return diffIndices([...base], [...side]).map(({ buffer1: [start, length], buffer2Content }) => ({
    start,
    end: start + length,
    items: buffer2Content,
  }));
}

/**
 * diff3 counts changes of neighbouring items as one conflict. Where no item of the base was changed by both sides, and they
 * did not both add at one point, the order of the result is certain and both changes survive.
 */
function besideEachOther({ yours, base, generated }: Overlap): string[] | undefined {
  const inOrder = [...hunks(base, yours), ...hunks(base, generated)].sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: string[] = [];
  let at = 0;
  let lastAddition = -1;
  for (const { start, end, items } of inOrder) {
    if (start < at || (start === end && start === lastAddition)) return undefined;
    if (start === end) lastAddition = start;
    merged.push(...base.slice(at, start), ...items);
    at = end;
  }
  return [...merged, ...base.slice(at)];
}
