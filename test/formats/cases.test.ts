import { describe, expect, test } from "vitest";
import { missing, readCases, recordsOf } from "./support/cases.ts";
import { compiledAll } from "./support/compiled.ts";
import { plainRecord } from "./support/plain.ts";

const files = readCases();
const keyOf = ({ formats, tz }: { readonly formats: readonly string[]; readonly tz: string }) => JSON.stringify([formats, tz]);
const wanted = new Map(files.flatMap(([, cases]) => cases.map((one) => [keyOf(one), one] as const)));
const parsers = new Map((await compiledAll([...wanted.values()])).map((parser, index) => [[...wanted.keys()][index], parser]));

describe.each(files)("lines of %s", (_, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const parser = parsers.get(keyOf(one));
    if (!parser) throw new Error("not compiled");
    const records = recordsOf(one, parser);
    for (const { fast, object } of records) expect(plainRecord(fast)).toEqual(plainRecord(object));
    const wants = "length" in one.expect ? (one.expect as readonly Record<string, unknown>[]) : [one.expect];
    expect(records.map(({ fast }) => fast)).toHaveLength(wants.length);
    const left = records.map(({ fast }) => fast);
    for (const want of wants) {
      const fit = one.unordered ? left.findIndex((record) => missing(want, record).length === 0) : 0;
      const [record = {}] = left.splice(Math.max(fit, 0), 1);
      expect(missing(want, record)).toEqual([]);
      if ("unparsed" in want && want["unparsed"] && typeof one.line === "string" && !("body" in want) && !one.latin1)
        expect(record["body"]).toBe(one.line);
    }
  });
});
