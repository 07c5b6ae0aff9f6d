// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Written } from "../source/growth.ts";

/** Ranges of time that are free are kept up to so many; then the shorter half is given up. */
const maxFree = 512;

interface Range {
  from: number;
  readonly to: number;
}

/**
 * A token bucket (RFC 2697, 3) in which tokens know when they came: each is a piece of time, `everyMs / records` long. A record uses up one of
 * the time in which it was written and of `everyMs` in front of that, the oldest first. So what is read late, and in whatever order, has what
 * it would have had if it had been read as it was written, and what came while nothing was written is of no use later.
 *
 *     written          ├──── an outage ────┤
 *     free   ──────────┼───────────────────┼───     idle time in front: only the last `everyMs` of it counts
 *                 └────┴ usable ───────────┘
 */
export class Allowance {
  readonly #records: number;
  readonly #everyMs: number;
  /** In units of which one token is `everyMs`: whole numbers, where times are. */
  #free: Range[] = [];
  readonly #origin: number;
  #begin = 0;
  #end = 0;
  #refused: Written = { from: Number.NaN, until: Number.NaN };

  constructor(records: number, everyMs: number, origin: number) {
    this.#records = records;
    this.#everyMs = everyMs;
    this.#origin = origin;
  }

  /** Whether one more record that was written then is allowed. */
  take({ from, until }: Written): boolean {
    if (from === this.#refused.from && until === this.#refused.until) return false;
    const earliest = (from - this.#everyMs - this.#origin) * this.#records;
    const latest = (Math.max(from, until) - this.#origin) * this.#records;
    this.#reach(earliest, latest);
    const first = this.#firstBehind(earliest);
    let left = this.#everyMs;
    let next = first;
    let end = earliest;
    for (let range = this.#free[next]; range && left > 0 && range.from < latest; range = this.#free[next]) {
      end = Math.min(range.to, latest);
      left -= end - Math.max(range.from, earliest);
      next += 1;
    }
    if (left > 0) {
      this.#refused = { from, until };
      return false;
    }
    this.#use(first, next, earliest, end + left);
    return true;
  }

  /** All from `earliest` to `end` in the ranges `first` up to `next`. */
  #use(first: number, next: number, earliest: number, end: number): void {
    const [one, last] = [this.#free[first], this.#free[next - 1]];
    if (!one || !last) return;
    if (one === last && one.from >= earliest && end < one.to) {
      one.from = end;
      return;
    }
    const before = one.from < earliest ? [{ from: one.from, to: earliest }] : [];
    const behind = end < last.to ? [{ from: end, to: last.to }] : [];
    this.#free.splice(first, next - first, ...before, ...behind);
    if (this.#free.length <= maxFree) return;
    const longest = [...this.#free].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, maxFree / 2);
    this.#free = longest.sort((a, b) => a.from - b.from);
  }

  /** Time that was not looked at yet is free. */
  #reach(earliest: number, latest: number): void {
    if (this.#begin === this.#end) [this.#begin, this.#end] = [earliest, earliest];
    if (latest > this.#end) {
      const last = this.#free.at(-1);
      if (last?.to === this.#end) this.#free[this.#free.length - 1] = { from: last.from, to: latest };
      else this.#free.push({ from: this.#end, to: latest });
      this.#end = latest;
    }
    if (earliest < this.#begin) {
      this.#free.unshift({ from: earliest, to: this.#begin });
      this.#begin = earliest;
    }
  }

  /** The first range that ends behind `place`. */
  #firstBehind(place: number): number {
    let [low, high] = [0, this.#free.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#free[middle]?.to ?? 0) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
