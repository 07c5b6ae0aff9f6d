import { colonBehind, type Field, type FieldType, isId, isTime, isTrimmed, type Piece } from "../layout.ts";
import { byteText, fourOf, matches, runs } from "./expressions.ts";
import { addStructured, addTail } from "./named-values.ts";
import { addRequest, addVersion } from "./request.ts";
import { keep, type Scan, wrap } from "./scan.ts";
import { levelsKey, longest } from "./tables.ts";

/** Code that reads one field, and writes it or keeps where it is. */
export function addValue(scan: Scan, field: Field, stops: readonly string[], following: readonly Piece[]): void {
  const { code } = scan;
  const variable = scan.variables.get(field)?.variable ?? "";
  const { type, to } = field;
  if (isTime(field)) {
    const reference = type === "bsd" || type === "time" ? ", observedMs" : "";
    const reader = type === "time" ? scan.tables.times.get(field.layout ?? "") : `${type}Time`;
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
      addStructured(scan, field);
      return;
    case "protocol":
      code.add(`if (isAt(b, i, end, ${code.constant("HTTP/")})) i += 5;`);
      if (typeof to === "object") wrap(scan, to.attribute, "string", () => addVersion(code));
      return;
    case "request":
      if (to === "body") {
        keep(scan, "bodyStart = 0", "bodyEnd = 0");
        code.add("bodyStart = i;");
      }
      addRequest(scan, stops, field.hashed === true);
      if (to === "body") code.add("bodyEnd = i;");
      return;
    case "int":
      if (typeof to === "object" && to.status) {
        keep(scan, "status = 0");
        code.add("status = digits(b, i, 3, end);", "if (status < 100) return foreign;");
        wrap(scan, to.attribute, "integer", () => code.add("at = copy(w, at, v, i, i + 3);"));
        code.add("i += 3;");
        return;
      }
      code.add("if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;");
      code.add(`const ${variable}End = signedEnd(b, i, end);`, `if (${variable}End < 0) return unsure;`);
      if (typeof to === "object") wrap(scan, to.attribute, "integer", () => code.add(`at = copy(w, at, v, i, ${variable}End);`));
      code.add(`i = ${variable}End;`);
      return;
    case "ints":
    case "floats":
      addNumbers(scan, field, stops, variable);
      return;
    case "float":
      code.add(`const ${variable}End = floatEnd(b, i, end);`, `if (${variable}End < 0) return unsure;`);
      if (typeof to === "object") wrap(scan, to.attribute, "float", () => code.add(`at = copy(w, at, v, i, ${variable}End);`));
      code.add(`i = ${variable}End;`);
      return;
    case "onward":
      keep(scan, "bodyStart = 0", "bodyEnd = 0");
      code.add("bodyStart = i;", "bodyEnd = end;");
      return;
    case "pairs":
    case "object":
    case "objects":
      code.add("if (i < end) {");
      addTail(scan, field);
      code.add("}");
      return;
    case "ip":
    case "stream":
      addEnding(scan, field, variable, type === "ip" ? `ipEnd(b, i, end, ${colonBehind(following)})` : "streamEnd(b, i, end)");
      return;
    case "csv":
      code.add(`if (i < end && b[i] === ${byteText(34)}) {`);
      addColumn(scan, field, variable);
      code.add("} else {");
      addText(scan, field, [","], variable, false);
      code.add("}");
      return;
    case "most":
      addMost(scan, field, stops[0] ?? "", variable);
      return;
    case "list":
      addText(scan, field, stops, variable, false);
      // One that is written somewhere has no comma.
      if (to === "nowhere") code.add("if (i < end && b[i - 1] === 44 && b[i] === 32) return unsure;");
      return;
    default:
      if (field.levels && following[0]?.kind === "field") addMark(scan, field.levels);
      else if (isId(field)) addId(scan, field, stops, isTrimmed(following));
      else addText(scan, field, stops, variable, isTrimmed(following));
  }
}

/** One number. Several are left to the object face. */
function addNumbers(scan: Scan, { type, to }: Field, stops: readonly string[], variable: string): void {
  const [find, kind] = type === "ints" ? (["signedEnd", "integer"] as const) : (["floatEnd", "float"] as const);
  scan.code.add(`const ${variable}End = ${find}(b, i, end);`, `if (${variable}End < 0) return unsure;`);
  const ends = stops.map((text) => `(${matches(text, `${variable}End`)})`).join(" || ");
  scan.code.add(`if (${variable}End !== end${ends && ` && !(${ends})`}) return unsure;`);
  if (typeof to === "object") wrap(scan, to.attribute, kind, () => scan.code.add(`at = copy(w, at, v, i, ${variable}End);`));
  scan.code.add(`i = ${variable}End;`);
}

function isEscaped(type: FieldType): boolean {
  return type === "quoted" || type === "user" || type === "escaped";
}

/** Classes of bytes, by type of field: tables of `runtime/formats/bytes.ts`. */
const byteTables: Partial<Record<FieldType, string>> = { host: "hostByte", word: "wordByte", hex: "hexByte", name: "nameByte" };

/** Fields that are copied, or whose place is kept. */
function addText(scan: Scan, field: Field, stops: readonly string[], variable: string, trimmed: boolean): void {
  const { type, to, levels, before, hashed, coded } = field;
  const mark = hashed ? 35 : 92;
  const { code } = scan;
  const table = byteTables[type];
  // Of a class without blanks, they end it.
  const running = `i < end && ${runs(trimmed && table ? [...stops, " "] : stops)}`;
  const trims = trimmed && !table;
  const mayBeEmpty = type === "quoted" || type === "rest" || type === "csv" || type === "escaped";
  const start = mayBeEmpty ? "" : `const ${variable} = i;`;
  const full = mayBeEmpty ? "" : `if (i === ${variable}) return foreign;`;
  if (type === "user") code.add("if (i + 1 < end && b[i] === 45 /* - */ && b[i + 1] === 32) return foreign;");
  if (typeof to !== "object") {
    const place = to === "inner" ? "body" : to;
    if (to !== "nowhere") keep(scan, `${place}Start = 0`, `${place}End = 0`);
    code.add(...(to === "nowhere" ? [] : [`${place}Start = i;`]), ...(start ? [start] : []));
    if (isEscaped(type)) code.add(`for (; ${running}; i += 1) if (c === ${mark}) return unsure;`);
    else if (stops.length === 0) code.add("i = end;");
    else if (table) code.add(`for (; ${running}; i += 1) if (${table}[c] !== 1) return foreign;`);
    else code.add(`while (${running}) i += 1;`);
    if (trims) code.add(`while (i > ${start ? variable : "start"} && b[i - 1] === 32) i -= 1;`);
    code.add(...(full ? [full] : []), ...(to === "nowhere" ? [] : [`${place}End = i;`]));
    if (type === "level") {
      keep(scan, "severity = 0");
      const words = levels ? scan.tables.levels.get(levelsKey(levels)) : "severityAt";
      code.add(`severity = ${words}(b, ${variable}, i);`, "if (severity === 0) return foreign;");
    }
    return;
  }
  if (to.attribute === "http.request.method") {
    const isStop = stops.map((text) => (text.length > 1 ? `(${matches(text, "methodStop")})` : matches(text, "methodStop"))).join(" || ");
    code.add("const methodStop = knownMethodEnd(b, i, end);");
    code.add(`if (methodStop < 0 || (methodStop < end${isStop && ` && !(${isStop})`})) return unsure;`);
  }
  if (to.attribute === "url.full") {
    const schemes = ["http://", "https://"].map((scheme) => `!isAt(b, i, end, ${code.constant(scheme)})`);
    code.add(`if (${schemes.join(" && ")}) return unsure;`);
  }
  wrap(scan, to.attribute, to.list ? "list" : "string", () => {
    if (start) code.add(start);
    if (before) code.put(JSON.stringify(before).slice(1, -1));
    if (table && coded === undefined) {
      code.add(`for (; ${running}; i += 1) if (${table}[c] !== 1) return foreign;`, full);
      // A word may hold what JSON escapes, the other classes do not.
      code.add(`at = ${type === "word" ? "putEscaped" : "copy"}(w, at, v, ${variable}, i);`);
      return;
    }
    const [first = '"', ...others] = new Set(stops.map((text) => (text.charCodeAt(0) < 128 ? text.charAt(0) : "")));
    if (!table && type !== "texts" && type !== "list" && !hashed && coded === undefined && first !== "" && others.length === 0)
      addRun(scan, field, stops, first);
    else {
      code.add(`for (; ${running}; i += 1) {`);
      if (table) code.add(`if (${table}[c] !== 1) return foreign;`);
      if (type === "texts") code.add("if (c === 44 /* , */ || c === 32) return unsure;");
      if (type === "list") code.add("if (c === 44 /* , */) return unsure;");
      if (hashed) code.add("if (c === 35) return unsure;");
      code.add(...addCoded(coded));
      code.add("if (plain[c] === 1) o[at++] = c;");
      if (isEscaped(type) && !hashed) code.add("else if (c === 92) return unsure;");
      code.add("else at = escapeByte(w, at, c);", "}");
    }
    if (trims) code.add(`while (i > ${start ? variable : "start"} && b[i - 1] === 32) {`, "i -= 1;", "at -= 1;", "}");
    if (full) code.add(full);
  });
}

/** Text up to a stop that begins with the byte `first`, copied several bytes at a time. */
function addRun({ code }: Scan, { type }: Field, stops: readonly string[], first: string): void {
  const byte = first.charCodeAt(0);
  const [only] = stops;
  const isPlain = byte >= 32 && byte !== 34 && byte !== 92;
  const isLong = only !== undefined && only.length > 1 && isPlain;
  code.add("for (;;) {", `const stop = copyUntil(w, at, v, i, end, ${fourOf(byte)});`, "at += stop - i;", "i = stop;");
  code.add(`if (!(i < end && ${runs(stops)})) break;`);
  if (isEscaped(type)) code.add("if (c === 92) return unsure;");
  code.add(...(isLong ? [`if (c === ${byteText(byte)}) o[at++] = c;`, "else at = escapeByte(w, at, c);"] : ["at = escapeByte(w, at, c);"]));
  code.add("i += 1;", "}");
}

/** What becomes of a byte of a text whose producer has replaced some. */
function addCoded(coded: Field["coded"]): string[] {
  if (coded === "plus") return ["if (c === 43 /* + */ && b[i - 1] !== 43) c = 32;"];
  return coded === "percent" ? ["if (c === 37 /* % */) return unsure;"] : [];
}

/** What a function of the runtime finds the end of, and needs no escapes. */
function addEnding(scan: Scan, { to }: Field, variable: string, call: string): void {
  const { code } = scan;
  code.add(`const ${variable}End = ${call};`, `if (${variable}End < 0) return foreign;`);
  if (typeof to === "object") wrap(scan, to.attribute, "string", () => code.add(`at = copy(w, at, v, i, ${variable}End);`));
  code.add(`i = ${variable}End;`);
}

/** A column in quotation marks, where two of them stand for one. */
function addColumn(scan: Scan, { to }: Field, variable: string): void {
  const { code } = scan;
  code.add(`const ${variable}End = columnEnd(b, i, end);`, `if (${variable}End < 0) return foreign;`);
  if (typeof to === "object") wrap(scan, to.attribute, "string", () => code.add(`at = putColumn(w, at, v, i + 1, ${variable}End - 1);`));
  else if (to !== "nowhere") {
    keep(scan, `${to}Start = 0`, `${to}End = 0`, `${to}Quoted = false`);
    code.add(`${to}Start = i + 1;`, `${to}End = ${variable}End - 1;`, `${to}Quoted = true;`);
  }
  code.add(`i = ${variable}End;`);
}

/** What ends at the last place where a literal is. */
function addMost(scan: Scan, { to, within }: Field, stop: string, variable: string): void {
  const { code } = scan;
  const end = within === undefined ? "end" : `firstOf(b, i, end, ${code.constant(within)})`;
  code.add(`const ${variable}End = lastOf(b, i, ${end}, ${code.constant(stop)});`, `if (${variable}End < 0) return foreign;`);
  if (typeof to === "object") wrap(scan, to.attribute, "string", () => code.add(`at = putEscaped(w, at, v, i, ${variable}End);`));
  else if (to !== "nowhere") {
    keep(scan, `${to}Start = 0`, `${to}End = 0`);
    code.add(`${to}Start = i;`, `${to}End = ${variable}End;`);
  }
  code.add(`i = ${variable}End;`);
}

/** A level whose word is known by itself. */
function addMark(scan: Scan, levels: Readonly<Record<string, number>>): void {
  const words = scan.tables.levels.get(levelsKey(levels));
  keep(scan, "severity = 0", "severityStart = 0", "severityEnd = 0");
  scan.code.add("severityStart = i;", `severityEnd = wordEnd(${words}, b, i, end, ${longest(levels)});`);
  scan.code.add("if (severityEnd < 0) return foreign;", `severity = ${words}(b, i, severityEnd);`, "i = severityEnd;");
}

/** The id of a trace or a span; the object face looks at digits that cannot be one. */
function addId(scan: Scan, { to }: Field, stops: readonly string[], trimmed: boolean): void {
  const isTrace = typeof to === "object" && to.attribute === "trace_id";
  const name = isTrace ? "trace" : "span";
  keep(scan, `${name}Start = 0`, `${name}End = 0`);
  scan.code.add(
    `${name}Start = i;`,
    `for (; i < end && ${runs(trimmed ? [...stops, " "] : stops)}; i += 1) if (hexByte[c] !== 1) return foreign;`,
  );
  scan.code.add(`${name}End = i;`, `if (!isId(b, ${name}Start, ${name}End, ${isTrace ? 32 : 16})) return unsure;`);
}
