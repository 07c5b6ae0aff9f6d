import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSample } from "../../../src/cli/infer/sample.ts";
import { testHost } from "../../support/host.ts";
import { temporary } from "../../support/temporary.ts";

const line = (number: number) => `line ${String(number).padStart(8, "0")} ${"x".repeat(80)}\n`;
const lines = Array.from({ length: 120_000 }, (_, number) => line(number)).join("");

test.each(["utf8", "utf16le"] as const)(
  "looks at 8 MB of a large file: its beginning and pieces up to its end, in whole lines (%s)",
  (encoding) => {
    const root = temporary();
    writeFileSync(join(root, "app.log"), Buffer.from(`\uFEFF${lines}`, encoding));
    const { bytes } = readSample("app.log", testHost(root));
    expect(bytes.length).toBeLessThanOrEqual(8 * 2 ** 20);
    expect(bytes.length).toBeGreaterThan(7.9 * 2 ** 20);
    const numbers = bytes
      .toString(encoding)
      .slice(1)
      .split("\n")
      .slice(0, -1)
      .map((text) => Number(/^line (\d{8}) x{80}$/.exec(text)?.[1]));
    expect(numbers.filter((number, index) => !(number > (numbers[index - 1] ?? -1)))).toEqual([]);
    expect(numbers.at(-1)).toBe(119_999);
  },
);

test("takes a small file as it is", () => {
  const root = temporary({ "app.log": "one\ntwo" });
  expect(readSample("app.log", testHost(root)).bytes.toString()).toBe("one\ntwo");
});
