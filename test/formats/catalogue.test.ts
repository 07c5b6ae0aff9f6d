import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/formats/catalogue/index.ts";
import { compiledAll } from "./support/compiled.ts";

const parsers = await compiledAll(catalogue.map(({ name }) => ({ formats: [name], tz: "UTC" })));
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
  const alone = parsers[index];

  test("takes the lines of its own and declines every line of another format", () => {
    for (const other of catalogue) {
      for (const line of other.examples) {
        const want = other.name === name ? name : "unparsed";
        expect([line, alone?.encode(line).format]).toEqual([line, want]);
        expect([line, alone?.parse(line).format]).toEqual([line, want]);
      }
    }
  });

  test("declines prose, and keeps it with the reason", () => {
    for (const line of prose) {
      const { format, record } = alone?.encode(line) ?? {};
      expect([line, format]).toEqual([line, "unparsed"]);
      expect(record).toMatchObject({ body: line, attributes: { "log.unparsed.reason": expect.stringMatching(/./) } });
    }
  });
});
