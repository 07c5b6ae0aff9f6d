import { readTimeLayout } from "../runtime/formats/time-layout.ts";
import { type Field, type FieldType, type Target, timeTypes } from "./layout.ts";
import { commonName, status } from "./schema/otel.ts";

/** Types of times that a field can name. */
const times: readonly string[] = [...timeTypes, "rfc3339"];

/** What a user can name: types of fields, and `inner`, the line that a carrier's line holds. */
export type NamedType = FieldType | "inner";

/** Types that a user can name. */
export const types: readonly NamedType[] = [
  "text",
  "host",
  "word",
  "name",
  "hex",
  "rest",
  "quoted",
  "int",
  "float",
  "ints",
  "floats",
  "texts",
  "level",
  "letter",
  "protocol",
  "ip",
  "any",
  "most",
  "onward",
  "list",
  "csv",
  "request",
  "user",
  "priority",
  "structured",
  "stream",
  "tag",
  "inner",
  "pairs",
  "object",
  "objects",
  ...timeTypes,
  "rfc3339",
];
const wholeNumbers = new Set(["pid", "thread_id", "line", "status", "size", "bytes"]);
const bodies = new Set(["message", "msg"]);
/** Stands among the names for the body, whatever the field is called that is it. No field can be called that. */
const body = "(body)";

export class PatternError extends Error {
  readonly at: number;
  readonly hint: string;

  constructor(problem: string, at: number, hint: string) {
    super(problem);
    this.at = at;
    this.hint = hint;
  }
}

/** The two ways to write fields: in angle brackets, or in braces. */
export interface Notation {
  readonly open: string;
  readonly close: string;
  /** true: a run of blanks stands for any number of them. */
  readonly columns: boolean;
}

export const angles: Notation = { open: "<", close: ">", columns: true };
export const braces: Notation = { open: "{", close: "}", columns: false };

/**
 * Reads what is inside the brackets of a field: `name`, `name:type`, `time:LAYOUT`, `_:time:LAYOUT`, which is passed over, `level:A=5 B=9`, each with a `?` or without.
 * Behind the type may be `+` and the end of the text in front, which is part of the value, and `~` and how it is written (`ways`), or of `most` in front of what it ends.
 * @param begun where it begins, in characters from 1
 * @param names of the fields in front of it, and then its own
 */
export function readField(inside: string, begun: number, { open, close }: Notation, names: Set<string>): Field {
  const wrapped = (text: string): string => `${open}${text}${close}`;
  const [, passed, layout, nilTime] = /^(_:)?time:(.*?)(\?)?$/.exec(inside) ?? [];
  if (layout !== undefined && !/^[a-z][a-z0-9]*$/.test(layout) && !layout.includes(open)) {
    if (passed === undefined) names.add("time");
    const at = begun + 6 + (passed?.length ?? 0);
    const to = passed === undefined ? "time" : "nowhere";
    return { kind: "field", type: "time", to, layout: checkedLayout(layout, at), ...(nilTime && { nil: true }) };
  }
  const own = ownLevels(inside, begun);
  if (own) return own;
  const [, name, type, before, way, nil] = /^([A-Za-z_@][\w.@-]*)(?::([a-z][a-z0-9]*)(?:\+(\w+))?(?:~([^~?]+))?)?(\?)?$/.exec(inside) ?? [];
  if (name === undefined) {
    const [, early, behind] = /^([A-Za-z_@][\w.@-]*)\?:([a-z][a-z0-9]*)\??$/.exec(inside) ?? [];
    const hint =
      early === undefined
        ? `write ${wrapped("name")} or ${wrapped("name:type")}`
        : `the ? comes last: write ${wrapped(`${early}:${behind}?`)}`;
    throw new PatternError(`${wrapped(inside)} is no field`, begun, hint);
  }
  if (type !== undefined && !types.includes(type as NamedType))
    throw new PatternError(`"${type}" is no type`, begun, `one of ${types.join(", ")}`);
  const attribute = bodies.has(name) ? "message" : commonName(name);
  if (name !== "_" && names.has(attribute)) throw new PatternError(`the field "${name}" is there twice`, begun, "name each once");
  if (/^log\.(file|record|time|unparsed)\./.test(name))
    throw new PatternError(`"${name}" is what the adapter itself says`, begun, "choose another name");
  if (name !== "_") names.add(attribute);
  const meaning = meaningOf(name, type as NamedType | undefined, begun);
  if (meaning.to === "body" && names.has(body))
    throw new PatternError(
      "a request and a message cannot both be the body of a record",
      begun,
      `write ${wrapped("_:request")}: its method, path and protocol are attributes all the same`,
    );
  if (meaning.to === "body") names.add(body);
  return { kind: "field", ...meaning, ...(before && { before }), ...(way && wayOf(way, type, begun)), ...(nil && { nil: true }) };
}

/** How producers write what is in a field: bytes as `#22` or `%22`, blanks as `+`, nothing as nothing at all. */
export const ways: Readonly<Record<string, Pick<Field, "hashed" | "coded" | "empty">>> = {
  hashed: { hashed: true },
  percent: { coded: "percent" },
  plus: { coded: "plus" },
  empty: { empty: true },
};

function wayOf(way: string, type: string | undefined, at: number): Pick<Field, "hashed" | "coded" | "empty" | "within"> {
  if (type === "most") return { within: way };
  const known = ways[way];
  if (known === undefined) throw new PatternError(`"${way}" is no way to write a field`, at, `one of ${Object.keys(ways).join(", ")}`);
  return known;
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
      "write, for example, yyyy-MM-dd HH:mm:ss[,SSS][ Z], or iso, rfc3339, clf, bsd or epoch",
    );
  }
}

/** `level:.=5 *=10`: the program's own words, each with its severity number; undefined when this is another field. */
function ownLevels(inside: string, begun: number): Field | undefined {
  const [, text, nil] = /^level:(.*=.*?)(\?)?$/.exec(inside) ?? [];
  if (text === undefined) return undefined;
  const levels: Record<string, number> = {};
  // Words may have blanks in them: a number ends each.
  for (const entry of text.split(/(?<==\d\d?) +/).filter((part) => part !== "")) {
    const [, word, number] = /^(.+)=(\d\d?)$/.exec(entry) ?? [];
    const hint = "write <level:V=1 D=5 I=9 W=13 E=17>: each word with a severity number of OpenTelemetry, 1 to 24";
    if (word === undefined || Number(number) < 1 || Number(number) > 24)
      throw new PatternError(`"${entry}" is no level with its severity number`, begun, hint);
    if (Object.hasOwn(levels, word)) throw new PatternError(`the level "${word}" is there twice`, begun, hint);
    levels[word] = Number(number);
  }
  return { kind: "field", type: "level", to: "severity", levels, ...(nil && { nil: true }) };
}

/** Types that one field alone can be of, with what it is called. */
const only: Partial<Record<NamedType, readonly string[]>> = {
  priority: ["level"],
  request: ["request", "_", ...bodies],
  onward: [...bodies],
  pairs: ["attributes"],
  object: ["attributes"],
  objects: ["attributes"],
  ...Object.fromEntries(times.map((type) => [type, ["time", "_"]])),
};

function meaningOf(name: string, given: NamedType | undefined, at: number): { type: FieldType; to: Target } {
  if (name === "time" && !times.includes(given ?? "iso"))
    throw new PatternError(`"${given}" is no type of time`, at, `one of ${times.join(", ")}, or a layout such as yyyy-MM-dd HH:mm:ss,SSS`);
  const owners = given && only[given];
  if (owners && !owners.includes(name)) {
    const [owner] = owners;
    const what = times.includes(given) ? "can be a time" : `can be of the type ${given}`;
    throw new PatternError(`only the field "${owner}" ${what}`, at, `name it {${owner}}`);
  }
  if (given === "inner") return { type: "rest", to: "inner" };
  if (name === "_") return { type: given ?? "text", to: "nowhere" };
  if (given === "request") return { type: given, to: "body" };
  if (name === "time") return { type: given ?? "iso", to: "time" };
  if (given === "pairs" || given === "object" || given === "objects") return { type: given, to: "attributes" };
  if (name === "level") return { type: given === "letter" || given === "priority" ? given : "level", to: "severity" };
  if (given === "level" || given === "letter") return { type: "text", to: { attribute: commonName(name) } };
  if (bodies.has(name)) return { type: given ?? "rest", to: "body" };
  const type = given ?? defaultType(name);
  const attribute = commonName(name);
  if (name === "status" && type === "int") return { type, to: status };
  if (type === "list") return { type, to: { attribute, list: true } };
  return { type, to: headerOf(attribute) };
}

function headerOf(attribute: string): Target {
  return /^http\.(?:request|response)\.header\./.test(attribute) ? { attribute, list: true } : { attribute };
}

/** The type of a field that names none and has no place of its own in the record. */
export function defaultType(name: string): FieldType {
  return wholeNumbers.has(name) ? "int" : name === "proto" ? "protocol" : "text";
}
