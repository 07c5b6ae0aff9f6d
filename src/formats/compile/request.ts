import type { Code } from "./code.ts";
import { markValue } from "./ecs.ts";
import { byteText, fourOf, matches } from "./expressions.ts";
import { attributeText } from "./json-shape.ts";
import type { Scan } from "./scan.ts";

/**
 * The request line of almost every request: a known method, a path with perhaps a query, and the protocol, nothing escaped. Whatever else
 * clients send is left to the object face.
 * @param stops what follows the request
 * @param hashed bytes are escaped as `#22`
 */
export function addRequest(scan: Scan, stops: readonly string[], hashed: boolean): void {
  const { code, shape } = scan;
  const [methodOpen, close] = attributeText("http.request.method", "string", shape);
  const [pathOpen] = attributeText("url.path", "string", shape);
  const [fullOpen] = attributeText("url.full", "string", shape);
  const [queryOpen] = attributeText("url.query", "string", shape);
  const [versionOpen] = attributeText("network.protocol.version", "string", shape);
  const [protocolOpen] = attributeText("network.protocol.name", "string", shape);
  code.add("const methodStop = methodEnd(b, i, end);", "if (methodStop < 0) return unsure;");
  code.put(methodOpen);
  code.add("at = copy(w, at, v, i, methodStop);");
  code.put(close);
  code.add("i = methodStop + 1;");
  // What may be the end of the request is not copied.
  const firsts = [...new Set(stops.map((text) => text.charCodeAt(0)))]
    .concat(hashed ? [35] : [])
    .filter((byte) => byte >= 32 && byte !== 34 && byte !== 92);
  const check = `if (plain[c] !== 1${firsts.map((byte) => ` || c === ${byteText(byte)}`).join("")}) return unsure;`;
  const run = (find: string, more: string, wanted: string) =>
    firsts.length > 0
      ? code.add(`for (; i < end && (c = b[i] as number) !== 32${wanted}; i += 1) {`, check, "o[at++] = c;", "}")
      : code.add(`at -= i;`, `i = ${find}(w, at + i, v, i, end${more});`, "at += i;");
  if (firsts.length > 0) code.add("if (i >= end || b[i] !== 47) return unsure;");
  else {
    // To a proxy, or as a load balancer writes it.
    code.add("if (i < end && b[i] !== 47) {");
    code.put(fullOpen);
    const behindFull = shape === "ecs" ? markValue(scan, "url.full", "string") : undefined;
    code.add("const targetStart = i;");
    run("copyUntil", `, ${fourOf(32)}`, "");
    code.add("if (!isUrl(b, targetStart, i)) return unsure;");
    behindFull?.();
    code.put(close);
    code.add("} else {");
  }
  code.put(pathOpen);
  const behindPath = shape === "ecs" ? markValue(scan, "url.path", "string") : undefined;
  run("copyTarget", "", " && c !== 63 /* ? */");
  behindPath?.();
  code.put(close);
  code.add("if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {", "i += 1;");
  code.put(queryOpen);
  const behindQuery = shape === "ecs" ? markValue(scan, "url.query", "string") : undefined;
  run("copyUntil", `, ${fourOf(32)}`, "");
  behindQuery?.();
  code.put(close);
  code.add("} else if (i < end && b[i] === 63 /* ? */) i += 1;");
  if (firsts.length === 0) code.add("}");
  code.add(`if (i + 6 > end || !(${matches(" HTTP/", "i")})) return unsure;`, "i += 6;");
  code.put(`${protocolOpen}http${close}${versionOpen}`);
  addVersion(code);
  const ends = stops.map((text) => (text.length > 1 ? `(i < end && ${matches(text, "i")})` : matches(text, "i"))).join(" || ");
  code.add(stops.length > 0 ? `if (i >= end || !(${ends})) return unsure;` : "if (i !== end) return unsure;");
  code.put(close);
}

/** `1.1`, and `2.0` as `2`: from HTTP/2 on there are no minor versions. */
export function addVersion(code: Code): void {
  code.add("if (i >= end || (c = b[i] as number) < 48 || c > 57) return unsure;", "o[at++] = c;", "i += 1;");
  code.add("if (i + 1 < end && b[i] === 46 /* . */ && (c = b[i + 1] as number) >= 48 && c <= 57) {");
  code.add("if (c !== 48 || (b[i - 1] as number) < 50) {", "o[at++] = 46;", "o[at++] = c;", "}", "i += 2;", "}");
}
