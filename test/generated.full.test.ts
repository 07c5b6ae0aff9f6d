import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "./support/tarball.ts";

const generated = fileURLToPath(new URL("../generated", import.meta.url));
const packages = readdirSync(generated).flatMap((project) =>
  existsSync(join(generated, project, "scaffold.yaml"))
    ? readdirSync(join(generated, project)).flatMap((name) =>
        existsSync(join(generated, project, name, "build.mjs")) ? [`${project}/${name}`] : [],
      )
    : [],
);

test.each(packages)("generated/%s passes its own tests", async (name) => {
  const { code, stdout, stderr } = await run(process.execPath, ["build.mjs", "--test"], join(generated, name));
  expect({ code, stderr, stdout }).toMatchObject({ code: 0 });
});

test.each(packages)("generated/%s type-checks with its own settings", (name) => {
  const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
  expect(spawnSync(process.execPath, [tsc, "--noEmit", "-p", join(generated, name)], { encoding: "utf8" })).toMatchObject({
    status: 0,
    stdout: "",
  });
});
