/** Any of several texts or numbers where there are several readings that a careful reader would call right. */
export type Value = string | number | readonly (string | number)[];

/** What is true of a record, known because it was made from these fields. */
export interface Expected {
  /** Decimal nanoseconds since 1970. Several, where a line has several times of the event. Missing: not compared. */
  readonly timeUnixNano?: string | readonly string[] | undefined;
  /** 0: the record has no level. Several: any of them is right. */
  readonly severityNumber: number | readonly number[];
  /** The level as it was written. Several, where a line says it twice. Missing: not compared. */
  readonly severityText?: string | readonly string[] | undefined;
  /** The message, with its continuation lines. Several: any of them is right. Missing: not compared. */
  readonly body: string | readonly string[] | undefined;
  /** What has to be there as an attribute, of the resource, as the scope's name, or as an id of a trace, under any name. */
  readonly values: readonly Value[];
}

/** One record of a log: the text that the program prints, without its last line break, and what it means. */
export interface Line {
  readonly text: string;
  readonly expected: Expected;
  /** Other texts that may be given as the record's own: what a container runtime wrapped, say. */
  readonly originals?: readonly string[];
  /** true: of no format, as banners are. It may be declined, stand alone without a level, or continue the record before it. */
  readonly stray?: true;
}

/** `other` has values, levels and words that `sample` never shows. */
export type LineSet = "sample" | "other";

/** A program that logs. Same random numbers, same lines. */
export interface Program {
  readonly name: string;
  /** What its lines are like and what is hard about them. */
  readonly about: string;
  /** Zone of its times when they name none. */
  readonly tz?: string;
  /** ISO. Times without a year or a day are within half a period before it. */
  readonly referenceTime?: string;
  /** Programs whose lines this one's format rightly takes. */
  readonly takes?: readonly string[];
  /** How its file holds the text; UTF-8 without. */
  bytes?(text: string): Buffer;
  lines(random: () => number, count: number, set: LineSet): Line[];
}
