import type { FieldType } from "../layout.ts";
import type { Evidence } from "./types.ts";

/** A layout while it grows: its fields have no names yet, but all that the sample says of them. */
export type Draft =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "blanks"; readonly least: 0 | 1 }
  | DraftField
  | DraftGroup;

export interface DraftField {
  readonly kind: "field";
  readonly type: FieldType;
  /** `-` was seen in its place. */
  readonly nil?: true;
  readonly layout?: string;
  readonly levels?: Readonly<Record<string, number>>;
  /** What the sample has there, without `-`. */
  readonly values: readonly string[];
  /** The word in front of it that says what it is: `client` of `client: 10.0.0.7`. */
  readonly label?: string;
  /** It is a line of this format itself. */
  readonly inner?: "json" | "logfmt";
  /** It is what the line says, in front of what loggers append. */
  readonly message?: true;
  /** Of times: the one that says more is the record's. */
  readonly precision?: number;
}

export interface DraftGroup {
  readonly kind: "optional";
  readonly pieces: readonly Draft[];
}

/** A line of the sample, and how much of it is read. */
export interface Row {
  readonly text: string;
  readonly at: number;
}

export interface Grown {
  readonly pieces: readonly Draft[];
  /** How much structure was proven: free text is worth nothing. */
  readonly strength: number;
  /** Lines that left the way, by their texts. */
  readonly left: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** All fields, those of groups too, from left to right. */
export function fieldsOf(pieces: readonly Draft[]): DraftField[] {
  return pieces.flatMap((piece) => (piece.kind === "optional" ? fieldsOf(piece.pieces) : piece.kind === "field" ? [piece] : []));
}
