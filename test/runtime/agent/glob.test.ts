import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileGlob, expandBraces, matchesGlob, pathMatcher, walkGlob } from "../../../src/runtime/agent/source/glob.ts";
import { originalName } from "../../../src/runtime/agent/source/siblings.ts";
import { testFolder } from "./support/folder.ts";

const tree = ["a.log", "b.txt", ".hidden.log", "x1.log", "x2.log", "sub/a.log", "sub/deep/a.log", ".git/a.log", "we[i]rd.log"];

describe("a glob finds by walking what it matches by name", () => {
  test.each([
    ["*.log", ["a.log", "we[i]rd.log", "x1.log", "x2.log"]],
    ["?.log", ["a.log"]],
    ["x[12].log", ["x1.log", "x2.log"]],
    ["x[!1].log", ["x2.log"]],
    ["x[0-1].log", ["x1.log"]],
    ["{a,x1}.{log,txt}", ["a.log", "x1.log"]],
    [".*.log", [".hidden.log"]],
    ["**/a.log", ["a.log", "sub/a.log", "sub/deep/a.log"]],
    ["sub/**/*.log", ["sub/a.log", "sub/deep/a.log"]],
    ["*/*.log", ["sub/a.log"]],
    ["we[[]i].log", []],
    ["we[[]i[]]rd.log", ["we[i]rd.log"]],
    ["sub/a.log", ["sub/a.log"]],
    ["nothing/*.log", []],
  ])("%s", (pattern, want) => {
    const folder = testFolder();
    for (const path of tree) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), "");
    }
    const globs = compileGlob(join(folder, pattern));
    const walked = new Set<string>();
    for (const glob of globs)
      walkGlob(
        glob,
        (path) => walked.add(path),
        () => undefined,
      );
    const found = tree.filter((path) => walked.has(join(folder, path)));
    const matched = tree.filter((path) => globs.some((glob) => matchesGlob(glob, join(folder, path))));
    expect({ found: found.sort(), matched: matched.sort() }).toEqual({ found: want, matched: want });
  });
});

test.each([
  ["a{b,c}d", ["abd", "acd"]],
  ["a{b,c{d,e}}", ["ab", "acd", "ace"]],
  ["{a,b}{c,d}", ["ac", "ad", "bc", "bd"]],
  ["a{b", ["a{b"]],
  ["plain", ["plain"]],
])("braces of %s", (pattern, want) => {
  expect(expandBraces(pattern)).toEqual(want);
});

test("a pattern without a slash is compared with the name, one with a slash with the path", () => {
  const excluded = pathMatcher(["*.gz", "/var/log/app/debug*"]);
  expect(["/x/a.gz", "/x/a.log", "/var/log/app/debug.log", "/x/debug.log"].filter(excluded)).toEqual(["/x/a.gz", "/var/log/app/debug.log"]);
});

test.each([
  ["/l/app.log.1", "/l/app.log"],
  ["/l/app.log-20240131", "/l/app.log"],
  ["/l/app.log.2024-01-31T10:00:00", "/l/app.log"],
  ["/l/app.log.old", "/l/app.log"],
  ["/l/app-20240131.log", "/l/app.log"],
  ["/l/app-2024-01-31_10.log", "/l/app.log"],
  ["/l/app-2.log", undefined],
  ["/l/app.log", undefined],
  ["/l/app.log.gz", "/l/app.log"],
  ["/l/error.log", undefined],
])("the name of %s before rotation", (path, want) => {
  expect(originalName(path)).toBe(want);
});
