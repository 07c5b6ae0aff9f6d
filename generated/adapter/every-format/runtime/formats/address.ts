// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { byteClass, hexByte } from "./bytes.ts";

const addressByte = byteClass("0123456789abcdefABCDEF:.");
const zoneByte = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-~");

/** Whether a colon and a port stand behind the address. */
export const port = { none: 0, there: 1, maybe: 2 } as const;

/**
 * The end of an IPv4 or IPv6 address, its zone (`%eth0`) included; -1 where there is none at `start`. In front of a port that is there, it
 * ends at the last colon; of one that may be missing, there only if the whole is no address.
 */
export function ipEnd(bytes: Uint8Array, start: number, end: number, before: 0 | 1 | 2): number {
  let run = start;
  let colon = -1;
  let colons = 0;
  for (; run < end && run - start < 64 && addressByte[bytes[run] as number] === 1; run += 1) {
    if (bytes[run] !== 58) continue;
    colon = run;
    colons += 1;
  }
  if (run < end && bytes[run] === 37 /* % */ && colons > 1 && isVersion6(bytes, start, run)) {
    const zone = run + 1;
    run = zone;
    while (run < end && zoneByte[bytes[run] as number] === 1) run += 1;
    return run > zone ? run : -1;
  }
  const split = colon > start ? colon : -1;
  if (before === port.there) return split >= 0 && isAddress(bytes, start, split) ? split : -1;
  if (isAddress(bytes, start, run)) return run;
  if (before === port.maybe && split >= 0 && isAddress(bytes, start, split)) return split;
  // What ends a sentence is not the address's.
  const last = run > start ? bytes[run - 1] : 0;
  return (last === 46 || last === 58) && isAddress(bytes, start, run - 1) ? run - 1 : -1;
}

/** Whether the whole is an IPv4 or IPv6 address as Elasticsearch takes one: without a zone, and without zeros in front of a number. */
export function isIp(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 45 || !isAddress(bytes, start, end)) return false;
  for (let index = start; index + 1 < end; index += 1) {
    const startsNumber = index === start || bytes[index - 1] === 46;
    const isDotted = startsNumber && bytes[index] === 48 && (bytes[index + 1] as number) >= 48 && (bytes[index + 1] as number) <= 57;
    if (isDotted && isVersion4(bytes, start, end)) return false;
  }
  return true;
}

function isAddress(bytes: Uint8Array, start: number, end: number): boolean {
  return isVersion4(bytes, start, end) || isVersion6(bytes, start, end);
}

/** Four numbers up to 255. */
function isVersion4(bytes: Uint8Array, start: number, end: number): boolean {
  let value = 0;
  let width = 0;
  let parts = 1;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    if (byte === 46) {
      if (width === 0) return false;
      parts += 1;
      value = 0;
      width = 0;
    } else {
      if (byte < 48 || byte > 57) return false;
      value = value * 10 + byte - 48;
      width += 1;
      if (width > 3 || value > 255) return false;
    }
  }
  return parts === 4 && width > 0;
}

/** Eight groups of up to four digits, where `::` stands for one or more, and an IPv4 address for the last two. RFC 4291, section 2.2 */
function isVersion6(bytes: Uint8Array, start: number, end: number): boolean {
  let groups = 0;
  let isShort = false;
  let index = start;
  if (index + 1 < end && bytes[index] === 58 && bytes[index + 1] === 58) {
    isShort = true;
    index += 2;
  }
  while (index < end) {
    const first = index;
    while (index < end && index - first < 5 && hexByte[bytes[index] as number] === 1) index += 1;
    if (index < end && bytes[index] === 46 && (groups > 0 || isShort) && isVersion4(bytes, first, end)) {
      groups += 2;
      index = end;
      break;
    }
    if (index === first || index - first > 4) return false;
    groups += 1;
    if (index === end) break;
    if (bytes[index] !== 58) return false;
    index += 1;
    if (index < end && bytes[index] === 58) {
      if (isShort) return false;
      isShort = true;
      index += 1;
    } else if (index === end) return false;
  }
  return isShort ? groups < 8 : groups === 8;
}
