import { expect, test } from "vitest";
import { beginsOf } from "../../src/formats/begins.ts";
import { catalogue } from "../../src/formats/catalogue/index.ts";
import type { LayoutFormat } from "../../src/formats/layout.ts";
import { layoutOf } from "../../src/formats/pattern.ts";
import { chosenFormats, multilineOf } from "../../src/patterns/adapter/formats.ts";

const format = (multiline?: string): LayoutFormat => ({
  name: "a",
  about: "a",
  examples: [],
  layouts: [layoutOf("<message>")],
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

test.each<[pattern: string, want: string | undefined]>([
  ["<time:iso> <message>", "\\d{4}[-/]\\d\\d[-/]\\d\\d"],
  ["[<time:yyyy-MM-dd HH:mm:ss[,SSS]>] <message>", "\\[\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}"],
  ["<time:d MMM HH:mm> <message>", "[ \\d]?\\d [A-Za-z]+ \\d{2}:\\d{2}"],
  ["<level> <message>", undefined],
  ["<time:iso?> <message>", undefined],
])("lines of %s begin with %s", (pattern, want) => {
  expect(beginsOf(layoutOf(pattern))).toBe(want);
});

test.each(catalogue.flatMap((format) => (format.begins ? [[format.name, format] as const] : [])))(
  "lines of %s begin as it says",
  (_, format) => {
    for (const example of format.examples) expect([example, new RegExp(`^${format.begins}`).test(example)]).toEqual([example, true]);
  },
);

test.each<[formats: string[], begin: boolean]>([
  [["log4j", "json"], true],
  [["postgres", "<time:iso> <message>"], true],
  [["log4j", "<level> <message>"], false],
  [["log4j", "cri"], false],
  [["combined", "json"], false],
])("%j keep their records apart: %s", (formats, want) => {
  const chosen = chosenFormats(formats);
  const rule = multilineOf(chosen);
  expect(rule !== undefined).toBe(want);
  const begins = new RegExp((rule ?? "").replace("start:", ""));
  for (const example of chosen.flatMap(({ examples }) => examples)) expect(begins.test(example)).toBe(true);
  if (want) expect(begins.test("\tat com.example.Main.run(Main.java:3)")).toBe(false);
});
