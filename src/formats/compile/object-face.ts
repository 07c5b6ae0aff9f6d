import { type Format, isLayout, type LayoutFormat } from "../layout.ts";
import { scannedOf, startTest } from "./branches.ts";
import { variantOf } from "./names.ts";

/**
 * The functions that find the record of a line in the object face.
 * @param type of the records
 */
export function objectFace(formats: readonly Format[], carrier: LayoutFormat | undefined, type: string): string {
  const tries = (format: Format) =>
    scannedOf(format).map((variant, index, firsts) => {
      const test = startTest(format, variant);
      const count = isLayout(format) ? format.layouts.length : 1;
      const others = Array.from({ length: (firsts[index + 1] ?? count) - variant - 1 }, (_, at) => variant + 1 + at);
      const lines = isLayout(format) ? tryLayout(format, variant, format === carrier, type) : tryDynamic(format, type);
      // What the layout begins with, the others begin with as well.
      const behind = others.map((other) =>
        isLayout(format) ? `      {\n${tryLayout(format, other, format === carrier, type)}\n      }\n` : "",
      );
      const more = others.length > 0 ? `\n    if (line.begun) {\n${behind.join("")}    }` : "";
      return `  ${test === "true" ? "" : `if (${test}) `}{\n${lines}${more}\n  }`;
    });
  const body = (list: readonly Format[]) => list.flatMap(tries).join("\n");
  const first = "  const first = start < end ? (b[start] as number) : 10;";
  if (!carrier) {
    return `/** The object face: the record of a line; undefined where no format takes it, and \`problems\` say why. */
function find(b: Buffer, start: number, end: number, context: LineContext, problems: Problem[]): ${type} | undefined {
${first}
${body(formats)}
  const plain = withoutColours(b, start, end);
  return plain && find(plain, 0, plain.length, context, []);
}

${readAny(type)}`;
  }
  return `/** What a carrier's line holds, or a line without carrier; undefined when no format takes it. */
function findInside(b: Buffer, start: number, end: number, context: LineContext, problems: Problem[]): ${type} | undefined {
${first}
${body(formats.filter((format) => format !== carrier))}
  const plain = withoutColours(b, start, end);
  return plain && findInside(plain, 0, plain.length, context, problems);
}

/** The object face: the record of a line; undefined where no format takes it, and \`problems\` say why. */
function find(b: Buffer, start: number, end: number, context: LineContext, problems: Problem[]): ${type} | undefined {
${first}
${body([carrier])}
  return findInside(b, start, end, context, problems);
}

${readAny(type)}`;
}

function readAny(type: string): string {
  return `/** The same of any line. */
function read(b: Buffer, start: number, end: number, context: LineContext): ${type} {
  const problems: Problem[] = [];
  return find(b, start, end, context, problems) ?? unparsed(b, start, end, problems, context);
}`;
}

function tryLayout({ name }: LayoutFormat, variant: number, carries: boolean, type: string): string {
  const reader = `read${variantOf(name, variant)}`;
  const taken = carries
    ? `if (record) {
      const inside = findInside(b, line.innerStart, end, { ...context, carried: record.timeUnixNano }, problems);
      return inside ? ({ ...inside, attributes: { ...record.attributes, ...inside.attributes } } as ${type}) : record;
    }`
    : "if (record) return record;";
  return `    const line = new LineReader(b, start, end, context);
    const record = ${reader}(line);
    ${taken}
    noteProblem(problems, "${name}", line);`;
}

function tryDynamic(format: Format, type: string): string {
  const read = isLayout(format) ? "" : format.read;
  return `    const record = ${read}(b, start, end, context);
    if (typeof record !== "string") return record as ${type};
    noteProblem(problems, "${format.name}", reasonOf(record));`;
}
