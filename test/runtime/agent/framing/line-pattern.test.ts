import fc from "fast-check";
import { expect, test } from "vitest";
import { linePattern } from "../../../../src/runtime/agent/framing/line-pattern.ts";

const patterns = [
  "^\\d{4}-\\d\\d-\\d\\d",
  "^\\s",
  "^\\S",
  "^[A-Z]{3,5} ",
  "^\\[(INFO|WARN)",
  "^a|b",
  "^a+b",
  "^a*b",
  "^a?b",
  "^[^ab]",
  "^\\-x",
  "^.b",
  "^a{2}",
  "^a{2,}",
  "^a{0}b",
  "^é",
  "^a$",
  "^",
  "b$",
  "^(a|b)\\d",
  "^\\w+",
  "^a+?b",
  "^[\\]a]",
  "^a{b",
  "^\\x41",
];
const alphabet = [..."ab01249- []{}AZINFO\té\u00a0\u2028😀x"];

test.each(patterns)("%s decides of bytes what the regular expression decides of text", (pattern) => {
  const matches = linePattern(pattern);
  const line = fc.array(fc.constantFrom(...alphabet), { maxLength: 12 }).map((letters) => letters.join(""));
  fc.assert(
    fc.property(line, (text) => {
      const bytes = Buffer.from(`??${text}aa`);
      expect(matches(bytes, 2, bytes.length - 2)).toBe(new RegExp(pattern).test(text));
    }),
    { numRuns: 300 },
  );
});

test("of most lines no string is made", () => {
  const bytes = Buffer.from("\tat a.B.c(B.java:1)");
  bytes.toString = () => {
    throw new Error("a string was made");
  };
  for (const pattern of ["^\\d{4}-\\d\\d-\\d\\d", "^\\[(INFO|WARN)", "^\\S+ \\S"])
    expect(linePattern(pattern)(bytes, 0, bytes.length)).toBe(false);
  expect(linePattern("^\\s")(bytes, 0, bytes.length)).toBe(true);
});
