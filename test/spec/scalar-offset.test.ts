import { expect, test } from "vitest";
import { readSource } from "../../src/spec/source.ts";

test.each([
  ["plain", "a: xyz", 3, 6],
  ["plain, behind its end", "a: xyz", 9, 7],
  ["in single quotes", "a: 'x''z'", 3, 8],
  ["in double quotes", 'a: "x\\"\\u00e9\\x41z"', 5, 18],
  ["in a flow list", '["b c"]', 3, 5],
  ["on several lines, where the start has to do", "a: |\n  xyz\n", 2, 4],
])("a character of a text that is written %s", (_, text, character, column) => {
  const source = readSource(text, "f");
  expect(source.place([text.startsWith("[") ? 0 : "a"], "value", character)).toMatchObject({ line: 1, column });
});
