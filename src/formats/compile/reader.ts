import {
  beforeTail,
  colonBehind,
  type Field,
  type FieldType,
  isId,
  isSeveral,
  isTime,
  isTrimmed,
  type LayoutFormat,
  nilStops,
  type Piece,
  stopsOf,
  tailBehind,
} from "../layout.ts";
import { Code } from "./code.ts";
import { quoted } from "./expressions.ts";
import { namedFields, typeOf, variantOf } from "./names.ts";
import { levelsKey, longest, type Tables } from "./tables.ts";
import { noConstants } from "./texts.ts";

/**
 * The object face of a layout: reads a line into a record with names and types. It takes every line of the format, those included whose
 * fields are escaped, malformed or too large for the fast face.
 * @param shared how many of its pieces are those of the layouts behind it as well
 * @param type what it returns
 */
export function readerOf(format: LayoutFormat, variant: number, shared: number, tables: Tables, type = typeOf(format.name)): string {
  const pieces = format.layouts[variant] ?? [];
  const variables = namedFields(pieces);
  const code = new Code(noConstants());
  const fields = [...variables.values()];
  const find = (wanted: (field: Field) => boolean) => fields.find(({ field }) => wanted(field))?.variable;
  const addPieces = (list: readonly Piece[], behind: readonly Piece[], inside: boolean): void => {
    list.forEach((piece, index) => {
      const following = [...list.slice(index + 1), ...behind];
      // Between a message and what ends the line there may be nothing.
      if (index > 0 && tailBehind(list, index - 1, behind) && piece.kind !== "field") return;
      if (piece.kind === "literal") code.add(`if (!line.literal(${quoted(piece.text)})) return undefined;`);
      else if (piece.kind === "blanks") code.add(piece.least === 0 ? "line.blanks(0);" : "if (!line.blanks(1)) return undefined;");
      else if (piece.kind === "field") {
        const tail = tailBehind(list, index, behind);
        const call = tail ? `line.${beforeTail(tail)}()` : callOf(piece, following, tables);
        code.add(statementOf(piece, variables.get(piece)?.variable ?? "", call, following, inside));
      } else {
        const [first] = piece.pieces;
        // Those of a group inside a group are declared with the outer one.
        for (const { field, variable } of inside ? [] : namedFields(piece.pieces).values()) {
          const outer = variables.get(field)?.variable ?? variable;
          if (!isTime(field) && field.type !== "tag" && isRead(field)) code.add(`let ${outer}: ${valueType(field)} | undefined;`);
        }
        code.add(`if (line.has(${quoted(first?.kind === "literal" ? first.text : "")})) {`);
        addPieces(piece.pieces, following, true);
        code.add("}");
      }
      if (list === pieces && index + 1 === shared) code.add("line.begin();");
    });
  };
  addPieces(pieces, [], false);
  code.add("if (!line.finish()) return undefined;");
  const body = find(({ to, type }) => (to === "body" && type !== "request") || to === "inner");
  const request = find(({ type }) => type === "request");
  const requested = fields.find(({ field }) => field.type === "request")?.field;
  const outside = new Set(pieces);
  const isAlways = (field: Field) => outside.has(field) && !field.nil && !field.empty && field.type !== "any" && !isId(field);
  // What a field is called is not said again by what the line itself names.
  const inOrder = [...fields].sort((a, b) => Number(b.field.to === "attributes") - Number(a.field.to === "attributes"));
  const attributes = inOrder.flatMap(({ field, variable }) => attributeOf(field, variable, isAlways(field)));
  if (request) attributes.push(`...${request}${requested && isAlways(requested) ? "" : "?"}.attributes`);
  code.add("return {", `format: ${JSON.stringify(format.name)},`, "...line.time,");
  if (fields.some(({ field }) => isId(field) || field.to === "attributes")) code.add("...line.ids,");
  for (const { field, variable } of fields) {
    if (typeof field.to === "object" && field.to.status)
      code.add(
        isAlways(field)
          ? `severityNumber: severityOfStatus(${variable}),`
          : `...(${variable} !== undefined && { severityNumber: severityOfStatus(${variable}) }),`,
      );
    if (field.type === "priority")
      code.add(
        isAlways(field)
          ? `severityNumber: ${variable}.severityNumber,`
          : `...(${variable} && { severityNumber: ${variable}.severityNumber }),`,
      );
    if ((field.type === "level" || field.type === "letter") && field.to === "severity") code.add(`...${variable},`);
  }
  code.add(`body: ${requested?.to === "body" ? `${request}.text` : body ? `${body} ?? ""` : "line.whole"},`);
  for (const [name, value] of Object.entries(format.constants ?? {})) attributes.push(`${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  code.add("attributes: {", ...attributes.map((attribute) => `${attribute},`), "...line.assumed,", "},", "};");
  const name = variantOf(format.name, variant);
  const head = `function read${name}(line: LineReader): ${type} | undefined {`;
  const text = [head, ...code.lines, "}"].join("\n");
  // A rest is never absent outside an optional group.
  return body && !new RegExp(`let ${body}:`).test(text) ? text.replace(`${body} ?? ""`, body) : text;
}

/** A request has attributes even where its text goes nowhere. */
function isRead({ type, to }: Field): boolean {
  return to !== "nowhere" || type === "request";
}

function statementOf(field: Field, variable: string, call: string, following: readonly Piece[], inside: boolean): string {
  const ends = list(nilStops(field, following));
  const nils = [field.nil && !isSeveral(field) && `line.nil(${ends})`, field.empty && `line.ends(${ends})`].filter(Boolean);
  const nil = field.type === "csv" ? (field.nil ? "line.noColumn()" : "") : nils.join(" || ");
  if (isTime(field) || field.type === "tag" || !isRead(field)) {
    const passing = isTime(field) && field.to === "nowhere" ? `line.pass(() => ${call})` : call;
    return nil === "" ? `${passing};` : `if (!${nils.length > 1 ? `(${nil})` : nil}) ${passing};`;
  }
  const value = nil === "" ? call : `${nil} ? undefined : ${call}`;
  return `${inside ? "" : "const "}${variable} = ${value};`;
}

function list(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(", ")}]`;
}

/** What reads one of several values: functions of `runtime/formats/several.ts`. */
const elements: Partial<Record<FieldType, string>> = { ints: "integerOf", floats: "decimalOf", texts: "textOf" };

function callOf(field: Field, following: readonly Piece[], tables: Tables): string {
  const call = rawCallOf(field, following, tables);
  return field.coded === undefined ? call : `${field.coded === "plus" ? "unescapePlus" : "unescapePercent"}(${call})`;
}

function rawCallOf(field: Field, following: readonly Piece[], { times, levels }: Tables): string {
  const { type, to } = field;
  const ends = list(stopsOf(field, following));
  const stops = `${ends}${isTrimmed(following) ? ", true" : ""}`;
  if (type === "time") return `line.timeBy(${times.get(field.layout ?? "")})`;
  if (type === "int" && typeof to === "object" && to.status) return "line.status()";
  if (type === "ip") return `line.ip(${colonBehind(following)})`;
  if (isId(field)) return `line.id("${typeof to === "object" && to.attribute === "trace_id" ? "traceId" : "spanId"}", ${stops})`;
  if (field.levels) {
    const words = levels.get(levelsKey(field.levels));
    return following[0]?.kind === "field" ? `line.longestLevelOf(${words}, ${longest(field.levels)})` : `line.levelOf(${words}, ${stops})`;
  }
  if (type === "request" && field.hashed) return `line.request(${ends}, unescapeHashed)`;
  if (type === "request") return ends === list(['"']) ? "line.request()" : `line.request(${stops})`;
  if (type === "escaped" && field.hashed) return `line.escaped(${ends}, ${isTrimmed(following)}, unescapeHashed)`;
  const one = elements[type];
  if (one !== undefined) return `line.several(${ends}, ${one})`;
  if (type === "most") return `line.most(${ends}${field.within === undefined ? "" : `, ${quoted(field.within)}`})`;
  const takesStops = ["text", "any", "list", "host", "word", "hex", "name", "level", "user", "escaped"].includes(type);
  return takesStops ? `line.${type}(${stops})` : `line.${type}()`;
}

/** The TypeScript type of a field's value in the emitted code. */
export function valueType({ type, to }: Field): string {
  if (type === "int" && typeof to === "object" && to.status) return "number";
  if (type === "float") return "number";
  if (type === "floats") return "Several<number>";
  if (type === "ints") return "Several<number | string>";
  if (type === "texts") return "Several<string>";
  if (type === "int") return "number | string";
  if (type === "priority") return "{ readonly facility: number; readonly severityNumber: number }";
  if (type === "level" || type === "letter") return "{ readonly severityNumber: number; readonly severityText: string }";
  if (type === "any") return "string | undefined";
  if (type === "list") return "readonly string[]";
  if (type === "request") return "{ readonly text: string; readonly attributes: RequestAttributes }";
  if (type === "structured") return "StructuredData";
  if (type === "pairs" || type === "object" || type === "objects") return 'Normal["attributes"]';
  return "string";
}

/** What decides which attributes a value becomes: functions of `runtime/formats/request.ts`. */
const splits: Readonly<Record<string, string>> = { "http.request.method": "splitMethod", "url.full": "splitTarget" };

function attributeOf({ type, to, before }: Field, variable: string, always: boolean): string[] {
  if (to === "attributes") return [`...${variable}`];
  if (type === "priority") {
    const facility = `"syslog.facility": ${variable}.facility`;
    return [always ? facility : `...(${variable} && { ${facility} })`];
  }
  if (typeof to !== "object") return [];
  const key = JSON.stringify(to.attribute);
  if (type === "structured") return [`...(Object.keys(${variable}).length > 0 && { ${key}: ${variable} })`];
  const split = Object.hasOwn(splits, to.attribute) ? splits[to.attribute] : undefined;
  if (split !== undefined) return [always ? `...${split}(${variable})` : `...(${variable} !== undefined && ${split}(${variable}))`];
  const full = before ? `${quoted(before)} + ${variable}` : variable;
  const value = to.list && type !== "list" ? `[${full}]` : full;
  return [always ? `${key}: ${value}` : `...(${variable} !== undefined && { ${key}: ${value} })`];
}
