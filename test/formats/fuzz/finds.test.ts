import { expect, test } from "vitest";
import type { Normal, Normaliser } from "../../../src/runtime/agent/normaliser.ts";
import { writeNormal } from "../../../src/runtime/formats/write.ts";
import { Compiled } from "../support/compiled.ts";
import { fuzz, told } from "./fuzz.ts";
import type { Subject } from "./parsers.ts";

const unparsed = (text: string): Normal => ({ format: "unparsed", body: text, attributes: { "log.unparsed.reason": "no format" } });

/** A parser that takes nothing, and is right in all but what is given. */
function subject(wrong: Partial<Normaliser>): Subject {
  const right: Normaliser = {
    shape: "flat",
    formats: ["unparsed"],
    joins: false,
    encode: (bytes, start, end, out) => {
      writeNormal(right.normalise(bytes, start, end, 0), "flat", out);
      return 0;
    },
    normalise: (bytes, start, end) => {
      const mark = bytes.subarray(start, end).indexOf("\uFEFF") === 0 ? 3 : 0;
      return unparsed(bytes.toString("utf8", start + mark, end));
    },
  };
  return { name: "made", parser: new Compiled({ ...right, ...wrong }), formats: [], lines: [Buffer.from("2026-03-02 WARN a line = b")] };
}

const found = (wrong: Partial<Normaliser>) =>
  fuzz([subject(wrong)], 1, 10_000, 1000)
    .found.map(told)
    .join("\n");

test("a parser that is right is not found", () => {
  expect(fuzz([subject({})], 1, 300)).toMatchObject({ found: [] });
});

test.each<[what: string, wrong: Partial<Normaliser>, says: RegExp]>([
  [
    "throws",
    {
      normalise: () => {
        throw new Error("at a byte");
      },
    },
    /thrown: Error: at a byte/,
  ],
  [
    "does not end",
    {
      normalise: () => {
        for (;;);
      },
    },
    /does not end/,
  ],
  ["loses a byte", { normalise: (bytes, start, end) => unparsed(bytes.toString("utf8", start, end - 1)) }, /the faces differ/],
  [
    "writes what is no JSON",
    {
      encode: (bytes, start, end, out) => {
        out.text(`},"body":"${bytes.toString("utf8", start, end)}"`);
        return 0;
      },
    },
    /not JSON/,
  ],
  [
    "writes a name twice",
    {
      encode: (_, __, ___, out) => {
        out.text(`,"log.file.path":"x"},"body":""`);
        return 0;
      },
    },
    /not JSON: expected another name than "log.file.path"/,
  ],
  [
    "writes more than it has room for",
    {
      encode: (_, __, ___, out) => {
        const text = Buffer.from('},"body":"a"');
        text.copy(out.lend(3), out.length);
        out.length += text.length;
        return 0;
      },
    },
    /not JSON/,
  ],
  [
    "gives no reason",
    {
      normalise: (bytes, start, end) => ({ format: "unparsed", body: bytes.toString("utf8", start, end), attributes: {} }),
      encode: (bytes, start, end, out) => {
        out.text(`},"body":${JSON.stringify(bytes.toString("utf8", start, end))}`);
        return 0;
      },
    },
    /lost: an unparsed line has no reason/,
  ],
])("a parser that %s is found", (_, wrong, says) => {
  expect(found(wrong)).toMatch(says);
});
