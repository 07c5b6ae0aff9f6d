import { type Field, type LayoutFormat, type Piece, stopsAfter, tailBehind } from "./layout.ts";
import { exampleOf } from "./pattern-example.ts";
import { angles, braces, type Notation, PatternError, readField } from "./pattern-field.ts";

export type PatternResult =
  | { readonly ok: true; readonly pieces: readonly Piece[] }
  /** `at` counts characters from 1. */
  | { readonly ok: false; readonly problem: string; readonly at: number; readonly hint: string };

/** Whether a text in `formats:` is a pattern and not a name. */
export function isPattern(text: string): boolean {
  return /[<{]/.test(text);
}

function notationOf(text: string): Notation {
  return /<[A-Za-z_@? ]/.test(text) ? angles : braces;
}

/**
 * Reads a user's pattern: `<time:yyyy-MM-dd HH:mm:ss,SSS> <level> [<thread>] <message>`.
 *
 * - `<name:type>` is a field, of text when no type is said; `pattern-help.ts` lists the types. `time` has a layout, or is iso, rfc3339, clf,
 *   bsd or epoch. `<name?>` and `<name:type?>` may be `-`, which stands for nothing. `<_>` is passed over.
 * - `time`, `level` and `message` (or `msg`) have their places in the record; other fields become attributes. A request is the body; beside a
 *   message it is `<_:request>`, whose method, path and protocol are attributes.
 * - `<agent:word~plus>` is a field whose blanks are written as `+`; the other ways are `percent`, `hashed` and `empty`.
 * - `AH<code:hex+AH>` is a field whose value begins with the text in front of it.
 * - `<level:V=1 D=5>` is a level whose words are the program's own, each with its severity number.
 * - `<attributes:pairs>` and `<attributes:object>` are what lines end with that name their attributes themselves.
 * - `<? … ?>` may be there or not: it is when the text that it begins with is.
 * - Two blanks or more stand for one or more, `< >` for any number of them, none included.
 * - `<<` is a `<`.
 *
 * The same in braces: `{time:iso} {level}{? [{thread}]?} {message}`, where `{{` and `}}` are braces and blanks stand for themselves.
 */
export function readPattern(text: string): PatternResult {
  try {
    const state = { text, at: 0, names: new Set<string>(), notation: notationOf(text) };
    const pieces = readPieces(state, false);
    if (state.names.size === 0) {
      const hint =
        state.notation === braces
          ? "name what is to be read, as in {level} {message:rest}"
          : "name what is to be read, as in <level> <message>";
      throw new PatternError("has no field", 1, hint);
    }
    const ended = pieces.map((piece, index) => beforeTail(piece, pieces, index));
    checkOrder(ended, text);
    return { ok: true, pieces: ended };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { ok: false, problem: error.message, at: error.at, hint: error.hint };
  }
}

/** The pieces of a pattern. Throws RangeError on a text that is none. */
export function layoutOf(text: string): readonly Piece[] {
  const read = readPattern(text);
  if (!read.ok) throw new RangeError(`${read.problem}, at character ${read.at} of ${text}: ${read.hint}`);
  return read.pieces;
}

/** A pattern as a format. Throws RangeError on a text that is none: check it before. */
export function patternFormat(name: string, text: string): LayoutFormat {
  const pieces = layoutOf(text);
  return { name, about: `the pattern ${text}`, examples: [pieces.map(exampleOf).join("")], layouts: [pieces] };
}

interface State {
  readonly text: string;
  readonly notation: Notation;
  at: number;
  readonly names: Set<string>;
}

function readPieces(state: State, inside: boolean): Piece[] {
  const { text, notation } = state;
  const { open, close } = notation;
  const pieces: Piece[] = [];
  let literal = "";
  const endLiteral = () => {
    for (const part of notation.columns ? literal.split(/( {2,})/) : [literal]) {
      if (notation.columns && part.startsWith("  ")) pieces.push({ kind: "blanks", least: 1 });
      else if (part !== "") pieces.push({ kind: "literal", text: part });
    }
    literal = "";
  };
  while (state.at < text.length) {
    const two = text.slice(state.at, state.at + 2);
    if (two === open + open || (notation === braces && two === "}}")) {
      literal += two[0];
      state.at += 2;
    } else if (two === `?${close}`) {
      if (!inside) throw new PatternError("ends a group that was not begun", state.at + 1, `begin it with ${open}?`);
      state.at += 2;
      endLiteral();
      return pieces;
    } else if (two === `${open}?`) {
      endLiteral();
      const begun = state.at + 1;
      state.at += 2;
      const group = readPieces(state, true);
      if (group[0]?.kind !== "literal") {
        const hint = `write ${open}? [${open}thread${close}]?${close}, where [ tells`;
        throw new PatternError("a group that may be missing has to begin with text", begun, hint);
      }
      pieces.push({ kind: "optional", pieces: group });
    } else if (notation === angles && text.startsWith("< >", state.at)) {
      endLiteral();
      state.at += 3;
      pieces.push({ kind: "blanks", least: 0 });
    } else if (two.startsWith(open)) {
      endLiteral();
      pieces.push(fieldAt(state));
    } else if (notation === braces && two.startsWith("}")) {
      throw new PatternError("a } without {", state.at + 1, "write }} for a brace in the line");
    } else {
      literal += text[state.at];
      state.at += 1;
    }
  }
  if (inside) throw new PatternError("a group has no end", text.length, `end it with ?${close}`);
  endLiteral();
  return pieces;
}

function fieldAt(state: State): Field {
  const { text, at, notation } = state;
  const end = text.indexOf(notation.close, at);
  if (end < 0) throw new PatternError("a field has no end", at + 1, `end it with ${notation.close}`);
  state.at = end + 1;
  return readField(text.slice(at + 1, end), at + 1, notation, state.names);
}

/** A message in front of pairs or an object goes on to where they begin, and not to the end of the line. */
function beforeTail(piece: Piece, pieces: readonly Piece[], index: number): Piece {
  if (piece.kind !== "field" || piece.type !== "rest" || piece.to !== "body") return piece;
  const text: Field = { ...piece, type: "text" };
  return tailBehind(pieces.with(index, text), index, []) ? text : piece;
}

/** A field ends where the next text begins, so there has to be one. */
function checkOrder(pieces: readonly Piece[], text: string): void {
  const flat = (list: readonly Piece[]): Piece[] => list.flatMap((piece) => (piece.kind === "optional" ? flat(piece.pieces) : [piece]));
  const all = flat(pieces).filter((piece) => piece.kind !== "blanks" || piece.least === 1);
  all.forEach((piece, index) => {
    if (piece.kind !== "field") return;
    const next = all[index + 1];
    const front = all[index - 1];
    if (piece.before && !(front?.kind === "literal" && front.text.endsWith(piece.before)))
      throw new PatternError(`"${piece.before}" is not in front of its field`, text.length, "write AH<code:hex+AH>");
    const hint = "put the text between them that stands there in the line";
    const endsItself =
      piece.type === "letter" || piece.type === "onward" || piece.type === "time" || piece.levels || tailBehind(all, index, []);
    if (next?.kind === "field" && !endsItself) throw new PatternError("two fields with nothing between them", text.length, hint);
    if (["pairs", "object", "objects"].includes(piece.type) && next)
      throw new PatternError(`${piece.type} have to be the last field`, text.length, "they go on to the end of the line");
    if (piece.type === "csv" && next && !stopsAfter(all.slice(index + 1)).every((stop) => stop.startsWith(",")))
      throw new PatternError("a column has to have a comma behind it", text.length, "write <a:csv>,<b:csv>");
    if (piece.type === "most" && next?.kind !== "literal")
      throw new PatternError(
        "what goes on to the last of a text has to have one behind it",
        text.length,
        "write <message:most> (<logger>)",
      );
    if (piece.type === "rest" && next) throw new PatternError("a rest has to be the last field", text.length, "give it the type text");
    if ((piece.type === "quoted" || piece.type === "request") && !(next?.kind === "literal" && next.text.startsWith('"')))
      throw new PatternError(
        `a ${piece.type} field has to have a " behind it`,
        text.length,
        `write "${piece.type === "quoted" ? "{name:quoted}" : "{request:request}"}"`,
      );
  });
}
