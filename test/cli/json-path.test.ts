import { expect, test } from "vitest";
import { parseJsonPath, valuesAt } from "../../src/cli/control/json-path.ts";

const value = { status: { phase: "Running", list: [{ type: "A", is: 1 }, { type: "B", is: { deep: 2 } }] }, "a/b": true }; // biome-ignore format: short

test.each<[string, unknown[]]>([
  ["{.status.phase}", ["Running"]],
  ["status.phase", ["Running"]],
  ["{.status.list[0].type}", ["A"]],
  ["{.status.list[-1].type}", ["B"]],
  ["{.status.list[*].type}", ["A", "B"]],
  ['{.status.list[?(@.type=="B")].is.deep}', [2]],
  ["{['a/b']}", [true]],
  ["{.status.none.deeper}", []],
  ["{.constructor}", []],
])("%s", (path, values) => expect(valuesAt(value, parseJsonPath(path) ?? [])).toEqual(values));

test.each(["{}", "{.a", "{..a}", "{.a[?(@.b>1)]}", "{range .items}"])("%s is refused, not misread", (path) => {
  expect(parseJsonPath(path)).toBeUndefined();
});
