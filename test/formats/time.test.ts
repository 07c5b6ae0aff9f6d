import { expect, test } from "vitest";
import { viewOf } from "../../src/runtime/formats/chunks.ts";
import { bsdTime, clfTime, clock, daysOf, epochTime, isoTime, putIso, putUnixNano } from "../../src/runtime/formats/time.ts";
import { type Zone, zoneOf } from "../../src/runtime/formats/zone.ts";

const utc = zoneOf("UTC");

/** What a reader finds in the whole text, as an ISO time; undefined when that is no such time, or not all of it. */
function read(text: string, reader: (bytes: Buffer, end: number) => number): string | undefined {
  const bytes = Buffer.from(`${text}9`);
  const end = reader(bytes, bytes.length - 1);
  if (end !== bytes.length - 1) return undefined;
  const out = Buffer.alloc(40);
  return out.toString("latin1", 0, putIso(viewOf(out), 0, clock.seconds, clock.nanos));
}

const iso = (text: string, zone: Zone = utc) => read(text, (bytes, end) => isoTime(bytes, 0, end, zone));

test.each([
  ["2026-03-02T11:04:05Z", "2026-03-02T11:04:05.000Z"],
  ["2026-03-02T11:04:05.1z", "2026-03-02T11:04:05.100Z"],
  ["2026-03-02 11:04:05,123", "2026-03-02T11:04:05.123Z"],
  ["2019-05-07T18:57:50.904275087+00:00", "2019-05-07T18:57:50.904275087Z"],
  ["2026/03/02 11:04:05", "2026-03-02T11:04:05.000Z"],
  ["2024-02-29T23:59:60-0130", "2024-03-01T01:29:59.000Z"],
  ["2023-02-29T00:00:00Z", undefined],
  ["2026-13-01T00:00:00Z", undefined],
  ["2026-03-02T24:00:00Z", undefined],
  ["2026-03-02T11:04:05+2", undefined],
  ["2026-03-02", undefined],
  ["1970-01-01T00:00:00+01:00", undefined],
])("ISO %s → %s", (text, want) => {
  expect(iso(text)).toBe(want);
});

test.each([
  ["25/Oct/2016:14:49:34 +0200", "2016-10-25T12:49:34.000Z"],
  ["29/Feb/2024:00:00:00 -1130", "2024-02-29T11:30:00.000Z"],
  ["29/Aug/2023 22:02:58", "2023-08-29T22:02:58.000Z"],
  ["25/oct/2016:14:49:34 +0200", undefined],
  ["32/Oct/2016:14:49:34 +0200", undefined],
])("access log %s → %s", (text, want) => {
  expect(read(text, (bytes, end) => clfTime(bytes, 0, end, utc))).toBe(want);
});

test("a time of an access log ends where its line does, whatever lies behind", () => {
  for (const behind of ["", " ", " +0200", "]"]) {
    const bytes = Buffer.from(`02/Mar/2026:11:04:05${behind}`);
    expect(clfTime(bytes, 0, 20, utc)).toBe(20);
    expect(clock).toMatchObject({ seconds: Date.UTC(2026, 2, 2, 11, 4, 5) / 1000, zoned: false });
  }
});

/** The whole number decides the unit. */
test.each([
  ["1286536309.586", "2010-10-08T11:11:49.586Z"],
  ["1761019822", "2025-10-21T04:10:22.000Z"],
  ["1761019822315", "2025-10-21T04:10:22.315Z"],
  ["1761019822315275", "2025-10-21T04:10:22.315275000Z"],
  ["1761019822315275700", "2025-10-21T04:10:22.315275700Z"],
  ["12345", undefined],
  ["17610198223152757000", undefined],
])("epoch %s → %s", (text, want) => {
  expect(read(text, (bytes, end) => epochTime(bytes, 0, end))).toBe(want);
});

/** A time without a year, read at another. */
test.each([
  ["Dec 31 23:59:59", "2026-01-01T00:00:01Z", "2025-12-31T23:59:59.000Z"],
  ["Jan  1 00:00:30", "2026-01-01T00:00:01Z", "2026-01-01T00:00:30.000Z"],
  ["Jan  1 00:00:30", "2025-12-31T23:59:59Z", "2026-01-01T00:00:30.000Z"],
  ["Mar  3 12:00:00", "2026-03-02T00:00:00Z", "2025-03-03T12:00:00.000Z"],
  ["Mar  2 12:00:00", "2026-03-02T00:00:00Z", "2026-03-02T12:00:00.000Z"],
  ["Feb 29 12:00:00", "2026-03-02T00:00:00Z", "2024-02-29T12:00:00.000Z"],
  ["Feb 30 12:00:00", "2026-03-02T00:00:00Z", undefined],
  ["Feb 2 12:00:00 ", "2026-03-02T00:00:00Z", undefined],
])("BSD %s, read at %s → %s", (text, at, want) => {
  expect(read(text, (bytes, end) => bsdTime(bytes, 0, end, utc, Date.parse(at)))).toBe(want);
});

/** Europe/Berlin sets its clocks ahead on 29 March and back on 25 October of 2026. */
test.each([
  ["2026-01-15T12:00:00", "2026-01-15T11:00:00.000Z"],
  ["2026-07-15T12:00:00", "2026-07-15T10:00:00.000Z"],
  ["2026-03-29T01:59:59", "2026-03-29T00:59:59.000Z"],
  ["2026-03-29T03:00:00", "2026-03-29T01:00:00.000Z"],
  ["2026-10-25T01:59:59", "2026-10-24T23:59:59.000Z"],
  ["2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z"],
  ["2026-10-25T03:00:00", "2026-10-25T02:00:00.000Z"],
])("%s in Berlin is %s", (text, want) => {
  expect(iso(text, zoneOf("Europe/Berlin"))).toBe(want);
});

test("a fixed offset is an offset", () => {
  expect(iso("2026-01-15T12:00:00", zoneOf("-05:30"))).toBe("2026-01-15T17:30:00.000Z");
});

test("every day from 1970 to 2200 has the number that Date gives it", () => {
  for (let day = 0; day < 84_000; day += 1) {
    const date = new Date(day * 86_400_000);
    if (daysOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) !== day) throw new Error(date.toISOString());
  }
});

test("nanoseconds are written as OTLP wants them", () => {
  const out = Buffer.alloc(40);
  expect(out.toString("latin1", 0, putUnixNano(viewOf(out), 0, 1_761_019_822, 5))).toBe("1761019822000000005");
});
