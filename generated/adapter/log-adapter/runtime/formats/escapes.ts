// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
const letters: Readonly<Record<string, number>> = { '"': 34, "\\": 92, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/**
 * Undoes what servers do to quoted fields of their access logs: nginx writes bytes as `\x22`, httpd writes `\"`, `\\` and `\n` too, and
 * JSON, which nginx can be told to write, `\u001F`. Where the result would not be UTF-8, or where a backslash stands in front of something else, the text stays as it was logged.
 */
export function unescapeQuoted(text: string): string {
  if (!text.includes("\\")) return text;
  const bytes: number[] = [];
  const source = Buffer.from(text);
  for (let index = 0; index < source.length; index += 1) {
    const byte = source[index] as number;
    if (byte !== 92) {
      bytes.push(byte);
      continue;
    }
    const next = String.fromCharCode(source[index + 1] ?? 0);
    const [hex, digits] = /^(?:x|u00)([0-9a-fA-F]{2})/.exec(source.toString("latin1", index + 1, index + 6)) ?? [];
    if (hex !== undefined && digits !== undefined) {
      const value = Number.parseInt(digits, 16);
      bytes.push(...(hex.startsWith("u") ? Buffer.from(String.fromCharCode(value)) : [value]));
      index += hex.length;
    } else if (letters[next] !== undefined) {
      bytes.push(letters[next]);
      index += 1;
    } else return text;
  }
  return decoded(bytes, text);
}

/** Undoes what HAProxy does: bytes are written as `#22`. Where the result would not be UTF-8, the text stays as it was logged. */
export function unescapeHashed(text: string): string {
  return unescapeHex(text, "#");
}

/** Undoes what CloudFront does: bytes are written as `%22`. The same of results that would not be UTF-8. */
export function unescapePercent(text: string): string {
  return unescapeHex(text, "%");
}

/** Undoes what IIS does to texts with blanks: each is a `+`. One behind another is a plus: `;++http://` is what robots write as `; +http://`. */
export function unescapePlus(text: string): string {
  return text.replace(/(?<!\+)\+/g, " ");
}

function unescapeHex(text: string, mark: "#" | "%"): string {
  if (!text.includes(mark)) return text;
  const source = Buffer.from(text);
  const bytes: number[] = [];
  for (let index = 0; index < source.length; index += 1) {
    const isMark = source[index] === mark.charCodeAt(0);
    const [hex] = isMark ? (/^[0-9a-fA-F]{2}$/.exec(source.toString("latin1", index + 1, index + 3)) ?? []) : [];
    bytes.push(hex === undefined ? (source[index] as number) : Number.parseInt(hex, 16));
    if (hex !== undefined) index += 2;
  }
  return decoded(bytes, text);
}

function decoded(bytes: readonly number[], text: string): string {
  const whole = Buffer.from(bytes);
  const result = whole.toString("utf8");
  return Buffer.from(result).equals(whole) ? result : text;
}
