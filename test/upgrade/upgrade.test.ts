import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { validateManifest } from "../../src/pod/validate/validate.ts";
import { desiredFiles } from "../../src/project/desired.ts";
import { loadProject } from "../../src/project/load.ts";
import { testHost } from "../support/host.ts";
import { edit, scaffold, snapshot } from "../support/monorepo.ts";
import { oldProject } from "./old-project.ts";

test("a project of 0.1 is generated again: every edit of its users is kept, everything of the toolkit is of today", async () => {
  const root = oldProject();
  expect(await scaffold(root, "generate --no-build")).toMatchObject({ exit: 0 });
  const at = (path: string) => readFileSync(join(root, path), "utf8");

  const main = at("log-agent/src/main.ts");
  expect(main).toContain("maxLineBytes: 262144, // the shop logs no longer lines");
  expect(main).toContain("// After SIGTERM it goes on until everything is delivered, this long at the most.");
  expect(main).not.toContain("<<<<<<<");
  const manifest = JSON.parse(at("log-agent/package.json"));
  expect(manifest).toMatchObject({ name: "shop-log-agent", scripts: { logs: "kubectl logs -f shop -c log-agent" } });
  expect(manifest.devDependencies.typescript).not.toBe("~5.8.3");
  expect(at("log-agent/Dockerfile")).toContain('LABEL org.opencontainers.image.source="https://git.example.com/shop"');
  expect(at("log-agent/Dockerfile")).toContain("FROM node:24-alpine AS build");
  // It was seeded then, and nobody edited it.
  expect(at("log-agent/test/agent.test.ts")).toContain("every sink gets every line of every source");
  expect(at("log-agent/src/transform.ts")).toContain('team: "checkout"');
  for (const path of ["pod.yaml", "kustomize/base/pod.yaml"]) expect(at(path)).toMatch(/- name: FEATURE_BASKET\n +value: "on"/);
  expect(validateManifest(at("pod.yaml"), "pod.yaml")).toEqual([]);

  const managed = desiredFiles(loadProject(testHost(root)).spec).filter(({ ownership }) => ownership === "managed");
  for (const { path, content } of managed) expect(at(path), path).toBe(content);
  expect(existsSync(join(root, "log-agent/runtime/agent/ticker.ts"))).toBe(false);

  expect(await scaffold(root, "check")).toMatchObject({ exit: 0, out: "" });
  const before = snapshot(root);
  await scaffold(root, "generate --no-build");
  expect(snapshot(root)).toEqual(before);
});

test("an edit that overlaps what a new version changes is a conflict, and nothing of it is lost", async () => {
  const root = oldProject();
  edit(join(root, "log-agent/src/main.ts"), "// After SIGTERM it delivers what is left, for at most this long.", "// Ours.");
  const { exit, out } = await scaffold(root, "upgrade --no-build");
  expect(exit).toBe(1);
  expect(out).toMatch(
    / {4}conflicts +src\/main\.ts {2}both sides changed the same lines; one place .*\n +-> keep what you want of the two sides/,
  );
  expect(readFileSync(join(root, "log-agent/src/main.ts"), "utf8")).toMatch(/<<<<<<<[\s\S]*\/\/ Ours\.[\s\S]*=======[\s\S]*>>>>>>>/);
});

test("a test of an agent that its users edited, which 0.1 did not merge, is kept as it is and merged from then on", async () => {
  const root = oldProject();
  const path = join(root, "log-agent/test/agent.test.ts");
  edit(path, "// Runs the built agent", "// Ours. Runs the built agent");
  const ours = readFileSync(path, "utf8");
  const { exit, out } = await scaffold(root, "upgrade --no-build");
  expect({ exit, out }).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/kept +src\/transform\.ts, test\/agent\.test\.ts {2}\(yours\)/),
  });
  expect(readFileSync(path, "utf8")).toBe(ours);
  expect(await scaffold(root, "check")).toMatchObject({ exit: 0, out: "" });
});
