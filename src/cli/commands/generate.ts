import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { describePlan, planToJson } from "../../plan/describe.ts";
import { diffPlan } from "../../plan/diff.ts";
import { carryOut, packageFolders } from "../../project/carry-out.ts";
import { findProjects } from "../../project/find.ts";
import { planProject } from "../../project/generate.ts";
import { type LoadedProject, loadProject, readProjects } from "../../project/load.ts";
import { withPorts } from "../../project/ports.ts";
import { readVersions } from "../../project/upgrade.ts";
import { unregistered } from "../../project/workspace.ts";
import { version } from "../../version.ts";
import { commandName } from "../command-name.ts";
import { generateAndReport, generateFlags, registrationData, registrationLines } from "../report/generated.ts";
import { renderIssue } from "../report/issue.ts";
import {
  countChanges,
  exitOf,
  folderOf,
  type Handled,
  handleEach,
  isRecursive,
  projectsText,
  recursiveFlag,
  reportMany,
  troubleOf,
} from "../report/many.ts";

export function flags(yargs: Argv): Argv {
  return recursiveFlag(generateFlags(yargs))
    .option("diff", { type: "boolean", describe: "print the plan as a unified diff and write nothing" })
    .example("scaffold generate", "bring every generated file up to date with scaffold.yaml")
    .example("scaffold generate --diff | less", "what would change, line by line")
    .example("scaffold generate -r", "the same for every project of a monorepo");
}

/** Generates everything the document stands for, or with --recursive everything that all documents below stand for. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const readOnly = argv["dry-run"] === true || argv["diff"] === true;
  if (isRecursive(argv)) {
    const projects = readProjects(host, findProjects(host));
    readVersions(projects, version(), host);
    return readOnly ? planAll(projects, argv, host) : generateAll(projects, argv, host);
  }
  const project = loadProject(host, argv["out"] === undefined ? undefined : String(argv["out"]));
  if (!readOnly) return generateAndReport({ project, before: project.text, files: {}, argv, host });
  const { plan, details, data } = planOne(project, argv, host);
  host.stdout(argv["json"] === true ? `${JSON.stringify(data)}\n` : details);
  return plan.exit === 0 ? EXIT.ok : EXIT.findings;
}

function optionsOf(argv: Readonly<Record<string, unknown>>) {
  return { force: argv["force"] === true, adopt: argv["adopt"] === true };
}

/** What generating would do: as lines or as a diff, and as data. */
function planOne(project: LoadedProject, argv: Readonly<Record<string, unknown>>, host: Host) {
  const ready = withPorts(project, host);
  const plan = planProject(ready, host, { ...optionsOf(argv), readOnly: true });
  const missing = unregistered(host, packageFolders(ready));
  const said = registrationLines(missing, host).join("");
  const isDiff = argv["diff"] === true;
  const data = { ...planToJson(plan), ...(missing && { workspace: registrationData(missing, host) }) };
  if (isDiff) host.stderr(said);
  return { plan, details: isDiff ? diffPlan(plan, isRecursive(argv) ? folderOf(project, host) : ".") : describePlan(plan) + said, data };
}

async function planAll(projects: readonly LoadedProject[], argv: Readonly<Record<string, unknown>>, host: Host): Promise<number> {
  const handled = await handleEach(projects, host, async (project) => {
    const { plan, details, data } = planOne(project, argv, host);
    return { summary: countChanges(plan), details, data, exit: plan.exit };
  });
  if (argv["diff"] !== true || argv["json"] === true) return reportMany(handled, argv["json"] === true, host);
  // What a patch takes, and nothing else.
  for (const { details } of handled) host.stdout(details);
  return exitOf(handled);
}

async function generateAll(projects: readonly LoadedProject[], argv: Readonly<Record<string, unknown>>, host: Host): Promise<number> {
  let written = 0;
  const handled = await handleEach(projects, host, async (project): Promise<Omit<Handled, "where">> => {
    const outcome = await carryOut({ project, before: project.text, options: optionsOf(argv), build: argv["build"] !== false }, host);
    const { own, plan, built, issues, registered, exit } = outcome;
    const data = {
      document: own,
      ...planToJson(plan),
      built,
      issues,
      ...(registered && { workspace: registrationData(registered, host) }),
    };
    const details = [
      ...own.map(({ kind, path }) => `${kind.padEnd(6)}  ${path}\n`),
      troubleOf(plan),
      ...registrationLines(registered, host),
      ...issues.map(renderIssue),
    ];
    if (data.changes.some(({ writes }) => writes) || own.length > 0) written += 1;
    return { summary: countChanges(plan), details: details.join(""), data, exit };
  });
  const exit = reportMany(handled, argv["json"] === true, host);
  if (argv["json"] === true) return exit;
  const open = handled.filter((one) => one.exit !== EXIT.ok).length;
  const said =
    written === 0 ? `Nothing to do in ${projectsText(projects.length)}` : `Wrote files in ${written} of ${projectsText(projects.length)}`;
  const asked =
    open === 0 ? "" : `; ${open} ${open === 1 ? "needs" : "need"} you: see above, then run \`npx ${commandName(host)} generate -r\` again`;
  host.stderr(`\n${said}${asked}.\n`);
  return exit;
}
