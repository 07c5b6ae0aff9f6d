import { expect, test } from "vitest";
import { stringify } from "yaml";
import { findingLine } from "../../../src/pod/validate/finding.ts";
import { schemaTable } from "../../../src/pod/validate/table.ts";
import { validateManifest } from "../../../src/pod/validate/validate.ts";
import { wholeManifest } from "./whole-manifest.ts";

const { kinds, types } = schemaTable();
const covered = new Set<string>();

test.each(Object.entries(kinds))("a %s with every field set has no finding but the server's deprecation warnings", (key, type) => {
  for (let variant = 0; variant < 12; variant++) {
    const manifest = wholeManifest(type, key.slice(0, key.lastIndexOf("/")), variant, covered);
    const text = stringify(manifest, { aliasDuplicateObjects: false, version: "1.1" });
    const found = validateManifest(text, `${type}-${variant}.yaml`).filter(({ message }) => !message.startsWith("deprecated in"));
    expect(found.map(findingLine)).toEqual([]);
  }
});

test("so every field of the schema has been set, except those of ephemeral containers, which are never part of a manifest", () => {
  const all = Object.entries(types).flatMap(([type, { fields }]) => Object.keys(fields).map((name) => `${type}.${name}`));
  const missing = all.filter(
    (field) => !covered.has(field) && !field.startsWith("EphemeralContainer.") && !field.endsWith(".ephemeralContainers"),
  );
  expect(missing).toEqual([]);
  expect(all.length).toBeGreaterThan(800);
});
