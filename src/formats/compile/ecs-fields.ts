import { addressCopy, copies, ecsTypes, ofRequests } from "../../runtime/formats/ecs-names.ts";
import { type Field, isId, isTime, type LayoutFormat, type Piece } from "../layout.ts";
import { dependsOnValue, ecsKind, ecsName } from "../schema/ecs.ts";
import type { ValueKind } from "./json-shape.ts";
import { typeOf } from "./names.ts";
import { valueType } from "./reader.ts";
import { sampleComments } from "./sample-values.ts";

/** A field of the documents that lines become. */
interface EcsField {
  readonly name: string;
  /** The attribute of the layout that it is made of. */
  readonly attribute?: string;
  /** Its TypeScript type. */
  readonly type: string;
  readonly optional: boolean;
}

/** How the value of a field is written. */
export function kindOf({ type, to }: Field): ValueKind {
  if (type === "int" || type === "ints" || type === "priority") return "integer";
  if (type === "float" || type === "floats") return "float";
  return typeof to === "object" && to.list ? "list" : "string";
}

const text = (name: string): EcsField => ({ name, type: "string", optional: true });
const number = (name: string): EcsField => ({ name, type: "number", optional: true });
const request = ["http.request.method", "url.path", "url.query", "url.original", "network.protocol", "http.version"].map(text);
const priority = ["log.syslog.facility.code", "log.syslog.severity.code", "log.syslog.priority"].map(number);
const answered: readonly EcsField[] = [
  ...Object.entries(ofRequests).map(([name, value]) => ({
    ...text(name),
    type: typeof value === "string" ? "string" : "readonly string[]",
  })),
  { name: "event.outcome", type: '"success" | "failure"', optional: true },
];

/** All that a field of a layout puts into a document, what follows from it included. */
function fieldsOf(field: Field, always: boolean): readonly EcsField[] {
  const { type, to } = field;
  if (isTime(field)) return to === "nowhere" ? [] : [text("event.timezone")];
  if (type === "request") return request;
  if (type === "priority") return priority;
  if (typeof to !== "object" || isId(field)) return [];
  const kind = kindOf(field);
  const name = ecsName(to.attribute, kind);
  const isLong = ecsTypes.get(name) === "long";
  const isList = kind === "list" && ecsKind(to.attribute, kind) === "list";
  const own = type === "any" || (kind === "list" && !isList) ? "string" : isList ? "readonly string[]" : valueType(field);
  // A whole number that a double does not hold is text, which no field of whole numbers takes: it is a label then.
  const mayBeLabel = isLong && own !== "number";
  return [
    {
      name,
      attribute: to.attribute,
      type: isLong ? "number" : own,
      optional: !always || mayBeLabel || type === "structured" || type === "any",
    },
    ...[copies[name], addressCopy[name]].flatMap((copy) => (copy === undefined || isList ? [] : [isLong ? number(copy) : text(copy)])),
    ...(name === "url.path" || name === "url.full" ? [text("url.original")] : []),
    ...(to.status ? answered : []),
  ];
}

function layoutFields(pieces: readonly Piece[], inside = false): readonly EcsField[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === "optional") return layoutFields(piece.pieces, true);
    return piece.kind === "field" ? fieldsOf(piece, !inside && piece.nil !== true && piece.empty !== true) : [];
  });
}

/** The fields of a format's documents, apart from those that all documents have. */
export function documentFields({ layouts, constants = {} }: LayoutFormat): EcsField[] {
  const variants = layouts.map((pieces) => new Map(layoutFields(pieces).map((field) => [field.name, field])));
  const all = new Map(variants.flatMap((variant) => [...variant]));
  const fields = [...all.values()].map((field) => ({
    ...field,
    optional: variants.some((variant) => variant.get(field.name)?.optional !== false),
  }));
  const constant = Object.entries(constants).map(([name, value]) => ({
    name: ecsName(name, "string"),
    type: JSON.stringify(value),
    optional: false,
  }));
  return [...fields, ...constant];
}

/**
 * Whether a layout's documents can be written while a line is read: each field has its place whatever stands in it, and none has the place of
 * another.
 */
export function isWritable(pieces: readonly Piece[], constants: Readonly<Record<string, string>>): boolean {
  const names = [...layoutFields(pieces).map(({ name }) => name), ...Object.keys(constants).map((name) => ecsName(name, "string"))];
  const fields = attributesIn(pieces);
  // What carries other lines must not say what they may say.
  const carries = fields.some(({ to }) => to === "inner");
  return (
    new Set(names).size === names.length &&
    !fields.some((field) => typeof field.to === "object" && dependsOnValue(field.to.attribute, kindOf(field))) &&
    !fields.some(({ to }) => typeof to === "object" && to.attribute === "http.response.status_code" && !to.status) &&
    !(carries && names.some((name) => name !== "log.iostream" && name !== "event.timezone"))
  );
}

function attributesIn(pieces: readonly Piece[]): Field[] {
  return pieces.flatMap((piece) => (piece.kind === "optional" ? attributesIn(piece.pieces) : piece.kind === "field" ? [piece] : []));
}

/** The exported type of a format's documents, each field with what stands there in an example. */
export function documentType(format: LayoutFormat): string {
  const sample = sampleComments(format);
  return [
    `/** ${format.about} */`,
    `export interface ${typeOf(format.name)} extends EcsDocument {`,
    "  /** Which format took the line: no field of the document. */",
    `  readonly format: ${JSON.stringify(format.name)};`,
    ...documentFields(format).map(
      ({ name, attribute, type, optional }) =>
        `  readonly ${JSON.stringify(name)}${optional ? "?" : ""}: ${type};${attribute === undefined ? "" : sample(attribute)}`,
    ),
    "}",
  ].join("\n");
}

/** The names with a dot that lines of each format may fill, those of what carries them included. */
export function fieldsTable(formats: readonly LayoutFormat[], carrier: LayoutFormat | undefined, names: readonly string[]): string {
  const namesOf = (format: LayoutFormat | undefined) =>
    format === undefined ? [] : documentFields(format).flatMap(({ name }) => (name.startsWith("labels.") ? [] : [name]));
  const entries = names.flatMap((name) => {
    const all = new Set([...namesOf(carrier), ...namesOf(formats.find((format) => format.name === name))]);
    return all.size === 0 ? [] : [`  ${JSON.stringify(name)}: new Set([${[...all].map((one) => JSON.stringify(one)).join(", ")}]),`];
  });
  return `/** What lines of a format may say, by format. */\nconst fields: Readonly<Record<string, ReadonlySet<string>>> = {\n${entries.join("\n")}\n};`;
}
