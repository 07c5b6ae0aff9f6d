import { describe, expect, test } from "vitest";
import { readCases, recordsOf } from "./support/cases.ts";
import { compiledAll, readAt } from "./support/compiled.ts";
import { ecsByHand } from "./support/ecs-by-hand.ts";

const files = readCases();
const keyOf = ({ formats, tz }: { readonly formats: readonly string[]; readonly tz: string }) => JSON.stringify([formats, tz]);
const wanted = new Map(files.flatMap(([, cases]) => cases.map((one) => [keyOf(one), one] as const)));
const parsers = new Map((await compiledAll([...wanted.values()], "ecs")).map((parser, index) => [[...wanted.keys()][index], parser]));

describe.each(files)("lines of %s as documents of the Elastic Common Schema", (_, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const parser = parsers.get(keyOf(one));
    if (!parser) throw new Error("not compiled");
    for (const { fast, object } of recordsOf(one, parser)) {
      const { seed: _seed, ...document } = fast;
      expect(document).toEqual(ecsByHand(object, readAt));
    }
  });
});
