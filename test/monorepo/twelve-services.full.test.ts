import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { edit, monorepo, scaffold, snapshot } from "../support/monorepo.ts";

describe.each(["npm", "pnpm"] as const)("twelve services, one preset, one template of their own, %s", (manager) => {
  const memberFile = manager === "npm" ? "package.json" : "pnpm-workspace.yaml";

  test("generated twice, the second time changes nothing; a changed preset reaches all; an edit survives", async () => {
    const { root, services } = monorepo(manager, 12);
    const first = await scaffold(root, "generate -r --no-build");
    expect(first).toMatchObject({ exit: 0, err: "\nWrote files in 12 of 12 projects.\n" });
    for (const folder of services) expect(first.out).toContain(`  member  ${folder}/log-agent  registered in ${memberFile}\n`);
    const written = snapshot(root);
    for (const folder of services) {
      expect(written[`${folder}/log-agent/README.md`]).toMatch(/^Ask the platform team about log-agent\.\n/);
      expect(written[`${folder}/pod.yaml`]).toContain(`registry.example.com/acme/${folder.slice(9)}-log-agent:1.0`);
      expect(written[`${folder}/scaffold.yaml`]).toBe(`name: ${folder.slice(9)}\nextends: ../../platform.yaml\n`);
    }
    const names = services.map((folder) => JSON.parse(written[`${folder}/log-agent/package.json`] ?? "").name);
    expect(new Set(names).size).toBe(12);

    const second = await scaffold(root, "generate -r --no-build");
    expect(second).toMatchObject({ exit: 0, err: "\nNothing to do in 12 projects.\n" });
    expect(snapshot(root)).toEqual(written);
    expect(await scaffold(root, "check -r")).toMatchObject({ exit: 0 });

    const main = join(root, "services/svc-07/log-agent/src/main.ts");
    edit(main, "maxLineBytes: 1048576,", "maxLineBytes: 4096, // ours");
    edit(join(root, "platform.yaml"), "drain: 40s", "drain: 50s");
    const stale = await scaffold(root, "check -r");
    expect(stale.exit).toBe(1);
    expect(stale.err).toContain(", in 12 of 12 projects.");
    expect(await scaffold(root, "generate -r --no-build")).toMatchObject({ exit: 0 });
    for (const folder of services)
      expect(readFileSync(join(root, folder, "log-agent/src/main.ts"), "utf8")).toContain("drainTimeoutMs: 50000,");
    expect(readFileSync(main, "utf8")).toContain("maxLineBytes: 4096, // ours");
    expect(await scaffold(root, "check -r")).toMatchObject({ exit: 0 });
  });
});

test("the file that lists the members keeps its comments and its form", async () => {
  const { root } = monorepo("pnpm", 2);
  await scaffold(root, "generate -r --no-build");
  expect(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")).toBe(
    "# ours\npackages:\n  - 'packages/*' # libraries\n  - services/svc-01/log-agent\n  - services/svc-02/log-agent\n",
  );
  const { root: other } = monorepo("npm", 2);
  await scaffold(other, "generate -r --no-build");
  expect(readFileSync(join(other, "package.json"), "utf8")).toBe(
    '{\n  "private": true,\n  "workspaces": [\n    "packages/*",\n    "services/svc-01/log-agent",\n    "services/svc-02/log-agent"\n  ]\n}\n',
  );
});
