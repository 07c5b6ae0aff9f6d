import { unescapeHashed } from "../runtime/formats/escapes.ts";
import { LineReader } from "../runtime/formats/line-reader.ts";
import { decimalOf, integerOf, textOf } from "../runtime/formats/several.ts";
import { type TimeReader, timeReader } from "../runtime/formats/time-reader.ts";
import { byteWords, type Words } from "../runtime/formats/words.ts";
import { zoneOf } from "../runtime/formats/zone.ts";
import { levelsKey, longest } from "./compile/tables.ts";
import { beforeTail, colonBehind, type Field, isId, isSeveral, isTrimmed, nilStops, type Piece, stopsOf, tailBehind } from "./layout.ts";

/** A piece of a line and what it became. Offsets count bytes from the start of the line. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** `time`, `level`, `body`, an attribute's name, or `literal`. */
  readonly name: string;
  /** The field that it is the text of. */
  readonly field?: Field;
}

export type Interpreted =
  | { readonly ok: true; readonly spans: readonly Span[]; readonly timeUnixNano?: string }
  /** `fitted` counts the bytes that did, `proven` the pieces that not any text fits. `stopped`: the field that could not be read, or that ended too early; absent where a text is missing. */
  | { readonly ok: false; readonly problem: string; readonly fitted: number; readonly proven: number; readonly stopped?: Stop };

export interface Stop {
  readonly field: Field;
  /** As in {@link Span}. */
  readonly name: string;
  readonly start: number;
}

const context = { zone: zoneOf("UTC"), observedMs: Date.UTC(2026, 0, 1) };

/**
 * Reads a line by a layout without compiling it: for pictures and for judging candidates. It calls the methods of `LineReader` that the
 * emitted object face calls, so both take the same lines.
 * @param observedMs a time without a year is near it
 */
export function interpret(pieces: readonly Piece[], line: Buffer, observedMs = context.observedMs): Interpreted {
  const reader = new LineReader(line, 0, line.length, { ...context, observedMs });
  const spans: Span[] = [];
  let stopped: Stop | undefined;
  const walk = (list: readonly Piece[], behind: readonly Piece[]): void => {
    for (const [index, piece] of list.entries()) {
      if (reader.problem !== undefined) return;
      const start = reader.position;
      const following = [...list.slice(index + 1), ...behind];
      // Between a message and what ends the line there may be nothing.
      if (index > 0 && tailBehind(list, index - 1, behind) && piece.kind !== "field") continue;
      if (piece.kind === "optional") {
        const [first] = piece.pieces;
        if (reader.has(first?.kind === "literal" ? first.text : "")) walk(piece.pieces, following);
        continue;
      }
      if (piece.kind === "literal") {
        reader.literal(piece.text);
        const previous = list[index - 1];
        if (reader.problem !== undefined && previous?.kind === "field" && spans.at(-1)?.end === start)
          stopped = { field: previous, name: nameOf(previous), start: spans.at(-1)?.start ?? start };
      }
      if (piece.kind === "blanks") reader.blanks(piece.least);
      if (piece.kind !== "field") {
        if (reader.position > start) spans.push({ start, end: reader.position, name: "literal" });
        continue;
      }
      const absent = isAbsent(reader, piece, following);
      const tail = absent ? undefined : tailBehind(list, index, behind);
      if (tail) {
        spans.push(...tailSpans(line, start, reader[beforeTail(tail)](), piece, tail));
        continue;
      }
      if (!absent) {
        readField(reader, piece, following);
        if (reader.problem !== undefined) stopped = { field: piece, name: nameOf(piece), start };
      }
      if (reader.position > start) spans.push({ start, end: reader.position, name: nameOf(piece), field: piece });
    }
  };
  walk(pieces, []);
  if (reader.finish()) return { ok: true, spans, ...reader.time };
  return { ok: false, problem: reader.problem ?? "", fitted: reader.fitted, proven: reader.proven, ...(stopped && { stopped }) };
}

/** A message and what stands behind it: at the end of the record, or of its first line, behind which the message goes on. */
function tailSpans(line: Buffer, start: number, message: string, field: Field, tail: Field): Span[] {
  const goesOn = !line.toString("utf8", start).startsWith(message);
  const front = goesOn ? message.slice(0, message.indexOf("\n")) : message;
  const end = start + Buffer.byteLength(front);
  const more = Buffer.byteLength(message) - Buffer.byteLength(front);
  let tailStart = end;
  while (line[tailStart] === 32 || line[tailStart] === 9) tailStart += 1;
  const body = nameOf(field);
  return [
    { start, end, name: body, field },
    { start: tailStart, end: line.length - more, name: nameOf(tail), field: tail },
    { start: line.length - more, end: line.length, name: body, field },
  ].filter((span) => span.end > span.start);
}

function isAbsent(reader: LineReader, field: Field, following: readonly Piece[]): boolean {
  if (field.type === "csv") return field.nil === true && reader.noColumn();
  const ends = nilStops(field, following);
  return (field.nil === true && !isSeveral(field) && reader.nil(ends)) || (field.empty === true && reader.ends(ends));
}

function nameOf({ to }: Field): string {
  if (typeof to === "object") return to.attribute;
  return to === "severity" ? "level" : to;
}

const readers = new Map<string, TimeReader>();
const vocabularies = new Map<string, Words>();

function readField(line: LineReader, field: Field, following: readonly Piece[]): void {
  const { type, to, levels } = field;
  const stops = stopsOf(field, following);
  const trimmed = isTrimmed(following);
  if (type === "time" && to === "nowhere") line.pass(() => line.timeBy(timesOf(field.layout ?? "")));
  else if (type === "time") line.timeBy(timesOf(field.layout ?? ""));
  else if (type === "int" && typeof to === "object" && to.status) line.status();
  else if (type === "ip") line.ip(colonBehind(following));
  else if (isId(field)) line.id("traceId", stops, trimmed);
  else if (levels) {
    const words = wordsOf(levels);
    if (following[0]?.kind === "field") line.longestLevelOf(words, longest(levels));
    else line.levelOf(words, stops, trimmed);
  } else if (type === "request" && field.hashed) line.request(stops, unescapeHashed);
  else if (type === "request") line.request(stops.length === 1 && stops[0] === '"' ? undefined : stops);
  else if (type === "escaped" && field.hashed) line.escaped(stops, trimmed, unescapeHashed);
  else if (type === "ints") line.several(stops, integerOf);
  else if (type === "floats") line.several(stops, decimalOf);
  else if (type === "texts") line.several(stops, textOf);
  else if (type === "list" || type === "user") line[type](stops);
  else if (type === "most") line.most(stops, field.within);
  else if (takesStops(type)) line[type](stops, trimmed);
  else line[type]();
}

const stopping = ["text", "any", "host", "word", "hex", "name", "level", "escaped"] as const;

function takesStops(type: Field["type"]): type is (typeof stopping)[number] {
  return (stopping as readonly string[]).includes(type);
}

function timesOf(layout: string): TimeReader {
  const known = readers.get(layout) ?? timeReader(layout);
  readers.set(layout, known);
  return known;
}

function wordsOf(levels: Readonly<Record<string, number>>): Words {
  const key = levelsKey(levels);
  const known = vocabularies.get(key) ?? byteWords(Object.entries(levels), false);
  vocabularies.set(key, known);
  return known;
}
