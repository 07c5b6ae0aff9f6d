import { join } from "node:path";
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { companionsOf } from "../../patterns/index.ts";
import { requirePackages } from "../../project/build.ts";
import { loadProject } from "../../project/load.ts";
import { nearest } from "../../suggest.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("name", { type: "string", describe: "one companion; all of them when left out" })
    .option("json", { type: "boolean", describe: "print what was built as JSON" })
    .example("scaffold build log-agent", "bundle log-agent/src/main.ts into log-agent/dist/main.mjs");
}

/** Bundles the companions' programs. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const { place, spec } = loadProject(host);
  const all = companionsOf(spec)
    .filter((companion) => companion.hasPackage)
    .map((companion) => companion.name);
  const name = argv["name"] === undefined ? undefined : String(argv["name"]);
  if (name !== undefined && !all.includes(name)) {
    const guess = nearest(name, all);
    const known = all.length > 0 ? `the companions with a program are ${all.join(", ")}` : "no companion has a program";
    throw new ScaffoldError("UNKNOWN_COMPANION", `there is no companion "${name}" to build`, {
      hint: guess ? `did you mean \`scaffold build ${guess}\`?` : known,
    });
  }
  const built = name === undefined ? all : [name];
  await requirePackages(
    built.map((companion) => join(place.root, spec.out, companion)),
    host,
  );
  const files = built.map((companion) => join(spec.out, companion, "dist/main.mjs"));
  host.stdout(argv["json"] ? `${JSON.stringify({ built: files })}\n` : files.map((file) => `built   ${file}\n`).join(""));
  return EXIT.ok;
}
