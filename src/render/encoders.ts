/**
 * Values become source only through one of these. A template prints `{{json x}}`, never a bare value, where x came from a person;
 * a bare `{{{x}}}` is for text that the generator itself made.
 */
export const encoders = {
  /** A JavaScript/JSON literal: `"a\"b"`, `["x"]`, `5`. U+2028 and U+2029 are escaped too. */
  json: (value: unknown): string => JSON.stringify(value).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`),
  /** A JavaScript literal as a person writes it, on one line: `{ url: "http://x", tags: ["a", "b"] }`. */
  literal: (value: unknown): string => literal(value),
  /** A key of an object literal: `archive`, `"cold-store"`. */
  propertyName: (value: unknown): string => property(String(value)),
  /** One line of text that cannot end a comment or a Markdown table cell. */
  line: (value: unknown): string => String(value).replace(/\s+/g, " ").replaceAll("*/", "* /").replaceAll("|", "\\|").trim(),
  /** One word of a POSIX shell command. */
  shell: (value: unknown): string =>
    /^[\w@%+=:,./-]+$/.test(String(value)) ? String(value) : `'${String(value).replaceAll("'", "'\\''")}'`,
} as const;

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return encoders.json(value);
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => `${property(key)}: ${literal(inner)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** The same literal, with a line for each property where one line would be too long. `indent`: how far the line is indented that it ends. */
export function wrappedLiteral(value: unknown, indent: number, width = 110): string {
  const line = literal(value);
  if (line.length + indent <= width || typeof value !== "object" || value === null || Array.isArray(value)) return line;
  const inner = " ".repeat(indent + 2);
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{\n${fields.map(([key, one]) => `${inner}${property(key)}: ${wrappedLiteral(one, indent + 2, width)},\n`).join("")}${" ".repeat(indent)}}`;
}

function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : encoders.json(name);
}
