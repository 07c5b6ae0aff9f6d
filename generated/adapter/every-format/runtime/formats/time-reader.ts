// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { byteClass, digits } from "./bytes.ts";
import { clock, daysOf, yearOf } from "./time.ts";
import { type Letter, lettersOf, readTimeLayout, type Step } from "./time-layout.ts";
import { abbreviationOffset, dayNameEnd, monthNameEnd } from "./time-names.ts";
import { regionOf, type Zone } from "./zone.ts";

/**
 * Reads a time of one layout: leaves it in `clock` and returns the place behind it, or -1 where there is no such time.
 * @param zone of times that name none
 * @param referenceMs decides what the layout leaves out: the year, or the day
 */
export type TimeReader = (bytes: Uint8Array, start: number, end: number, zone: Zone, referenceMs: number) => number;

/** What was read of a time so far. */
const read = {
  year: -1,
  month: -1,
  day: -1,
  hour: -1,
  minute: 0,
  second: 0,
  nanos: 0,
  half: -1,
  offset: 0,
  zoned: false,
  region: undefined as Zone | undefined,
};

/** @throws {RangeError} on a text that is no layout */
export function timeReader(layout: string): TimeReader {
  const steps = readTimeLayout(layout);
  // What stands in front of the seconds is the same in many lines after each other: it is compared, and not read again.
  const split = steps.findIndex((step) => step.kind === "field" && step.letter === "s");
  const front = split < 0 ? [] : steps.slice(0, split);
  const isSimple = front.length > 0 && !lettersOf(steps.slice(split)).some((letter) => "yMdHhma".includes(letter));
  if (!isSimple)
    return (bytes, start, end, zone, referenceMs) => {
      begin();
      const next = run(steps, bytes, start, end);
      return next < 0 || !keep(daysFor(zone, referenceMs), zone) ? -1 : next;
    };
  const back = steps.slice(split);
  const known = Buffer.alloc(64);
  let length = 0;
  let minute = -1;
  let knownFor = -1;
  return (bytes, start, end, zone, referenceMs) => {
    const day = Math.floor(referenceMs / 86_400_000);
    let next = start + length;
    if (length === 0 || day !== knownFor || next > end || !isSame(known, bytes, start, length)) {
      length = 0;
      begin();
      next = run(front, bytes, start, end);
      if (next < 0) return -1;
      const days = daysFor(zone, referenceMs);
      if (days < 0 || read.hour < 0) return -1;
      minute = days * 86_400 + hourOf() * 3600 + read.minute * 60;
      if (next - start <= known.length) {
        length = next - start;
        for (let index = 0; index < length; index += 1) known[index] = bytes[start + index] as number;
        knownFor = day;
      }
    }
    read.second = 0;
    read.nanos = 0;
    read.offset = 0;
    read.zoned = false;
    read.region = undefined;
    const after = run(back, bytes, next, end);
    return after < 0 || !keepSeconds(minute + read.second, zone) ? -1 : after;
  };
}

function begin(): void {
  read.year = -1;
  read.month = -1;
  read.day = -1;
  read.hour = -1;
  read.minute = 0;
  read.second = 0;
  read.nanos = 0;
  read.half = -1;
  read.offset = 0;
  read.zoned = false;
  read.region = undefined;
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (known[index] !== bytes[start + index]) return false;
  return true;
}

function hourOf(): number {
  return read.half < 0 ? read.hour : (read.hour % 12) + read.half * 12;
}

/** Days since 1970; -1 when there is no such day. */
function daysFor(zone: Zone, referenceMs: number): number {
  if (read.year >= 0) return daysOf(read.year, read.month, read.day);
  const seconds = hourOf() * 3600 + read.minute * 60;
  if (read.month >= 0) return latestYear(seconds, zone, referenceMs);
  // A time of the day alone: the last day on which it is not more than an hour ahead of the reference.
  const today = Math.floor(referenceMs / 86_400_000);
  for (let day = today + 1; ; day -= 1) {
    const local = day * 86_400 + seconds;
    if ((local - zone.offsetAt(local)) * 1000 <= referenceMs + 3_600_000) return day;
  }
}

/** The last year in which the time lies at most a day behind the reference; a 29th of February may need the leap year before. */
function latestYear(seconds: number, zone: Zone, referenceMs: number): number {
  const year = yearOf(referenceMs);
  for (let candidate = year + 1; candidate > year - 8; candidate -= 1) {
    const days = daysOf(candidate, read.month, read.day);
    if (days < 0) continue;
    const local = days * 86_400 + seconds;
    if ((local - zone.offsetAt(local)) * 1000 <= referenceMs + 86_400_000) return days;
  }
  return -1;
}

function keep(days: number, zone: Zone): boolean {
  if (days < 0 || read.hour < 0) return false;
  return keepSeconds(days * 86_400 + hourOf() * 3600 + read.minute * 60 + read.second, zone);
}

function keepSeconds(local: number, zone: Zone): boolean {
  clock.seconds = local - (read.zoned ? (read.region?.offsetAt(local) ?? read.offset) : zone.offsetAt(local));
  clock.nanos = read.nanos;
  clock.zoned = read.zoned;
  return clock.seconds >= 0;
}

function run(steps: readonly Step[], bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (const step of steps) {
    const next =
      step.kind === "field"
        ? readField(step.letter, step.width, step.names === true, bytes, at, end)
        : step.kind === "text"
          ? textEnd(step.text, bytes, at, end)
          : run(step.steps, bytes, at, end);
    if (next >= 0) at = next;
    else if (step.kind !== "maybe") return -1;
  }
  return at;
}

function textEnd(text: string, bytes: Uint8Array, start: number, end: number): number {
  if (start + text.length > end) return -1;
  for (let index = 0; index < text.length; index += 1) if (bytes[start + index] !== text.charCodeAt(index)) return -1;
  return start + text.length;
}

function isDigit(bytes: Uint8Array, at: number, end: number): boolean {
  return at < end && (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57;
}

function readField(letter: Letter, width: number, names: boolean, bytes: Uint8Array, start: number, end: number): number {
  switch (letter) {
    case "E":
      return dayNameEnd(bytes, start, end, width === 4);
    case "a":
      return readHalf(bytes, start, end);
    case "S":
      return readFraction(bytes, start, end);
    case "Z":
      return readOffset(bytes, start, end);
    case "u":
      read.zoned = true;
      return start;
    case "z":
      return readZone(bytes, start, end);
    default:
  }
  if (names) {
    const found = monthNameEnd(bytes, start, end, width === 4);
    if (found < 0) return -1;
    read.month = found & 15;
    return start + (found >> 4);
  }
  let at = start;
  let length = width;
  if (width === 0) {
    // A blank in the place of the first digit.
    if (at < end && bytes[at] === 32) at += 1;
    length = at === start && isDigit(bytes, at + 1, end) ? 2 : 1;
  }
  const value = digits(bytes, at, length, end);
  if (value < 0) return -1;
  at += length;
  switch (letter) {
    case "y":
      read.year = width === 4 ? value : value < 70 ? 2000 + value : 1900 + value;
      return at;
    case "M":
      read.month = value;
      return value >= 1 && value <= 12 ? at : -1;
    case "d":
      read.day = value;
      return value >= 1 && value <= 31 ? at : -1;
    case "H":
      read.hour = value;
      return value <= 23 ? at : -1;
    case "h":
      read.hour = value;
      return value >= 1 && value <= 12 ? at : -1;
    case "m":
      read.minute = value;
      return value <= 59 ? at : -1;
    case "s":
      // A leap second counts as the last second of its minute.
      read.second = Math.min(value, 59);
      return value <= 60 ? at : -1;
    default:
      return -1;
  }
}

function readHalf(bytes: Uint8Array, start: number, end: number): number {
  if (start + 2 > end || ((bytes[start + 1] as number) | 32) !== 109) return -1;
  const letter = (bytes[start] as number) | 32;
  if (letter !== 97 && letter !== 112) return -1;
  read.half = letter === 112 ? 1 : 0;
  return start + 2;
}

/** As many digits as nanoseconds have count. */
function readFraction(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let scale = 100_000_000;
  read.nanos = 0;
  for (; isDigit(bytes, at, end); at += 1) {
    read.nanos += ((bytes[at] as number) - 48) * scale;
    scale = Math.floor(scale / 10);
  }
  return at === start ? -1 : at;
}

function readOffset(bytes: Uint8Array, start: number, end: number): number {
  const sign = start < end ? bytes[start] : 0;
  if (sign === 90) {
    read.zoned = true;
    read.offset = 0;
    return start + 1;
  }
  if (sign !== 43 && sign !== 45) return -1;
  const hours = digits(bytes, start + 1, 2, end);
  if (hours < 0 || hours > 23) return -1;
  const colon = start + 3 < end && bytes[start + 3] === 58 ? 1 : 0;
  const found = isDigit(bytes, start + 3 + colon, end) ? digits(bytes, start + 3 + colon, 2, end) : -1;
  const hasMinutes = found >= 0 && found <= 59;
  if (!hasMinutes && colon === 1) return -1;
  read.zoned = true;
  read.offset = (sign === 45 ? -1 : 1) * (hours * 3600 + (hasMinutes ? found : 0) * 60);
  return hasMinutes ? start + 5 + colon : start + 3;
}

/** Zones with a name of their own, of those that lines have named so far. */
const regions = new Map<string, Zone>();
const mostRegions = 1000;
const regionByte = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_+-/");

/** `Europe/Berlin`; -1 where there is no such zone. */
function readRegion(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && at - start < 40 && regionByte[bytes[at] as number] === 1) at += 1;
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start).toString("latin1");
  const zone = name.includes("/") ? (regions.get(name) ?? regionOf(name)) : undefined;
  if (zone === undefined) return -1;
  if (regions.size < mostRegions) regions.set(name, zone);
  read.zoned = true;
  read.region = zone;
  return at;
}

/** `CEST`, `+02` or `Europe/Berlin`. One that is not known, or that several zones share, leaves the zone to be assumed. */
function readZone(bytes: Uint8Array, start: number, end: number): number {
  const first = start < end ? bytes[start] : 0;
  if (first === 43 || first === 45) return readOffset(bytes, start, end);
  let at = start;
  while (at < end && at - start < 6 && (bytes[at] as number) >= 65 && (bytes[at] as number) <= 90) at += 1;
  const region = at < end && regionByte[bytes[at] as number] === 1 ? readRegion(bytes, start, end) : -1;
  if (region >= 0) return region;
  if (at - start < 2 && !(at - start === 1 && bytes[start] === 90)) return -1;
  const offset = abbreviationOffset(bytes, start, at);
  read.zoned = offset !== undefined;
  read.offset = offset ?? 0;
  return at;
}
