// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Where a column at `start` ends; -1 when its closing quote is missing. RFC 4180, section 2 */
export function columnEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (start >= end || bytes[start] !== 34) {
    while (at < end && bytes[at] !== 44) at += 1;
    return at;
  }
  for (at = start + 1; at < end; at += 1) {
    if (bytes[at] !== 34) continue;
    if (at + 1 >= end || bytes[at + 1] !== 34) return at + 1;
    at += 1;
  }
  return -1;
}

/** What a column says: without its quotes, where it has some. */
export function columnText(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}
