// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** By id, by name: a value, or all of them where a name is there more than once. */
export type StructuredData = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/**
 * The structured data of RFC 5424: `-`, or `[id name="value" …]` once or more, with `\"`, `\\` and `\]` inside values.
 * https://www.rfc-editor.org/rfc/rfc5424#section-6.3
 * @returns undefined when it is none
 */
export function readStructuredData(bytes: Buffer, start: number, end: number): { data: StructuredData; end: number } | undefined {
  if (start < end && bytes[start] === 45) return { data: {}, end: start + 1 };
  // Names such as `__proto__` are data like any other.
  const data = new Map<string, Map<string, string | string[]>>();
  let at = start;
  while (at < end && bytes[at] === 91) {
    const id = nameAt(bytes, at + 1, end);
    if (!id) return undefined;
    const entries = data.get(id.text) ?? new Map<string, string | string[]>();
    at = id.end;
    while (bytes[at] === 32 && at < end) {
      const name = nameAt(bytes, at + 1, end);
      if (!name || bytes[name.end] !== 61 || bytes[name.end + 1] !== 34) return undefined;
      const value = valueAt(bytes, name.end + 2, end);
      if (!value) return undefined;
      const before = entries.get(name.text);
      if (before === undefined) entries.set(name.text, value.text);
      else if (typeof before === "string") entries.set(name.text, [before, value.text]);
      else before.push(value.text);
      at = value.end;
    }
    if (at >= end || bytes[at] !== 93) return undefined;
    at += 1;
    data.set(id.text, entries);
  }
  return at === start
    ? undefined
    : { data: Object.fromEntries([...data].map(([id, entries]) => [id, Object.fromEntries(entries)])), end: at };
}

function nameAt(bytes: Buffer, start: number, end: number): { text: string; end: number } | undefined {
  let at = start;
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 32 || byte === 61 || byte === 93 || byte === 34) break;
  }
  return at === start || at >= end ? undefined : { text: bytes.toString("utf8", start, at), end: at };
}

function valueAt(bytes: Buffer, start: number, end: number): { text: string; end: number } | undefined {
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === 34) return { text: bytes.toString("utf8", start, at).replace(/\\(["\\\]])/g, "$1"), end: at + 1 };
    if (bytes[at] === 92) at += 1;
  }
  return undefined;
}
