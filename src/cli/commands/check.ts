import { join, relative } from "node:path";
import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { companionsOf } from "../../patterns/index.ts";
import type { Plan } from "../../plan/change.ts";
import { type Drift, drift } from "../../plan/drift.ts";
import { isStale } from "../../project/build.ts";
import { packageFolders } from "../../project/carry-out.ts";
import { baseManifestPath, manifestPath } from "../../project/desired.ts";
import { findProjects } from "../../project/find.ts";
import { planProject } from "../../project/generate.ts";
import { type LoadedProject, loadProject, readProjects } from "../../project/load.ts";
import { withPorts } from "../../project/ports.ts";
import { readVersions } from "../../project/upgrade.ts";
import { unregistered } from "../../project/workspace.ts";
import { version } from "../../version.ts";
import { handleEach, isRecursive, projectsText, recursiveFlag, reportMany } from "../report/many.ts";

export function flags(yargs: Argv): Argv {
  return recursiveFlag(yargs)
    .option("out", { type: "string", requiresArg: true, describe: "folder of the project; default: that of scaffold.yaml" })
    .option("json", { type: "boolean", describe: "print the findings as JSON" })
    .example("scaffold check", "in continuous integration: exit 1 when generated files and scaffold.yaml differ")
    .example("scaffold check -r", "the same for every project of a monorepo");
}

/** Says how the disk differs from what the document asks for. Writes nothing. Exit 1 when it does. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  if (isRecursive(argv)) {
    const projects = readProjects(host, findProjects(host));
    readVersions(projects, version(), host);
    return checkAll(projects, argv["json"] === true, host);
  }
  const found = findDrift(loadProject(host, argv["out"] === undefined ? undefined : String(argv["out"])), host);
  if (argv["json"] === true) host.stdout(`${JSON.stringify({ drift: found })}\n`);
  else for (const { path, message } of found) host.stdout(`${path} ${message}\n`);
  if (found.length === 0) return EXIT.ok;
  host.stderr(`\n${differences(found.length)} to scaffold.yaml.\n  hint: ${remedy(found, "scaffold generate")}\n`);
  return EXIT.findings;
}

async function checkAll(projects: readonly LoadedProject[], json: boolean, host: Host): Promise<number> {
  const all: Drift[] = [];
  const handled = await handleEach(projects, host, async (project) => {
    const found = findDrift(project, host);
    all.push(...found);
    const exit = found.length === 0 ? EXIT.ok : EXIT.findings;
    const details = found.map(({ path, message }) => `${path} ${message}\n`).join("");
    return { summary: found.length === 0 ? "up to date" : differences(found.length), details, data: { drift: found }, exit };
  });
  const exit = reportMany(handled, json, host);
  if (exit === EXIT.ok || json) return exit;
  const open = handled.filter((one) => one.exit !== EXIT.ok).length;
  host.stderr(
    `\n${differences(all.length)} to scaffold.yaml, in ${open} of ${projectsText(projects.length)}.\n  hint: ${remedy(all, "scaffold generate -r")}\n`,
  );
  return exit;
}

/** Generating settles what nobody edited; the rest needs a person first. */
function remedy(found: readonly Drift[], command: string): string {
  const needsYou = found.some(({ kind }) => kind === "edited" || kind === "conflict" || kind === "blocked");
  return needsYou
    ? `settle the files that say what they need of you, then \`${command}\` brings the rest up to date`
    : `\`${command}\` brings everything up to date`;
}

function differences(count: number): string {
  return `${count} ${count === 1 ? "difference" : "differences"}`;
}

function findDrift(project: LoadedProject, host: Host): Drift[] {
  const ready = withPorts(project, host);
  const unassigned: Drift[] =
    ready.text === project.text ? [] : [{ path: project.place.shown, kind: "stale", message: "a companion has no port yet" }];
  return [
    ...unassigned,
    ...copiesExplained(planProject(ready, host, { readOnly: true }), ready),
    ...missingMembers(ready, host),
    ...staleBundles(ready, host),
  ];
}

/** The copy of pod.yaml for kustomize, where the document has changed nothing and only an edit of pod.yaml is not in it yet. */
function copiesExplained(plan: Plan, { spec }: LoadedProject): Drift[] {
  const place = (path: string) => (spec.out === "." ? path : `${spec.out.replace(/\/$/, "")}/${path}`);
  const isSettled = plan.changes.some(({ path, kind }) => path === place(manifestPath) && (kind === "unchanged" || kind === "keep"));
  return drift(plan).map((one) =>
    isSettled && one.kind === "stale" && one.path === place(baseManifestPath)
      ? { ...one, message: "lacks your edit of pod.yaml; scaffold generate copies it" }
      : one,
  );
}

/** A package that its workspace does not know is neither installed nor built with the others. */
function missingMembers(project: LoadedProject, host: Host): Drift[] {
  const missing = unregistered(host, packageFolders(project));
  if (!missing) return [];
  const path = relative(project.place.root, missing.file);
  return missing.added.map((folder) => ({ path, kind: "stale", message: `does not list ${folder} among the workspace's members` }));
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
