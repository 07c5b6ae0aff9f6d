import { abbreviationOffset } from "../../runtime/formats/time-names.ts";
import type { DateOrder } from "./types.ts";

/** One time as it stands in one line. */
export interface Stamp {
  readonly end: number;
  /** What has to be the same in all lines: the kind of date, what stands between its parts, and whether there is AM or PM. */
  readonly kind: string;
  /** The numbers of a date whose order is not told by how it is written: three, or two without a year. */
  readonly numbers?: readonly number[];
  /** Between the date's numbers, where their order is open. */
  readonly mark?: string;
  readonly date: string;
  readonly between: string;
  readonly hour: "HH" | "H" | "h" | "hh";
  readonly seconds: boolean;
  /** Between hour, minute and second: `110405` has nothing there. */
  readonly colon: ":" | "." | "";
  /** In front of the fraction; nothing: there is none. */
  readonly fraction: "" | "." | "," | ":";
  readonly half: string;
  /** In front of the zone, and whether it is an offset or a name; nothing: there is none. */
  readonly zone: string;
  /** A year behind the time: `Tue Apr 04 06:28:08 2017`. */
  readonly year: string;
}

const months =
  "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?";
const days = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const dates: readonly {
  readonly match: RegExp;
  readonly read: (m: RegExpExecArray) => Pick<Stamp, "date" | "kind" | "numbers" | "mark"> | undefined;
}[] = [
  {
    match: /(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/y,
    read: ([, year, mark = "", month = "", day = ""]) =>
      inYears(year) && fits(Number(month), Number(day))
        ? { kind: `y${mark}`, date: `yyyy${mark}${width("M", month)}${mark}${width("d", day)}` }
        : undefined,
  },
  {
    match: /(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/y,
    read: ([, a = "", mark = "", b = "", c = ""]) => ({
      kind: `n${mark}${c.length}`,
      date: a.startsWith("0") || b.startsWith("0") ? "dd" : a.length + b.length === 4 ? "" : "d",
      mark,
      numbers: [Number(a), Number(b), Number(c)],
    }),
  },
  {
    match: new RegExp(`(\\d{1,2}| \\d)([ /-])(${months})(?:\\2(\\d{4}|\\d{2}(?=[ T:])(?! *:)))?(?![\\d])`, "y"),
    read: ([, day = "", mark = "", month = "", year]) => ({
      kind: `d${mark}${year?.length ?? 0}`,
      date: `${width("d", day)}${mark}${month.length > 3 ? "MMMM" : "MMM"}${year === undefined ? "" : mark + "y".repeat(year.length)}`,
    }),
  },
  {
    match: new RegExp(`(${days}(?:,)? )?(${months}) ( ?\\d{1,2})(,)?(?: (\\d{4})(?=[ T,]))?(?!\\d)`, "y"),
    read: ([, weekday, month = "", , comma = "", year]) => ({
      kind: `M${weekday === undefined ? "" : "E"}${year?.length ?? 0}${comma}`,
      date: `${weekday === undefined ? "" : `EEE${weekday.slice(3)}`}${month.length > 3 && month !== "June" && month !== "July" ? "MMMM" : "MMM"} d${comma}${year === undefined ? "" : " yyyy"}`,
    }),
  },
  {
    match: new RegExp(`(${days}(?:,)? )(\\d{1,2}) (${months}) (\\d{4})`, "y"),
    read: ([, weekday = "", day = "", month = ""]) => ({
      kind: "E4",
      date: `EEE${weekday.slice(3)}${width("d", day)} ${month.length > 3 ? "MMMM" : "MMM"} yyyy`,
    }),
  },
  {
    match: /(\d{4})(\d{2})(\d{2})(?=[T _-]?\d\d:?\d\d)/y,
    read: ([, year, month, day]) => (inYears(year) && fits(Number(month), Number(day)) ? { kind: "y8", date: "yyyyMMdd" } : undefined),
  },
  {
    match: /(\d{2})(\d{2})(\d{2})(?=[ T-] ?\d{1,2}:\d\d:\d\d|[ T-]\d{6}(?![\w:]))/y,
    read: ([, , month, day]) => (fits(Number(month), Number(day)) ? { kind: "y6", date: "yyMMdd" } : undefined),
  },
  {
    match: /(\d{2})(\d{2})(?= \d\d:\d\d:\d\d)/y,
    read: ([, month, day]) => (fits(Number(month), Number(day)) ? { kind: "M4", date: "MMdd" } : undefined),
  },
  {
    match: /(\d{2})([-/.])(\d{2})(?=[ T]\d\d:\d\d:\d\d)/y,
    read: ([, a, mark = "", b]) => ({ kind: `m${mark}`, date: "dd", mark, numbers: [Number(a), Number(b)] }),
  },
];

const clockTime = /(\d{1,2}| \d):(\d\d)(?::(\d\d)(?:([.,:])(\d{1,9})(?!\d))?)?(?! ?:\d)/y;
/** As DB2 writes it: `2005-06-03-15.42.50.675872`. */
const dottedTime = /(\d\d)\.(\d\d)\.(\d\d)(?:([.,])(\d{1,9}))?(?![\d:.])/y;
const compactTime = /(\d{2})(\d{2})(\d{2})(?:([.,])(\d{1,9}))?(?![\d:])/y;
const halfDay = /( ?)(?:AM|PM|am|pm|a\.m\.|p\.m\.)(?![A-Za-z])/y;
const offset = /( ?)(?:Z|[+-]\d\d(?::?\d\d)?)(?![\w:])/y;
const zoneName = /( ?)([A-Z]{1,5})(?![A-Za-z0-9_])/y;
const yearBehind = /( )(\d{4})(?!\d)/y;

function inYears(year: string | undefined): boolean {
  return Number(year) >= 1970 && Number(year) <= 2099;
}

function fits(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function width(letter: string, digits: string): string {
  return /^\d\d$/.test(digits) ? letter.repeat(2) : letter;
}

export function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  return expression.exec(text) ?? undefined;
}

/** The time that begins here, as far as one line tells; undefined: there is none. */
export function stampAt(text: string, at: number): Stamp | undefined {
  if (at > 0 && /[\d]/.test(text[at] ?? "") && /[\d.]/.test(text[at - 1] ?? "")) return undefined;
  for (const { match, read } of dates) {
    const found = matchAt(match, text, at);
    const date = found && read(found);
    if (!found || !date) continue;
    const [, between = ""] = matchAt(/( {1,2}|T|t|:|;|, | - |_|-|\.|,|\t)(?=[ \d]\d?)/y, text, match.lastIndex) ?? [];
    if (between === "" && !/^\d/.test(text.slice(match.lastIndex))) continue;
    const behind = match.lastIndex + between.length;
    const named = !date.numbers && between !== "";
    const time =
      timeAt(text, behind, clockTime) ??
      (named ? timeAt(text, behind, compactTime) : undefined) ??
      (named && between === "-" ? timeAt(text, behind, dottedTime) : undefined);
    if (time)
      return {
        ...date,
        between,
        ...time,
        kind: `${date.kind}|${between.trim()}|${time.colon}|${time.half === "" ? "" : "a"}|${time.year === "" ? "" : "y"}`,
      };
  }
  const time = timeAt(text, at, clockTime);
  if (!time?.seconds || (at > 0 && /[\w:.-]/.test(text[at - 1] ?? ""))) return undefined;
  return { ...time, date: "", between: "", kind: `t|${time.half === "" ? "" : "a"}` };
}

function timeAt(text: string, at: number, clock: RegExp): Omit<Stamp, "kind" | "date" | "between" | "numbers" | "mark"> | undefined {
  const found = matchAt(clock, text, at);
  if (!found) return undefined;
  const [whole, hour = "", minute, second, fraction] = found;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  let end = at + whole.length;
  const [half = ""] = matchAt(halfDay, text, end) ?? [];
  end += half.length;
  let year = "";
  let zone = "";
  const [behind, blank] = matchAt(offset, text, end) ?? [];
  if (behind !== undefined) {
    zone = `${blank}Z`;
    end += behind.length;
  } else {
    const [named, space, name = ""] = matchAt(zoneName, text, end) ?? [];
    if (named !== undefined && isZone(name)) {
      zone = `${space}z`;
      end += named.length;
    }
  }
  const [later] = matchAt(yearBehind, text, end) ?? [];
  if (later !== undefined && inYears(later.trim())) {
    year = " yyyy";
    end += later.length;
  }
  const padded = hour.startsWith("0") || clock !== clockTime;
  return {
    end,
    hour: half !== "" ? (padded ? "hh" : "h") : padded ? "HH" : "H",
    seconds: second !== undefined,
    fraction: (fraction ?? "") as Stamp["fraction"],
    half: half === "" ? "" : `${half.startsWith(" ") ? " " : ""}a`,
    zone,
    year,
    colon: clock === clockTime ? ":" : clock === dottedTime ? "." : "",
  };
}

function isZone(name: string): boolean {
  const bytes = Buffer.from(name);
  return name.length > 1 && abbreviationOffset(bytes, 0, bytes.length) !== undefined;
}

/** A layout for all of these: what is missing in some is optional. Undefined: the date's order makes no sense in any way. */
export function layoutOf(stamps: readonly Stamp[], order: DateOrder): string {
  const [first] = stamps;
  if (!first) return "";
  const every = (wanted: (stamp: Stamp) => boolean): boolean => stamps.every(wanted);
  const some = (wanted: (stamp: Stamp) => boolean): Stamp | undefined => stamps.find(wanted);
  const date = first.numbers ? numericDate(stamps, order) : loosest(stamps.map((stamp) => stamp.date));
  const hour =
    first.half === "" ? (some(({ hour: given }) => given === "HH") ? "HH" : "H") : some(({ hour: given }) => given === "hh") ? "hh" : "h";
  const fraction = some((stamp) => stamp.fraction !== "")?.fraction ?? "";
  const fractionText = fraction === "" ? "" : every((stamp) => stamp.fraction !== "") ? `${fraction}SSS` : `[${fraction}SSS]`;
  const zone = some((stamp) => stamp.zone !== "")?.zone ?? "";
  const zoneText = zone === "" ? "" : every((stamp) => stamp.zone !== "") ? zone : `[${zone}]`;
  const between = first.between.replace(/[A-Za-z]/g, (letter) => `'${letter}'`);
  const { colon } = first;
  const seconds = first.seconds ? `${colon}ss` : "";
  return `${date}${between}${hour}${colon}mm${seconds}${fractionText}${first.half}${zoneText}${first.year}`;
}

/** Of `dd MMM` and `d MMM` the one that reads both. */
function loosest(written: readonly string[]): string {
  return written.reduce((short, text) => (text.length < short.length ? text : short));
}

function numericDate(stamps: readonly Stamp[], order: DateOrder): string {
  const [first] = stamps;
  const year = first?.kind.startsWith("n") && first.kind.includes("4") ? "yyyy" : "yy";
  // A number below ten shows whether there are zeros in front.
  const [day, month] = stamps.some(({ date }) => date === "dd") ? ["dd", "MM"] : ["d", "M"];
  const parts = order === "ymd" ? [year, month, day] : order === "mdy" ? [month, day, year] : [day, month, year];
  return (first?.numbers?.length === 2 ? parts.filter((part) => part !== year) : parts).join(first?.mark);
}
