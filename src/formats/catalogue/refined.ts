import type { Field, Piece } from "../layout.ts";

/**
 * Pieces, with what a pattern has no words for, by the attribute of the field:
 * `refined(layoutOf("<user_agent:word>"), { "user_agent.original": { coded: "plus" } })`
 */
export function refined(pieces: readonly Piece[], changes: Readonly<Record<string, Partial<Field>>>): readonly Piece[] {
  return pieces.map((piece) => {
    if (piece.kind === "optional") return { ...piece, pieces: refined(piece.pieces, changes) };
    if (piece.kind !== "field") return piece;
    return { ...piece, ...changes[typeof piece.to === "object" ? piece.to.attribute : piece.to] };
  });
}
