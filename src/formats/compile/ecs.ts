import { addressCopy, copies, ofRequests } from "../../runtime/formats/ecs-names.ts";
import { ecsName } from "../schema/ecs.ts";
import type { Code } from "./code.ts";
import type { ValueKind } from "./json-shape.ts";
import { variableOf } from "./names.ts";
import type { Scan } from "./scan.ts";

/** Parts of a URL of which `url.original` is made, where it is not written itself. */
const urlParts: Readonly<Record<string, string>> = { "url.full": "urlFull", "url.path": "urlPath", "url.query": "urlQuery" };

/**
 * Code around the one that writes a value, where a document has the value a second time: called in front of it; what it returns is called
 * behind the value, and what that returns behind what closes it.
 */
export function markValue(scan: Scan, attribute: string, kind: ValueKind): (() => () => void) | undefined {
  const { code } = scan;
  const name = ecsName(attribute, kind);
  const part = urlParts[name];
  if (part !== undefined) {
    scan.kept.add(`${part}Start = 0`).add(`${part}End = 0`);
    code.add(`${part}Start = at;`);
    return () => {
      code.add(`${part}End = at;`);
      return () => undefined;
    };
  }
  const copy = kind === "list" ? undefined : copies[name];
  if (copy === undefined) return undefined;
  const variable = `${variableOf(name)}In`;
  code.add(`const ${variable} = at;`);
  return () => {
    code.add(`const ${variable}End = at;`);
    return () => {
      const quote = kind === "string" ? '"' : "";
      const again = (to: string): void => {
        code.put(`,${JSON.stringify(to)}:${quote}`);
        code.add(`at = copy(w, at, w, ${variable}, ${variable}End);`);
        code.put(quote);
      };
      again(copy);
      const address = addressCopy[name];
      if (address === undefined || kind !== "string") return;
      code.add(`if (isIp(o, ${variable}, ${variable}End)) {`);
      again(address);
      code.add("}");
    };
  };
}

/** `url.original`, of what was written of it. */
export function addUrl({ code, kept }: Scan): void {
  const has = (part: string) => kept.has(`${part}Start = 0`);
  const [full, path, query] = ["urlFull", "urlPath", "urlQuery"];
  const copied = (part: string) => `at = copy(w, at, w, ${part}Start, ${part}End);`;
  const write = (part: string, more: () => void = () => undefined): void => {
    code.put(',"url.original":"');
    code.add(copied(part));
    more();
    code.put('"');
  };
  if (has(full)) {
    code.add(`if (${full}End > 0) {`);
    write(full);
    code.add("}");
  }
  if (!has(path)) return;
  code.add(has(full) ? `if (${full}End === 0 && ${path}End > 0) {` : `if (${path}End > 0) {`);
  write(path, () => has(query) && code.add(`if (${query}End > 0) {`, "o[at++] = 63;", copied(query), "}"));
  code.add("}");
}

/** What is said of each request that a server answered. */
export function addOutcome(code: Code): void {
  const constants = JSON.stringify(ofRequests).slice(1, -1);
  code.put(`,${constants},"event.outcome":"`);
  code.add(`at = put(o, at, status < 400 ? ${code.constant("success")} : ${code.constant("failure")});`);
  code.put('"');
}

/** syslog's own numbers, and its word for the severity. */
export function addPriority(code: Code): void {
  code.put(',"log.syslog.severity.code":');
  code.add("at = putInteger(o, at, priority & 7);");
  code.put(',"log.syslog.priority":');
  code.add("at = putInteger(o, at, priority);");
  code.put(',"log.level":"');
  code.add("at = put(o, at, syslogLevelBytes[priority & 7] as Buffer);");
  code.put('"');
}
