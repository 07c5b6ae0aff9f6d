import { expect, test } from "vitest";
import type { LayoutFormat } from "../../src/formats/layout.ts";
import { multilineOf } from "../../src/patterns/adapter/formats.ts";

const format = (multiline?: string): LayoutFormat => ({
  name: "a",
  about: "a",
  examples: [],
  layouts: [],
  ...(multiline && { multiline }),
});

test.each<[rules: (string | undefined)[], want: string | undefined]>([
  [["start:^\\d{4}-"], "start:^\\d{4}-"],
  [["start:^\\d{4}-", "start:^\\d{4}-"], "start:^\\d{4}-"],
  [["start:^\\d{4}-", "start:^\\[|^x"], "start:^(?:\\d{4}-|\\[|^x)"],
  [["java"], "java"],
  [["java", "java"], "java"],
  [["java", "start:^\\["], undefined],
  [["start:^\\[", undefined], undefined],
  [[undefined], undefined],
])("formats with the rules %j are framed by %j", (rules, want) => {
  expect(multilineOf(rules.map(format))).toBe(want);
});
