import type { Explained } from "./explained.ts";

/** Rows of a name and what it is, in two columns. */
export function rowsText(rows: readonly { readonly name: string; readonly about: string }[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}\n`).join("");
}

/** A format for a person: what its lines look like, what becomes of them, and an example. */
export function explainedText({ name, about, documentation, patterns, fields, time, severity, multiline, examples }: Explained): string {
  const sections = [
    `${name}: ${about}${documentation === undefined ? "" : `\n${documentation}`}`,
    ...(patterns ? [`As patterns\n${patterns.map((pattern) => `  ${pattern}`).join("\n")}`] : []),
    `Time       ${time}\nSeverity   ${severity}${multiline === undefined ? "" : `\nMultiline  ${multiline}`}`,
    fields
      ? `Attributes\n${rowsText(fields.map((field) => ({ name: field.name, about: `${field.type}${field.optional ? ", if there" : ""}` })))}`.trimEnd()
      : "Attributes\n  every other field under its own name",
    ...examples.slice(0, 1).map(({ line, record }) => `Example\n${indented(line)}\n\n${indented(JSON.stringify(record, undefined, 2))}`),
  ];
  return `${sections.join("\n\n")}\n`;
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}
