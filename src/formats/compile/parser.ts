import { type DynamicFormat, type Format, isCarrier, isLayout, type LayoutFormat, startsOf } from "../layout.ts";
import { branchesOf, scannedOf, startTest, tableName } from "./branches.ts";
import { Code } from "./code.ts";
import { documentType, fieldsTable } from "./ecs-fields.ts";
import { ecsFactory, factory } from "./factory.ts";
import { importsOf } from "./imports.ts";
import { recordText, type Shape } from "./json-shape.ts";
import { typeOf, variantOf } from "./names.ts";
import { objectFace } from "./object-face.ts";
import { readerOf } from "./reader.ts";
import { scannerOf } from "./scanner.ts";
import { sharedPrefixes } from "./shared-prefix.ts";
import { declarations, tablesOf } from "./tables.ts";
import { carriedNames, namesTable } from "./taken-names.ts";
import { type Constants, declareTexts, noConstants, roomFor } from "./texts.ts";
import { doublesOf, recordType } from "./types.ts";

/** An emitted src/parser.ts, and the modules of the runtime that it imports. */
export interface CompiledParser {
  readonly source: string;
  readonly runtime: readonly string[];
}

/** Compiles formats, in order of preference, into one module that reads their lines in both faces. */
export function compileParser(formats: readonly Format[], shape: Shape): CompiledParser {
  const isEcs = shape === "ecs";
  const constants = noConstants();
  const layouts = formats.filter(isLayout);
  const carrier = layouts.find(isCarrier);
  const tables = tablesOf(layouts);
  const scanners = formats.flatMap((format, number) =>
    isLayout(format) ? branchesOf(format, shape).map((branch) => scannerOf(format, branch, number, { shape, constants, tables })) : [],
  );
  const readers = layouts.flatMap((format) => {
    const branches = sharedPrefixes(format);
    const sharedBy = (variant: number) => branches.find((branch) => branch.variant === variant && branch.branches.length > 0)?.to ?? 0;
    return format.layouts.map((_, variant) => readerOf(format, variant, sharedBy(variant), tables, isEcs ? "Normal" : undefined));
  });
  const names = [...formats.map(({ name }) => name), "unparsed"];
  const doubles = layouts.map((format) => [format.name, doublesOf(format)] as const).filter(([, attributes]) => attributes.length > 0);
  const hasDoubles = doubles.length > 0 && !isEcs;
  const code = [
    ...layouts.map(isEcs ? documentType : recordType),
    union(formats, isEcs ? "EcsDocument" : "Normal"),
    `const shape = ${JSON.stringify(shape)};\nconst formats = ${list(names)} as const;${hasDoubles ? `\n${doublesTable(doubles)}` : ""}`,
    ...(isEcs ? [fieldsTable(layouts, carrier, names)] : []),
    startTables(formats),
    ...declarations(tables),
    ...readers,
    objectFace(formats, carrier, isEcs ? "Normal" : "ParsedRecord"),
    ...scanners,
    fastFace(formats, carrier, shape, constants),
    isEcs ? ecsFactory(carrier !== undefined) : factory(carrier !== undefined, shape, hasDoubles),
  ].join("\n\n");
  const state = `${declareTexts(constants)}\n/** More than all constants and numbers of a record. */\nconst room = ${roomFor(constants)};\n\n${moduleState(carriedNames(formats, carrier))}`;
  const [imports, runtime] = importsOf(`${code}\n${state}`);
  return {
    source: [header(names), imports, code.replace(startsMark, () => state + startsMark)].join("\n\n").replace(startsMark, ""),
    runtime,
  };
}

const startsMark = "/*state*/";

function moduleState(carried: readonly string[]): string {
  const names = carried.length === 0 ? "" : `, carried: ${namesTable(carried)}`;
  return `const foreign = -1;
const unsure = -2;
/** The time of the line that carries the one that is read; -1: there is none. */
const carrier = { seconds: -1, nanos: 0 };
let zone = zoneOf("UTC");
let zoneAssumed = Buffer.alloc(0);
/** The same for scanners of the runtime. */
let shared: Shared = { shape, zone, zoneAssumed, carrier${names} };

`;
}

function doublesTable(doubles: readonly (readonly [format: string, attributes: readonly string[]])[]): string {
  const entries = doubles.map(([format, attributes]) => `${JSON.stringify(format)}: new Set(${list(attributes)})`);
  return `/** Attributes that are doubles, those that happen to be whole included, by format. */\nconst doubles: Readonly<Record<string, ReadonlySet<string>>> = { ${entries.join(", ")} };`;
}

function header(names: readonly string[]): string {
  return `// Compiled by pod-scaffold from the formats in scaffold.yaml: ${names.slice(0, -1).join(", ")}. Kept current by the generator: change the formats there.
//
// Two faces of the same formats. \`encode\` reads a line's bytes once and writes the record's JSON as it goes: no object, no string is made.
// What its scanners are unsure of, it leaves to \`read\`, which makes an object of any line. test/parser.test.ts holds the two equal.`;
}

function union(formats: readonly Format[], base: string): string {
  const dynamic = formats.filter((format) => !isLayout(format)).map(({ name }) => JSON.stringify(name));
  const types = formats.filter(isLayout).map(({ name }) => typeOf(name));
  const others = `(${base} & { readonly format: ${[...dynamic, '"unparsed"'].join(" | ")} })`;
  return `/** What a line becomes. */\nexport type ParsedRecord = ${[...types, others].join(" | ")};`;
}

function list(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
}

function variantsOf(format: Format): number[] {
  return isLayout(format) ? format.layouts.map((_, index) => index) : [0];
}

function startTables(formats: readonly Format[]): string {
  const tables = formats.flatMap((format) =>
    variantsOf(format).flatMap((variant) => {
      const starts = isLayout(format) ? startsOf(format.layouts[variant] ?? []) : format.starts;
      return starts === undefined || starts.length === 1
        ? []
        : [`const ${tableName(format, variant)} = byteClass(${JSON.stringify([...new Set(starts)].join(""))});`];
    }),
  );
  return `${startsMark}${tables.length > 0 ? `/** Bytes that lines can begin with. */\n${tables.join("\n")}` : ""}`.trimEnd();
}

function fastFace(formats: readonly Format[], carrier: LayoutFormat | undefined, shape: Shape, constants: Constants): string {
  const tries = (format: Format) =>
    scannedOf(format, shape).map((variant) => {
      const test = startTest(format, variant);
      const name = `scan${variantOf(format.name, variant)}`;
      if (!isLayout(format) && !format.scan) return `  if (${test}) return unsure;`;
      const call = isLayout(format) ? `${name}(b, start, end, out, observedMs)` : scanDynamic(format, formats.indexOf(format));
      const lines = `    const kind = ${call};\n    if (kind !== foreign) return kind;`;
      return `  ${test === "true" ? "" : `if (${test}) `}{\n${lines}\n  }`;
    });
  const body = (list: readonly Format[]) => list.flatMap(tries).join("\n");
  const signature = "(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number";
  const first = "  const first = start < end ? (b[start] as number) : 10;";
  if (!carrier) {
    return `/** Which format takes the line, in order of preference. */
function scan${signature}): number {
${first}
${body(formats)}
  return foreign;
}`;
  }
  return `/** What a carrier's line holds: by another format, else as it is. */
function inside${signature}, seconds: number, nanos: number): number {
  carrier.seconds = seconds;
  carrier.nanos = nanos;
  const kind = scanInside(b, start, end, out, observedMs);
  carrier.seconds = -1;
  if (kind !== foreign) return kind;
  if (seconds < 0 || b.subarray(start, end).includes(27)) return unsure;
${plainBody(shape, constants)}
  return ${formats.indexOf(carrier)};
}

/** Which format takes the line, in order of preference. */
function scanInside${signature}): number {
${first}
${body(formats.filter((format) => format !== carrier))}
  return foreign;
}

/** A carrier comes first, whatever it carries. */
function scan${signature}): number {
${first}
${body([carrier])}
  return scanInside(b, start, end, out, observedMs);
}`;
}

function scanDynamic({ scan }: DynamicFormat, number: number): string {
  return scan ? `${scan.name}(b, start, end, out, observedMs, ${number}, shared)` : "unsure";
}

function plainBody(shape: Shape, constants: Constants): string {
  const text = recordText(shape);
  const code = new Code(constants);
  code.put(text.end + text.time);
  code.add(`at = ${shape === "otlp" ? "putUnixNano" : "putIso"}(w, at, seconds, nanos);`);
  code.put(`"${text.body}`);
  code.add("at = putEscaped(w, at, viewOf(b), start, end);");
  code.put(text.bodyEnd);
  code.add("out.length = at;");
  const lend = "out.lend((end - start) * 6 + room);";
  const o = code.lines.some((line) => /\bo\[/.test(line)) ? `const o = ${lend}` : lend;
  return [`  ${o}`, "  const w = out.view;", "  let at = out.length;", ...code.lines].join("\n");
}
