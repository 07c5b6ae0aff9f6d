import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/formats/catalogue/index.ts";
import { multilineOf } from "../../src/patterns/adapter/formats.ts";
import { grammarOf } from "../../src/runtime/agent/framing/multiline.ts";
import { readCases } from "./support/cases.ts";
import { compiledAll } from "./support/compiled.ts";
import { nearly } from "./support/nearly.ts";
import { plainRecord } from "./support/plain.ts";

const alone = catalogue.map(({ name }) => ({ formats: [name], tz: "UTC" }));
const parsers = await compiledAll(alone);
const ecsParsers = await compiledAll(alone, "ecs");
const prose = [
  "the quick brown fox",
  'Exception in thread "main" java.lang.Error',
  "\tat com.example.Main(Main.java:3)",
  "",
  "-",
  "[",
  "{",
];

/** Each format alone: it takes its own lines, and no other's. */
describe.each(catalogue.map(({ name }, index) => [name, index] as const))("%s", (name, index) => {
  const parser = parsers[index];

  test("takes the lines of its own and declines every line of another format", () => {
    for (const other of catalogue) {
      for (const line of other.examples) {
        const want = other.name === name ? name : "unparsed";
        expect([line, parser?.encode(line).format]).toEqual([line, want]);
        expect([line, parser?.parse(line).format]).toEqual([line, want]);
      }
    }
  });

  test("says the same in both faces of any line", () => {
    const cases = readCases().find(([file]) => file === name)?.[1] ?? [];
    const lines = cases.flatMap(({ line }) => (typeof line === "string" && line !== "" ? [line] : []));
    fc.assert(
      fc.property(nearly([...(catalogue[index]?.examples ?? []), ...lines]), (line) => {
        const object = parser?.parse(line);
        const { format, record } = parser?.encode(line) ?? {};
        expect(format).toBe(object?.format);
        expect(plainRecord({ ...record })).toEqual(plainRecord({ ...object }));
        expect(ecsParsers[index]?.encode(line).record).toEqual({ seed: "", ...ecsParsers[index]?.document(line) });
      }),
      { numRuns: 300 },
    );
  });

  test("declines prose, and keeps it with the reason", () => {
    for (const line of prose) {
      const { format, record } = parser?.encode(line) ?? {};
      expect([line, format]).toEqual([line, "unparsed"]);
      expect(record).toMatchObject({ body: line, attributes: { "log.unparsed.reason": expect.stringMatching(/./) } });
    }
  });
});

/** What begins a record, where one may have several lines. */
describe.each(catalogue.flatMap((format) => ("multiline" in format && format.multiline ? [[format.name, format] as const] : [])))(
  "the records of %s",
  (_, format) => {
    const begins = new RegExp((multilineOf([format]) ?? "").replace("start:", ""));

    test("begin with what their first lines begin with", () => {
      expect(grammarOf(multilineOf([format]) ?? "none")).toBeDefined();
      for (const example of format.examples) expect([example, begins.test(example.split("\n")[0] ?? "")]).toEqual([example, true]);
    });

    test.each([
      "\tat com.example.Main.run(Main.java:3)",
      "Caused by: java.io.IOException",
      '  File "a.py", line 3',
      "SELECT 1;",
      "#0 {main}",
      "",
    ])("do not begin with %j", (line) => {
      expect(begins.test(line)).toBe(false);
    });
  },
);

test("what PostgreSQL says of a statement is of the report in front of it", () => {
  const rule = catalogue.find(({ name }) => name === "postgres");
  const begins = new RegExp((rule ? (multilineOf([rule]) ?? "") : "").replace("start:", ""));
  expect(begins.test("2025-08-13 01:46:02.001 UTC [77] app@orders STATEMENT:  SELECT 1")).toBe(false);
  expect(begins.test("2021-09-28 09:22:19 UTC:10.2.3.4(5432):app@orders:[127]:DETAIL:  m")).toBe(false);
  expect(begins.test("2025-08-13 01:46:02.001 UTC [77] app@orders ERROR:  no STATEMENT: here")).toBe(true);
});
