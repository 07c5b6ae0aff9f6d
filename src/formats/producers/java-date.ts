import { FormatError } from "./producer.ts";
import { layoutText } from "./times.ts";

/** Runs of letters of java.text.SimpleDateFormat and java.time's DateTimeFormatter that have a layout. */
const layouts: Readonly<Record<string, string>> = {
  yyyy: "yyyy",
  uuuu: "yyyy",
  YYYY: "yyyy",
  y: "yyyy",
  u: "yyyy",
  yy: "yy",
  uu: "yy",
  M: "M",
  MM: "MM",
  MMM: "MMM",
  MMMM: "MMMM",
  L: "M",
  LL: "MM",
  d: "d",
  dd: "dd",
  E: "EEE",
  EE: "EEE",
  EEE: "EEE",
  EEEE: "EEEE",
  H: "H",
  HH: "HH",
  h: "h",
  hh: "hh",
  a: "a",
  m: "m",
  mm: "mm",
  s: "s",
  ss: "ss",
};

/**
 * `yyyy-MM-dd'T'HH:mm:ss.SSSXXX` → `yyyy-MM-dd'T'HH:mm:ss.SSSZ`
 * @param at where it begins in the format string, from 1
 * @throws {FormatError} at a letter that has no layout
 */
export function javaDateLayout(text: string, at: number): string {
  let layout = "";
  for (const { 0: found, index } of text.matchAll(/''|'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'/g)) {
    if (found === "'") throw new FormatError("a ' has no other in the layout of the time", at + index, "text in a time is between two '");
    const known = layouts[found] ?? zoneOrFraction(found);
    if (known !== undefined) layout += known;
    else if (/^[A-Za-z]/.test(found))
      throw new FormatError(`"${found}" is no part of a time that is understood`, at + index, "use yyyy MM dd HH mm ss SSS a EEE X Z z");
    else layout += layoutText(found === "''" ? "'" : found.startsWith("'") ? found.slice(1, -1).replaceAll("''", "'") : found);
  }
  return layout;
}

function zoneOrFraction(run: string): string | undefined {
  if (/^(?:S+|n+)$/.test(run)) return "S".repeat(Math.min(run.length, 9));
  if (/^(?:X{1,5}|x{1,5}|Z{1,5})$/.test(run)) return "Z";
  return /^(?:z{1,4}|V{2})$/.test(run) ? "z" : undefined;
}
