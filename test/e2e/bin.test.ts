import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { run } from "../support/tarball.ts";
import { temporary } from "../support/temporary.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const version = /^\d+\.\d+\.\d+\n$/;

describe("bin/scaffold.js", () => {
  test("before the first build says what to run, and ends with 3", async () => {
    const root = temporary();
    cpSync(join(repository, "bin"), join(root, "bin"), { recursive: true });
    expect(await run(process.execPath, ["bin/scaffold.js", "--version"], root)).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("npm ci"),
    });
  });

  test("is executable as it is committed, and answers after the build", async () => {
    expect(await run(join(repository, "bin/scaffold.js"), ["--version"], repository)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(version),
    });
  });

  test("`prepare` does nothing where typescript is not installed", async () => {
    const root = temporary({ "package.json": '{"type":"module"}' });
    mkdirSync(join(root, "scripts"));
    cpSync(join(repository, "scripts/build.mjs"), join(root, "scripts/build.mjs"));
    expect(await run(process.execPath, ["scripts/build.mjs", "--if-installed"], root)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await run(process.execPath, ["scripts/build.mjs"], root)).toMatchObject({ code: 3 });
  });

  test("a reader that goes away is no error", async () => {
    const { code, stderr } = await run(
      "/bin/sh",
      ["-c", `node ${join(repository, "bin/scaffold.js")} schema | head -c 1 >/dev/null`],
      repository,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("bare, it shows the help and ends with 2", async () => {
    const { code, stdout } = await run(process.execPath, [join(repository, "bin/scaffold.js")], repository);
    expect(code).toBe(2);
    expect(stdout).toContain("Usage: scaffold <command>");
  });

  test("is reached through a link, as npm installs it", async () => {
    const root = temporary();
    symlinkSync(join(repository, "bin/scaffold.js"), join(root, "scaffold"));
    expect(await run(join(root, "scaffold"), ["--version"], root)).toMatchObject({ code: 0, stdout: expect.stringMatching(version) });
  });
});
