import { expect, test } from "vitest";
import { scheduleError } from "../../../src/pod/validate/schedule.ts";

test.each([
  "* * * * *",
  "*/5 8-18 * * mon-fri",
  "0 0 1 JAN,jul ?",
  "@daily",
  "@every 1h30m",
  "  0 0 * * 0 ",
  "0-10/2,30 * * * *",
  "5/15 * * * *",
])("%s is a schedule", (schedule) => {
  expect(scheduleError(schedule)).toBeUndefined();
});

test.each([
  ["* * * *", "expected exactly 5 fields, found 4: [* * * *]"],
  ["0 * * * * *", "expected exactly 5 fields, found 6: [0 * * * * *]"],
  ["60 * * * *", "end of range (60) above maximum (59): 60"],
  ["* 24 * * *", "end of range (24) above maximum (23): 24"],
  ["* * 0 * *", "beginning of range (0) below minimum (1): 0"],
  ["* * * 13 *", "end of range (13) above maximum (12): 13"],
  ["* * * * 7", "end of range (7) above maximum (6): 7"],
  ["5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"],
  ["*/0 * * * *", "step of range should be a positive number: */0"],
  ["x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ["1-2-3 * * * *", "too many hyphens: 1-2-3"],
  ["1/2/3 * * * *", "too many slashes: 1/2/3"],
  ["@dayly", "unrecognized descriptor: @dayly"],
])("%s is not: %s", (schedule, want) => {
  expect(scheduleError(schedule)).toBe(want);
});
