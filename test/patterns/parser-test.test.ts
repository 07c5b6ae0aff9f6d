import { expect, test } from "vitest";
import { chosenFormats } from "../../src/patterns/adapter/formats.ts";
import { parserTest } from "../../src/patterns/adapter/parser-test.ts";

test("an example is taken apart: fields by name, those that stand otherwise in the record as they are", () => {
  const { takenApart, withoutYear, local } = parserTest(
    chosenFormats(["common", "syslog3164", "json", "<level> <took:float>ms <user?>: <message>"]),
  );
  expect(takenApart.map(({ template }) => template)).toEqual([
    '‹client.address› «bob» ‹user.name› [«10/Oct/2000:13:55:36 -0700»] "‹body›" ‹http.response.status_code› ‹http.response.body.size›',
    "<«34»>«Oct 11 22:14:15» ‹host.name› ‹service.name›: ‹body›",
    "‹level› ‹took›ms ‹user.name›: ‹body›",
  ]);
  expect(withoutYear).toEqual([expect.stringMatching(/^<34>Oct 11 22:14:15 /)]);
  expect(local.map(({ line, utc }) => [/\[(.*?)\]/.exec(line)?.[1], utc])).toEqual([
    ["15/Jan/2026:12:00:00", "2026-01-15T11:00:00.000Z"],
    ["15/Jul/2026:12:00:00", "2026-07-15T10:00:00.000Z"],
    ["29/Mar/2026:02:30:00", "2026-03-29T01:30:00.000Z"],
    ["25/Oct/2026:02:30:00", "2026-10-25T00:30:00.000Z"],
  ]);
});

test.each<[pattern: string, times: string[]]>([
  [
    "<time:yyyy-MM-dd HH:mm:ss[,SSS]> <message>",
    ["2026-01-15 12:00:00", "2026-07-15 12:00:00", "2026-03-29 02:30:00", "2026-10-25 02:30:00"],
  ],
  [
    "<time:EEE d MMMM yy hh:mm:ss a> <message>",
    ["Thu 15 January 26 12:00:00 PM", "Wed 15 July 26 12:00:00 PM", "Sun 29 March 26 02:30:00 AM", "Sun 25 October 26 02:30:00 AM"],
  ],
  ["<time:MMdd HH:mm:ss.SSS> <message>", ["0115 12:00:00.000", "0715 12:00:00.000", "0329 02:30:00.000", "1025 02:30:00.000"]],
  ["<time:yyyy-MM-dd HH:mm:ss Z> <message>", []],
  ["<time:HH:mm:ss> <message>", []],
  ["<time:rfc3339> <message>", []],
])("local times of %s are written as it has them", (pattern, times) => {
  const { local } = parserTest(chosenFormats([pattern]));
  expect(local.map(({ line }) => line.replace(/ word$| the rest of it$/, ""))).toEqual(times);
});
