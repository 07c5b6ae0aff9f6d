import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { addToList, removeFromList } from "../../src/project/json-list.ts";
import { registerInWorkspace, unregistered, workspaceOf } from "../../src/project/workspace.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

describe("workspaces", () => {
  test("npm: a new member is added to package.json, the rest of it kept", () => {
    const root = temporary({ "package.json": '{\n\t"workspaces": ["packages/*"]\n}\n' });
    const workspace = workspaceOf(testHost(root), join(root, "apps/shop"));
    expect(workspace).toMatchObject({ root, manager: "npm" });
    if (workspace) expect(registerInWorkspace(testHost(root), workspace, join(root, "apps/shop"))).toBe("package.json");
    expect(readFileSync(join(root, "package.json"), "utf8")).toBe('{\n\t"workspaces": ["packages/*", "apps/shop"]\n}\n');
  });

  test("a folder that a glob covers is a member already", () => {
    const root = temporary({ "package.json": '{"workspaces":{"packages":["packages/*"]}}', "yarn.lock": "" });
    const workspace = workspaceOf(testHost(root), join(root, "packages/shop"));
    expect(workspace?.manager).toBe("yarn");
    if (workspace) expect(registerInWorkspace(testHost(root), workspace, join(root, "packages/shop"))).toBeUndefined();
  });

  test("pnpm: a new member is added to pnpm-workspace.yaml, comments kept", () => {
    const root = temporary({ "pnpm-workspace.yaml": "# ours\npackages:\n  - packages/* # libraries\n" });
    const workspace = workspaceOf(testHost(root), join(root, "apps/shop"));
    if (workspace) registerInWorkspace(testHost(root), workspace, join(root, "apps/shop"));
    expect(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")).toBe("# ours\npackages:\n  - packages/* # libraries\n  - apps/shop\n");
  });

  test("a folder outside any workspace has none", () => {
    const root = temporary();
    expect(workspaceOf(testHost(root), join(root, basename(root)))).toBeUndefined();
  });

  test("a file of pnpm that only holds settings, or a workspace above the repository, is none", () => {
    const settings = temporary({ "pnpm-workspace.yaml": "catalog:\n  x: 1\n" });
    expect(workspaceOf(testHost(settings), join(settings, "a"))).toBeUndefined();
    const above = temporary({ "package.json": '{"workspaces":["*"]}', "repo/.git/HEAD": "", "repo/a/x": "" });
    expect(workspaceOf(testHost(above), join(above, "repo/a"))).toBeUndefined();
  });
});

describe("packages that their workspace lacks", () => {
  const lacking = (files: Record<string, string>, ...folders: string[]) => {
    const root = temporary({ ".git/HEAD": "", ...files });
    return unregistered(
      testHost(root),
      folders.map((folder) => join(root, folder)),
    )?.added;
  };

  test.each<[string, Record<string, string>, string[], string[] | undefined]>([
    [
      "are those that no glob takes in",
      { "package.json": '{"workspaces":["packages/*","svc/a/db"]}' },
      ["svc/a/log", "svc/a/db"],
      ["svc/a/log"],
    ],
    ["are none where a glob of any depth does", { "package.json": '{"workspaces":["svc/**"]}' }, ["svc/a/log"], undefined],
    ["are none where braces do", { "package.json": '{"workspaces":["{apps,svc}/*/*"]}' }, ["svc/a/log"], undefined],
    ["are none where they were left out on purpose", { "pnpm-workspace.yaml": "packages: ['*', '!svc/**']" }, ["svc/a/log"], undefined],
    [
      "are none in a package: what is inside a member is that member's",
      { "package.json": '{"workspaces":["packages/*"]}', "packages/shop/package.json": "{}" },
      ["packages/shop/log"],
      undefined,
    ],
    ["are none where there is no workspace", { "package.json": "{}" }, ["svc/a/log"], undefined],
  ])("%s", (_, files, folders, want) => {
    expect(lacking(files, ...folders)).toEqual(want);
  });
});

describe("addToList", () => {
  test.each([
    ['{"a":["x"]}', '{"a":["x", "new"]}'],
    ['{"b": {"a": [1]}, "a": [ "x" ]}', '{"b": {"a": [1]}, "a": [ "x", "new" ]}'],
    ['{\n  "a": [\n    "x",\n    "]"\n  ],\n  "z": 1\n}\n', '{\n  "a": [\n    "x",\n    "]",\n    "new"\n  ],\n  "z": 1\n}\n'],
    ['{"\\u0061": []}', '{"\\u0061": ["new"]}'],
    ['{"q": "\\"}[", "a": [{"c": ["d"]}, ["e"]]}', '{"q": "\\"}[", "a": [{"c": ["d"]}, ["e"], "new"]}'],
  ])("%s", (text, want) => {
    expect(addToList(text, ["a"], "new")).toBe(want);
    expect(JSON.parse(want).a.at(-1)).toBe("new");
    expect(removeFromList(want, ["a"], "new")).toBe(text);
  });

  test.each([
    ['{"a": ["x", "y", "z"]}', "x", '{"a": ["y", "z"]}'],
    ['{"a": ["x", "y", "z"]}', "y", '{"a": ["x", "z"]}'],
    ['{"a": ["x"]}', "x", '{"a": []}'],
    ['{"a": ["x"]}', "other", '{"a": ["x"]}'],
  ])("from %s without %s is left %s", (text, item, want) => {
    expect(removeFromList(text, ["a"], item)).toBe(want);
  });
});
