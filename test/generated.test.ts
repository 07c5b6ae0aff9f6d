import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { drift } from "../src/plan/drift.ts";
import { validateManifest } from "../src/pod/validate/validate.ts";
import { desiredFiles } from "../src/project/desired.ts";
import { planProject } from "../src/project/generate.ts";
import { loadProject } from "../src/project/load.ts";
import { testHost } from "./support/host.ts";

const generated = fileURLToPath(new URL("../generated", import.meta.url));
const projects = readdirSync(generated).filter((name) => existsSync(join(generated, name, "scaffold.yaml")));

describe.each(projects)("generated/%s", (name) => {
  const root = join(generated, name);
  const host = testHost(root);
  const project = loadProject(host);

  test("is, byte for byte, what its document renders to", () => {
    for (const { path, content } of desiredFiles(project.spec)) expect(readFileSync(join(root, path), "utf8"), path).toBe(content);
  });

  test("holds nothing that generating would change", () => {
    expect(drift(planProject(project, host))).toEqual([]);
  });

  test("has a manifest without findings", () => {
    expect(validateManifest(readFileSync(join(root, "pod.yaml"), "utf8"), "pod.yaml")).toEqual([]);
  });

  test("main.ts of each companion fits on one screen", () => {
    const mains = desiredFiles(project.spec).filter(({ path }) => path.endsWith("/src/main.ts"));
    expect(mains.length).toBeGreaterThan(0);
    for (const { content } of mains) expect(content.split("\n").length).toBeLessThanOrEqual(60);
  });
});
