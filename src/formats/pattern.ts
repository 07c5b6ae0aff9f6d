import { type Field, type FieldType, type LayoutFormat, type Piece, type Target, timeTypes } from "./layout.ts";
import { commonNames, header, status } from "./schema/otel.ts";

/** Types that a user can name. */
export const types: readonly FieldType[] = ["text", "host", "rest", "quoted", "int", "float", "level", "protocol", ...timeTypes];
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
  return text.includes("{");
}

/**
 * Reads a user's pattern: `{time:iso} {level} [{thread}] {message:rest}`.
 *
 * - `{name:type}` is a field. Types: text (when none is said), int, float, level, host, quoted, rest; iso, clf, bsd and epoch are times.
 *   `{name?}` and `{name:type?}` may be `-`, which stands for nothing. `{_}` is passed over.
 * - `time`, `level` and `message` (or `msg`) have their places in the record; other fields become attributes.
 * - `{? … ?}` may be there or not: it is when the text that it begins with is.
 * - `{{` and `}}` are braces.
 */
export function readPattern(text: string): PatternResult {
  try {
    const state = { text, at: 0, names: new Set<string>() };
    const pieces = readPieces(state, false);
    if (state.names.size === 0) throw new PatternError("has no field", 1, "name what is to be read, as in {level} {message:rest}");
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
  at: number;
  readonly names: Set<string>;
}

function readPieces(state: State, inside: boolean): Piece[] {
  const { text } = state;
  const pieces: Piece[] = [];
  let literal = "";
  const endLiteral = () => {
    if (literal !== "") pieces.push({ kind: "literal", text: literal });
    literal = "";
  };
  while (state.at < text.length) {
    const two = text.slice(state.at, state.at + 2);
    if (two === "{{" || two === "}}") {
      literal += two[0];
      state.at += 2;
    } else if (two === "?}") {
      if (!inside) throw new PatternError("ends a group that was not begun", state.at + 1, "begin it with {?");
      state.at += 2;
      endLiteral();
      return pieces;
    } else if (two === "{?") {
      endLiteral();
      const begun = state.at + 1;
      state.at += 2;
      const group = readPieces(state, true);
      if (group[0]?.kind !== "literal")
        throw new PatternError("a group that may be missing has to begin with text", begun, "write {? [{thread}]?}, where [ tells");
      pieces.push({ kind: "optional", pieces: group });
    } else if (two.startsWith("{")) {
      endLiteral();
      pieces.push(readField(state));
    } else if (two.startsWith("}")) {
      throw new PatternError("a } without {", state.at + 1, "write }} for a brace in the line");
    } else {
      literal += text[state.at];
      state.at += 1;
    }
  }
  if (inside) throw new PatternError("a group has no end", text.length, "end it with ?}");
  endLiteral();
  return pieces;
}

function readField(state: State): Field {
  const begun = state.at + 1;
  const end = state.text.indexOf("}", state.at);
  const inside = state.text.slice(state.at + 1, end < 0 ? state.text.length : end);
  if (end < 0) throw new PatternError("a field has no end", begun, "end it with }");
  state.at = end + 1;
  const [, name, type, nil] = /^([A-Za-z_@][\w.@-]*)(?::([a-z]+))?(\?)?$/.exec(inside) ?? [];
  if (name === undefined) {
    const [, early, behind] = /^([A-Za-z_@][\w.@-]*)\?:([a-z]+)\??$/.exec(inside) ?? [];
    const hint = early === undefined ? "write {name} or {name:type}" : `the ? comes last: write {${early}:${behind}?}`;
    throw new PatternError(`{${inside}} is no field`, begun, hint);
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

function meaningOf(name: string, given: FieldType | undefined, at: number): { type: FieldType; to: Target } {
  if (name === "_") return { type: given ?? "text", to: "nowhere" };
  if (name === "time") {
    const type = given ?? "iso";
    if (!timeTypes.some((known) => known === type))
      throw new PatternError(`"${type}" is no type of time`, at, `one of ${timeTypes.join(", ")}`);
    return { type, to: "time" };
  }
  if (timeTypes.some((known) => known === given)) throw new PatternError(`only the field "time" can be a time`, at, "name it {time}");
  if (name === "level") return { type: "level", to: "severity" };
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
  const all = flat(pieces);
  all.forEach((piece, index) => {
    if (piece.kind !== "field") return;
    const next = all[index + 1];
    const hint = "put the text between them that stands there in the line";
    if (next?.kind === "field") throw new PatternError("two fields with nothing between them", text.length, hint);
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
};

function exampleOf(piece: Piece): string {
  if (piece.kind === "literal") return piece.text;
  if (piece.kind === "optional") return piece.pieces.map(exampleOf).join("");
  return examples[piece.type] ?? "word";
}
