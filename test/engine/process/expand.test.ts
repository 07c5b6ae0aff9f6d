import { describe, expect, test } from "vitest";
import { expand, expandStrictly } from "../../../src/engine/expand.ts";

const known: Readonly<Record<string, string>> = { A: "1", B: "$(A)", EMPTY: "", "with.dot": "dot", "a b": "space" };
const lookup = (name: string): string | undefined => known[name];

describe("$(VAR) expansion (11.4)", () => {
  test.each([
    ["puts the value in", "x$(A)y", "x1y"],
    ["leaves a name that is not known as it is written", "$(NO)", "$(NO)"],
    ["turns $$ into $, so $$(A) is the text $(A)", "$$(A)", "$(A)"],
    ["reads $$$(A) as a dollar and a reference", "$$$(A)", "$1"],
    ["makes $$$$ a shell's pid (12.2)", "echo $$$$", "echo $$"],
    ["leaves a shell's own $X and ${X} alone", "$A ${A} $1", "$A ${A} $1"],
    ["leaves a trailing dollar alone", "cost: 5$", "cost: 5$"],
    ["leaves a reference that is not closed alone", "$(A", "$(A"],
    ["does not expand a result again", "$(B)", "$(A)"],
    ["puts in an empty value", "[$(EMPTY)]", "[]"],
    ["reads a name up to the first )", "$(A)) $(with.dot) $(a b)", "1) dot space"],
    ["leaves a shell's command substitution alone", "$(date +%s)", "$(date +%s)"],
    ["leaves $() alone", "$()", "$()"],
    ["expands over lines", "a\n$(A)\n", "a\n1\n"],
  ])("%s", (_, given, want) => {
    expect(expand(given, lookup)).toBe(want);
  });

  test("names what is missing or empty where nothing may be (13.6)", () => {
    expect(expandStrictly("$(A)/$(NO)/$(EMPTY)/$(NO)", lookup)).toEqual({ text: "1/$(NO)//$(NO)", missing: ["EMPTY", "NO"] });
  });
});
