// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { digits } from "./bytes.ts";
import { viewOf } from "./chunks.ts";
import type { Zone } from "./zone.ts";

/**
 * Times in log lines. A reader leaves what it found in `clock` and returns the place behind it, or -1 where there is no such time: so that
 * nothing is allocated per line. Years 1970 to 2261: as nanoseconds, which is how OpenTelemetry counts them, later ones do not fit into the
 * 64 bits of many that read them.
 */
export const clock = { seconds: 0, nanos: 0, zoned: true };

const lastYear = 2261;
const lastSecond = Date.UTC(lastYear + 1, 0) / 1000 - 1;

const monthKeys = new Map(
  "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ").map((name, index) => [keyOf(Buffer.from(name), 0), index + 1]),
);

function keyOf(bytes: Uint8Array, start: number): number {
  return ((bytes[start] as number) << 16) | ((bytes[start + 1] as number) << 8) | (bytes[start + 2] as number);
}

/** Days since 1970-01-01 of a day of the Gregorian calendar; -1 when there is no such day. */
export function daysOf(year: number, month: number, day: number): number {
  if (year < 1970 || year > lastYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return -1;
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `HH:mm:ss` as seconds of the day; -1 when it is none. A leap second counts as the last second of its minute. */
function secondsOfDay(bytes: Uint8Array, start: number, end: number): number {
  const hour = digits(bytes, start, 2, end);
  const minute = digits(bytes, start + 3, 2, end);
  const second = digits(bytes, start + 6, 2, end);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1;
  if (bytes[start + 2] !== 58 || bytes[start + 5] !== 58) return -1;
  return hour * 3600 + minute * 60 + Math.min(second, 59);
}

/** `+0200`, `+02:00` or `Z`: leaves minus the offset in `clock.seconds`' favour by adding to it; -1 when there is no zone. */
function addZone(bytes: Uint8Array, start: number, end: number): number {
  const sign = start < end ? bytes[start] : 0;
  if (sign === 90 || sign === 122) return start + 1;
  if (sign !== 43 && sign !== 45) return -1;
  const hours = digits(bytes, start + 1, 2, end);
  const colon = bytes[start + 3] === 58 ? 1 : 0;
  const minutes = digits(bytes, start + 3 + colon, 2, end);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return -1;
  clock.seconds -= (sign === 45 ? -1 : 1) * (hours * 3600 + minutes * 60);
  return clock.seconds < 0 ? -1 : start + 5 + colon;
}

/**
 * `.123`, `,123456`: as many digits as nanoseconds have count. Returns `start` when there is no fraction.
 * @param unit nanoseconds of what it is a fraction of
 */
function addFraction(bytes: Uint8Array, start: number, end: number, unit: number): number {
  if (start >= end || (bytes[start] !== 46 && bytes[start] !== 44)) return start;
  let index = start + 1;
  let scale = Math.floor(unit / 10);
  for (; index < end; index += 1) {
    const digit = (bytes[index] as number) - 48;
    if (digit < 0 || digit > 9) break;
    clock.nanos += digit * scale;
    scale = Math.floor(scale / 10);
  }
  return index === start + 1 ? start : index;
}

/** The last time of an access log that named its zone, as it was written: it is often that of the next line as well. */
const lastClf = new DataView(new ArrayBuffer(26));
let lastClfSeconds = -1;

/** `25/Oct/2016:14:49:34 +0200`; development servers leave the zone out. */
export function clfTime(bytes: Uint8Array, start: number, end: number, zone: Zone): number {
  if (start + 26 > end) return readClf(bytes, start, end, zone);
  const view = viewOf(bytes);
  if (lastClfSeconds < 0 || !isSame(view, start, lastClf)) {
    const next = readClf(bytes, start, end, zone);
    if (next !== start + 26) return next;
    lastClfSeconds = clock.zoned ? clock.seconds : -1;
    for (let index = 0; index < 26; index += 1) lastClf.setUint8(index, bytes[start + index] as number);
    return next;
  }
  clock.seconds = lastClfSeconds;
  clock.nanos = 0;
  clock.zoned = true;
  return start + 26;
}

/** Whether all bytes of `known`, four or more of them, stand at `start`. */
function isSame(view: DataView, start: number, known: DataView): boolean {
  const last = known.byteLength - 4;
  // The seconds, which differ first, stand at the end.
  if (view.getInt32(start + last) !== known.getInt32(last)) return false;
  for (let index = last - 4; index > -4; index -= 4) {
    const at = Math.max(index, 0);
    if (view.getInt32(start + at) !== known.getInt32(at)) return false;
  }
  return true;
}

function readClf(bytes: Uint8Array, start: number, end: number, zone: Zone): number {
  if (start + 20 > end || bytes[start + 2] !== 47 || bytes[start + 6] !== 47) return -1;
  const separator = bytes[start + 11];
  const days = daysOf(digits(bytes, start + 7, 4, end), monthKeys.get(keyOf(bytes, start + 3)) ?? 0, digits(bytes, start, 2, end));
  const seconds = secondsOfDay(bytes, start + 12, end);
  if (days < 0 || seconds < 0 || (separator !== 58 && separator !== 32)) return -1;
  clock.seconds = days * 86_400 + seconds;
  clock.nanos = 0;
  clock.zoned = start + 20 < end && bytes[start + 20] === 32;
  if (clock.zoned) return addZone(bytes, start + 21, end);
  return assume(zone, start + 20);
}

/** `2026-03-02T11:04:05.123Z`: RFC 3339, with a space for the T, a comma in front of the fraction, and without a zone as well. */
export function isoTime(bytes: Uint8Array, start: number, end: number, zone: Zone): number {
  if (start + 19 > end || bytes[start + 4] !== bytes[start + 7] || (bytes[start + 4] !== 45 && bytes[start + 4] !== 47)) return -1;
  const separator = bytes[start + 10];
  const days = daysOf(digits(bytes, start, 4, end), digits(bytes, start + 5, 2, end), digits(bytes, start + 8, 2, end));
  const seconds = secondsOfDay(bytes, start + 11, end);
  if (days < 0 || seconds < 0 || (separator !== 84 && separator !== 116 && separator !== 32)) return -1;
  clock.seconds = days * 86_400 + seconds;
  clock.nanos = 0;
  const fractionEnd = addFraction(bytes, start + 19, end, 1_000_000_000);
  clock.zoned = true;
  const zoneEnd = addZone(bytes, fractionEnd, end);
  if (zoneEnd >= 0) return zoneEnd;
  const looksZoned = fractionEnd < end && (bytes[fractionEnd] === 43 || bytes[fractionEnd] === 45);
  return looksZoned ? -1 : assume(zone, fractionEnd);
}

/** RFC 3339 as RFC 5424 (section 6.2.3) and rsyslog's file format write it: with `T`, and with a zone. */
export function rfc3339Time(bytes: Uint8Array, start: number, end: number, zone: Zone): number {
  if (start + 20 > end || bytes[start + 4] !== 45 || bytes[start + 10] !== 84) return -1;
  const next = isoTime(bytes, start, end, zone);
  return clock.zoned && next > 0 && bytes[next - 1] !== 122 && bytes[start + 19] !== 44 ? next : -1;
}

/**
 * `Jun  9 16:53:37` (RFC 3164): no year, no zone. The year is that of the reference, or the one before it where the time would lie more
 * than a day behind the reference: a line of December that is read in January.
 */
export function bsdTime(bytes: Uint8Array, start: number, end: number, zone: Zone, referenceMs: number): number {
  if (start + 15 > end || bytes[start + 3] !== 32 || bytes[start + 6] !== 32) return -1;
  const month = monthKeys.get(keyOf(bytes, start)) ?? 0;
  const day = bytes[start + 4] === 32 ? digits(bytes, start + 5, 1, end) : digits(bytes, start + 4, 2, end);
  const seconds = secondsOfDay(bytes, start + 7, end);
  if (month === 0 || day < 1 || seconds < 0) return -1;
  clock.nanos = 0;
  const year = yearOf(referenceMs);
  // A 29th of February may need the leap year before.
  for (let candidate = year + 1; candidate > year - 8; candidate -= 1) {
    const days = daysOf(candidate, month, day);
    if (days < 0) continue;
    clock.seconds = days * 86_400 + seconds;
    const after = assume(zone, start + 15);
    if (after >= 0 && clock.seconds * 1000 <= referenceMs + 86_400_000) return after;
  }
  return -1;
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size, with a fraction or without. */
export function epochTime(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && (bytes[index] as number) >= 48 && (bytes[index] as number) <= 57) index += 1;
  const length = index - start;
  if (length < 9 || length > 19) return -1;
  const whole = length <= 11 ? length : length <= 14 ? length - 3 : length <= 17 ? length - 6 : length - 9;
  clock.seconds = digits(bytes, start, whole, end);
  if (clock.seconds > lastSecond) return -1;
  clock.zoned = true;
  const unit = 10 ** (9 - (length - whole));
  clock.nanos = length === whole ? 0 : digits(bytes, start + whole, length - whole, end) * unit;
  return addFraction(bytes, index, end, unit);
}

function assume(zone: Zone, next: number): number {
  clock.zoned = false;
  clock.seconds -= zone.offsetAt(clock.seconds);
  return clock.seconds < 0 ? -1 : next;
}

let yearStart = 0;
let yearEnd = 0;
let cachedYear = 1970;

export function yearOf(ms: number): number {
  if (ms < yearStart || ms >= yearEnd) {
    cachedYear = new Date(ms).getUTCFullYear();
    yearStart = Date.UTC(cachedYear, 0);
    yearEnd = Date.UTC(cachedYear + 1, 0);
  }
  return cachedYear;
}

/** The last second that was written: `2026-01-02T03:04:05.000Z`. */
const iso = new DataView(new ArrayBuffer(24));
let isoSecond = -1;

/** Writes `2026-01-02T03:04:05.678Z`; with nine digits of fraction where three would lose something. At most 30 bytes, and two behind them. */
export function putIso(out: DataView, at: number, seconds: number, nanos: number): number {
  if (seconds !== isoSecond) {
    isoSecond = seconds;
    Buffer.from(iso.buffer).write(new Date(seconds * 1000).toISOString(), "latin1");
  }
  // All of it is ASCII: no number is a NaN, whose bits could change.
  out.setFloat64(at, iso.getFloat64(0, true), true);
  out.setFloat64(at + 8, iso.getFloat64(8, true), true);
  out.setFloat64(at + 16, iso.getFloat64(16, true), true);
  if (nanos === 0) return at + 24;
  const millis = (nanos / 1_000_000) | 0;
  putThree(out, at + 20, millis);
  const rest = nanos - millis * 1_000_000;
  if (rest === 0) return at + 24;
  const micros = (rest / 1000) | 0;
  putThree(out, at + 23, micros);
  putThree(out, at + 26, rest - micros * 1000);
  out.setUint8(at + 29, 90);
  return at + 30;
}

/** The digits of the last second that was written, from 1 to 10 of them, and zeros. */
const unix = new DataView(new ArrayBuffer(24));
let unixSecond = -1;
let unixWidth = 0;

/** Nanoseconds since 1970, as OTLP wants them. At most 19 bytes, and five behind them. */
export function putUnixNano(out: DataView, at: number, seconds: number, nanos: number): number {
  if (seconds !== unixSecond) {
    unixSecond = seconds;
    const digits = String(seconds);
    unixWidth = digits.length;
    Buffer.from(unix.buffer).write(digits.padEnd(24, "0"), "latin1");
  }
  out.setFloat64(at, unix.getFloat64(0, true), true);
  out.setFloat64(at + 8, unix.getFloat64(8, true), true);
  out.setFloat64(at + 16, unix.getFloat64(16, true), true);
  const fraction = at + unixWidth;
  if (nanos !== 0) {
    const millis = (nanos / 1_000_000) | 0;
    const rest = nanos - millis * 1_000_000;
    const micros = (rest / 1000) | 0;
    putThree(out, fraction, millis);
    putThree(out, fraction + 3, micros);
    putThree(out, fraction + 6, rest - micros * 1000);
  }
  return fraction + 9;
}

function putThree(out: DataView, at: number, value: number): void {
  const hundreds = (value / 100) | 0;
  const rest = value - hundreds * 100;
  const tens = (rest / 10) | 0;
  out.setUint8(at, 48 + hundreds);
  out.setUint8(at + 1, 48 + tens);
  out.setUint8(at + 2, 48 + rest - tens * 10);
}

/** `unixNano(1, 5)` → `"1000000005"` */
export function unixNano(seconds: number, nanos: number): string {
  return `${seconds}${String(nanos).padStart(9, "0")}`;
}
