import { FormatError } from "./producer.ts";
import { layoutText } from "./times.ts";

/** Letters of strftime(3), with those that C libraries and Python have in common, as layouts of times. */
const layouts: Readonly<Record<string, string>> = {
  Y: "yyyy",
  y: "yy",
  m: "MM",
  d: "dd",
  e: "d",
  b: "MMM",
  h: "MMM",
  B: "MMMM",
  a: "EEE",
  A: "EEEE",
  H: "HH",
  k: "H",
  I: "hh",
  l: "h",
  M: "mm",
  S: "ss",
  f: "SSSSSS",
  p: "a",
  P: "a",
  z: "Z",
  Z: "z",
  F: "yyyy-MM-dd",
  T: "HH:mm:ss",
  R: "HH:mm",
  D: "MM/dd/yy",
  c: "EEE MMM d HH:mm:ss yyyy",
  "-d": "d",
  "-m": "M",
  "-H": "H",
  "-I": "h",
  "-M": "m",
  "-S": "s",
  "3f": "SSS",
  "6f": "SSSSSS",
  "9f": "SSSSSSSSS",
};
const texts: Readonly<Record<string, string>> = { "%": "%", n: "\n", t: "\t" };

/**
 * `%d/%b/%Y %T` → `dd/MMM/yyyy HH:mm:ss`; `%s`, seconds since 1970, with `.%3f` behind it or not → `epoch`.
 * @param at where the text begins in the format string, from 1
 * @throws {FormatError} at a letter that has no layout
 */
export function strftimeLayout(text: string, at: number): string {
  if (/^%s(?:[.,]?%[369]f)?$/.test(text)) return "epoch";
  let layout = "";
  for (const { 0: found, 1: code, index } of text.matchAll(/%([-E]?[369]?[A-Za-z%])|[^%]+|%/g)) {
    const literal = found.startsWith("%") ? texts[code ?? ""] : found;
    const known = literal === undefined ? layouts[code ?? ""] : layoutText(literal);
    if (known === undefined) {
      const hint = code === "s" ? "%s stands alone, or in front of .%3f" : "use %Y %m %d %H %M %S %f %b %a %p %z and the like";
      throw new FormatError(`${found} is no part of a time that is understood`, at + index, hint);
    }
    layout += known;
  }
  return layout;
}
