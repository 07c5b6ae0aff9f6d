import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { edit, monorepo, put, scaffold, snapshot } from "../support/monorepo.ts";
import { temporary } from "../support/temporary.ts";

describe("generate -r", () => {
  test("takes every document below, in order, and none of installed or built folders", async () => {
    const document = (name: string) => `name: ${name}\n`;
    const root = temporary({
      "b/scaffold.yaml": document("b"),
      "a/deep/down/scaffold.yaml": document("a"),
      "a/node_modules/x/scaffold.yaml": "broken: [",
      "a/dist/scaffold.yaml": "broken: [",
      "scaffold.yaml": document("top"),
    });
    const { exit, out } = await scaffold(root, "generate -r --no-build --json");
    expect(exit).toBe(0);
    expect(out).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(out).projects.map((project: { root: string }) => project.root)).toEqual([".", "a/deep/down", "b"]);
  });

  test("one mistake anywhere, and nothing is written; all of them are said, each once", async () => {
    const { root } = monorepo("npm", 3);
    edit(join(root, "services/svc-01/scaffold.yaml"), "extends", "apq: {}\nextends");
    edit(join(root, "services/svc-03/scaffold.yaml"), "name: svc-03", "name: SVC");
    edit(join(root, "platform.yaml"), "drain: 40s", "drian: 40s");
    edit(join(root, "templates/sidecar/README.md.hbs"), "{{name}}", "{{nmae}}");
    const before = snapshot(root);
    const { exit, err } = await scaffold(root, "generate -r --no-build");
    expect(exit).toBe(2);
    expect(err.match(/^ {2}--> .*$/gm)).toEqual([
      "  --> services/svc-01/scaffold.yaml:2:1",
      "  --> platform.yaml:15:14",
      "  --> services/svc-03/scaffold.yaml:1:7",
    ]);
    edit(join(root, "services/svc-01/scaffold.yaml"), "apq: {}\n", "");
    edit(join(root, "services/svc-03/scaffold.yaml"), "name: SVC", "name: svc-03");
    edit(join(root, "platform.yaml"), "drian: 40s", "drain: 40s");
    const template = await scaffold(root, "generate -r --no-build");
    expect(template).toMatchObject({ exit: 2, out: "" });
    expect(template.err).toBe(
      'error: unknown field "nmae"\n  --> templates/sidecar/README.md.hbs:1:31\n    1 | Ask the platform team about {{nmae}}.\n      |                               ^\n  hint: did you mean "name"?\n',
    );
    expect(Object.keys(snapshot(root))).toEqual(Object.keys(before));
  });

  test.each(["generate -r --no-build", "check -r", "images -r", "upgrade -r --no-build"])(
    "two documents of one name are refused by `%s`: both are named, and nothing is written",
    async (command) => {
      const root = temporary({
        "a/scaffold.yaml": "name: shop\n",
        "b/scaffold.yaml": "# Ours.\nname: shop\n",
        "c/scaffold.yaml": "name: c\n",
      });
      const before = snapshot(root);
      const { exit, out, err } = await scaffold(root, command);
      expect({ exit, out }).toEqual({ exit: 2, out: "" });
      expect(err).toContain('b/scaffold.yaml and a/scaffold.yaml both have the name "shop"');
      expect(err).toContain("--> b/scaffold.yaml:2:7\n");
      expect(err).toContain("a/scaffold.yaml, line 1");
      expect(snapshot(root)).toEqual(before);
    },
  );

  test("a project that needs its user stops only itself; exit 1", async () => {
    const { root } = monorepo("npm", 3);
    await scaffold(root, "generate -r --no-build");
    edit(join(root, "services/svc-02/log-agent/build.mjs"), "// Builds this package.", "// Builds mine.");
    edit(join(root, "platform.yaml"), "drain: 40s", "drain: 50s");
    const { exit, out, err } = await scaffold(root, "generate -r --no-build");
    expect(exit).toBe(1);
    expect(out).toMatch(
      /^services\/svc-01 {2}\d+ updated, .*\nservices\/svc-02 {2}.*1 edited.*\n {2}edited +log-agent\/build\.mjs .*\nservices\/svc-03 {2}/m,
    );
    expect(err).toBe("\nWrote files in 3 of 3 projects; 1 needs you: see above, then run `npx pod-scaffold generate -r` again.\n");
    const files = snapshot(root);
    expect(files["services/svc-02/log-agent/src/main.ts"]).toContain("drainTimeoutMs: 40000");
    expect(files["services/svc-03/log-agent/src/main.ts"]).toContain("drainTimeoutMs: 50000");
    expect((await scaffold(root, "generate -r --no-build --force")).exit).toBe(0);
  });

  test("--dry-run and --diff write nothing; the diff is seen from here", async () => {
    const { root } = monorepo("npm", 2);
    const before = snapshot(root);
    const dry = await scaffold(root, "generate -r --dry-run");
    expect(dry.out).toMatch(/^services\/svc-01 {2}\d+ created\n {2}create {2}\.scaffold\/scaffold\.schema\.json\n/);
    expect(dry.out).toContain("  member  services/svc-02/log-agent  registered in package.json\n");
    const diff = await scaffold(root, "generate -r --diff");
    expect(diff.out).toContain("+++ b/services/svc-01/log-agent/src/main.ts\n");
    expect(diff.out).not.toMatch(/^ *member/m);
    expect(snapshot(root)).toEqual(before);
  });

  test.each([
    ["where there is no document", "generate -r", "there is no scaffold.yaml in this folder or below it"],
    ["together with --out", "check -r --out x", "--recursive and --out exclude each other"],
  ])("is refused %s", async (_, line, message) => {
    expect(await scaffold(temporary(), line)).toMatchObject({ exit: 2, err: expect.stringContaining(message) });
  });
});

describe("commands edit the document and never the preset", () => {
  test("an option of a companion that the preset gives is written alone", async () => {
    const { root } = monorepo("npm", 1);
    const service = join(root, "services/svc-01");
    const preset = snapshot(root)["platform.yaml"];
    expect((await scaffold(service, "sidecar --no-build --gate upstream")).exit).toBe(0);
    expect(snapshot(root)["services/svc-01/scaffold.yaml"]).toBe(
      "name: svc-01\nextends: ../../platform.yaml\ncompanions:\n  log-agent:\n    gate: upstream\n",
    );
    expect((await scaffold(service, "pod --no-build --grace 90s")).exit).toBe(0);
    expect(snapshot(root)["services/svc-01/scaffold.yaml"]).toMatch(/\npod:\n {2}grace: 90s\n$/);
    expect(snapshot(root)["platform.yaml"]).toBe(preset);
  });

  test("no option, no change: the companion is the preset's", async () => {
    const { root } = monorepo("npm", 1);
    const before = snapshot(root)["services/svc-01/scaffold.yaml"];
    expect((await scaffold(join(root, "services/svc-01"), "sidecar --no-build")).exit).toBe(0);
    expect(snapshot(root)["services/svc-01/scaffold.yaml"]).toBe(before);
  });

  test("what the preset says for every companion of a pattern is not said again for a new one", async () => {
    const { root } = monorepo("npm", 1);
    edit(join(root, "platform.yaml"), "sidecar: { drain: 40s }", "sidecar: { sink: { type: http, url: http://h:1 } }");
    expect((await scaffold(join(root, "services/svc-01"), "sidecar audit --no-build --watch /var/log/audit/*.log")).exit).toBe(0);
    expect(snapshot(root)["services/svc-01/scaffold.yaml"]).toMatch(
      /audit:\n {4}pattern: sidecar\n {4}watch: \[\/var\/log\/audit\/\*\.log\]\n {4}port: 9102\n/,
    );
    expect(snapshot(root)["services/svc-01/audit/src/main.ts"]).toContain('sink: http({ url: "http://h:1" })');
  });

  test.each(["npm", "pnpm"] as const)("a companion that is removed is no member of the workspace any more, %s", async (manager) => {
    const { root } = monorepo(manager, 1);
    const service = join(root, "services/svc-01");
    await scaffold(service, "generate --no-build");
    const before = snapshot(root);
    expect((await scaffold(service, "init --no-build")).out).toContain("member  services/svc-01/wait-for-db  registered in ");
    expect((await scaffold(service, "remove wait-for-db")).out).toContain("member  wait-for-db  taken off ../../p");
    for (const path of ["package.json", "pnpm-workspace.yaml"]) expect(snapshot(root)[path]).toBe(before[path]);
  });

  test("a companion of the preset cannot be removed from one document", async () => {
    const { root } = monorepo("npm", 1);
    const { exit, err } = await scaffold(join(root, "services/svc-01"), "remove log-agent");
    expect(exit).toBe(1);
    expect(err).toContain('"log-agent" comes from ../../platform.yaml');
  });
});

describe("presets and templates are files of the repository", () => {
  const service = (root: string) => join(root, "services/svc-01/scaffold.yaml");

  test.each<[string, (root: string) => void, string]>([
    ["a preset that is not there", (root) => edit(service(root), "platform.yaml", "platfrom.yaml"), 'did you mean "../../platform.yaml"?'],
    ["a preset outside", (root) => edit(service(root), "../../platform.yaml", "../../../p.yaml"), "there is no file"],
    ["a preset that is a link out", (root) => symlinkSync("/etc/hostname", join(root, "services/p.yaml")), ""],
    ["a preset that is a folder", (root) => edit(service(root), "../../platform.yaml", ".."), "is not a file"],
    [
      "presets in a ring",
      (root) => {
        edit(join(root, "platform.yaml"), "templates:", "extends: base.yaml\ntemplates:");
        put(join(root, "base.yaml"), "extends: ./platform.yaml\n");
      },
      "a preset that extends itself: platform.yaml -> base.yaml -> platform.yaml\n  --> base.yaml:1:10",
    ],
    ["a folder of templates that is not there", (root) => edit(join(root, "platform.yaml"), "./templates", "./tmpl"), "platform.yaml:2:12"],
    [
      "a template that replaces none",
      (root) => put(join(root, "templates/sidecar/READNE.md.hbs"), "x"),
      "sidecar/READNE.md.hbs replaces no template\n  --> templates/sidecar/READNE.md.hbs:1:1\n    1 | x\n      | ^\n  hint: did you mean sidecar/README.md.hbs?",
    ],
    [
      "a template of the sample app",
      (root) => put(join(root, "templates/app/Dockerfile.hbs"), "x"),
      "is rendered before there is a document",
    ],
    [
      "a template that is a link out",
      (root) => symlinkSync("/etc/hostname", join(root, "templates/sidecar/x.hbs")),
      "templates/sidecar/x.hbs is a link out of the repository",
    ],
    [
      "a folder that holds more than templates",
      (root) => {
        for (let index = 0; index < 501; index += 1) put(join(root, `templates/more/${index}`), "");
      },
      "templates: templates holds more than 500 files",
    ],
    ["a folder of templates outside", (root) => edit(join(root, "platform.yaml"), "./templates", "../.."), "is outside of the repository"],
  ])("%s is refused", async (_, spoil, message) => {
    const { root } = monorepo("npm", 1);
    spoil(root);
    if (message === "") edit(service(root), "../../platform.yaml", "../p.yaml");
    const { exit, err } = await scaffold(root, "check -r");
    expect(exit).toBe(2);
    expect(err).toContain(message || "services/p.yaml is outside of the repository");
  });

  test("a template for a pattern that the project has no use for is fine, and the document's own win over the preset's", async () => {
    const { root } = monorepo("npm", 2);
    put(join(root, "templates/init/wait/README.md.hbs"), "{{name}}\n");
    put(join(root, "services/svc-01/mine/sidecar/README.md.hbs"), "mine\n");
    writeFileSync(service(root), "name: svc-01\nextends: ../../platform.yaml\ntemplates: mine\n");
    expect((await scaffold(root, "generate -r --no-build")).exit).toBe(0);
    const files = snapshot(root);
    expect(files["services/svc-01/log-agent/README.md"]).toBe("mine\n");
    expect(files["services/svc-02/log-agent/README.md"]).toContain("Ask the platform team");
  });

  test("the editor's schema lets a document leave out what its preset gives", async () => {
    const { root } = monorepo("npm", 1);
    await scaffold(root, "generate -r --no-build");
    const schema = JSON.parse(snapshot(root)["services/svc-01/.scaffold/scaffold.schema.json"] ?? "");
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(["extends", "templates"]));
    expect(JSON.stringify(schema)).not.toContain('"required":[');
  });
});
