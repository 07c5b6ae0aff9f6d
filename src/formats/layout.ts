import { readTimeLayout, timeStarts } from "../runtime/formats/time-layout.ts";

/**
 * The intermediate form of a format: what a line consists of, from left to right. It is data: the catalogue is written in it, a user's
 * pattern is read into it, and `compile/` makes TypeScript of it.
 *
 *     127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326
 *     └─field─┘└─literal─┘ …
 *
 * It is deterministic: a field ends at the first place where what follows it begins, and an optional group is there when its first
 * literal is. So a line is read once, from left to right, whatever it holds.
 */
export type Piece = Literal | Blanks | Field | Optional;

export interface Literal {
  readonly kind: "literal";
  readonly text: string;
}

/** A run of blanks, as programs make columns of: `least` of them, or more. */
export interface Blanks {
  readonly kind: "blanks";
  readonly least: 0 | 1;
}

/** There or not, as its first piece says, which is a literal. */
export interface Optional {
  readonly kind: "optional";
  readonly pieces: readonly Piece[];
}

/** Types of times that a user can name. */
export const timeTypes = ["iso", "clf", "bsd", "epoch"] as const;

/**
 * - `text` anything but nothing, `host` an address or name, `ip` an address, `rest` everything up to the end, nothing included
 * - `quoted` text in which nginx (`\xHH`) and httpd (`\"`) have escaped bytes
 * - `int`, `float`
 * - `word`, `hex`, `name`: text of a class of bytes (anything but blanks; digits and a to f; letters, digits and `._-$:/@`)
 * - `time`: of the layout that the field names; `iso`, `clf`, `bsd`, `epoch`: times; `rfc3339` is an `iso` with `T` and with a zone
 * - `request` the first line of an HTTP request, up to a quotation mark, or without one up to what follows
 * - `level` a word of the severity table, `letter` the same of one letter, which needs nothing behind it, `priority` syslog's facility and severity in one number
 * - `user` text in which bytes are escaped as in `quoted`; not `- ` and more, which is one column of an access log too many
 * - `protocol` `HTTP/1.1`, or the version alone
 * - `stream` and `tag` of the container runtime interface: `stdout` or `stderr`, `P` or `F`
 * - `structured` RFC 5424's structured data
 * - `escaped` the same as `quoted` without quotation marks around it, up to what follows; may be nothing
 * - `ints`, `floats`, `texts`: one value, or several that `, ` or ` : ` separates, as nginx writes of upstreams that it tried one after the
 *   other: several become a list, in which a `-` is null
 * - `pairs` `key=value`s up to the end, each an attribute, `object` a JSON object up to the end, whose members are attributes
 * - `any` a text that may be empty, which is nothing then
 * - `most` a text up to the last place of its line where the literal behind it is
 * - `onward` everything up to the end, which the fields behind it read again
 * - `objects` as `object`, of two objects with a blank in between, or one; `[]` is an empty one
 * - `list` texts with `, ` in between
 * - `csv` a column: up to the next comma or the end, or in quotes, where `""` is a quote (RFC 4180); with `nil`, an empty one is nothing
 */
export type FieldType =
  | "text"
  | "host"
  | "rest"
  | "quoted"
  | "int"
  | "float"
  | "request"
  | "level"
  | "letter"
  | "word"
  | "hex"
  | "name"
  | "time"
  | "priority"
  | "user"
  | "escaped"
  | "ints"
  | "floats"
  | "texts"
  | "protocol"
  | "stream"
  | "tag"
  | "rfc3339"
  | "structured"
  | "ip"
  | "pairs"
  | "object"
  | "objects"
  | "onward"
  | "csv"
  | "any"
  | "most"
  | "list"
  | (typeof timeTypes)[number];

/** Where a field goes in the record. `inner`: it is a line itself, and is read by the other formats. */
export type Target =
  | { readonly attribute: string; readonly list?: true; readonly status?: true }
  | "time"
  | "severity"
  | "body"
  | "inner"
  | "attributes"
  | "nowhere";

export interface Field {
  readonly kind: "field";
  readonly type: FieldType;
  readonly to: Target;
  /** true: `-` stands for nothing. */
  readonly nil?: true;
  /** true: nothing at all stands for nothing, too. */
  readonly empty?: true;
  /** Of `escaped` text and of a request: bytes are escaped as `#22`, which is what HAProxy does, and a backslash is nothing special. */
  readonly hashed?: true;
  /** Of a text: its blanks are written as `+`, or its bytes as `%20`. */
  readonly coded?: "plus" | "percent";
  /** Of `most`: it ends in front of the first place where this is. */
  readonly within?: string;
  /** The end of the literal in front of it, which is part of its value. */
  readonly before?: string;
  /** Of a `time`: as `runtime/formats/time-layout.ts` reads it. */
  readonly layout?: string;
  /**
   * Of a level whose words are the program's own: their severity numbers. Any other word means that the line is not of this format. Where
   * another field follows at once, it is the longest of the words that is there.
   */
  readonly levels?: Readonly<Record<string, number>>;
}

/** A format with a fixed order of fields. Several layouts are variants of one format, tried in order. */
export interface LayoutFormat {
  readonly name: string;
  readonly about: string;
  /** A line of it, for READMEs and for the emitted tests. */
  readonly examples: readonly string[];
  readonly layouts: readonly (readonly Piece[])[];
  /** What all of its records say, as `db.system.name`. */
  readonly constants?: Readonly<Record<string, string>>;
  /** Which lines begin a record, where one may have several: a setting `multiline` of the agent. */
  readonly multiline?: string;
  /**
   * An expression, without its `^`, that each of its lines matches where it begins: for where they stand among records of several lines.
   * Without, where they begin with a time, that is one.
   */
  readonly begins?: string;
}

/** Whether its lines hold others, which are read by the other formats. */
export function isCarrier({ layouts }: LayoutFormat): boolean {
  return layouts.some((pieces) => pieces.some((piece) => piece.kind === "field" && piece.to === "inner"));
}

/** A format whose fields each line names itself: read by a module of the runtime. */
export interface DynamicFormat {
  readonly name: string;
  readonly about: string;
  readonly examples: readonly string[];
  readonly module: string;
  /** The function of that module that makes an object of a line. */
  readonly read: string;
  /** The module and the function that read its plain lines as bytes; without, all of its lines are read as objects. */
  readonly scan?: { readonly module: string; readonly name: string };
  /** Bytes that a line of it can begin with. */
  readonly starts: string;
  /** As of a format with a fixed order of fields. */
  readonly begins?: string;
}

export type Format = LayoutFormat | DynamicFormat;

export function isTime({ type }: Field): boolean {
  return type === "time" || type === "rfc3339" || timeTypes.some((known) => known === type);
}

/** Whether the field is a trace's or a span's id, which records have a place for. */
export function isId({ type, to }: Field): boolean {
  return type === "hex" && typeof to === "object" && (to.attribute === "trace_id" || to.attribute === "span_id");
}

/**
 * The pairs or the object that end the line behind the message at `index`, with blanks in between or nothing. Such a message ends where
 * they begin, and is everything up to the end where there are none.
 */
export function tailBehind(pieces: readonly Piece[], index: number, behind: readonly Piece[]): Field | undefined {
  const message = pieces[index];
  if (behind.length > 0 || message?.kind !== "field" || message.to !== "body" || message.type !== "text") return undefined;
  const following = pieces.slice(index + 1);
  const [first] = following;
  const isBlank = first?.kind === "blanks" || (first?.kind === "literal" && /^[ \t]+$/.test(first.text));
  const [last, ...more] = isBlank ? following.slice(1) : following;
  return more.length === 0 && last?.kind === "field" && last.to === "attributes" ? last : undefined;
}

/** What reads the message in front of a tail. */
export function beforeTail({ type }: Field): "messageBeforePairs" | "messageBeforeObject" | "messageBeforeObjects" {
  return type === "pairs" ? "messageBeforePairs" : type === "objects" ? "messageBeforeObjects" : "messageBeforeObject";
}

export function isLayout(format: Format): format is LayoutFormat {
  return "layouts" in format;
}

export function literal(text: string): Literal {
  return { kind: "literal", text };
}

export function field(type: FieldType, to: Target, nil?: true): Field {
  return { kind: "field", type, to, ...(nil && { nil }) };
}

export function optional(...pieces: readonly Piece[]): Optional {
  return { kind: "optional", pieces };
}

/** What may follow a field: the literals at which it ends. Empty: the end of the line. */
export function stopsAfter(following: readonly Piece[]): readonly string[] {
  const [next, ...rest] = following;
  if (next === undefined) return [];
  if (next.kind === "literal") return [next.text];
  if (next.kind === "field") return [];
  // Of blanks that may be missing, what is behind them ends the field, which ends in front of them.
  if (next.kind === "blanks") return next.least === 0 ? stopsAfter(rest) : [" "];
  return [...stopsAfter(next.pieces), ...stopsAfter(rest)];
}

/** The texts at which a field ends. */
export function stopsOf({ type }: Field, following: readonly Piece[]): readonly string[] {
  if (type === "rest") return [];
  const stops = stopsAfter(following);
  return type === "quoted" || (type === "request" && stops[0]?.startsWith('"')) ? ['"'] : stops;
}

/** Whether the field's value may be a list. */
export function isSeveral({ type }: Field): boolean {
  return type === "ints" || type === "floats" || type === "texts";
}

/** Whether blanks in front of the stop are not the field's. */
export function isTrimmed(following: readonly Piece[]): boolean {
  return following[0]?.kind === "blanks" && following[0].least === 0;
}

/** Whether a colon, and so perhaps a port, follows: 1 it does, 2 it may, 0 it does not. */
export function colonBehind(following: readonly Piece[]): 0 | 1 | 2 {
  const [next] = following;
  if (next?.kind === "literal" && next.text.startsWith(":")) return 1;
  return stopsAfter(following).some((stop) => stop.startsWith(":")) ? 2 : 0;
}

/** Where a `-` that stands for nothing ends: blanks may follow what ends a line. */
export function nilStops(field: Field, following: readonly Piece[]): readonly string[] {
  const stops = field.type === "quoted" ? ['"'] : stopsAfter(following);
  if (isTrimmed(following)) return [...new Set([...stops, " "])];
  const ends = mayEnd(following) && ["int", "float", "ints", "floats"].includes(field.type);
  return ends ? [...new Set([...stops, " ", "\t"])] : stops;
}

/** Whether the line may end where these pieces would begin. */
export function mayEnd(following: readonly Piece[]): boolean {
  return following.every((piece) => piece.kind === "optional" || (piece.kind === "blanks" && piece.least === 0));
}

const digitBytes = "0123456789";

/** Bytes that a line may begin with; undefined: any. */
export function startsOf(pieces: readonly Piece[]): string | undefined {
  const [first, ...rest] = pieces;
  if (first === undefined) return "";
  if (first.kind === "literal") return first.text.slice(0, 1);
  if (first.kind === "blanks" && first.least === 1) return " ";
  if (first.kind === "optional" || first.kind === "blanks") {
    const [inside, behind] = [first.kind === "blanks" ? " " : startsOf(first.pieces), startsOf(rest)];
    return inside === undefined || behind === undefined ? undefined : inside + behind;
  }
  const starts = fieldStarts(first);
  return starts === undefined ? undefined : starts + (first.nil ? "-" : "");
}

function fieldStarts({ type, layout, levels, empty }: Field): string | undefined {
  if (empty) return undefined;
  if (type === "time") return timeStarts(readTimeLayout(layout ?? ""));
  if (levels) return [...new Set(Object.keys(levels).map((word) => word.slice(0, 1)))].join("");
  if (type === "letter") return "ACDEFINTVWacdefintvw";
  if (type === "hex") return `${digitBytes}abcdefABCDEF`;
  if (type === "ip") return `${digitBytes}abcdefABCDEF:`;
  if (type === "bsd") return "ADFJMNOS";
  if (type === "int" || type === "float") return `${digitBytes}-`;
  if (["iso", "rfc3339", "clf", "epoch", "priority"].includes(type)) return digitBytes;
  if (type === "host") return `${digitBytes}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/`;
  return undefined;
}
