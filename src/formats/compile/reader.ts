import {
  type Field,
  type FieldType,
  isSeveral,
  isTime,
  isTrimmed,
  type LayoutFormat,
  nilStops,
  type Piece,
  stopsAfter,
} from "../layout.ts";
import { Code, quoted } from "./code.ts";
import { namedFields, typeOf } from "./names.ts";

/**
 * The object face of a layout: reads a line into a record with names and types. It takes every line of the format, those included whose
 * fields are escaped, malformed or too large for the fast face.
 */
export function readerOf(format: LayoutFormat, variant: number, times: ReadonlyMap<string, string>): string {
  const pieces = format.layouts[variant] ?? [];
  const variables = namedFields(pieces);
  const code = new Code(new Map());
  const fields = [...variables.values()];
  const find = (wanted: (field: Field) => boolean) => fields.find(({ field }) => wanted(field))?.variable;
  const addPieces = (list: readonly Piece[], behind: readonly Piece[], inside: boolean): void => {
    list.forEach((piece, index) => {
      const following = [...list.slice(index + 1), ...behind];
      if (piece.kind === "literal") code.add(`line.literal(${quoted(piece.text)});`);
      else if (piece.kind === "blanks") code.add(`line.blanks(${piece.least});`);
      else if (piece.kind === "field") code.add(statementOf(piece, variables.get(piece)?.variable ?? "", following, inside, times));
      else {
        const [first] = piece.pieces;
        for (const { field, variable } of namedFields(piece.pieces).values()) {
          const outer = variables.get(field)?.variable ?? variable;
          if (!isTime(field) && field.type !== "tag" && field.to !== "nowhere") code.add(`let ${outer}: ${valueType(field)} | undefined;`);
        }
        code.add(`if (line.has(${quoted(first?.kind === "literal" ? first.text : "")})) {`);
        addPieces(piece.pieces, following, true);
        code.add("}");
      }
    });
  };
  addPieces(pieces, [], false);
  code.add("if (!line.finish()) return undefined;");
  const body = find(({ to }) => to === "body" || to === "inner");
  const request = find(({ type }) => type === "request");
  const always = new Set(pieces);
  const attributes = fields.flatMap(({ field, variable }) => attributeOf(field, variable, always.has(field) && !field.nil && !field.empty));
  if (request) attributes.push(`...${request}.attributes`);
  code.add("return {", `format: ${JSON.stringify(format.name)},`, "...line.time,");
  for (const { field, variable } of fields) {
    if (typeof field.to === "object" && field.to.status) code.add(`severityNumber: severityOfStatus(${variable}),`);
    if (field.type === "priority")
      code.add(
        always.has(field)
          ? `severityNumber: ${variable}.severityNumber,`
          : `...(${variable} && { severityNumber: ${variable}.severityNumber }),`,
      );
    if ((field.type === "level" || field.type === "letter") && field.to === "severity") code.add(`...${variable},`);
  }
  code.add(`body: ${request ? `${request}.text` : body ? `${body} ?? ""` : "line.whole"},`);
  code.add("attributes: {", ...attributes.map((attribute) => `${attribute},`), "...line.assumed,", "},", "};");
  const name = `${typeOf(format.name)}${variant === 0 ? "" : variant + 1}`;
  const head = `function read${name}(line: LineReader): ${typeOf(format.name)} | undefined {`;
  const text = [head, ...code.lines, "}"].join("\n");
  // A rest is never absent outside an optional group.
  return body && !new RegExp(`let ${body}:`).test(text) ? text.replace(`${body} ?? ""`, body) : text;
}

function statementOf(
  field: Field,
  variable: string,
  following: readonly Piece[],
  inside: boolean,
  times: ReadonlyMap<string, string>,
): string {
  const list = (texts: readonly string[]) => `[${texts.map(quoted).join(", ")}]`;
  const ends = list(nilStops(field, following));
  const nil = [field.nil && !isSeveral(field) && `line.nil(${ends})`, field.empty && `line.ends(${ends})`].filter(Boolean).join(" || ");
  const stops = list(field.type === "quoted" ? ['"'] : stopsAfter(following));
  const call = isTime(field) ? timeCallOf(field, times) : callOf(field, stops, isTrimmed(following));
  if (isTime(field) || field.type === "tag" || field.to === "nowhere") {
    if (nil === "") return `${call};`;
    return nil.includes("||") ? `if (!(${nil})) ${call};` : `if (!${nil}) ${call};`;
  }
  const value = nil === "" ? call : `${nil} ? undefined : ${call}`;
  return `${inside ? "" : "const "}${variable} = ${value};`;
}

function timeCallOf({ type, to, layout }: Field, times: ReadonlyMap<string, string>): string {
  const reader = type === "time" ? times.get(layout ?? "") : `${type}Time`;
  return `line.timeBy(${reader}${to === "nowhere" ? ", false" : ""})`;
}

/** What reads one of several values: functions of `runtime/formats/several.ts`. */
const elements: Partial<Record<FieldType, string>> = { ints: "integerOf", floats: "decimalOf", texts: "textOf" };

function callOf({ type, to, last }: Field, stops: string, trimmed: boolean): string {
  if (type === "int" && typeof to === "object" && to.status) return "line.status()";
  if (last) return `line.textToLast(${stops})`;
  if (type === "request") return stops.startsWith("['\"") ? "line.request()" : `line.request(${stops})`;
  const one = elements[type];
  if (one !== undefined) return `line.several(${stops}, ${one})`;
  const takesStops = ["text", "host", "word", "hex", "name", "level", "user", "escaped"].includes(type);
  if (takesStops) return `line.${type}(${stops}${trimmed ? ", true" : ""})`;
  return `line.${type}()`;
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
  if (type === "structured") return "StructuredData";
  return "string";
}

function attributeOf({ type, to }: Field, variable: string, always: boolean): string[] {
  if (type === "priority") {
    const facility = `"syslog.facility": ${variable}.facility`;
    return [always ? facility : `...(${variable} && { ${facility} })`];
  }
  if (typeof to !== "object") return [];
  const key = JSON.stringify(to.attribute);
  if (type === "structured") return [`...(Object.keys(${variable}).length > 0 && { ${key}: ${variable} })`];
  const value = to.list ? `[${variable}]` : variable;
  return [always ? `${key}: ${value}` : `...(${variable} !== undefined && { ${key}: ${value} })`];
}
