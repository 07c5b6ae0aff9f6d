import type { Format } from "../layout.ts";

/** The order of day, month and year in dates that are all numbers. */
export type DateOrder = "ymd" | "dmy" | "mdy";

/** What a user can say beforehand. */
export interface InferOptions {
  /** Zone of times that name none; UTC without. */
  readonly tz?: string;
  /** Milliseconds since 1970: a time without a year is near it. Without: when the sample was last written, or now. */
  readonly referenceMs: number;
  readonly dateOrder?: DateOrder;
  /** New names of fields, by the ones that inference gives them. */
  readonly names?: ReadonlyMap<string, string>;
  /** false: only what the sample itself shows, as if no format had a name. */
  readonly catalogue: boolean;
}

/** One decision and why it was taken. */
export interface Evidence {
  /** `date order`, `severity`, `carrier` … */
  readonly about: string;
  readonly decided: string;
  /** `112 lines have a first number above 12` */
  readonly because: string;
  /** true: nothing in the sample decides it. */
  readonly ambiguous?: true;
  /** The flag that decides otherwise: `--date-order dmy`. */
  readonly override?: string;
}

/** How bytes become records before a format reads them: settings of the agent, by their names in the document. */
export interface InferredFraming {
  readonly multiline?: string;
  readonly container?: string;
  readonly encoding?: string;
}

export interface InferredFormat {
  readonly format: Format;
  /** `catalogue`: a format with a name. */
  readonly from: "catalogue" | "sample";
  /** The entries of `formats:` in the document that stand for it: a name, or a pattern for each of its layouts. */
  readonly written: readonly string[];
  /** How many records of the sample it takes. */
  readonly records: number;
}

/**
 * What a sample shows. There always is one: where nothing can be proven of the lines, `formats` is empty, and the evidence says why.
 */
export interface Inference {
  /** The preferred first. */
  readonly formats: readonly InferredFormat[];
  readonly framing: InferredFraming;
  readonly evidence: readonly Evidence[];
  /** Records of the sample that were looked at, of how many bytes, and those that no format takes. */
  readonly records: number;
  readonly bytes: number;
  readonly unparsed: readonly { readonly line: number; readonly text: string; readonly reason: string }[];
}
