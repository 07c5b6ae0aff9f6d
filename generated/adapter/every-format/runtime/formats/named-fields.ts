// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { attribute } from "../agent/record.ts";
import { isAt, plain } from "./bytes.ts";
import { severityAt } from "./severity.ts";
import { known } from "./well-known.ts";
import { hashedWords } from "./words.ts";

/**
 * What scanners of lines that name their fields have in common: the names that were there, and where the parts of the record are. The state is
 * that of the line which is read, so nothing is allocated.
 */

/** `own`: a name of what the agent itself says of each record; the object face makes another one of it. */
export const part = { time: 1, level: 2, body: 3, trace: 4, span: 5, own: 6 } as const;

const parts = (Object.keys(known) as (keyof typeof known)[]).flatMap((name) => known[name].map((word) => [word, part[name]] as const));
const own = [...Object.values(attribute), "log.time.zone_assumed"].map((name) => [name, part.own] as const);

/** The part of the record that a name says; 0: it is an attribute's. Takes the name's `hashOf` as well. */
export const partOf = hashedWords([...parts, ...own]);

const mostNames = 64;
const nameStarts = new Int32Array(mostNames);
const nameEnds = new Int32Array(mostNames);
const hashes = new Int32Array(mostNames);

/** The most bytes that are written around all values: of `a` alone, `,{"key":"a","value":{"boolValue":true}}`. */
export const namedRoom = mostNames * 48 + 512;

/**
 * Keeps a name as one of those that the line has.
 * @param first where those begin that it must not be the same as
 * @param count how many there are; this one is kept behind them
 * @returns false where it is there already, or one too many
 */
export function keepName(b: Uint8Array, start: number, end: number, hash: number, first: number, count: number): boolean {
  if (count === mostNames) return false;
  for (let index = first; index < count; index += 1)
    if (hashes[index] === hash && isSame(b, start, end, nameStarts[index] as number, nameEnds[index] as number)) return false;
  nameStarts[count] = start;
  nameEnds[count] = end;
  hashes[count] = hash;
  return true;
}

function isSame(b: Uint8Array, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let index = start; index < end; index += 1) if (b[index] !== b[index - start + otherStart]) return false;
  return true;
}

/** `json`: the inside of a string, as JSON has it; `bare`: any bytes. */
export const kind = { json: 0, number: 1, bare: 2 } as const;

/** Where the parts of the record were found, by number of the part, and of which kind each is. -1: nowhere. */
export const starts = new Int32Array(6).fill(-1);
export const ends = new Int32Array(6);
export const kinds = new Uint8Array(6);

const priority = Buffer.from("PRIORITY");

/** Keeps where a part of the record is; false where the object face has to look, because it may be none. */
export function keepPart(
  b: Uint8Array,
  role: number,
  nameStart: number,
  nameEnd: number,
  start: number,
  end: number,
  valueKind: number,
): boolean {
  if (role === part.own || (starts[role] as number) >= 0) return false;
  if (valueKind === kind.number && role !== part.time && role !== part.level) return false;
  if (role !== part.body && valueKind !== kind.number && hasUnplain(b, start, end)) return false;
  if (role === part.level) {
    if (valueKind === kind.number && isAt(b, nameStart, nameEnd, priority)) return false;
    // `s`: of MongoDB a level, and of others something else.
    if (nameEnd - nameStart === 1 && (valueKind === kind.number || severityAt(b, start, end) === 0)) return false;
  }
  starts[role] = start;
  ends[role] = end;
  kinds[role] = valueKind;
  return true;
}

function hasUnplain(b: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (plain[b[index] as number] !== 1) return true;
  return false;
}

/** Whether a name is a label of ECS as it is: `labelOf` changes nothing in it, and no field of ECS is called so. */
export function isLabel(b: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const byte = b[index] as number;
    if (byte === 46 || byte === 42 || ((index === start || index === end - 1) && (byte <= 32 || byte > 126))) return false;
  }
  return true;
}

/** Whether a text is an id of so many hexadecimal digits: in lower case, and not all zeros. */
export function isIdText(b: Uint8Array, start: number, end: number, length: number): boolean {
  if (end - start !== length) return false;
  let nonzero = false;
  for (let index = start; index < end; index += 1) {
    const byte = b[index] as number;
    if (!((byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102))) return false;
    if (byte !== 48) nonzero = true;
  }
  return nonzero;
}
