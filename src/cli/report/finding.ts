import { type Finding, findingLine } from "../../pod/validate/finding.ts";

/**
 * One finding as a person reads it, with a final newline:
 *
 *     pod.yaml:14:7 spec.containers[1].imaeg: unknown field; did you mean "image"?
 *       14 |       imaeg: log-agent
 *          |       ^
 */
export function renderFinding(finding: Finding): string {
  const lines = [findingLine(finding)];
  const row = finding.excerpt.slice(0, 160).replaceAll("\t", " ");
  if (row.trim() !== "") {
    const gutter = `  ${finding.line} | `;
    lines.push(gutter + row);
    if (finding.column <= row.length) lines.push(`${" ".repeat(gutter.length - 2)}| ${" ".repeat(finding.column - 1)}^`);
  }
  if (!finding.message.endsWith(finding.hint)) lines.push(`  hint: ${finding.hint}`);
  // What a file holds must not be able to steer the terminal.
  return `${lines.join("\n").replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "\u{fffd}")}\n`;
}

/** For `--json`: the fields that a program reads, in the order of the documentation. */
export function findingData({ severity, file, line, column, path, reason, message, hint, name }: Finding) {
  return { severity, file, line, column, path, reason, message, hint, ...(name && { name }) };
}
