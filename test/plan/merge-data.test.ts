import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Data, mergeData, sameData } from "../../src/plan/merge/data.ts";
import { parseJson } from "../../src/plan/merge/json.ts";

function data(value: unknown): Data {
  return parseJson(JSON.stringify(value))?.value ?? null;
}

interface Case {
  base: unknown;
  yours: unknown;
  generated: unknown;
  want: unknown;
  conflicts?: string[];
}

const cases: [title: string, given: Case][] = [
  ["different keys are merged", { base: { a: 1, b: 1 }, yours: { a: 2, b: 1 }, generated: { a: 1, b: 2 }, want: { a: 2, b: 2 } }],
  [
    "keys that both added are both there, each behind its neighbour",
    { base: { a: 1, z: 1 }, yours: { a: 1, y: 1, z: 1 }, generated: { a: 1, g: 1, z: 1 }, want: { a: 1, g: 1, y: 1, z: 1 } },
  ],
  ["your order of keys stays", { base: { a: 1, b: 1 }, yours: { b: 1, a: 1 }, generated: { a: 1, b: 2 }, want: { b: 2, a: 1 } }],
  ["a value that both changed keeps yours", { base: { a: 1 }, yours: { a: 2 }, generated: { a: 3 }, want: { a: 2 }, conflicts: ["a"] }],
  [
    "a key that both added with different values keeps yours",
    { base: {}, yours: { a: 1 }, generated: { a: 2 }, want: { a: 1 }, conflicts: ["a"] },
  ],
  ["maps that both added are merged", { base: {}, yours: { m: { a: 1 } }, generated: { m: { b: 2 } }, want: { m: { b: 2, a: 1 } } }],
  [
    "a key that you deleted and that did not change stays deleted",
    { base: { a: 1, b: 1 }, yours: { b: 1 }, generated: { a: 1, b: 2 }, want: { b: 2 } },
  ],
  [
    "a key that you deleted and the generator changed stays deleted, and is reported",
    { base: { a: 1 }, yours: {}, generated: { a: 2 }, want: {}, conflicts: ["a"] },
  ],
  [
    "a key that you changed and that is no longer generated stays, and is reported",
    { base: { a: 1 }, yours: { a: 2 }, generated: {}, want: { a: 2 }, conflicts: ["a"] },
  ],
  [
    "list items are merged by name",
    {
      base: {
        containers: [
          { name: "app", image: "a:1" },
          { name: "log", image: "l:1" },
        ],
      },
      yours: {
        containers: [
          { name: "app", image: "mine" },
          { name: "log", image: "l:1" },
          { name: "debug", image: "d" },
        ],
      },
      generated: {
        containers: [
          { name: "app", image: "a:1", cpu: 1 },
          { name: "log", image: "l:2" },
          { name: "proxy", image: "p" },
        ],
      },
      want: {
        containers: [
          { name: "app", image: "mine", cpu: 1 },
          { name: "log", image: "l:2" },
          { name: "proxy", image: "p" },
          { name: "debug", image: "d" },
        ],
      },
    },
  ],
  [
    "a conflict inside a named item is named by it",
    {
      base: { spec: { containers: [{ name: "app", image: "a:1" }] } },
      yours: { spec: { containers: [{ name: "app", image: "a:2" }] } },
      generated: { spec: { containers: [{ name: "app", image: "a:3" }] } },
      want: { spec: { containers: [{ name: "app", image: "a:2" }] } },
      conflicts: ["spec.containers[app].image"],
    },
  ],
  [
    "named items that the generator reorders are reordered",
    {
      base: [{ name: "a" }, { name: "b" }, { name: "c" }],
      yours: [{ name: "a", x: 1 }, { name: "b" }, { name: "c" }, { name: "mine" }],
      generated: [{ name: "c" }, { name: "a" }, { name: "b" }],
      want: [{ name: "c" }, { name: "mine" }, { name: "a", x: 1 }, { name: "b" }],
    },
  ],
  [
    "named items that both reorder differently keep your order, and are reported",
    {
      base: [{ name: "a" }, { name: "b" }, { name: "c" }],
      yours: [{ name: "b" }, { name: "a" }, { name: "c" }],
      generated: [{ name: "a" }, { name: "c" }, { name: "b" }],
      want: [{ name: "b" }, { name: "a" }, { name: "c" }],
      conflicts: [" (order)"],
    },
  ],
  [
    "a named item that you deleted stays deleted",
    {
      base: [{ name: "a" }, { name: "b" }],
      yours: [{ name: "a" }],
      generated: [{ name: "a", x: 1 }, { name: "b" }],
      want: [{ name: "a", x: 1 }],
    },
  ],
  [
    "mounts of one volume are told apart by mountPath",
    {
      base: [
        { name: "v", mountPath: "/a" },
        { name: "v", mountPath: "/b" },
      ],
      yours: [
        { name: "v", mountPath: "/a", readOnly: true },
        { name: "v", mountPath: "/b" },
      ],
      generated: [
        { name: "v", mountPath: "/a" },
        { name: "v", mountPath: "/b", subPath: "s" },
      ],
      want: [
        { name: "v", mountPath: "/a", readOnly: true },
        { name: "v", mountPath: "/b", subPath: "s" },
      ],
    },
  ],
  [
    "scalars that both added to a list are both there",
    { base: ["a"], yours: ["a", "mine"], generated: ["a", "new"], want: ["a", "mine", "new"] },
  ],
  [
    "a scalar that both added to a list is there once",
    { base: ["a"], yours: ["a", "x"], generated: ["a", "x", "new"], want: ["a", "x", "new"] },
  ],
  ["a scalar that both added, at different places, is there once", { base: [1], yours: [2, 1], generated: [2], want: [2] }],
  [
    "a scalar that both added at either end is there once",
    { base: ["a", "z"], yours: ["b", "a", "z"], generated: ["a", "z", "b"], want: ["b", "a", "z"] },
  ],
  [
    "an argument that both added at different places is a conflict",
    { base: ["run"], yours: ["--x", "run"], generated: ["run", "--x"], want: ["--x", "run"], conflicts: [""] },
  ],
  [
    "a scalar that one side removed from a list is gone",
    { base: ["a", "b", "c"], yours: ["a", "c"], generated: ["a", "b", "c", "d"], want: ["a", "c", "d"] },
  ],
  [
    "an argument that both changed keeps your whole list",
    { base: ["--port", "80"], yours: ["--port", "81"], generated: ["--port", "82", "--x"], want: ["--port", "81"], conflicts: [""] },
  ],
  [
    "arguments that both added are both there",
    { base: ["run"], yours: ["run", "--mine", "1"], generated: ["run", "--new", "2"], want: ["run", "--mine", "1", "--new", "2"] },
  ],
  [
    "an argument that both added with different values keeps your whole list",
    {
      base: { args: [] },
      yours: { args: ["--port", "81"] },
      generated: { args: ["--port", "82"] },
      want: { args: ["--port", "81"] },
      conflicts: ["args"],
    },
  ],
  [
    "a list of unnamed maps is one value",
    { base: [{ a: 1 }], yours: [{ a: 2 }], generated: [{ a: 1 }, { b: 1 }], want: [{ a: 2 }], conflicts: [""] },
  ],
  [
    "a list of unnamed maps that one side left alone is the other's",
    { base: [{ a: 1 }], yours: [{ a: 1 }], generated: [{ a: 1 }, { b: 1 }], want: [{ a: 1 }, { b: 1 }] },
  ],
  [
    "a value that became a map on one side and changed on the other keeps yours",
    { base: { a: 1 }, yours: { a: 2 }, generated: { a: { b: 1 } }, want: { a: 2 }, conflicts: ["a"] },
  ],
  [
    "null is a value, not a removal",
    { base: { a: 1, b: 1 }, yours: { a: null, b: 1 }, generated: { a: 1, b: null }, want: { a: null, b: null } },
  ],
  [
    "a number and a string of the same digits differ",
    { base: { a: "1" }, yours: { a: 1 }, generated: { a: "1", b: 1 }, want: { a: 1, b: 1 } },
  ],
  [
    "odd keys are quoted in a conflict's path",
    { base: {}, yours: { "a.b": 1 }, generated: { "a.b": 2 }, want: { "a.b": 1 }, conflicts: ['["a.b"]'] },
  ],
];

describe("mergeData", () => {
  test.each(cases)("%s", (_, { base, yours, generated, want, conflicts }) => {
    const merged = mergeData(data(base), data(yours), data(generated));
    // As JSON, because the order of keys counts.
    expect(JSON.stringify(plain(merged.value))).toBe(JSON.stringify(want));
    expect(merged.conflicts.map(({ path }) => path)).toEqual(conflicts ?? []);
  });

  const item = fc.record({ name: fc.constantFrom("a", "b", "c"), x: fc.integer({ min: 0, max: 2 }) }, { requiredKeys: ["name"] });
  const anything = fc
    .letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(0, 1, "s", "--f", null, true),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b", "__proto__", "name"), tie("value")),
      ),
    }))
    .value.map(data);

  test("without a generated change your value comes out", () => {
    fc.assert(
      fc.property(anything, anything, (from, yours) => {
        expect(mergeData(from, yours, from)).toEqual({ value: yours, conflicts: [] });
      }),
    );
  });

  test("without an edit the generated value comes out", () => {
    fc.assert(
      fc.property(anything, anything, (from, generated) => {
        const merged = mergeData(from, from, generated);
        expect(sameData(merged.value, generated)).toBe(true);
        expect(merged.conflicts).toEqual([]);
      }),
    );
  });

  test("what both changed the same way is no conflict", () => {
    fc.assert(
      fc.property(anything, anything, (from, both) => {
        expect(mergeData(from, both, both)).toEqual({ value: both, conflicts: [] });
      }),
    );
  });

  test("merging the same generated value again changes nothing and reports nothing", () => {
    fc.assert(
      fc.property(anything, anything, anything, (from, yours, generated) => {
        const once = mergeData(from, yours, generated).value;
        expect(mergeData(generated, once, generated)).toEqual({ value: once, conflicts: [] });
      }),
    );
  });
});

function plain(value: Data): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  return Array.isArray(value) ? value.map(plain) : value;
}
