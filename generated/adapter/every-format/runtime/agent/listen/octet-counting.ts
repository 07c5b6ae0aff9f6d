// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
const [zero, nine, space, less, greater] = [0x30, 0x39, 0x20, 0x3c, 0x3e];
/** A longer message is none: 64 MiB have eight digits. */
const mostDigits = 8;

/** How long the count and the blank behind it are, and how many bytes the message has. */
export interface Count {
  readonly head: number;
  readonly length: number;
}

/**
 * Whether octet counting frames the message at `from` (RFC 6587, 3.4.1): `SYSLOG-FRAME = MSG-LEN SP SYSLOG-MSG`, where a message begins with
 * its priority in angle brackets (RFC 5424, 6.2.1): `167 <14>1 2026-…`. undefined: there are too few bytes to tell.
 */
export function readCount(bytes: Buffer, from: number): Count | "none" | undefined {
  let at = from;
  let length = 0;
  for (let byte = bytes[at]; byte !== undefined && byte >= zero && byte <= nine; byte = bytes[++at]) {
    length = length * 10 + byte - zero;
    if (at - from >= mostDigits || length === 0) return "none";
  }
  if (at === bytes.length) return undefined;
  if (at === from || bytes[at] !== space) return "none";
  const head = at + 1 - from;
  if (at + 1 === bytes.length) return undefined;
  if (bytes[at + 1] !== less) return "none";
  for (let digit = at + 2; digit < at + 6; digit += 1) {
    const byte = bytes[digit];
    if (byte === undefined) return undefined;
    if (byte === greater && digit > at + 2) return { head, length };
    if (byte < zero || byte > nine) return "none";
  }
  return "none";
}
