import { type Field, isId, type LayoutFormat, type Piece } from "../layout.ts";
import { typeOf } from "./names.ts";
import { valueType } from "./reader.ts";
import { sampleComments } from "./sample-values.ts";

export interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
}

/** What the value of an attribute may become as well. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  "http.request.method": ["http.request.method_original"],
  "url.full": ["url.full", "url.original", "url.path", "url.query"],
};

/** The attributes of a format's records that its layouts name, each with its type. Those of an HTTP request come on top. */
export function attributesOf({ layouts }: LayoutFormat): Attribute[] {
  const found = new Map<string, { type: string; in: number; optional: boolean }>();
  const visit = (piece: Piece, inside: boolean): void => {
    if (piece.kind === "optional") for (const inner of piece.pieces) visit(inner, true);
    if (piece.kind !== "field") return;
    const name = nameOf(piece);
    if (name === undefined) return;
    const before = found.get(name);
    const optional =
      inside ||
      piece.nil === true ||
      piece.empty === true ||
      piece.type === "structured" ||
      piece.type === "any" ||
      isId(piece) ||
      before?.optional === true;
    const list = typeof piece.to === "object" && piece.to.list;
    const type = piece.type === "priority" ? "number" : piece.type === "any" ? "string" : list ? "readonly string[]" : valueType(piece);
    found.set(name, { type, in: (before?.in ?? 0) + 1, optional });
  };
  for (const pieces of layouts) for (const piece of pieces) visit(piece, false);
  for (const [name, others] of Object.entries(alternatives)) {
    const one = found.get(name);
    if (!one) continue;
    for (const other of others) found.set(other, { ...one, optional: true });
  }
  return [...found].map(([name, { type, in: count, optional }]) => ({ name, type, optional: optional || count < layouts.length }));
}

/** Whether the format's lines hold the first line of an HTTP request. */
export function holdsRequest({ layouts }: LayoutFormat): boolean {
  return hasField(layouts.flat(), ({ type }) => type === "request");
}

/** Whether lines name attributes themselves. */
export function holdsOthers({ layouts }: LayoutFormat): boolean {
  return hasField(layouts.flat(), ({ to }) => to === "attributes");
}

/** Whether lines name things themselves, attributes or what is inside of one. */
export function holdsNames({ layouts }: LayoutFormat): boolean {
  return hasField(layouts.flat(), ({ to, type }) => to === "attributes" || type === "structured");
}

function hasField(pieces: readonly Piece[], wanted: (field: Field) => boolean): boolean {
  return pieces.some((piece) => (piece.kind === "optional" ? hasField(piece.pieces, wanted) : piece.kind === "field" && wanted(piece)));
}

/** The attributes that are numbers with or without a fraction. */
export function doublesOf({ layouts }: LayoutFormat): string[] {
  const found = new Set<string>();
  const visit = (piece: Piece): void => {
    if (piece.kind === "optional") piece.pieces.forEach(visit);
    if (piece.kind === "field" && (piece.type === "float" || piece.type === "floats") && typeof piece.to === "object")
      found.add(piece.to.attribute);
  };
  layouts.flat().forEach(visit);
  return [...found];
}

function nameOf({ type, to }: Field): string | undefined {
  if (type === "priority") return "syslog.facility";
  return typeof to === "object" ? to.attribute : undefined;
}

/** The exported type of a format's records, each attribute with what stands there in an example. */
export function recordType(format: LayoutFormat): string {
  const sample = sampleComments(format);
  const constants = Object.entries(format.constants ?? {}).map(
    ([name, value]) => `    readonly ${JSON.stringify(name)}: ${JSON.stringify(value)};`,
  );
  const attributes = attributesOf(format).map(
    ({ name, type, optional }) => `    readonly ${JSON.stringify(name)}${optional ? "?" : ""}: ${type};${sample(name)}`,
  );
  return [
    `/** ${format.about} */`,
    `export interface ${typeOf(format.name)} extends Normal {`,
    `  readonly format: ${JSON.stringify(format.name)};`,
    "  readonly attributes: {",
    ...attributes,
    ...constants,
    `  }${holdsOthers(format) ? ' & Normal["attributes"]' : ""}${holdsRequest(format) ? " & RequestAttributes" : ""} & Assumed;`,
    "}",
  ].join("\n");
}
