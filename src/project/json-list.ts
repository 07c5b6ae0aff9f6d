/**
 * Adds a text to a list in a JSON text and leaves every other byte as it is: one line stays one line, a list over several lines gets one
 * more. `addToList('{"a": ["x"]}', ["a"], "y")` → `{"a": ["x", "y"]}`. The text has to be JSON and to have a list at `path`.
 */
export function addToList(text: string, path: readonly string[], item: string): string {
  let at = skipSpace(text, 0);
  for (const key of path) at = memberAt(text, at, key);
  const end = skipValue(text, at) - 1;
  let last = -1;
  let first = -1;
  for (let index = skipSpace(text, at + 1); index < end; index = skipSpace(text, index)) {
    if (text[index] === ",") index += 1;
    else {
      if (first < 0) first = index;
      last = skipValue(text, index);
      index = last;
    }
  }
  if (last < 0) return `${text.slice(0, at + 1)}${JSON.stringify(item)}${text.slice(end)}`;
  const gap = text.slice(at + 1, first);
  const before = gap.includes("\n") ? gap : " ";
  return `${text.slice(0, last)},${before}${JSON.stringify(item)}${text.slice(last)}`;
}

/** Where the value of a key of the object at `start` begins. */
function memberAt(text: string, start: number, key: string): number {
  let index = skipSpace(text, start + 1);
  while (index < text.length && text[index] !== "}") {
    const end = skipString(text, index);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (JSON.parse(text.slice(index, end)) === key) return value;
    index = skipSpace(text, skipValue(text, value));
    if (text[index] === ",") index = skipSpace(text, index + 1);
  }
  throw new RangeError(`no key ${key}`);
}

/** The index behind the value that begins at `start`. */
function skipValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return skipString(text, start);
  if (first !== "{" && first !== "[") return start + (/^[^\s,\]}]*/.exec(text.slice(start))?.[0].length ?? 0);
  let depth = 0;
  for (let index = start; index < text.length; ) {
    const char = text[index];
    if (char === '"') index = skipString(text, index);
    else {
      index += 1;
      if (char === "{" || char === "[") depth += 1;
      if (char === "}" || char === "]") depth -= 1;
      if (depth === 0) return index;
    }
  }
  return text.length;
}

function skipString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index + 1;
}

function skipSpace(text: string, start: number): number {
  let index = start;
  while (index < text.length && /\s/.test(text.charAt(index))) index += 1;
  return index;
}
