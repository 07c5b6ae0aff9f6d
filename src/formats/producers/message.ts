import { field, literal, optional, type Piece } from "../layout.ts";
import { type Part, type ValuePart, value } from "./parts.ts";

/**
 * Lets a message be what it can be where it stands: everything up to the end, or up to the last place where what follows it begins. Where
 * it is not the last, stack traces are on the lines behind all of that.
 */
export function endingOf(written: readonly Part[]): Part[] {
  const last = written.findLastIndex((part) => part.kind === "value" || part.text.trim() !== "");
  const parts = written.slice(0, last + 1);
  const index = parts.findIndex(isMessage);
  const message = parts[index];
  if (message?.kind !== "value") return parts;
  if (index === parts.length - 1) return withPieces(parts, index, [field("rest", "body")]);
  const stop = parts[index + 1];
  const isLast =
    stop?.kind === "text" &&
    !message.padded &&
    !parts.slice(index + 2).some((part) => part.kind === "text" && part.text.includes(stop.text));
  const ending = isLast ? withPieces(parts, index, [field("most", "body")]) : parts;
  const stack = optional(literal("\n"), field("rest", { attribute: "exception.stacktrace" }));
  return [...ending, value("", 1, { pieces: [stack] })];
}

function isMessage(part: Part): part is ValuePart {
  return part.kind === "value" && part.pieces.some((piece) => piece.kind === "field" && piece.to === "body");
}

function withPieces(parts: readonly Part[], index: number, pieces: readonly Piece[]): Part[] {
  return parts.map((part, at) => (at === index && part.kind === "value" ? { ...part, pieces } : part));
}
