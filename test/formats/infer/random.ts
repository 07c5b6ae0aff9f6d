import type { LineSet } from "./program.ts";

export type Random = () => number;

/** Mulberry32: numbers in [0, 1), the same for the same seed. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `least` to `most`, both included. */
export function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** A whole number of 1 to `digits` digits, each length as likely. */
export function sized(random: Random, digits: number): number {
  const length = whole(random, 1, digits);
  return whole(random, length === 1 ? 0 : 10 ** (length - 1), 10 ** length - 1);
}

export function chance(random: Random, share: number): boolean {
  return random() < share;
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/** Lower-case hexadecimal digits. */
export function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => whole(random, 0, 15).toString(16)).join("");
}

export function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((digits) => hex(random, digits)).join("-");
}

/** A level as it is written and what it means. */
export interface Level {
  readonly text: string;
  readonly number: number | readonly number[];
}

/** Common levels with their weights, and the ones that only the other set shows, in 8 of 100 records. */
export interface Levels {
  readonly common: readonly (readonly [text: string, number: number | readonly number[], weight: number])[];
  readonly rare: readonly (readonly [text: string, number: number | readonly number[]])[];
}

export function drawLevel(random: Random, set: LineSet, { common, rare }: Levels): Level {
  if (set === "other" && rare.length > 0 && chance(random, 0.08)) {
    const [text, number] = pick(random, rare);
    return { text, number };
  }
  let left = random() * common.reduce((sum, [, , weight]) => sum + weight, 0);
  for (const [text, number, weight] of common) {
    left -= weight;
    if (left <= 0) return { text, number };
  }
  throw new Error("no level was drawn");
}
