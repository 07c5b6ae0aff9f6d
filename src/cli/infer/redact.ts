import type { Segment } from "./picture.ts";

/** What a parser has to find as it was: of another time or level a line would be another line. */
const kept: ReadonlySet<string> = new Set(["time", "level", "inner", "log.iostream", "http.response.status_code"]);

/**
 * The text of a record with every letter and digit of its values replaced by one of the same class, so that nobody learns what stood there
 * and the line has the same layout: `user=Ann id=42 /a/b.html` becomes `user=Aaa id=11 /a/a.aaaa`. What stands between the fields, times,
 * levels and statuses stay.
 */
export function redacted(segments: readonly Segment[]): string {
  return segments.map(({ text, name }) => (name === undefined || kept.has(name) ? text : redactValue(text))).join("");
}

/** Digits of hexadecimal numbers stay some; a method, a protocol, an escape and a value of JSON that is no text stay what they are. */
function redactValue(text: string): string {
  const words =
    /\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\.|\b(?:true|false|null)\b|\bHTTP\/[\d.]+|^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH)\b|\p{L}|\p{N}/gu;
  return text.replace(words, (found) => {
    if ([...found].length > 1) return /^\\[ux]/.test(found) ? found.replace(/(?<=^\\[ux].*)[\da-fA-F]/g, "1") : found;
    if (/\p{N}/u.test(found)) return "1";
    return /\p{Lu}/u.test(found) ? "A" : "a";
  });
}
