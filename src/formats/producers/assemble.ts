import { type Field, isTime, type LayoutFormat, literal, type Piece } from "../layout.ts";
import { exampleOf } from "./example.ts";
import type { Part, ValuePart } from "./parts.ts";
import { FormatError } from "./producer.ts";
import { exactness, joinTimes } from "./times.ts";

/** What the format of a producer says besides its layout. */
export type Frame = Pick<LayoutFormat, "name" | "about" | "constants" | "multiline">;

/** Attributes of the request line, which `request` reads out of it. */
const requestAttributes = ["http.request.method", "url.path", "url.query", "url.full", "network.protocol.name", "network.protocol.version"];

/**
 * Makes a format of what was read of a format string; several lists of parts are variants of its lines, tried in order.
 * @throws {FormatError} where lines of it could not be read
 */
export function assemble(frame: Frame, ...variants: readonly (readonly Part[])[]): LayoutFormat {
  const layouts = variants.map(layoutOf);
  return { ...frame, examples: layouts.map((pieces) => pieces.map(exampleOf).join("")), layouts };
}

function layoutOf(written: readonly Part[]): Piece[] {
  const parts = joinTimes(written);
  const values = parts.filter((part) => part.kind === "value");
  if (values.length === 0) throw new FormatError("has no value", 1, "name what is to be read");
  checkNeighbours(parts);
  return quote(mergeLiterals(named(parts).flatMap((part) => (part.kind === "text" ? [literal(part.text)] : padded(part)))));
}

/** A value ends where a text begins, so there has to be one; of times and letters the length is known. */
function checkNeighbours(parts: readonly Part[]): void {
  parts.forEach((part, index) => {
    const last = part.kind === "value" ? part.pieces.at(-1) : undefined;
    if (part.kind !== "value" || last?.kind === "literal" || (last?.kind === "field" && endsByItself(last))) return;
    const rest = last?.kind === "field" && last.type === "rest";
    const behind = parts[index + 1];
    if (part.blanks && behind?.kind === "text" && behind.text.startsWith(" "))
      throw new FormatError(
        `${part.written} holds blanks, and a blank follows it`,
        part.at,
        `put it in quotation marks: "${part.written}"`,
      );
    for (const next of parts.slice(index + 1)) {
      const first = next.kind === "value" ? next.pieces[0] : literal(next.text);
      if (rest) throw new FormatError(`${part.written} is up to the end of the line, but something follows it`, part.at, "put it last");
      if (first?.kind === "literal") return;
      if (next.kind === "value" && first?.kind === "field")
        throw new FormatError(
          `nothing stands between ${part.written} and ${next.written}`,
          next.at,
          "put a blank or another sign between them, in the program too: else nobody can tell where the first ends",
        );
    }
  });
}

function endsByItself(last: Field): boolean {
  return isTime(last) || last.type === "letter" || last.levels !== undefined;
}

/** Gives every value a name that no other has: its own, a spare one, or none. The most exact of several times is the record's. */
function named(parts: readonly Part[]): Part[] {
  const fields = parts.flatMap((part) => (part.kind === "value" ? fieldsOf(part.pieces) : []));
  const times = fields.filter((one) => isTime(one) && one.to === "time");
  const exactest = times.reduce<Field | undefined>((best, one) => (best && exactness(best) >= exactness(one) ? best : one), undefined);
  const taken = new Set<string>(fields.some(({ type }) => type === "request") ? requestAttributes : []);
  const claim = (name: string): boolean => !taken.has(name) && taken.add(name).has(name);
  const rename = (one: Field, spare: string | undefined): Field => {
    if (one.to === "nowhere" || one.to === "attributes") return one;
    if (isTime(one)) return one === exactest ? one : { ...one, to: "nowhere" };
    if (claim(typeof one.to === "object" ? one.to.attribute : one.to)) return one;
    return { ...one, to: spare !== undefined && claim(spare) ? { attribute: spare } : "nowhere" };
  };
  const inside = (list: readonly Piece[], spare: string | undefined): Piece[] =>
    list.map((piece) => {
      if (piece.kind === "optional") return { ...piece, pieces: inside(piece.pieces, spare) };
      return piece.kind === "field" ? rename(piece, spare) : piece;
    });
  return parts.map((part) => (part.kind === "value" ? { ...part, pieces: inside(part.pieces, part.spare) } : part));
}

function fieldsOf(pieces: readonly Piece[]): Field[] {
  return pieces.flatMap((piece) => (piece.kind === "field" ? [piece] : piece.kind === "optional" ? fieldsOf(piece.pieces) : []));
}

function padded(part: ValuePart): Piece[] {
  const blanks = { kind: "blanks", least: 0 } as const;
  return [...(part.padded === "left" ? [blanks] : []), ...part.pieces, ...(part.padded === "right" ? [blanks] : [])];
}

/** Literals that follow each other become one; blanks of a literal behind the blanks of a column are blanks of the column. */
function mergeLiterals(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece.kind !== "literal") merged.push(piece);
    else if (piece.text === "") continue;
    else if (last?.kind === "literal") merged.splice(-1, 1, literal(last.text + piece.text));
    else if (last?.kind === "blanks" && piece.text.startsWith(" ")) {
      const text = piece.text.trimStart();
      if (text === "") merged.splice(-1, 1, { kind: "blanks", least: 1 });
      else merged.push(literal(text));
    } else merged.push(piece);
  }
  return merged;
}

/**
 * Escaped text in front of a quotation mark ends at one that no backslash is in front of, and an address in front of a colon at one that is
 * not its own.
 */
function quote(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece, index) => {
    const next = pieces[index + 1];
    if (piece.kind === "optional") return { ...piece, pieces: quote(piece.pieces) };
    if (piece.kind !== "field" || next?.kind !== "literal") return piece;
    if (piece.type === "escaped" && !piece.hashed && next.text.startsWith('"')) return { ...piece, type: "quoted" };
    const isAddress = piece.type === "host" && typeof piece.to === "object" && /^(?:client|network)\./.test(piece.to.attribute);
    return isAddress && next.text.startsWith(":") ? { ...piece, type: "ip" } : piece;
  });
}
