import { expect, test } from "vitest";
import { StartRefused } from "../../src/engine/drivers/process/program.ts";
import { ScaffoldError } from "../../src/errors.ts";
import { requirePackages } from "../../src/project/build.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

const conflict = "export const a = {\n<<<<<<< yours\n  b: 1,\n=======\n  b: 2,\n>>>>>>> generated\n};\n";

/** What the event of a container says whose program is not built. The script compiles as the emitted one does. */
async function refusal(source: string): Promise<string> {
  const esbuild = import.meta.resolve("esbuild");
  const script = `import { build } from ${JSON.stringify(esbuild)};\nawait build({ entryPoints: ["src/main.ts"], write: false, logLevel: "info" }).catch(() => process.exit(1));\n`;
  const root = temporary({ "agent/build.mjs": script, "agent/src/main.ts": source });
  const error: unknown = await requirePackages([`${root}/agent`], testHost(root)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ScaffoldError);
  return new StartRefused("CreateContainerError", error).message;
}

test.each([
  [
    "a conflict",
    conflict,
    "agent/src/main.ts:2:1: unresolved conflict between <<<<<<< and >>>>>>>; settle it and run again\n  <<<<<<< yours",
  ],
  ["a mistake", "export const a = 1;\n  const b = );\n", 'agent/src/main.ts:2:13: Unexpected ")"\n  const b = );'],
])("the build says of %s where it is, and shows the line", async (_, source, want) => {
  expect(await refusal(source)).toBe(want);
});
