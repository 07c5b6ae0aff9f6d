import { expect, test } from "vitest";
import { renderIssue } from "../../../src/cli/report/issue.ts";
import type { Issue } from "../../../src/errors.ts";

const rows: [title: string, given: Issue, want: string][] = [
  ["a sentence alone", { message: "no such file" }, "error: no such file\n"],
  [
    "a sentence and what to type",
    { message: "port 80 is taken", hint: "try --port 81" },
    "error: port 80 is taken\n  hint: try --port 81\n",
  ],
  ["a place without a line", { message: "empty", where: { file: "a.yaml", line: 1, column: 1 } }, "error: empty\n  --> a.yaml:1:1\n"],
  [
    "the caret stands below the character, whatever the indentation is made of",
    { message: "bad", where: { file: "a.yaml", line: 12, column: 4, excerpt: "\t\t a: b" }, hint: "x" },
    "error: bad\n  --> a.yaml:12:4\n    12 |    a: b\n       |    ^\n  hint: x\n",
  ],
  ["what a file contains cannot steer the terminal", { message: "got \u001b[31mred\u0007" }, "error: got \u{fffd}[31mred\u{fffd}\n"],
];

test.each(rows)("%s", (_, given, want) => {
  expect(renderIssue(given)).toBe(want);
});

test("of a very long line the part around the mistake is shown", () => {
  const excerpt = `${"a".repeat(300)}X${"b".repeat(300)}`;
  const [, , line = "", caret = ""] = renderIssue({ message: "bad", where: { file: "f", line: 1, column: 301, excerpt } }).split("\n");
  expect(line.length).toBeLessThan(140);
  expect(line[caret.indexOf("^")]).toBe("X");
});
