import type { ReadRecord } from "./reading.ts";

/**
 * What each grammar means, said once more and differently: the whole of a group (each of its lines with its LF), and what marks a group whose
 * beginning is missing. Only for lines of `vocabulary`.
 */
export const naiveGroups: Readonly<Record<string, { readonly group: RegExp; readonly late?: RegExp }>> = {
  none: { group: /[^\n]*\n/y },
  "start:^\\d{4}-": { group: /[^\n]*\n(?:(?!\d{4}-)[^\n]*\n)*/y, late: /(?!\d{4}-)/y },
  "start:^(?:INFO|[A-Z]\\w+Error)": { group: /[^\n]*\n(?:(?!INFO|[A-Z]\w+Error)[^\n]*\n)*/y, late: /(?!INFO|[A-Z]\w+Error)/y },
  "continuation:^\\s": { group: /[^\n]*\n(?:[ \t][^\n]*\n)*/y, late: /[ \t]/y },
};

/** Line by line, over the whole text at once, without any thought of speed or memory. */
export function naiveRecords(
  text: string,
  { group, late }: { readonly group: RegExp; readonly late?: RegExp },
  sizeOf: (text: string) => number,
  mark: number,
): ReadRecord[] {
  const records: ReadRecord[] = [];
  let at = 0;
  let offset = mark;
  const whole = text.endsWith("\n") || text === "";
  const padded = whole ? text : `${text}\n`;
  while (at < padded.length) {
    group.lastIndex = at;
    const lineEnd = padded.indexOf("\n", at) + 1;
    const found = group.test(padded) ? padded.slice(at, group.lastIndex) : padded.slice(at, lineEnd);
    if (late) late.lastIndex = at;
    const isLate = late?.test(padded) ?? false;
    const isLast = at + found.length === padded.length && !whole;
    const body = found.slice(0, -1);
    const flags = isLate || isLast ? "partial" : "";
    records.push({ text: isLast || !body.endsWith("\r") ? body : body.slice(0, -1), offset, flags });
    at += found.length;
    offset += sizeOf(found);
  }
  return records;
}
