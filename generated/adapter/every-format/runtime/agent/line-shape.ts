// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Of a longer line its beginning says what it looks like. */
const looked = 200;
const [letter, digit, blank] = [1, 2, 4];

/** By byte: a letter (those of other scripts included), a digit, a blank; 0 for all others. */
const classes = new Uint8Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  const char = String.fromCharCode(byte);
  classes[byte] = byte >= 128 || /[A-Za-z]/.test(char) ? letter : /\d/.test(char) ? digit : char === " " || char === "\t" ? blank : 0;
}

/**
 * A number for what a line looks like: runs of letters, of digits and of both are one sign each, words with blanks in between are one, and other
 * marks are themselves. `WARN [main] 17 is late` and `INFO [worker] 3 of them` have the same. (FNV-1a, 32 bits)
 */
export function shapeHash(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + looked);
  let hash = 0x811c9dc5;
  let last = 0;
  let isApart = false;
  for (let i = start; i < stop; ) {
    let sign = bytes[i] as number;
    let kind = classes[sign] as number;
    if (kind === 0) {
      while (i < stop && bytes[i] === sign) i += 1;
    } else if (kind === blank) {
      while (i < stop && classes[bytes[i] as number] === blank) i += 1;
      isApart = true;
      continue;
    } else {
      for (i += 1; i < stop; i += 1) {
        const next = classes[bytes[i] as number] as number;
        if (next !== letter && next !== digit) break;
        kind |= next;
      }
      sign = kind;
    }
    const goesOn = isApart && sign === letter && last === letter;
    if (isApart && !goesOn) hash = Math.imul(hash ^ blank, 0x01000193);
    if (!goesOn) hash = Math.imul(hash ^ sign, 0x01000193);
    isApart = false;
    last = sign;
  }
  return hash;
}

/** The beginning of a line with `a` for each letter and `0` for each digit: what it looks like, and nothing that it says. */
export function shapeSample(bytes: Buffer, start: number, end: number): string {
  return bytes
    .toString("utf8", start, Math.min(end, start + looked))
    .replace(/[\p{L}\p{M}]/gu, "a")
    .replace(/\p{N}/gu, "0")
    .replace(/\p{Cc}/gu, ".");
}
