import { join } from "node:path";
import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { companionsOf } from "../../patterns/index.ts";
import { type Drift, drift } from "../../plan/drift.ts";
import { isStale } from "../../project/build.ts";
import { planProject } from "../../project/generate.ts";
import { type LoadedProject, loadProject } from "../../project/load.ts";
import { withPorts } from "../../project/ports.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .option("out", { type: "string", requiresArg: true, describe: "folder of the project; default: that of scaffold.yaml" })
    .option("json", { type: "boolean", describe: "print the findings as JSON" })
    .example("scaffold check", "in continuous integration: exit 1 when generated files and scaffold.yaml differ");
}

/** Says how the disk differs from what the document asks for. Writes nothing. Exit 1 when it does. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const project = loadProject(host, argv["out"] === undefined ? undefined : String(argv["out"]));
  const ready = withPorts(project, host);
  const unassigned: Drift[] =
    ready.text === project.text ? [] : [{ path: project.place.shown, kind: "stale", message: "a companion has no port yet" }];
  const found = [...unassigned, ...drift(planProject(ready, host, { readOnly: true })), ...staleBundles(ready, host)];
  if (argv["json"] === true) host.stdout(`${JSON.stringify({ drift: found })}\n`);
  else for (const { path, message } of found) host.stdout(`${path} ${message}\n`);
  if (found.length === 0) return EXIT.ok;
  host.stderr(
    `\n${found.length} ${found.length === 1 ? "difference" : "differences"} to scaffold.yaml.\n  hint: \`scaffold generate\` brings everything up to date\n`,
  );
  return EXIT.findings;
}

/** A bundle that exists and is older than its sources would run yesterday's program. One that is missing is built when it is needed. */
function staleBundles({ place, spec }: LoadedProject, host: Host): Drift[] {
  return companionsOf(spec)
    .filter(
      ({ name, hasPackage }) =>
        hasPackage && host.fs.stat(join(place.root, spec.out, name, "dist/main.mjs")) && isStale(join(place.root, spec.out, name), host),
    )
    .map(({ name }) => ({
      path: join(spec.out, name, "dist/main.mjs"),
      kind: "stale" as const,
      message: "is older than its sources; `scaffold build` makes it again",
    }));
}
