import type { LineSet } from "./program.ts";
import type { Random } from "./random.ts";

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const weekdays = "Sun Mon Tue Wed Thu Fri Sat".split(" ");

/** A moment: nanoseconds since 1970, and what clocks show where the program runs. */
export interface Moment {
  readonly nanos: bigint;
  /** Minutes east of Greenwich. */
  readonly offset: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function offsetOf(zone: string, ms: number): number {
  if (zone === "UTC") return 0;
  const known = formatters.get(zone);
  const formatter = known ?? new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  if (!known) formatters.set(zone, formatter);
  const name = formatter.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/**
 * Prints a moment: `yyyy yy MMM MM M dd d HH H hh h mm ss a EEE`, `S` for each digit of the fraction, `XXX` for +01:00 or Z, `xxx` for
 * +00:00 also, `xx` for +0100, `_d` and `_H` padded with a blank, `epoch` for whole seconds; everything else, and what is in quotes, as it is.
 */
export function print({ nanos, offset }: Moment, layout: string): string {
  const local = new Date(Number(nanos / 1_000_000n) + offset * 60_000);
  const fraction = String(nanos % 1_000_000_000n).padStart(9, "0");
  const two = (value: number) => String(value).padStart(2, "0");
  const blank = (value: number) => String(value).padStart(2, " ");
  const zone = (colon: string) => `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}${colon}${two(Math.abs(offset) % 60)}`;
  const hour = local.getUTCHours();
  const parts: Readonly<Record<string, () => string>> = {
    yyyy: () => String(local.getUTCFullYear()),
    yy: () => two(local.getUTCFullYear() % 100),
    MMM: () => months[local.getUTCMonth()] ?? "",
    MM: () => two(local.getUTCMonth() + 1),
    M: () => String(local.getUTCMonth() + 1),
    dd: () => two(local.getUTCDate()),
    d: () => String(local.getUTCDate()),
    _d: () => blank(local.getUTCDate()),
    HH: () => two(hour),
    H: () => String(hour),
    _H: () => blank(hour),
    hh: () => two(hour % 12 || 12),
    h: () => String(hour % 12 || 12),
    mm: () => two(local.getUTCMinutes()),
    ss: () => two(local.getUTCSeconds()),
    a: () => (hour < 12 ? "AM" : "PM"),
    EEE: () => weekdays[local.getUTCDay()] ?? "",
    XXX: () => (offset === 0 ? "Z" : zone(":")),
    xxx: () => zone(":"),
    xx: () => zone(""),
    epoch: () => String(nanos / 1_000_000_000n),
  };
  return layout.replaceAll(/'([^']*)'|(S+)|epoch|yyyy|yy|MMM|MM|M|_d|dd|d|_H|HH|H|hh|h|mm|ss|a|EEE|XXX|xxx|xx/g, (token, quoted, digits) =>
    digits === undefined ? (quoted ?? parts[token]?.() ?? token) : fraction.slice(0, digits.length),
  );
}

/** Where and how often a program logs, and how fine its clock is. */
export interface Ticking {
  /** ISO: the first and the last moment of each set. */
  readonly sample: readonly [string, string];
  readonly other: readonly [string, string];
  /** Digits of the fraction of a second. */
  readonly digits: number;
  /** Where its clock hangs; UTC without. */
  readonly zone?: string;
}

/** Moments in order, as many as records are wanted, spread over the whole period. */
export function moments(random: Random, count: number, set: LineSet, { digits, zone = "UTC", ...periods }: Ticking): Moment[] {
  const [from, to] = periods[set].map((iso) => Date.parse(iso));
  if (from === undefined || to === undefined || !(from < to)) throw new Error("a period has a start and an end");
  const grain = 10n ** BigInt(9 - digits);
  const gaps = Array.from({ length: count + 1 }, () => random() ** 3 + 0.001);
  const scale = (to - from) / gaps.reduce((sum, gap) => sum + gap, 0);
  let passed = 0;
  return gaps.slice(0, count).map((gap) => {
    passed += gap * scale;
    const micros = BigInt(from) * 1000n + BigInt(Math.floor(passed * 1000));
    const nanos = ((micros * 1000n + BigInt(Math.floor(random() * 1000))) / grain) * grain;
    return { nanos, offset: offsetOf(zone, Number(nanos / 1_000_000n)) };
  });
}
