/**
 * Values become source only through one of these. A template prints `{{json x}}`, never a bare value, where x came from a person;
 * a bare `{{{x}}}` is for text that the generator itself made.
 */
export const encoders = {
  /** A JavaScript/JSON literal: `"a\"b"`, `["x"]`, `5`. U+2028 and U+2029 are escaped too. */
  json: (value: unknown): string => JSON.stringify(value).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`),
  /** One line of text that cannot end a comment or a Markdown table cell. */
  line: (value: unknown): string => String(value).replace(/\s+/g, " ").replaceAll("*/", "* /").replaceAll("|", "\\|").trim(),
  /** One word of a POSIX shell command. */
  shell: (value: unknown): string =>
    /^[\w@%+=:,./-]+$/.test(String(value)) ? String(value) : `'${String(value).replaceAll("'", "'\\''")}'`,
} as const;
