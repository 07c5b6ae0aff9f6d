import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EncodingName } from "../../../../src/runtime/agent/framing/encoding.ts";
import { naiveGroups, naiveRecords } from "./naive.ts";
import { readGrowing } from "./reading.ts";
import { traces } from "./traces.ts";

/** How a test writes each encoding, and with which byte order mark. */
const encoders: readonly { readonly setting: EncodingName; readonly mark: string; readonly encode: (text: string) => Buffer }[] = [
  { setting: "utf-8", mark: "", encode: (text) => Buffer.from(text) },
  { setting: "utf-8", mark: "\uFEFF", encode: (text) => Buffer.from(text) },
  { setting: "utf-16le", mark: "", encode: (text) => Buffer.from(text, "utf16le") },
  { setting: "utf-16le", mark: "\uFEFF", encode: (text) => Buffer.from(text, "utf16le") },
  { setting: "utf-16be", mark: "", encode: (text) => Buffer.from(text, "utf16le").swap16() },
  { setting: "utf-16", mark: "\uFEFF", encode: (text) => Buffer.from(text, "utf16le").swap16() },
  { setting: "utf-16", mark: "\uFEFF", encode: (text) => Buffer.from(text, "utf16le") },
  { setting: "auto", mark: "\uFEFF", encode: (text) => Buffer.from(text, "utf16le").swap16() },
  { setting: "auto", mark: "", encode: (text) => Buffer.from(text) },
  { setting: "latin1", mark: "", encode: (text) => Buffer.from(text, "latin1") },
];

const vocabulary = [
  "",
  "INFO a",
  "2026-01-02 b",
  "  c",
  "\td",
  "e é",
  "ßörkError: f",
  "IOError: g",
  "\u0A00\u0A0A",
  "x\r",
  "y\rz",
  "😀 h",
  "]",
];
const lines = (words: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom("\n", "\n", "\r\n")), { maxLength: 30 });

/** Where the file ended when it was looked at, in thousandths of its length; and the limits of a batch. */
const looks = fc.record({
  ends: fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 12 }),
  quota: fc.integer({ min: 30, max: 1000 }),
  maxRecords: fc.integer({ min: 1, max: 20 }),
  maxBytes: fc.integer({ min: 1, max: 3000 }),
});

function read(
  file: Buffer,
  setting: EncodingName,
  multiline: string,
  { ends, ...limits }: typeof looks extends fc.Arbitrary<infer T> ? T : never,
) {
  const sizes = ends.map((end) => Math.floor((end * file.length) / 1000)).sort((a, b) => a - b);
  return readGrowing(file, { ...limits, encoding: setting, multiline, ends: sizes, maxLineBytes: 20_000 }).records;
}

const runs = { numRuns: 20 };

describe.each(Object.keys(naiveGroups))("records of %s are those of the whole text, however it is cut", (multiline) => {
  test.each(encoders)("$setting, mark $mark", ({ setting, mark, encode }) => {
    const words = setting === "latin1" ? vocabulary.filter((word) => !/[^\0-\xff]/.test(word)) : vocabulary;
    fc.assert(
      fc.property(lines(words), fc.boolean(), looks, (pieces, ended, how) => {
        const text = pieces.map((piece) => piece.join("")).join("");
        const cut = ended ? text : text.replace(/\r?\n$/, "");
        const sizeOf = (part: string) => encode(part).length;
        const group = naiveGroups[multiline] as (typeof naiveGroups)[string];
        expect(read(encode(mark + cut), setting, multiline, how)).toEqual(naiveRecords(cut, group, sizeOf, sizeOf(mark)));
      }),
      runs,
    );
  });
});

describe.each([...Object.keys(traces), "auto"])("traces of %s are put together, however the file is cut", (language) => {
  const samples = Object.entries(traces).flatMap(([name, ofLanguage]) =>
    language === name || language === "auto" ? Object.values(ofLanguage) : [],
  );
  test.each(encoders)("$setting, mark $mark", ({ setting, mark, encode }) => {
    const piece = fc.tuple(
      fc.constantFrom("plain", "INFO x=1 y", "", "  indented", '{"a":"Error: b"}'),
      fc.option(fc.constantFrom(...samples)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), looks, (pieces, how) => {
        // A blank line in front keeps a trace from going on in an indented line.
        const texts = pieces.flatMap(([plain, trace]) => (trace === null ? [plain] : ["before", trace, "after all", plain]));
        let offset = encode(mark).length;
        const want = texts.map((text) => {
          const record = { text, offset, flags: "" };
          offset += encode(`${text}\n`).length;
          return record;
        });
        const file = encode(mark + texts.map((text) => `${text}\n`).join(""));
        expect(read(file, setting, language, how)).toEqual(want);
      }),
      runs,
    );
  });
});
