import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fixManifest } from "../../../src/pod/validate/fix.ts";
import { validateManifest } from "../../../src/pod/validate/validate.ts";

const folders = ["manifests/valid/", "patterns/"].map((name) => new URL(`../../fixtures/${name}`, import.meta.url));
const texts = folders.flatMap((folder) => readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8")));
const bits = [
  "\t",
  "\n",
  " ",
  ":",
  "- ",
  "'",
  '"',
  "{",
  "}",
  "[",
  "]",
  "#",
  "&a ",
  "*a",
  "<<: ",
  "null",
  "0644",
  "yes",
  "|\n",
  "---\n",
  "\r",
  "\u0000",
  "constructor",
  "__proto__",
  "é",
];

/** A manifest with a few pieces cut out, repeated or put in. */
const damaged = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(4000), fc.nat(30), fc.constantFrom("", ...bits)), { minLength: 1, maxLength: 4 }),
  )
  .map(([text, edits]) =>
    edits.reduce((now, [at, length, bit]) => {
      const start = at % (now.length + 1);
      return now.slice(0, start) + bit + now.slice(start + length);
    }, text),
  );

test("whatever the text, the answer is findings with a place in it, and correcting it ends", () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const findings = validateManifest(text, "f.yaml");
      const rows = text.split("\n").length;
      for (const finding of findings) {
        expect(finding.line).toBeGreaterThanOrEqual(1);
        expect(finding.line).toBeLessThanOrEqual(rows);
        expect(finding.column).toBeGreaterThanOrEqual(1);
        expect(finding.message).not.toMatch(/undefined|\[object|NaN/);
        expect(finding.hint).not.toMatch(/undefined|\[object|NaN/);
        expect(finding.hint).not.toBe("");
      }
      const fixed = fixManifest(text, findings);
      expect(fixManifest(fixed.text, fixed.left).text).toBe(fixed.text);
    }),
    { numRuns: 300 },
  );
});

test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
  "a field, a label, a kind or a type named %s is nothing special",
  (word) => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {${word}: x}}\nspec:\n  ${word}: 1\n  nodeSelector: {${word}: x}\n  containers: [{name: a, image: b}]\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: ${word}\n---\napiVersion: ${word}\nkind: ${word}\n`;
    const found = validateManifest(text, "f.yaml").map(({ path, reason }) => `${path} ${reason}`);
    expect(found.filter((each) => !each.startsWith("metadata.labels") && !each.startsWith("spec.nodeSelector"))).toEqual([
      `spec.${word} Unknown field`,
      "apiVersion Unknown kind",
    ]);
  },
);
