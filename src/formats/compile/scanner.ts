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
import { byteText, Code, matches, runs } from "./code.ts";
import { attributeText, recordText, type Shape, type ValueKind } from "./json-shape.ts";
import { namedFields, typeOf } from "./names.ts";
import { addRequest, addVersion } from "./request.ts";

/** What all scanners of one parser have in common. */
export interface Compile {
  readonly shape: Shape;
  /** Bytes that are written, and their names. */
  readonly constants: Map<string, string>;
  readonly times: ReadonlyMap<string, string>;
}

/** What the scanner of one layout needs to know while it is written. */
interface Scan {
  readonly code: Code;
  readonly shape: Shape;
  readonly variables: ReturnType<typeof namedFields>;
  /** Names of the readers of times, by layout. */
  readonly times: ReadonlyMap<string, string>;
  /** The first variables of the function: offsets that outlive the place where they are found. */
  readonly kept: Set<string>;
}

/**
 * The fast face of a layout: a function that reads the bytes of a line once, from left to right, and writes the record's JSON as it goes.
 * It returns the number of the format; `foreign` when the line is of another format; `unsure` when the object face has to look, because
 * something needs more than copying.
 */
export function scannerOf(format: LayoutFormat, variant: number, number: number, { shape, constants, times }: Compile): string {
  const pieces = format.layouts[variant] ?? [];
  const code = new Code(constants);
  const scan: Scan = { code, shape, variables: namedFields(pieces), times, kept: new Set() };
  addPieces(scan, pieces, []);
  const last = pieces.at(-1);
  if (!(last?.kind === "field" && last.type === "rest")) code.add("while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;");
  code.add(`if (i !== end) return foreign;`);
  addEnd(scan, pieces, number);
  const declared = [...scan.kept].map((name) => `  let ${name};`);
  return [
    `function scan${typeOf(format.name)}${variant === 0 ? "" : variant + 1}(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {`,
    "  const o = out.lend((end - start) * 12 + room);",
    "  let at = out.length;",
    "  let i = start;",
    "  let c = 0;",
    ...declared,
    ...code.lines,
    "}",
  ].join("\n");
}

function addPieces(scan: Scan, pieces: readonly Piece[], behind: readonly Piece[]): void {
  pieces.forEach((piece, index) => {
    const following = [...pieces.slice(index + 1), ...behind];
    if (piece.kind === "field") addField(scan, piece, following);
    else if (piece.kind === "literal") {
      const { length } = Buffer.from(piece.text);
      scan.code.add(`if (i + ${length} > end || !(${matches(piece.text, "i")})) return foreign;`, `i += ${length};`);
    } else if (piece.kind === "blanks") {
      if (piece.least === 1) scan.code.add("if (i >= end || b[i] !== 32) return foreign;");
      scan.code.add("while (i < end && b[i] === 32) i += 1;");
    } else {
      const [first] = piece.pieces;
      const text = first?.kind === "literal" ? first.text : "";
      scan.code.add(`if (i + ${Buffer.byteLength(text)} <= end && ${matches(text, "i")}) {`);
      addPieces(scan, piece.pieces, following);
      scan.code.add("}");
    }
  });
}

function addField(scan: Scan, field: Field, following: readonly Piece[]): void {
  const { code } = scan;
  const stops = stopsOf(field, following);
  code.add(`// ${typeof field.to === "object" ? field.to.attribute : field.to}`);
  if (!field.nil && !field.empty) {
    addValue(scan, field, stops, isTrimmed(following));
    return;
  }
  const endsAt = (index: string): string =>
    [
      `${index} === end`,
      ...nilStops(field, following).map((text) => (text.length > 1 ? `(${matches(text, index)})` : matches(text, index))),
    ].join(" || ");
  if (field.nil) code.add(`if (i < end && b[i] === 45 /* - */ && (${endsAt("i + 1")})) i += 1;`);
  code.add(field.nil && field.empty ? `else if (!(${endsAt("i")})) {` : field.empty ? `if (!(${endsAt("i")})) {` : "else {");
  addValue(scan, field, stops, isTrimmed(following));
  code.add("}");
  // An upstream that was not reached, and then others.
  if (isSeveral(field)) code.add(`if (i + 2 < end && ${matches(" : ", "i")}) return unsure;`);
}

/** The texts at which a field ends. */
function stopsOf({ type }: Field, following: readonly Piece[]): readonly string[] {
  if (type === "rest") return [];
  const stops = stopsAfter(following);
  return type === "quoted" || (type === "request" && stops[0]?.startsWith('"')) ? ['"'] : stops;
}

function addValue(scan: Scan, field: Field, stops: readonly string[], trimmed: boolean): void {
  const { code, shape } = scan;
  const variable = scan.variables.get(field)?.variable ?? "";
  const { type, to } = field;
  if (isTime(field)) {
    const reference = type === "bsd" || type === "time" ? ", observedMs" : "";
    const reader = type === "time" ? scan.times.get(field.layout ?? "") : `${type}Time`;
    code.add(`i = ${reader}(b, i, end${type === "epoch" ? "" : ", zone"}${reference});`, "if (i < 0) return foreign;");
    if (to === "nowhere") return;
    keep(scan, "seconds = -1", "nanos = 0", "zoned = true");
    code.add("seconds = clock.seconds;", "nanos = clock.nanos;", "zoned = clock.zoned;");
    return;
  }
  switch (type) {
    case "letter":
      keep(scan, "severity = 0", "severityStart = 0", "severityEnd = 0");
      code.add("severity = i < end ? severityAt(b, i, i + 1) : 0;", "if (severity === 0) return foreign;");
      code.add("severityStart = i;", "i += 1;", "severityEnd = i;");
      return;
    case "priority":
      keep(scan, "priority = -1");
      code.add("priority = 0;", "const first = i;", "while (i < end && i - first < 3 && (c = b[i] as number) >= 48 && c <= 57) {");
      code.add("priority = priority * 10 + c - 48;", "i += 1;", "}", "if (i === first || priority > 191) return foreign;");
      wrap(scan, "syslog.facility", "integer", () => code.add("at = putInteger(o, at, priority >> 3);"));
      return;
    case "tag":
      code.add(`if (i >= end || (b[i] !== ${byteText(70)} && b[i] !== ${byteText(80)})) return foreign;`, "i += 1;");
      code.add("if (i < end && b[i] === 58) while (i < end && b[i] !== 32) i += 1;");
      return;
    case "structured":
      code.add("if (i >= end || b[i] !== 45 /* - */) return unsure;", "i += 1;");
      return;
    case "protocol":
      code.add(`if (isAt(b, i, end, ${code.constant("HTTP/")})) i += 5;`);
      if (typeof to === "object") wrap(scan, to.attribute, "string", () => addVersion(code));
      return;
    case "request":
      addRequest(code, shape, stops);
      keep(scan, "bodyStart = 0", "bodyEnd = 0");
      return;
    case "int":
      if (typeof to === "object" && to.status) {
        keep(scan, "status = 0");
        code.add("status = digits(b, i, 3, end);", "if (status < 100) return foreign;");
        wrap(scan, to.attribute, "integer", () => code.add("at = copy(o, at, b, i, i + 3);"));
        code.add("i += 3;");
        return;
      }
      code.add("if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;");
      code.add(`const ${variable}End = signedEnd(b, i, end);`, `if (${variable}End < 0) return unsure;`);
      if (typeof to === "object") wrap(scan, to.attribute, "integer", () => code.add(`at = copy(o, at, b, i, ${variable}End);`));
      code.add(`i = ${variable}End;`);
      return;
    case "ints":
    case "floats":
      addNumbers(scan, field, stops, variable);
      return;
    case "float":
      code.add(`const ${variable}End = floatEnd(b, i, end);`, `if (${variable}End < 0) return unsure;`);
      if (typeof to === "object") wrap(scan, to.attribute, "float", () => code.add(`at = copy(o, at, b, i, ${variable}End);`));
      code.add(`i = ${variable}End;`);
      return;
    default:
      addText(scan, field, stops, variable, trimmed);
  }
}

/** One number. Several are left to the object face. */
function addNumbers(scan: Scan, { type, to }: Field, stops: readonly string[], variable: string): void {
  const [find, kind] = type === "ints" ? (["signedEnd", "integer"] as const) : (["floatEnd", "float"] as const);
  scan.code.add(`const ${variable}End = ${find}(b, i, end);`, `if (${variable}End < 0) return unsure;`);
  const ends = stops.map((text) => `(${matches(text, `${variable}End`)})`).join(" || ");
  scan.code.add(`if (${variable}End !== end${ends && ` && !(${ends})`}) return unsure;`);
  if (typeof to === "object") wrap(scan, to.attribute, kind, () => scan.code.add(`at = copy(o, at, b, i, ${variable}End);`));
  scan.code.add(`i = ${variable}End;`);
}

function isEscaped(type: FieldType): boolean {
  return type === "quoted" || type === "user" || type === "escaped";
}

/** Classes of bytes, by type of field: tables of `runtime/formats/bytes.ts`. */
const byteTables: Partial<Record<FieldType, string>> = { host: "hostByte", word: "wordByte", hex: "hexByte", name: "nameByte" };

/** Fields that are copied, or whose place is kept. */
function addText(scan: Scan, { type, to, last }: Field, stops: readonly string[], variable: string, trimmed: boolean): void {
  const { code } = scan;
  const table = byteTables[type];
  // Of a class without blanks, they end it.
  const running = last
    ? `i < ${variable}Stop && (c = b[i] as number) >= 0`
    : `i < end && ${runs(trimmed && table ? [...stops, " "] : stops)}`;
  const trims = trimmed && !table;
  const mayBeEmpty = type === "quoted" || type === "rest" || type === "escaped";
  const start = mayBeEmpty ? "" : `const ${variable} = i;`;
  const full = mayBeEmpty ? "" : `if (i === ${variable}) return foreign;`;
  if (type === "stream") {
    code.add(`const ${variable}End = streamEnd(b, i, end);`, `if (${variable}End < 0) return foreign;`);
    if (typeof to === "object") wrap(scan, to.attribute, "string", () => code.add(`at = copy(o, at, b, i, ${variable}End);`));
    code.add(`i = ${variable}End;`);
    return;
  }
  if (last)
    code.add(`const ${variable}Stop = lastAt(b, i, end, ${code.constant(stops[0] ?? "")});`, `if (${variable}Stop < 0) return foreign;`);
  if (type === "user") code.add("if (i + 1 < end && b[i] === 45 /* - */ && b[i + 1] === 32) return foreign;");
  if (typeof to !== "object") {
    const place = to === "inner" ? "body" : to;
    if (to !== "nowhere") keep(scan, `${place}Start = 0`, `${place}End = 0`);
    code.add(...(to === "nowhere" ? [] : [`${place}Start = i;`]), ...(start ? [start] : []));
    if (last) code.add(`i = ${variable}Stop;`);
    else if (stops.length === 0 && !isEscaped(type)) code.add("i = end;");
    else if (table) code.add(`for (; ${running}; i += 1) if (${table}[c] !== 1) return foreign;`);
    else if (isEscaped(type)) code.add(`for (; ${running}; i += 1) if (c === 92) return unsure;`);
    else code.add(`while (${running}) i += 1;`);
    if (trims) code.add(`while (i > ${start ? variable : "start"} && b[i - 1] === 32) i -= 1;`);
    code.add(...(full ? [full] : []), ...(to === "nowhere" ? [] : [`${place}End = i;`]));
    if (type === "level") {
      keep(scan, "severity = 0");
      code.add(`severity = severityAt(b, ${variable}, i);`, "if (severity === 0) return foreign;");
    }
    return;
  }
  wrap(scan, to.attribute, to.list ? "list" : "string", () => {
    if (start) code.add(start);
    if (table) {
      // A word may hold what JSON escapes, the other classes do not.
      const put = type === "word" ? ["if (plain[c] === 1) o[at++] = c;", "else at = escapeByte(o, at, c);"] : ["o[at++] = c;"];
      code.add(`for (; ${running}; i += 1) {`, `if (${table}[c] !== 1) return foreign;`, ...put, "}");
    } else {
      code.add(`for (; ${running}; i += 1) {`);
      if (type === "texts") code.add("if (c === 44 /* , */ || c === 32) return unsure;");
      code.add("if (plain[c] === 1) o[at++] = c;");
      if (isEscaped(type)) code.add("else if (c === 92) return unsure;");
      code.add("else at = escapeByte(o, at, c);", "}");
    }
    if (trims) code.add(`while (i > ${start ? variable : "start"} && b[i - 1] === 32) {`, "i -= 1;", "at -= 1;", "}");
    if (full) code.add(full);
  });
}

function wrap({ code, shape }: Scan, name: string, kind: ValueKind, value: () => void): void {
  const [open, close] = attributeText(name, kind, shape);
  code.put(open);
  value();
  code.put(close);
}

function keep(scan: Scan, ...variables: readonly string[]): void {
  for (const variable of variables) scan.kept.add(variable);
}

function addEnd(scan: Scan, pieces: readonly Piece[], number: number): void {
  const { code, shape, kept } = scan;
  const text = recordText(shape);
  const fields = [...scan.variables.values()].map(({ field }) => field);
  const has = (variable: string) => [...kept].some((name) => name.startsWith(`${variable} `));
  if (fields.some(({ to }) => to === "inner")) {
    // A runtime writes its zone; where one did not, the reader knows what it assumed.
    if (has("zoned")) code.add("if (!zoned) return unsure;");
    code.add("out.length = at;", "return inside(b, bodyStart, bodyEnd, out, observedMs, seconds, nanos);");
    return;
  }
  if (has("seconds")) {
    code.add("if (!zoned) {", `at = put(o, at, zoneAssumed);`, "}");
    code.put(text.end);
    code.add("if (seconds < 0) {", "seconds = carrier.seconds;", "nanos = carrier.nanos;", "}");
  } else {
    code.put(text.end);
    code.add("const { seconds, nanos } = carrier;");
  }
  code.add("if (seconds >= 0) {");
  code.put(text.time);
  code.add(`at = ${shape === "otlp" ? "putUnixNano" : "putIso"}(o, at, seconds, nanos);`);
  code.put('"');
  code.add("}");
  addSeverity(scan, has);
  code.put(text.body);
  if (pieces.some((piece) => piece.kind === "field" && piece.type === "request")) code.add("at = copy(o, at, b, bodyStart, bodyEnd);");
  else if (has("bodyStart")) code.add("at = putEscaped(o, at, b, bodyStart, bodyEnd);");
  else code.add("at = putEscaped(o, at, b, start, end);");
  code.put(text.bodyEnd);
  code.add("out.length = at;", `return ${number};`);
}

function addSeverity({ code, shape }: Scan, has: (variable: string) => boolean): void {
  const text = recordText(shape);
  if (has("status")) {
    code.put(text.severityNumber);
    code.add("at = putInteger(o, at, severityOfStatus(status));");
  } else if (has("priority")) {
    code.add("if (priority >= 0) {");
    code.put(text.severityNumber);
    code.add("at = putInteger(o, at, syslogSeverity[priority & 7] as number);", "}");
  } else if (has("severityStart")) {
    code.add("if (severity > 0) {");
    code.put(text.severityNumber);
    code.add("at = putInteger(o, at, severity);");
    code.put(text.severityText);
    code.add("at = putEscaped(o, at, b, severityStart, severityEnd);");
    code.put('"');
    code.add("}");
  }
}
