import { type Field, type FieldType, field, type Piece, type Target } from "../layout.ts";

/** A format string, read: texts and values from left to right. */
export type Part = TextPart | ValuePart;

export interface TextPart {
  readonly kind: "text";
  readonly text: string;
}

export interface ValuePart {
  readonly kind: "value";
  /** As the format string has it: `$status`. */
  readonly written: string;
  /** Where, from 1. */
  readonly at: number;
  readonly pieces: readonly Piece[];
  /** The attribute it becomes where another value has taken its name. */
  readonly spare?: string;
  /** Of a time, or of a part of one: its layout, or `epoch`. Parts that stand one behind the other become one time. */
  readonly time?: string;
  /** true: its values have blanks in them, so none may follow it. */
  readonly blanks?: true;
  /** Blanks are put in front of it, or behind, to make columns. */
  readonly padded?: "left" | "right";
}

/** What a variable of a program means: everything of a `ValuePart` that does not depend on where it stands. */
export type Meaning = Pick<ValuePart, "pieces" | "spare" | "time" | "blanks">;

export function text(written: string): TextPart {
  return { kind: "text", text: written };
}

export function value(written: string, at: number, meaning: Meaning, padded?: "left" | "right"): ValuePart {
  return { kind: "value", written, at, ...meaning, ...(padded && { padded }) };
}

type Extra = Partial<Pick<Field, "nil" | "empty" | "levels" | "hashed" | "coded">>;

/** A field that becomes an attribute. */
export function one(type: FieldType, attribute: string, more: Extra = {}): Meaning {
  return into(type, { attribute }, more);
}

/** A field that has another place in the record. */
export function into(type: FieldType, to: Target, more: Extra = {}): Meaning {
  return { pieces: [{ ...field(type, to), ...more }] };
}

/** A time of a layout, or a part of one. */
export function timePart(layout: string): Meaning {
  return { pieces: [], time: layout };
}
