import { expect, test } from "vitest";
import { BatchBuilder } from "../../../src/runtime/agent/batch-builder.ts";
import { cutAt, frameLines } from "../../../src/runtime/agent/framer.ts";

function frame(text: string, limits: { maxRecords?: number; maxLineBytes?: number } = {}) {
  const builder = new BatchBuilder({ maxRecords: 100, maxBytes: 1000, maxLineBytes: 10, ...limits }, 0);
  builder.bytes.write(text, "latin1");
  const lines: string[] = [];
  const add = builder.add.bind(builder);
  builder.add = (start, end, flags) => {
    lines.push(`${builder.bytes.toString("latin1", start, end)}${flags ? ` !${flags}` : ""}`);
    add(start, end, flags);
  };
  return { ...frameLines(builder, 0, text.length), lines };
}

test.each([
  ["takes whole lines and leaves the rest", "a\nbc\nd", { lines: ["a", "bc"], next: 5, cut: false, left: 0 }],
  ["ends lines at LF and CRLF, not at CR", "a\r\nb\rc\n\r\n", { lines: ["a", "b\rc", ""], next: 9, cut: false, left: 0 }],
  ["keeps empty lines", "\n\na\n", { lines: ["", "", "a"], next: 4, cut: false, left: 0 }],
  ["passes over NUL bytes in front of a line", "\0\0\0a\nb\0\n", { lines: ["a", "b\0"], next: 8, cut: false, left: 3 }],
  ["leaves NUL bytes that nothing follows", "a\n\0\0\0", { lines: ["a"], next: 2, cut: false, left: 0 }],
  ["keeps a line of just the allowed length", "0123456789\r\n", { lines: ["0123456789"], next: 12, cut: false, left: 0 }],
  ["waits for the line end of such a line", "0123456789\r", { lines: [], next: 0, cut: false, left: 0 }],
  ["cuts a longer line", "0123456789ab\nc\n", { lines: ["0123456789 !1", "c"], next: 15, cut: false, left: 2 }],
  ["cuts a longer line whose end is not there yet", "0123456789ab", { lines: ["0123456789 !1"], next: 10, cut: true, left: 0 }],
])("%s", (_title, text, want) => {
  expect(frame(text)).toEqual(want);
});

test("stops when the batch is full", () => {
  expect(frame("a\nb\nc\n", { maxRecords: 2 })).toEqual({ lines: ["a", "b"], next: 4, cut: false, left: 0 });
});

test.each([
  ["between characters", "aé", 1, 1],
  ["inside two bytes", "aé", 2, 1],
  ["inside four bytes", "a😀b", 4, 1],
  ["behind four bytes", "a😀b", 5, 5],
])("a cut %s moves to the start of the character", (_where, text, limit, want) => {
  expect(cutAt(Buffer.from(text), 0, limit)).toBe(want);
});
