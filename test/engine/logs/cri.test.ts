import { describe, expect, test } from "vitest";
import { criEncoder, logClock } from "../../../src/engine/logs/cri.ts";

const T = "2016-10-06T00:17:09.669794202Z";
const long = "x".repeat(16 * 1024);

function encoded(...pieces: (readonly ["stdout" | "stderr", string])[]): string {
  const encoder = criEncoder();
  const parts = pieces.map(([stream, text]) => encoder.encode(stream, Buffer.from(text), T));
  return Buffer.concat([...parts, encoder.end(T)]).toString();
}

describe("output as CRI records", () => {
  test.each<[string, (readonly ["stdout" | "stderr", string])[], string]>([
    ["a line", [["stdout", "text\n"]], `${T} stdout F text\n`],
    ["an empty line", [["stderr", "\n"]], `${T} stderr F \n`],
    ["a line in two pieces", [["stdout", "a"], ["stdout", "b\nc\n"]], `${T} stdout F ab\n${T} stdout F c\n`], // biome-ignore format: a row
    ["streams that alternate", [["stdout", "a"], ["stderr", "b\n"], ["stdout", "c\n"]], `${T} stderr F b\n${T} stdout F ac\n`], // biome-ignore format: a row
    ["an end without newline is partial", [["stdout", "a\nb"]], `${T} stdout F a\n${T} stdout P b\n`],
    ["16 KiB are one record", [["stdout", `${long}\n`]], `${T} stdout F ${long}\n`],
    ["a byte more are two", [["stdout", `${long}y\n`]], `${T} stdout P ${long}\n${T} stdout F y\n`],
    ["a byte more, and the newline later", [["stdout", `${long}y`], ["stdout", "\n"]], `${T} stdout P ${long}\n${T} stdout F y\n`], // biome-ignore format: a row
  ])("%s", (_title, pieces, want) => {
    expect(encoded(...pieces)).toBe(want);
  });

  test("bytes that are no text come through as they are", () => {
    const bytes = Buffer.from([0xff, 0, 0x0d, 10]);
    const record = criEncoder().encode("stdout", bytes, T);
    expect(record.subarray(-4)).toEqual(bytes);
  });

  test("times have nanoseconds and do not go back", () => {
    const clock = logClock();
    const times = Array.from({ length: 1000 }, () => clock());
    expect(times[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    expect([...times].sort()).toEqual(times);
  });
});
