import type { Issue } from "../../errors.ts";

const widest = 120;

/**
 * One issue as a person reads it, with a final newline:
 *
 *     error: companions.log-agent.sink.type: expected one of stdout, otlp, http, file; got "oltp"
 *       --> scaffold.yaml:7:11
 *         7 |     type: oltp
 *           |           ^
 *       hint: did you mean "otlp"?
 *
 * In what was typed the place is a character of the option's value: `--> --formats, character 156`.
 */
export function renderIssue({ message, where, hint }: Issue): string {
  const lines = [`error: ${printable(message).replaceAll("\n", "\n  ")}`];
  if (where) {
    // A text of the command line has no lines.
    const typed = where.file.startsWith("--");
    lines.push(`  --> ${printable(where.file)}${typed ? `, character ${where.column}` : `:${where.line}:${where.column}`}`);
    if (where.excerpt?.trim()) {
      const gutter = `    ${typed ? "" : `${where.line} `}| `;
      const { text, caret } = excerptOf(where.excerpt, where.column - 1);
      lines.push(gutter + text, `${" ".repeat(gutter.length - 2)}| ${caret}`);
    }
  }
  if (hint) lines.push(`  hint: ${printable(hint).replaceAll("\n", "\n        ")}`);
  return `${lines.join("\n")}\n`;
}

/** The part of a long line around the caret. Tabs become one space, so that the caret stands below its character. */
function excerptOf(row: string, index: number): { text: string; caret: string } {
  const start = row.length <= widest ? 0 : Math.max(0, Math.min(index - widest / 2, row.length - widest));
  const text = `${start > 0 ? "…" : ""}${row.slice(start, start + widest)}${start + widest < row.length ? "…" : ""}`;
  return {
    text: printable(text.replaceAll("\t", " ")).trimEnd(),
    caret: `${" ".repeat(Math.max(0, index - start + (start > 0 ? 1 : 0)))}^`,
  };
}

/** A file's content must not be able to steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "\u{fffd}");
}
