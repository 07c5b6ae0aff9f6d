import { expect, test } from "vitest";
import { compileParser } from "../../src/formats/compile/parser.ts";
import { chosenFormats } from "../../src/patterns/adapter/formats.ts";

test.each([
  ["flat", "http.response.body.size", "number | string"],
  ["ecs", "http.response.body.bytes", "number"],
] as const)("an emitted type shows each field with a value: %s", (shape, size, type) => {
  const { source } = compileParser(chosenFormats(["common"]), shape);
  expect(source).toContain('  readonly "client.address": string; // 127.0.0.1\n');
  expect(source).toContain(`  readonly "${size}"?: ${type}; // 2326\n`);
});

test("a value ends no comment, and is not long", () => {
  const [format] = chosenFormats(["<a> | <b:rest>"]);
  if (!format) throw new Error("no format");
  const long = { ...format, examples: [`x\u2028*/ | ${"y".repeat(100)}`] };
  const { source } = compileParser([long], "flat");
  expect(source).toContain('  readonly "a": string; // x\\u2028*/\n');
  expect(source).toContain(`  readonly "b": string; // ${"y".repeat(60)}\\u2026\n`);
});
