import type { Field, FieldType } from "../layout.ts";
import { isFlattened } from "../schema/ecs.ts";
import { keep, type Scan, wrap } from "./scan.ts";

/** Functions of `runtime/formats/tail-scan.ts`. */
const writers: Partial<Record<FieldType, string>> = { pairs: "putPairsBehind", object: "putObjectBehind", objects: "putObjectsBehind" };

/** Code that reads a message and what ends the line behind it. */
export function addMessageAndTail(scan: Scan, tail: Field): void {
  keep(scan, "bodyStart = 0", "bodyEnd = 0");
  scan.code.add("bodyStart = i;");
  addWriter(scan, tail);
  scan.code.add("bodyEnd = tailFound.messageEnd;", "i = end;");
}

/** The same of a tail in front of which is no message. Whether there is one made of other white space, the object face says. */
export function addTail(scan: Scan, tail: Field): void {
  addWriter(scan, tail);
  scan.code.add(
    "if (tailFound.messageEnd > i) {",
    "if ((b[i] as number) > 32 && (b[i] as number) < 127) return foreign;",
    "return unsure;",
    "}",
    "i = end;",
  );
}

function addWriter(scan: Scan, { type }: Field): void {
  const { code, tables, format } = scan;
  code.add(`at = ${writers[type]}(b, i, end, w, at, shared, ${tables.taken.get(format)?.name});`, "if (at < 0) return unsure;");
  for (const name of ["trace", "span"]) {
    keep(scan, `${name}Start = 0`, `${name}End = 0`);
    code.add(`if (tailFound.${name}End > 0) {`, `${name}Start = tailFound.${name}Start;`, `${name}End = tailFound.${name}End;`, "}");
  }
}

/** Structured data; of ECS only one field takes objects, elsewhere what is in them is labels. */
export function addStructured(scan: Scan, { to }: Field): void {
  const { code, shape } = scan;
  if (typeof to !== "object" || (shape === "ecs" && !isFlattened(to.attribute))) {
    code.add("if (i >= end || b[i] !== 45 /* - */) return unsure;", "i += 1;");
    return;
  }
  code.add("if (i < end && b[i] === 45 /* - */) i += 1;", "else {");
  wrap(scan, to.attribute, "nested", () => {
    code.add(`at = putStructuredData(b, i, end, w, at, ${shape === "otlp"});`);
    code.add("if (at === foreign) return foreign;", "if (at < 0) return unsure;", "i = structuredFound.end;");
  });
  code.add("}");
}
