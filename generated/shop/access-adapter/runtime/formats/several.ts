// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** One value as it is; several, with `, ` or ` : ` between them, as a list, in which a `-` is null. */
export type Several<T> = T | readonly (T | null)[];

/** Where the values end: at the first place of a stop that is not between two of them. */
export function severalEnd(bytes: Buffer, start: number, end: number, stopsAt: (index: number) => boolean): number {
  let index = start;
  while (index < end) {
    const between = separatorAt(bytes, index, end);
    if (between === 0 && stopsAt(index)) break;
    index += between || 1;
  }
  return index;
}

function separatorAt(bytes: Buffer, index: number, end: number): number {
  if (index + 1 < end && bytes[index] === 44 && bytes[index + 1] === 32) return 2;
  return index + 2 < end && bytes[index] === 32 && bytes[index + 1] === 58 && bytes[index + 2] === 32 ? 3 : 0;
}

/** @returns undefined when one of the texts is no such value; null for a `-` alone */
export function splitSeveral<T>(text: string, one: (text: string) => T | undefined): Several<T> | null | undefined {
  const values: (T | null)[] = [];
  for (const part of text.split(/, | : /)) {
    const value = part === "-" ? null : one(part);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values.length === 1 ? values[0] : values;
}

/** A number that a double does not hold exactly stays the text it was. */
export function integerOf(text: string): number | string | undefined {
  if (!/^-?\d+$/.test(text)) return undefined;
  return text.replace("-", "").length > 15 ? text : Number(text) + 0; // -0 is 0
}

/** The nearest double: one type of value, whatever the digits. */
export function decimalOf(text: string): number | undefined {
  const value = Number(text) + 0; // -0 is 0
  return /^-?\d+(\.\d+)?$/.test(text) && Number.isFinite(value) ? value : undefined;
}

export function textOf(text: string): string | undefined {
  return text === "" ? undefined : text;
}
