import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWriter } from "../../../src/runtime/agent/sinks/byte-writer.ts";

const written = (write: (out: ByteWriter) => void) => {
  const out = new ByteWriter();
  write(out);
  return out.written.toString();
};

test.each([0, 9, 10, 999_999_999, 1e9, 1e9 + 7, 2 ** 31, 2 ** 32, 123_456_789_012, 5e15 + 1, Number.MAX_SAFE_INTEGER])(
  "the number %i",
  (value) => {
    expect(written((out) => out.integer(value))).toBe(String(value));
  },
);

test("any whole number is written as JavaScript prints it", () => {
  fc.assert(fc.property(fc.maxSafeNat(), (value) => written((out) => out.integer(value)) === String(value)));
});

test("any text is escaped so that JSON gives it back, wherever in it the characters are that need that", () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('"', "\\", "\n", "\t", "\0", "\u001f", "a", "é", "😀"), fc.string({ maxLength: 9 })),
    maxLength: 40,
  });
  fc.assert(
    fc.property(text, fc.nat({ max: 5 }), (value, before) => {
      const bytes = Buffer.from(`${"x".repeat(before)}${value}y`);
      return JSON.parse(`"${written((out) => out.escaped(bytes, before, bytes.length - 1))}"`) === Buffer.from(value).toString();
    }),
  );
});

test("pieces of any length, and parts of them, are written as they are", () => {
  for (let length = 0; length < 100; length += 1) {
    const bytes = Buffer.from("0123456789".repeat(10).slice(0, length));
    expect(written((out) => out.raw(bytes))).toBe(bytes.toString());
    expect(written((out) => out.raw(bytes, length >> 1))).toBe(bytes.toString("utf8", length >> 1));
  }
});
