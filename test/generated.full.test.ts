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
