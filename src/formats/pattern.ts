import { readTimeLayout, timeExample } from "../runtime/formats/time-layout.ts";
import { type Field, type FieldType, type LayoutFormat, type Piece, type Target, timeTypes } from "./layout.ts";
import { commonNames, header, status } from "./schema/otel.ts";

/** Types that a user can name. */
export const types: readonly FieldType[] = [
  "text",
  "host",
  "word",
  "name",
  "hex",
  "rest",
  "quoted",
  "int",
  "float",
  "level",
  "letter",
  "protocol",
  ...timeTypes,
];
const wholeNumbers = new Set(["pid", "thread_id", "line", "status", "size", "bytes"]);
const bodies = new Set(["message", "msg"]);

export type PatternResult =
  | { readonly ok: true; readonly pieces: readonly Piece[] }
  /** `at` counts characters from 1. */
  | { readonly ok: false; readonly problem: string; readonly at: number; readonly hint: string };

class PatternError extends Error {
  readonly at: number;
  readonly hint: string;

  constructor(problem: string, at: number, hint: string) {
    super(problem);
    this.at = at;
    this.hint = hint;
  }
}

/** Whether a text in `formats:` is a pattern and not a name. */
export function isPattern(text: string): boolean {
  return /[<{]/.test(text);
}

/** The two ways to write fields: in angle brackets, or in braces. */
interface Notation {
  readonly open: string;
  readonly close: string;
  /** true: a run of blanks stands for any number of them. */
  readonly columns: boolean;
}

const angles: Notation = { open: "<", close: ">", columns: true };
const braces: Notation = { open: "{", close: "}", columns: false };

function notationOf(text: string): Notation {
  return /<[A-Za-z_@? ]/.test(text) ? angles : braces;
}

/**
 * Reads a user's pattern: `<time:yyyy-MM-dd HH:mm:ss,SSS> <level> [<thread>] <message>`.
 *
 * - `<name:type>` is a field. Types: text (when none is said), word, name, hex, int, float, level, letter, host, quoted, rest; `time` has a
 *   layout, or is iso, clf, bsd or epoch. `<name?>` and `<name:type?>` may be `-`, which stands for nothing. `<_>` is passed over.
 * - `time`, `level` and `message` (or `msg`) have their places in the record; other fields become attributes.
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
    checkOrder(pieces, text);
    return { ok: true, pieces };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { ok: false, problem: error.message, at: error.at, hint: error.hint };
  }
}

/** A pattern as a format. Throws RangeError on a text that is none: check it before. */
export function patternFormat(name: string, text: string): LayoutFormat {
  const read = readPattern(text);
  if (!read.ok) throw new RangeError(read.problem);
  return { name, about: `the pattern ${text}`, examples: [read.pieces.map(exampleOf).join("")], layouts: [read.pieces] };
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
      pieces.push(readField(state));
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

function readField(state: State): Field {
  const { open, close } = state.notation;
  const wrapped = (inside: string): string => `${open}${inside}${close}`;
  const begun = state.at + 1;
  const end = state.text.indexOf(close, state.at);
  const inside = state.text.slice(state.at + 1, end < 0 ? state.text.length : end);
  if (end < 0) throw new PatternError("a field has no end", begun, `end it with ${close}`);
  state.at = end + 1;
  const [, layout, nilTime] = /^time:(.*?)(\?)?$/.exec(inside) ?? [];
  if (layout !== undefined && !/^[a-z]+$/.test(layout) && !layout.includes(open)) {
    state.names.add("time");
    return { kind: "field", type: "time", to: "time", layout: checkedLayout(layout, begun + 6), ...(nilTime && { nil: true }) };
  }
  const [, name, type, nil] = /^([A-Za-z_@][\w.@-]*)(?::([a-z]+))?(\?)?$/.exec(inside) ?? [];
  if (name === undefined) {
    const [, early, behind] = /^([A-Za-z_@][\w.@-]*)\?:([a-z]+)\??$/.exec(inside) ?? [];
    const hint =
      early === undefined
        ? `write ${wrapped("name")} or ${wrapped("name:type")}`
        : `the ? comes last: write ${wrapped(`${early}:${behind}?`)}`;
    throw new PatternError(`${wrapped(inside)} is no field`, begun, hint);
  }
  if (type !== undefined && !types.includes(type as FieldType))
    throw new PatternError(`"${type}" is no type`, begun, `one of ${types.join(", ")}`);
  const attribute = bodies.has(name) ? "message" : (commonNames[name] ?? name);
  if (name !== "_" && state.names.has(attribute)) throw new PatternError(`the field "${name}" is there twice`, begun, "name each once");
  if (/^log\.(file|record|time|unparsed)\./.test(name))
    throw new PatternError(`"${name}" is what the adapter itself says`, begun, "choose another name");
  if (name !== "_") state.names.add(attribute);
  return { kind: "field", ...meaningOf(name, type as FieldType | undefined, begun), ...(nil && { nil: true }) };
}

function checkedLayout(layout: string, at: number): string {
  try {
    readTimeLayout(layout);
    return layout;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PatternError(
      `"${layout}" is no layout of times: ${error.message}`,
      at,
      "write, for example, yyyy-MM-dd HH:mm:ss[,SSS][ Z], or iso, clf, bsd or epoch",
    );
  }
}

function meaningOf(name: string, given: FieldType | undefined, at: number): { type: FieldType; to: Target } {
  if (name === "_") return { type: given ?? "text", to: "nowhere" };
  if (name === "time") {
    const type = given ?? "iso";
    if (!timeTypes.some((known) => known === type))
      throw new PatternError(
        `"${type}" is no type of time`,
        at,
        `one of ${timeTypes.join(", ")}, or a layout such as yyyy-MM-dd HH:mm:ss,SSS`,
      );
    return { type, to: "time" };
  }
  if (timeTypes.some((known) => known === given)) throw new PatternError(`only the field "time" can be a time`, at, "name it {time}");
  if (name === "level") return { type: given === "letter" ? "letter" : "level", to: "severity" };
  if (given === "level" || given === "letter") return { type: "text", to: { attribute: commonNames[name] ?? name } };
  if (bodies.has(name)) return { type: given ?? "rest", to: "body" };
  const type = given ?? (wholeNumbers.has(name) ? "int" : name === "proto" ? "protocol" : "text");
  const attribute = commonNames[name] ?? name;
  if (name === "status" && type === "int") return { type, to: status };
  return {
    type,
    to: attribute.startsWith("http.request.header.") ? header(attribute.slice("http.request.header.".length)) : { attribute },
  };
}

/** A field ends where the next text begins, so there has to be one. */
function checkOrder(pieces: readonly Piece[], text: string): void {
  const flat = (list: readonly Piece[]): Piece[] => list.flatMap((piece) => (piece.kind === "optional" ? flat(piece.pieces) : [piece]));
  const all = flat(pieces).filter((piece) => piece.kind !== "blanks" || piece.least === 1);
  all.forEach((piece, index) => {
    if (piece.kind !== "field") return;
    const next = all[index + 1];
    const hint = "put the text between them that stands there in the line";
    if (next?.kind === "field" && piece.type !== "letter" && piece.type !== "time")
      throw new PatternError("two fields with nothing between them", text.length, hint);
    if (piece.type === "rest" && next) throw new PatternError("a rest has to be the last field", text.length, "give it the type text");
    if (piece.type === "quoted" && !(next?.kind === "literal" && next.text.startsWith('"')))
      throw new PatternError('a quoted field has to have a " behind it', text.length, 'write "{name:quoted}"');
  });
}

const examples: Partial<Record<FieldType, string>> = {
  iso: "2026-03-02T11:04:05.123Z",
  clf: "02/Mar/2026:11:04:05 +0000",
  bsd: "Mar  2 11:04:05",
  epoch: "1772449445.123",
  int: "404",
  float: "0.25",
  level: "WARN",
  host: "10.0.0.7",
  protocol: "HTTP/1.1",
  rest: "the rest of it",
  quoted: "a text",
  letter: "W",
  name: "com.example.Main",
  hex: "4bf92f3577b34da6",
};

function exampleOf(piece: Piece): string {
  if (piece.kind === "literal") return piece.text;
  if (piece.kind === "optional") return piece.pieces.map(exampleOf).join("");
  if (piece.kind === "blanks") return " ";
  if (piece.layout !== undefined) return timeExample(piece.layout);
  return examples[piece.type] ?? "word";
}
