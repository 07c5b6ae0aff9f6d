import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findMarkers, keepFormatting, mergeText } from "../../src/plan/merge/text.ts";

const base = "one\ntwo\nthree\nfour\nfive\n";

interface Case {
  base?: string;
  yours: string;
  generated: string;
  want: string;
  conflicts?: number;
}

const cases: [title: string, given: Case][] = [
  [
    "an edit and a generated change far apart both survive",
    { yours: "ONE\ntwo\nthree\nfour\nfive\n", generated: "one\ntwo\nthree\nfour\nFIVE\n", want: "ONE\ntwo\nthree\nfour\nFIVE\n" },
  ],
  [
    "changes of neighbouring lines both survive",
    { yours: "one\nTWO\nthree\nfour\nfive\n", generated: "one\ntwo\nTHREE\nfour\nfive\n", want: "one\nTWO\nTHREE\nfour\nfive\n" },
  ],
  [
    "a line added above a changed line survives",
    {
      yours: "one\nmine\ntwo\nthree\nfour\nfive\n",
      generated: "one\nTWO\nthree\nfour\nfive\n",
      want: "one\nmine\nTWO\nthree\nfour\nfive\n",
    },
  ],
  [
    "a line added below a changed line survives",
    {
      yours: "one\ntwo\nmine\nthree\nfour\nfive\n",
      generated: "one\nTWO\nthree\nfour\nfive\n",
      want: "one\nTWO\nmine\nthree\nfour\nfive\n",
    },
  ],
  [
    "a line deleted by one side and left by the other is gone",
    { yours: "one\nthree\nfour\nfive\n", generated: "one\ntwo\nthree\nfour\n5\n", want: "one\nthree\nfour\n5\n" },
  ],
  [
    "the same change on both sides is taken once",
    { yours: "one\n2\nthree\nfour\nfive\n", generated: "one\n2\nthree\nfour\nV\n", want: "one\n2\nthree\nfour\nV\n" },
  ],
  [
    "different changes of one line are put between markers",
    {
      yours: "one\nyours\nthree\nfour\nfive\n",
      generated: "one\ntheirs\nthree\nfour\nfive\n",
      want: "one\n<<<<<<< yours\nyours\n=======\ntheirs\n>>>>>>> generated\nthree\nfour\nfive\n",
      conflicts: 1,
    },
  ],
  [
    "different lines added at one point are put between markers",
    {
      base: "a\nb\n",
      yours: "a\nx\nb\n",
      generated: "a\ny\nb\n",
      want: "a\n<<<<<<< yours\nx\n=======\ny\n>>>>>>> generated\nb\n",
      conflicts: 1,
    },
  ],
  [
    "an edit of a line that is no longer generated is a conflict",
    {
      yours: "one\ntwo!\nthree\nfour\nfive\n",
      generated: "one\nthree\nfour\nfive\n",
      want: "one\n<<<<<<< yours\ntwo!\n=======\n>>>>>>> generated\nthree\nfour\nfive\n",
      conflicts: 1,
    },
  ],
  [
    "lines that both sides agree on stay outside of the markers",
    {
      base: "a\nb\n",
      yours: "a\nimport x\nmine\nb\n",
      generated: "a\nimport x\ntheirs\nb\n",
      want: "a\nimport x\n<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> generated\nb\n",
      conflicts: 1,
    },
  ],
  [
    "a conflict leaves a clean change elsewhere alone",
    {
      yours: "1\ntwo\nthree\nfour\nmine\n",
      generated: "I\ntwo\nTHREE\nfour\nfive\n",
      want: "<<<<<<< yours\n1\n=======\nI\n>>>>>>> generated\ntwo\nTHREE\nfour\nmine\n",
      conflicts: 1,
    },
  ],
  [
    "a final newline that you removed stays removed",
    { yours: "one\ntwo\nthree\nfour\nfive", generated: "ONE\ntwo\nthree\nfour\nfive\n", want: "ONE\ntwo\nthree\nfour\nfive" },
  ],
  ["a final newline that the generator adds is added", { base: "a\nb\nc", yours: "A\nb\nc", generated: "a\nb\nc\n", want: "A\nb\nc\n" }],
  [
    "lines named like members of Object are lines",
    {
      base: "constructor\n__proto__\nx\n",
      yours: "constructor\n__proto__\nX\n",
      generated: "toString\n__proto__\nx\n",
      want: "toString\n__proto__\nX\n",
    },
  ],
  ["an emptied file is an edit", { base: "a\n", yours: "", generated: "a\n", want: "" }],
];

describe("mergeText", () => {
  test.each(cases)("%s", (_, given) => {
    const merged = mergeText(given.base ?? base, given.yours, given.generated);
    expect(merged).toEqual({ text: given.want, conflicts: given.conflicts ?? 0 });
  });

  const lines = fc.array(fc.constantFrom("a", "b", "c", "", "}", "  x"), { maxLength: 12 });
  const text = fc.tuple(lines, fc.boolean()).map(([all, newline]) => all.join("\n") + (newline && all.length > 0 ? "\n" : ""));

  test("without a generated change your text comes out, byte for byte", () => {
    fc.assert(
      fc.property(text, text, (from, yours) => {
        expect(mergeText(from, yours, from)).toEqual({ text: yours, conflicts: 0 });
      }),
    );
  });

  test("without an edit the generated text comes out, byte for byte", () => {
    fc.assert(
      fc.property(text, text, (from, generated) => {
        expect(mergeText(from, from, generated)).toEqual({ text: generated, conflicts: 0 });
      }),
    );
  });

  test("which side a change comes from does not matter where there is no conflict", () => {
    fc.assert(
      fc.property(lines, lines, lines, (from, a, b) => {
        const [x, y, z] = [from, a, b].map((all) => all.map((line) => `${line}\n`).join(""));
        const one = mergeText(x ?? "", y ?? "", z ?? "");
        const other = mergeText(x ?? "", z ?? "", y ?? "");
        expect(one.conflicts).toBe(other.conflicts);
        if (one.conflicts === 0) expect(one.text).toBe(other.text);
      }),
    );
  });

  test("every line of yours that is not in the base is in the result", () => {
    fc.assert(
      fc.property(lines, fc.array(fc.constantFrom("a", "b", "mine 1", "mine 2"), { maxLength: 12 }), lines, (from, yours, generated) => {
        const merged = mergeText(from.join("\n"), yours.join("\n"), generated.join("\n")).text.split("\n");
        for (const line of yours) if (line.startsWith("mine")) expect(merged).toContain(line);
      }),
    );
  });
});

describe("keepFormatting", () => {
  test("lines that the edit left alone come out as the person wrote them", () => {
    expect(keepFormatting("a: 1\nb: [ 1 ]\nc: 3\n", "a:   1\nb: [1]\nc: 3\n", "a: 1\nb: [ 1 ]\nc: 4\n")).toBe("a:   1\nb: [1]\nc: 4\n");
  });
});

describe("findMarkers", () => {
  test.each([
    ["ours", "a\n<<<<<<< yours\nx\n=======\ny\n>>>>>>> generated\n", 2],
    ["those of git", "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> branch\n", 1],
    ["none", "a\n=======\nb\n", undefined],
    ["half of one, as a heading may have it", "<<<<<<< yours\n", undefined],
  ])("finds %s", (_, given, want) => {
    expect(findMarkers(given)).toBe(want);
  });
});
