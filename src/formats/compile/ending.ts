import type { Piece } from "../layout.ts";
import { addOutcome, addPriority, addUrl } from "./ecs.ts";
import { attributeText, recordText } from "./json-shape.ts";
import type { Scan } from "./scan.ts";

/** Code that writes the end of a record: what is kept until everything is read. */
export function addEnd(scan: Scan, pieces: readonly Piece[], number: number): void {
  const { code, shape, kept } = scan;
  const text = recordText(shape);
  const fields = [...scan.variables.values()].map(({ field }) => field);
  if (shape === "ecs") addUrl(scan);
  const has = (variable: string) => [...kept].some((name) => name.startsWith(`${variable} `));
  for (const [name, value] of Object.entries(scan.constants))
    code.put(attributeText(name, "string", shape).join(JSON.stringify(value).slice(1, -1)));
  if (fields.some(({ to }) => to === "inner")) {
    // A runtime writes its zone; where one did not, the reader knows what it assumed.
    if (has("zoned")) code.add("if (!zoned) return unsure;");
    code.add("out.length = at;", `return inside(b, bodyStart, bodyEnd, out, observedMs, ${has("seconds") ? "seconds, nanos" : "-1, 0"});`);
    return;
  }
  if (has("seconds")) {
    code.add("if (!zoned) {", `at = put(o, at, zoneAssumed);`, "}");
    code.put(text.end);
    code.add("if (seconds < 0) {", "seconds = carrier.seconds;", "nanos = carrier.nanos;", "}");
  } else {
    code.put(text.end);
    code.add(`${shape === "ecs" ? "let" : "const"} { seconds, nanos } = carrier;`);
  }
  // A document has a time, if only that of reading.
  if (shape === "ecs")
    code.add("if (seconds < 0) {", "seconds = Math.floor(observedMs / 1000);", "nanos = (observedMs - seconds * 1000) * 1_000_000;", "}");
  code.add("if (seconds >= 0) {");
  code.put(text.time);
  code.add(`at = ${shape === "otlp" ? "putUnixNano" : "putIso"}(w, at, seconds, nanos);`);
  code.put('"');
  code.add("}");
  addSeverity(scan, has);
  for (const name of ["trace", "span"] as const) {
    if (!has(`${name}Start`)) continue;
    code.add(`if (${name}End > 0) {`);
    code.put(text[name]);
    code.add(`at = copy(w, at, v, ${name}Start, ${name}End);`);
    code.put('"');
    code.add("}");
  }
  code.put(text.body);
  if (pieces.some((piece) => piece.kind === "field" && piece.type === "request" && piece.to === "body"))
    code.add("at = copy(w, at, v, bodyStart, bodyEnd);");
  else if (has("bodyQuoted"))
    code.add("at = bodyQuoted ? putColumn(w, at, v, bodyStart, bodyEnd) : putEscaped(w, at, v, bodyStart, bodyEnd);");
  else if (has("bodyStart")) code.add("at = putEscaped(w, at, v, bodyStart, bodyEnd);");
  else code.add("at = putEscaped(w, at, v, start, end);");
  code.put(text.bodyEnd);
  code.add("out.length = at;", `return ${number};`);
}

function addSeverity({ code, shape }: Scan, has: (variable: string) => boolean): void {
  const text = recordText(shape);
  if (has("status")) {
    code.add("if (status > 0) {");
    code.put(text.severityNumber);
    code.add("at = putInteger(o, at, severityOfStatus(status));");
    if (shape === "ecs") addOutcome(code);
    code.add("}");
  } else if (has("priority")) {
    code.add("if (priority >= 0) {");
    code.put(text.severityNumber);
    code.add("at = putInteger(o, at, syslogSeverity[priority & 7] as number);");
    if (shape === "ecs") addPriority(code);
    code.add("}");
  } else if (has("severityStart")) {
    code.add("if (severity > 0) {");
    code.put(text.severityNumber);
    code.add("at = putInteger(o, at, severity);");
    code.put(text.severityText);
    code.add("at = putEscaped(w, at, v, severityStart, severityEnd);");
    code.put('"');
    code.add("}");
  }
}
