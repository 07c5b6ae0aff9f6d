/**
 * Adds a text to a list in a JSON text and leaves every other byte as it is: one line stays one line, a list over several lines gets one
 * more. `addToList('{"a": ["x"]}', ["a"], "y")` → `{"a": ["x", "y"]}`. The text has to be JSON and to have a list at `path`.
 */
export function addToList(text: string, path: readonly string[], item: string): string {
  const { start, end, items } = listAt(text, path);
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return `${text.slice(0, start)}${JSON.stringify(item)}${text.slice(end)}`;
  const gap = text.slice(start, first.from);
  return `${text.slice(0, last.to)},${gap.includes("\n") ? gap : " "}${JSON.stringify(item)}${text.slice(last.to)}`;
}

/** Takes a text out of a list, with its comma and the space before it; a list without it stays as it is. */
export function removeFromList(text: string, path: readonly string[], item: string): string {
  const { start, items } = listAt(text, path);
  const index = items.findIndex(({ from, to }) => JSON.parse(text.slice(from, to)) === item);
  const found = items[index];
  if (!found) return text;
  const next = items[index + 1];
  const [from, to] = next && index === 0 ? [found.from, next.from] : [items[index - 1]?.to ?? start, found.to];
  return text.slice(0, from) + text.slice(to);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The inside of a list, and its items. */
function listAt(text: string, path: readonly string[]): { start: number; end: number; items: Span[] } {
  let at = skipSpace(text, 0);
  for (const key of path) at = memberAt(text, at, key);
  const end = skipValue(text, at) - 1;
  const items: Span[] = [];
  for (let index = skipSpace(text, at + 1); index < end; index = skipSpace(text, index)) {
    const from = text[index] === "," ? skipSpace(text, index + 1) : index;
    index = skipValue(text, from);
    items.push({ from, to: index });
  }
  return { start: at + 1, end, items };
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
