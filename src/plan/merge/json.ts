import { type Data, isList, isMap } from "./data.ts";

export interface JsonText {
  readonly value: Data;
  /** tsconfig.json and its like may hold comments. In the order in which they stand. */
  readonly comments: readonly string[];
}

class NotJson extends Error {}

/** Reads JSON, also with comments and trailing commas; undefined when it is not JSON. Keys keep their order. */
export function parseJson(text: string): JsonText | undefined {
  const comments: string[] = [];
  let at = 0;

  function skip(): void {
    for (;;) {
      const space = /[ \t\r\n]*/y;
      space.lastIndex = at;
      at += space.exec(text)?.[0].length ?? 0;
      const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
      comment.lastIndex = at;
      const found = comment.exec(text)?.[0];
      if (found === undefined) return;
      comments.push(found.trimEnd());
      at += found.length;
    }
  }

  function take(token: string): boolean {
    skip();
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  }

  function expect(token: string): void {
    if (!take(token)) throw new NotJson();
  }

  function scalar(): Data {
    const pattern = /"(?:[^"\\]|\\.)*"|[^\s,:[\]{}"/]+/y;
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0];
    if (token === undefined) throw new NotJson();
    at += token.length;
    const parsed: unknown = JSON.parse(token);
    if (typeof parsed === "string" || typeof parsed === "number" || typeof parsed === "boolean" || parsed === null) return parsed;
    throw new NotJson();
  }

  function value(): Data {
    if (take("{")) {
      const map = new Map<string, Data>();
      while (!take("}")) {
        const key = scalar();
        if (typeof key !== "string" || map.has(key)) throw new NotJson();
        expect(":");
        map.set(key, value());
        if (!take(",")) {
          expect("}");
          break;
        }
      }
      return map;
    }
    if (take("[")) {
      const list: Data[] = [];
      while (!take("]")) {
        list.push(value());
        if (!take(",")) {
          expect("]");
          break;
        }
      }
      return list;
    }
    return scalar();
  }

  try {
    const found = value();
    skip();
    return at === text.length ? { value: found, comments } : undefined;
  } catch (error) {
    if (error instanceof NotJson || error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What one level of the text is indented by; "" where all stands on one line. */
export function indentOf(text: string): string {
  const found = /[{[][ \t]*\n([ \t]+)/.exec(text)?.[1];
  return found ?? (text.trimEnd().includes("\n") ? "  " : "");
}

/** Prints as `JSON.stringify` with that indentation does, with a final newline. */
export function printJson(value: Data, indent: string): string {
  return `${print(value, indent, "")}\n`;
}

function print(value: Data, indent: string, outer: string): string {
  const inner = outer + indent;
  const block = (open: string, items: readonly string[], close: string) => {
    if (items.length === 0) return open + close;
    return indent === "" ? open + items.join(",") + close : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${outer}${close}`;
  };
  const colon = indent === "" ? ":" : ": ";
  if (isMap(value))
    return block(
      "{",
      [...value].map(([key, item]) => JSON.stringify(key) + colon + print(item, indent, inner)),
      "}",
    );
  if (isList(value))
    return block(
      "[",
      value.map((item) => print(item, indent, inner)),
      "]",
    );
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
