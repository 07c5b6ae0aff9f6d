import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteAt, literalEnd, literalStart } from "../../src/runtime/formats/literals.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", " ", '"', "[", "é", "漢", "😀"), maxLength: 12 });
const literal = fc.string({ unit: fc.constantFrom("a", " ", '"', "[", "é", "😀"), minLength: 1, maxLength: 3 });

describe("a literal of a layout", () => {
  test("is found where it stands first, whatever lies around the line", () => {
    fc.assert(
      fc.property(text, text, text, literal, (before, line, behind, wanted) => {
        const bytes = Buffer.from(before + line + behind);
        const start = Buffer.byteLength(before);
        const end = start + Buffer.byteLength(line);
        const found = bytes.subarray(start, end).indexOf(wanted);
        expect(literalStart(bytes, start, end, end, wanted)).toBe(found < 0 ? end : start + found);
      }),
    );
  });

  test("is looked for in front of a place, and may reach over it", () => {
    const bytes = Buffer.from('a [b "c" [d');
    expect(literalStart(bytes, 0, 2, bytes.length, " [")).toBe(1);
    expect(literalStart(bytes, 0, 1, bytes.length, " [")).toBe(1);
    expect(literalStart(bytes, 2, 8, bytes.length, " [")).toBe(8);
    expect(literalStart(bytes, 2, 9, bytes.length, " [")).toBe(8);
    expect(literalStart(bytes, 2, 9, 9, " [")).toBe(9);
  });

  test("ends behind its bytes", () => {
    const bytes = Buffer.from("é: x");
    expect(literalEnd(bytes, 0, bytes.length, "é:")).toBe(3);
    expect(literalEnd(bytes, 0, 2, "é:")).toBe(-1);
    expect(literalEnd(bytes, 2, bytes.length, ": ")).toBe(4);
  });

  test("a byte behind the end of a line is not found", () => {
    const bytes = Buffer.from("abcdefgh\x1b");
    for (let start = 0; start <= 8; start += 1) expect(byteAt(bytes, start, 8, 0x1b)).toBe(8);
    expect(byteAt(bytes, 3, 9, 0x1b)).toBe(8);
  });
});
