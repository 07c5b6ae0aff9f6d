// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** English names in times, read from bytes. */

const months = "January February March April May June July August September October November December".split(" ");
const days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
/** Others write September so. */
const shortOf = (name: string): string => name.slice(0, 3);

const keyAt = (bytes: Uint8Array, start: number): number =>
  (((bytes[start] as number) | 32) << 16) | (((bytes[start + 1] as number) | 32) << 8) | ((bytes[start + 2] as number) | 32);
const keys = (names: readonly string[]): ReadonlyMap<number, number> =>
  new Map(names.map((name, index) => [keyAt(Buffer.from(shortOf(name)), 0), index] as const));
const monthKeys = keys(months);
const dayKeys = keys(days);

/** `length << 4 | month` of the month's name at `start`; -1 when there is none. */
export function monthNameEnd(bytes: Uint8Array, start: number, end: number, long: boolean): number {
  const index = start + 3 <= end ? (monthKeys.get(keyAt(bytes, start)) ?? -1) : -1;
  if (index < 0) return -1;
  const length = long ? lengthOf(months[index] as string, bytes, start, end) : 3;
  return length < 0 ? -1 : (length << 4) | (index + 1);
}

/** The place behind the name of a day of the week; -1 when there is none. */
export function dayNameEnd(bytes: Uint8Array, start: number, end: number, long: boolean): number {
  const index = start + 3 <= end ? (dayKeys.get(keyAt(bytes, start)) ?? -1) : -1;
  if (index < 0) return -1;
  const length = long ? lengthOf(days[index] as string, bytes, start, end) : 3;
  return length < 0 ? -1 : start + length;
}

function lengthOf(name: string, bytes: Uint8Array, start: number, end: number): number {
  if (start + name.length > end) return -1;
  for (let index = 3; index < name.length; index += 1) if (((bytes[start + index] as number) | 32) !== name.charCodeAt(index)) return -1;
  return name.length;
}

/** Hours ahead of UTC of abbreviations that PostgreSQL's default list and tzdata agree on, and of which one meaning is by far the commonest. */
const offsets: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  UCT: 0,
  WET: 0,
  WEST: 1,
  BST: 1,
  CET: 1,
  CEST: 2,
  MET: 1,
  MEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  AKDT: -8,
  HST: -10,
  AST: -4,
  ADT: -3,
  NST: -3.5,
  NDT: -2.5,
  JST: 9,
  KST: 9,
  HKT: 8,
  SGT: 8,
  PKT: 5,
  WIB: 7,
  SAST: 2,
  EAT: 3,
  WAT: 1,
  CAT: 2,
  AEST: 10,
  AEDT: 11,
  ACST: 9.5,
  ACDT: 10.5,
  AWST: 8,
  NZST: 12,
  NZDT: 13,
  BRT: -3,
  ART: -3,
  IST: 5.5,
};

/** The abbreviation that was asked for last, its letters as one number: that of a line is mostly that of the next one. */
let lastLetters = 0;
let lastOffset: number | undefined;

/** Seconds ahead of UTC of at most six capital letters; undefined: not known. */
export function abbreviationOffset(bytes: Uint8Array, start: number, end: number): number | undefined {
  let letters = 0;
  for (let index = start; index < end; index += 1) letters = letters * 32 + (bytes[index] as number) - 64;
  if (letters === lastLetters) return lastOffset;
  const hours = offsets[Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1")];
  lastLetters = letters;
  lastOffset = hours === undefined ? undefined : hours * 3600;
  return lastOffset;
}
