import type { Field, Piece } from "../layout.ts";

/** A field and the name of its variable in emitted code. */
export interface NamedField {
  readonly field: Field;
  readonly variable: string;
}

/** `"http.response.status_code"` → `httpResponseStatusCode` */
export function variableOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words.map((word, index) => (index === 0 ? lowerFirst(word) : word.charAt(0).toUpperCase() + word.slice(1))).join("");
  return /^[A-Za-z]/.test(joined) ? joined : `field${joined}`;
}

/** `"syslog3164"` → `Syslog3164` */
export function typeOf(name: string): string {
  const variable = variableOf(name);
  return variable.charAt(0).toUpperCase() + variable.slice(1);
}

/** Of a format's second layout: `Syslog3164Variant2`. No format has such a name. */
export function variantOf(name: string, variant: number): string {
  return `${typeOf(name)}${variant === 0 ? "" : `Variant${variant + 1}`}`;
}

/** All fields, those in optional groups too, each with a name that no other has. */
export function namedFields(pieces: readonly Piece[]): Map<Field, NamedField> {
  const named = new Map<Field, NamedField>();
  const taken = new Set<string>();
  const visit = (piece: Piece): void => {
    if (piece.kind === "optional") piece.pieces.forEach(visit);
    if (piece.kind !== "field") return;
    const { to } = piece;
    const wish = `${variableOf(typeof to === "object" ? to.attribute : to)}Field`;
    let variable = wish;
    for (let number = 2; taken.has(variable); number += 1) variable = `${wish}${number}`;
    taken.add(variable);
    named.set(piece, { field: piece, variable });
  };
  pieces.forEach(visit);
  return named;
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}
