/**
 * The candidate that a mistyped word most likely meant, or undefined when none is close enough or two are equally close.
 * `nearest("imaeg", ["image", "imagePullPolicy"])` → `"image"`
 *
 * Distance is Damerau-Levenshtein (optimal string alignment): a swap of neighbours counts as one slip. A difference in
 * case alone always wins. Short words allow one slip, longer ones one more for every four letters, three at most.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const limit = Math.min(3, 1 + Math.floor(Math.max(0, word.length - 1) / 4));
  let best: { name: string; distance: number } | undefined;
  let tied = false;
  for (const name of new Set(candidates)) {
    if (name === word) continue;
    const distance = name.toLowerCase() === lower ? 0.5 : editDistance(lower, name.toLowerCase());
    // A guess that replaces the whole word is no guess.
    if (distance > limit || distance >= Math.max(word.length, name.length)) continue;
    if (!best || distance < best.distance) {
      best = { name, distance };
      tied = false;
    } else if (distance === best.distance) {
      tied = true;
    }
  }
  return tied ? undefined : best?.name;
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
