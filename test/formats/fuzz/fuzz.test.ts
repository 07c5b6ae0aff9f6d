import { expect, test } from "vitest";
import { isLayout, type Piece } from "../../../src/formats/layout.ts";
import { types } from "../../../src/formats/pattern-field.ts";
import { fuzz, fuzzSeed, told } from "./fuzz.ts";
import { patterns, subjects } from "./parsers.ts";

/** `FUZZ_SEED` repeats the same lines; `FUZZ_SECONDS` goes on for longer. */
const seed = fuzzSeed();
const seconds = Number(process.env["FUZZ_SECONDS"] ?? 10);
const parsers = await subjects("one");

test(`any bytes through every parser for ${seconds} seconds, with FUZZ_SEED=${seed}`, { timeout: (seconds + 120) * 1000 }, () => {
  const { lines, found } = fuzz(parsers, seed, seconds * 1000);
  expect(found.map(told)).toEqual([]);
  expect(lines).toBeGreaterThanOrEqual(parsers.length);
});

test("the patterns among them have fields of every type that a user can name", () => {
  const fields = (pieces: readonly Piece[]): readonly string[] =>
    pieces.flatMap((piece) =>
      piece.kind === "optional" ? fields(piece.pieces) : piece.kind === "field" ? [piece.to === "inner" ? "inner" : piece.type] : [],
    );
  const formats = parsers.filter(({ name }) => patterns.some((pattern) => name.startsWith(pattern))).flatMap((parser) => parser.formats);
  const there = new Set(formats.filter(isLayout).flatMap(({ layouts }) => fields(layouts.flat())));
  expect(types.filter((type) => !there.has(type))).toEqual([]);
});
