import { describe, expect, test } from "vitest";
import { matrix, shareOf, worst } from "./matrix.ts";
import type { Line, Program } from "./program.ts";
import { fifthPrograms, firstPrograms, fourthPrograms, reservePrograms, secondPrograms, thirdPrograms } from "./programs.ts";
import { foreign, linesOf, logOf, score } from "./scorer.ts";

/** What an inference that knows the truth would print. */
function perfect({ text, expected, stray }: Line): Record<string, unknown> {
  if (stray) return { original: text, unparsed: "no format" };
  const first = <T>(value: T | readonly T[]) => [value].flat()[0];
  return {
    timeUnixNano: first<string | undefined>(expected.timeUnixNano) ?? "0",
    severityNumber: first<number>(expected.severityNumber),
    severityText: first<string | undefined>(expected.severityText) ?? "",
    body: first<string | undefined>(expected.body) ?? "",
    attributes: Object.fromEntries(expected.values.map((value, index) => [`field${index}`, first<string | number>(value)])),
    original: text,
  };
}

const programs = [...firstPrograms, ...reservePrograms, ...secondPrograms, ...thirdPrograms, ...fourthPrograms, ...fifthPrograms];
const [program = programs[0]] = programs;
if (!program) throw new Error("there are programs");
const truth = linesOf(program, "other", 50);
const records = truth.map(perfect);
const scored = (changed: readonly Record<string, unknown>[]) =>
  score(
    changed.map((record) => JSON.stringify(record)),
    truth,
  );

test.each(programs)("the truth about $name is right, and the same each time", (one) => {
  const lines = linesOf(one, "other", 300);
  const { right, total, timesWrong, severityInvented, declined } = score(
    lines.map((line) => JSON.stringify(perfect(line))),
    lines,
  );
  expect({ right, timesWrong, severityInvented, declined }).toEqual({ right: total, timesWrong: 0, severityInvented: 0, declined: 0 });
  expect(total).toBeGreaterThan(200);
  expect(logOf(linesOf(one, "other", 300))).toBe(logOf(lines));
});

describe("a record is wrong", () => {
  const [head = {}, ...rest] = records;
  const counts = { total: 50, right: 49 };
  test.each([
    ["that has another time", { ...head, timeUnixNano: "1" }, { ...counts, timesWrong: 1 }],
    ["that has no time", { ...head, timeUnixNano: undefined }, { ...counts, timesWrong: 1 }],
    ["that has another severity", { ...head, severityNumber: 24 }, { ...counts, timesWrong: 0 }],
    ["that has another text of its level", { ...head, severityText: "WRONG" }, counts],
    ["that has part of its message", { ...head, body: String(head["body"]).slice(1) }, counts],
    ["that lacks a value", { ...head, attributes: {} }, counts],
    ["that was declined", { ...head, unparsed: "no format" }, { ...counts, declined: 1 }],
    ["that is cut", { ...head, original: String(head["original"]).slice(0, -1) }, { ...counts, declined: 1 }],
  ])("%s", (_, record, want) => {
    expect(scored([record, ...rest])).toMatchObject(want);
  });

  test("when it is missing, and the records after it are right", () => {
    expect(scored(rest)).toMatchObject({ ...counts, declined: 1 });
  });
});

test("a severity where there is no level is invented", () => {
  const line: Line = { text: "a", expected: { severityNumber: 0, body: "a", values: [] } };
  const record = { original: "a", body: "a", severityNumber: 9 };
  expect(score([JSON.stringify(record)], [line])).toMatchObject({ right: 0, severityInvented: 1 });
});

describe("a banner between records", () => {
  const of = (text: string) => ({ text, expected: { severityNumber: 0, body: text, values: [] } });
  const lines: Line[] = [of("a"), { ...of("==="), stray: true }, of("b"), { ...of("==="), stray: true }, of("c")];
  const record = (original: string, more = {}) => JSON.stringify({ original, body: original, severityNumber: 0, ...more });
  test.each([
    ["may be declined", ["a", "===", "b", "===", "c"].map((text) => record(text, text === "===" ? { unparsed: "no format" } : {}))],
    ["may stand alone", ["a", "===", "b", "===", "c"].map((text) => record(text))],
    ["may continue the record before it", [record("a\n==="), record("b"), record("==="), record("c")]],
    ["may be left out", [record("a"), record("b"), record("c")]],
  ])("%s", (_, records) => {
    expect(score(records, lines)).toMatchObject({ right: 3, total: 3, severityInvented: 0, declined: 0 });
  });

  test("has no severity", () => {
    expect(score([record("a"), record("===", { severityNumber: 9 }), record("b")], lines)).toMatchObject({ severityInvented: 1 });
  });
});

test("a number may come as its text, a text of digits may not come as another number", () => {
  const of = (wanted: string | number, got: unknown) =>
    score(
      [JSON.stringify({ original: "a", attributes: { it: got } })],
      [{ text: "a", expected: { severityNumber: 0, body: undefined, values: [wanted] } }],
    ).right;
  expect([of(17, "0017"), of(17, 17), of("12e4", 120_000), of("0017", 17), of("x", [" x"])]).toEqual([1, 1, 0, 0, 1]);
});

test("the matrix counts the records that a format takes of each other log", async () => {
  const taking = (_: Buffer, other: Buffer) =>
    Promise.resolve(
      String(other)
        .split("\n")
        .map((original) => JSON.stringify({ original, ...(original.length % 2 === 1 && { unparsed: "no" }) })),
    );
  const found = await foreign(programs.slice(0, 3), program, taking, 20);
  expect(found.map(({ format, log, total }) => [format, log, total])).toEqual(
    programs.slice(1, 3).map(({ name }) => [program.name, name, 20]),
  );
  expect(found.every(({ taken }) => taken > 0 && taken < 20)).toBe(true);
});

test("what one program's format takes of another is a mistake only where it is read in another way", async () => {
  const made = (name: string, level: boolean): Program => ({
    name,
    about: "a time, and a level or none",
    lines: (_, count) =>
      Array.from({ length: count }, (__, index) => {
        const body = ["started", "could not open the file", `${index} items are left`][index % 3] ?? "";
        const second = String(index % 60).padStart(2, "0");
        const minute = String(Math.floor(index / 60)).padStart(2, "0");
        return {
          text: `2026-03-02T09:${minute}:${second}Z ${level ? "WARN " : ""}${body}`,
          expected: {
            timeUnixNano: `${Date.parse(`2026-03-02T09:${minute}:${second}Z`)}000000`,
            severityNumber: level ? 13 : 0,
            body,
            values: [],
          },
        };
      }),
  });
  const cells = await matrix([made("plain", false), made("levelled", true), made("same", true)], 30);
  const mistakes = (format: string, log: string) => {
    const cell = cells.find((one) => one.format === format && one.log === log);
    return [cell?.taken, cell?.wrong, cell?.total];
  };
  expect(mistakes("plain", "levelled")).toEqual([30, 30, 30]);
  expect(mistakes("levelled", "plain")).toEqual([0, 0, 30]);
  expect(mistakes("levelled", "same")).toEqual([30, 0, 30]);
  expect(shareOf(cells)).toEqual({ taken: 120 / 180, wrong: 60 / 180 });
  expect(worst(cells, 1)).toEqual([expect.stringMatching(/^plain takes 30 of 30 lines of (?:levelled|same), 30 of them wrongly/)]);
});
