import { isDeepStrictEqual } from "node:util";
import { type Field, type Piece, tailBehind } from "./layout.ts";
import { readPattern } from "./pattern.ts";
import { angles, braces, defaultType, type Notation, ways } from "./pattern-field.ts";
import { commonNames } from "./schema/otel.ts";

/**
 * Writes a layout as the pattern that `readPattern` reads it from: `<time:iso> <level> [<thread>] <message>`. Where a literal has two blanks
 * or more, which in angle brackets stand for any number, it is written in braces.
 * @throws {RangeError} on a layout that no pattern means
 */
export function printPattern(pieces: readonly Piece[]): string {
  const hasColumns = JSON.stringify(pieces).includes('"blanks"');
  const text = printPieces(pieces, !hasColumns && JSON.stringify(pieces).includes("  ") ? braces : angles);
  const read = readPattern(text);
  if (!read.ok || !isDeepStrictEqual(read.pieces, pieces)) throw new RangeError(`no pattern means this layout: ${text}`);
  return text;
}

function printPieces(pieces: readonly Piece[], notation: Notation): string {
  return pieces.map((piece, index) => printPiece(piece, notation, tailBehind(pieces, index, []) !== undefined)).join("");
}

function printPiece(piece: Piece, notation: Notation, endsAtTail: boolean): string {
  const { open, close } = notation;
  switch (piece.kind) {
    case "literal":
      return printLiteral(piece.text, notation);
    case "blanks":
      return piece.least === 0 ? "< >" : "  ";
    case "optional":
      return `${open}?${printPieces(piece.pieces, notation)}?${close}`;
    case "field":
      return `${open}${printField(piece, endsAtTail)}${piece.nil ? "?" : ""}${close}`;
    default:
      throw piece satisfies never;
  }
}

function printLiteral(text: string, { open, close, columns }: Notation): string {
  return columns ? text.replaceAll(open, open + open) : text.replaceAll(open, open + open).replaceAll(close, close + close);
}

const shortNames: ReadonlyMap<string, string> = new Map(
  Object.entries(commonNames)
    .reverse()
    .map(([name, attribute]) => [attribute, name]),
);

function wayOf({ within, hashed, coded, empty }: Field): string {
  const [way] =
    Object.entries(ways).find(([, one]) =>
      isDeepStrictEqual(one, { ...(hashed && { hashed }), ...(coded && { coded }), ...(empty && { empty }) }),
    ) ?? [];
  return within !== undefined ? `~${within}` : way === undefined ? "" : `~${way}`;
}

function printField(field: Field, endsAtTail: boolean): string {
  const { type, to, layout, levels } = field;
  const more = `${field.before ? `+${field.before}` : ""}${wayOf(field)}`;
  const named = (name: string, usual: string): string => (more === "" && type === usual ? name : `${name}:${type}${more}`);
  if (to === "time") return type === "time" ? `time:${layout}` : named("time", "iso");
  if (to === "severity") {
    if (levels)
      return `level:${Object.entries(levels)
        .map(([word, number]) => `${word}=${number}`)
        .join(" ")}`;
    return named("level", "level");
  }
  if (to === "body") return type === "request" ? `request:request${more}` : endsAtTail ? "message" : named("message", "rest");
  if (to === "inner") return "line:inner";
  if (to === "attributes") return `attributes:${type}`;
  if (to === "nowhere") return type === "time" ? `_:time:${layout}` : named("_", "text");
  const name = shortNames.get(to.attribute) ?? to.attribute;
  return named(name, defaultType(name));
}
