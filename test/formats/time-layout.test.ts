import { expect, test } from "vitest";
import { clock } from "../../src/runtime/formats/time.ts";
import { readTimeLayout, timeExample, timeStarts } from "../../src/runtime/formats/time-layout.ts";
import { timeReader } from "../../src/runtime/formats/time-reader.ts";
import { zoneOf } from "../../src/runtime/formats/zone.ts";

const reference = Date.parse("2026-03-02T12:00:00Z");

function read(layout: string, text: string, tz = "UTC", referenceMs = reference): string | undefined {
  const reader = timeReader(layout);
  const bytes = Buffer.from(`[${text}]`);
  const zone = zoneOf(tz);
  const results = [0, 1].map(() => {
    const end = reader(bytes, 1, bytes.length - 1, zone, referenceMs);
    return end === bytes.length - 1
      ? `${new Date(clock.seconds * 1000).toISOString().slice(0, 19)}.${clock.nanos}${clock.zoned ? "Z" : ""}`
      : undefined;
  });
  // What it remembers of the line before changes nothing.
  expect(results[1]).toBe(results[0]);
  return results[0];
}

test.each<[layout: string, text: string, want: string | undefined]>([
  ["dd/MMM/yyyy:HH:mm:ss Z", "25/Oct/2016:14:49:34 +0200", "2016-10-25T12:49:34.0Z"],
  ["dd/MMM/yyyy:HH:mm:ss Z", "25/oct/2016:14:49:34 -07", "2016-10-25T21:49:34.0Z"],
  ["dd/MMM/yyyy:HH:mm:ss Z", "32/Oct/2016:14:49:34 +0200", undefined],
  ["dd/MMM/yyyy:HH:mm:ss Z", "25/Oct/2016:24:49:34 +0200", undefined],
  ["dd/MMM/yyyy:HH:mm:ss Z", "25/Okt/2016:14:49:34 +0200", undefined],
  ["EEE MMM d HH:mm:ss[.SSS] yyyy", "Tue Apr  4 06:28:08.605341 2017", "2017-04-04T06:28:08.605341000"],
  ["EEE MMM d HH:mm:ss[.SSS] yyyy", "Tue Apr 14 06:28:08 2017", "2017-04-14T06:28:08.0"],
  ["EEEE, d MMMM yyyy H:mm:ss", "Tuesday, 4 April 2017 6:28:08", "2017-04-04T06:28:08.0"],
  ["yyyy-MM-dd HH:mm:ss,SSS", "2026-03-02 11:04:05,123", "2026-03-02T11:04:05.123000000"],
  ["yyyy-MM-dd HH:mm:ss,SSS", "2026-03-02 11:04:05.123", undefined],
  ["yyyy-MM-dd HH:mm:ss,SSS", "2026-02-30 11:04:05,123", undefined],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2023-03-24T14:26:16.2431239+01:00", "2023-03-24T13:26:16.243123900Z"],
  ["yyyy-MM-dd HH:mm:ss.SSS z", "2025-08-13 01:45:01.127 PDT", "2025-08-13T08:45:01.127000000Z"],
  ["yyyy-MM-dd HH:mm:ss z", "2025-08-13 01:45:01 XYZ", "2025-08-13T01:45:01.0"],
  ["yyyy-MM-dd HH:mm:ss[ Z]' x'", "2025-08-13 01:45:01 x", "2025-08-13T01:45:01.0"],
  ["yyyy-MM-dd HH:mm:ss[ Z]' x'", "2025-08-13 01:45:01 Z x", "2025-08-13T01:45:01.0Z"],
  ["yyyy-MM-dd HH:mm:ssu", "2025-08-13 01:45:01", "2025-08-13T01:45:01.0Z"],
  ["yyyy-MM-dd H:mm:ss", "2021-11-09  5:13:11", "2021-11-09T05:13:11.0"],
  ["MMdd HH:mm:ss.SSS", "0505 17:59:40.692994", "2025-05-05T17:59:40.692994000"],
  ["M/d/yy h:mm:ss a", "3/2/26 1:04:05 PM", "2026-03-02T13:04:05.0"],
  ["M/d/yy h:mm:ss a", "12/31/99 12:04:05 AM", "1999-12-31T00:04:05.0"],
  ["d.M.yyyy HH:mm", "2.3.2026 11:04", "2026-03-02T11:04:00.0"],
  ["yyMMdd HH:mm:ss", "210126 23:45:57", "2021-01-26T23:45:57.0"],
  ["yyyy-MM-dd HH:mm:ss", "2016-12-31 23:59:60", "2016-12-31T23:59:59.0"],
])("%s reads %s as %s", (layout, text, want) => {
  expect(read(layout, text)).toBe(want);
});

test.each<[layout: string, text: string, referenceText: string, want: string]>([
  ["MMM d HH:mm:ss", "Dec 31 23:59:59", "2026-01-01T00:00:10Z", "2025-12-31T23:59:59.0"],
  ["MMM d HH:mm:ss", "Jan  1 00:00:05", "2025-12-31T23:59:59Z", "2026-01-01T00:00:05.0"],
  ["MMM d HH:mm:ss", "Feb 29 10:00:00", "2026-03-01T00:00:00Z", "2024-02-29T10:00:00.0"],
  ["HH:mm:ss.SSS", "23:59:59.5", "2026-03-02T00:00:10Z", "2026-03-01T23:59:59.500000000"],
  ["HH:mm:ss.SSS", "00:00:05.5", "2026-03-01T23:59:59Z", "2026-03-02T00:00:05.500000000"],
])("%s of %s, read at %s, is %s", (layout, text, at, want) => {
  expect(read(layout, text, "UTC", Date.parse(at))).toBe(want);
});

test("a time without a zone is of the given one, on both sides of a change of the clocks", () => {
  const layout = "yyyy-MM-dd HH:mm:ss";
  expect(read(layout, "2026-03-29 01:30:00", "Europe/Berlin")).toBe("2026-03-29T00:30:00.0");
  expect(read(layout, "2026-03-29 03:30:00", "Europe/Berlin")).toBe("2026-03-29T01:30:00.0");
});

test("lines that differ in their seconds, minutes, days and zones are each read for themselves", () => {
  const reader = timeReader("yyyy-MM-dd HH:mm:ss Z");
  const at = (text: string): number => (reader(Buffer.from(text), 0, text.length, zoneOf("UTC"), reference) < 0 ? -1 : clock.seconds);
  const texts = [
    "2026-03-02 11:04:05 +0000",
    "2026-03-02 11:04:06 +0000",
    "2026-03-02 11:04:06 +0100",
    "2026-03-02 11:05:06 +0100",
    "2026-03-03 11:05:06 +0000",
  ];
  expect(texts.map(at)).toEqual(texts.map((text) => Date.parse(text) / 1000));
  expect(at("2026-13-02 11:04:05 +0000")).toBe(-1);
  expect(at("2026-03-02 11:04:05 +0000")).toBe(Date.parse("2026-03-02 11:04:05 +0000") / 1000);
});

test.each<[layout: string, problem: string]>([
  ["yyyy-MM-dd", "has no hour (HH)"],
  ["yyyy HH:mm", "has a year, but no month and day"],
  ["MM HH:mm", "has a month without a day, or a day without a month"],
  ["yyyyy-MM-dd HH", '"yyyyy" is no part of a time; letters that stand for themselves are in \''],
  ["yyyy-MM-ddTHH:mm", '"T" is no part of a time; letters that stand for themselves are in \''],
  ["HH:mm[:ss", "a [ has no ]"],
  ["HH:mm 'at", "a ' has no other"],
  ["HH:mm HH", '"H" is there twice'],
])("%s is refused: %s", (layout, problem) => {
  expect(() => readTimeLayout(layout)).toThrow(problem);
});

test.each([["dd/MMM/yyyy:HH:mm:ss Z"], ["EEE MMM d HH:mm:ss yyyy"], ["h:mm:ss a z"], ["MMdd HH:mm:ss[.SSS]"], ["'at' HH:mm"]])(
  "the example of %s is one, and begins as it says",
  (layout) => {
    const example = timeExample(layout);
    expect(read(layout, example)).toBeDefined();
    expect(timeStarts(readTimeLayout(layout))).toContain(example.charAt(0));
  },
);
