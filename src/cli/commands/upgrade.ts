import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { planToJson } from "../../plan/describe.ts";
import { carryOut } from "../../project/carry-out.ts";
import { changesBetween } from "../../project/changelog.ts";
import { findProjects } from "../../project/find.ts";
import { planProject } from "../../project/generate.ts";
import { loadProject, readProjects } from "../../project/load.ts";
import { withPorts } from "../../project/ports.ts";
import { compareVersions, readVersions, type Upgradable, upgradedParts } from "../../project/upgrade.ts";
import { version } from "../../version.ts";
import { commandName } from "../command-name.ts";
import { renderIssue } from "../report/issue.ts";
import { exitOf, type Handled, handleEach, isRecursive, projectsText, recursiveFlag, reportMany } from "../report/many.ts";
import { nothingToDo, upgradeDetails, upgradeSummary } from "../report/upgraded.ts";

export function flags(yargs: Argv): Argv {
  return recursiveFlag(yargs)
    .option("out", { type: "string", requiresArg: true, describe: "folder of the project; default: that of scaffold.yaml" })
    .option("build", { type: "boolean", default: true, describe: "bundle the programs; --no-build leaves it to `npm start`" })
    .option("dry-run", { type: "boolean", describe: "say what would change and write nothing" })
    .option("force", { type: "boolean", describe: "go back to an older version than the one that generated the files" })
    .option("json", { type: "boolean", describe: "print what was done as JSON" })
    .example("scaffold upgrade --dry-run", "after npm i -D pod-scaffold@latest: what the new version would change")
    .example("scaffold upgrade", "do it: your edits are kept, conflicts are listed with what to do")
    .example("scaffold upgrade -r", "the same for every project of a monorepo");
}

/** Generates everything with the installed version, and says what that changed since the version that generated it last. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const to = version();
  const projects = isRecursive(argv)
    ? readProjects(host, findProjects(host))
    : [loadProject(host, argv["out"] === undefined ? undefined : String(argv["out"]))];
  const versions = readVersions(projects, to, host, { older: argv["force"] === true });
  const handled = await handleEach(projects, host, async (project) => {
    const from = versions.find((one) => one.project === project)?.from;
    return argv["dry-run"] === true ? preview({ project, from }, to, host) : upgrade({ project, from }, to, argv["build"] !== false, host);
  });
  const news = newsSince(versions, to);
  if (argv["json"] === true) {
    const exit = exitOf(handled);
    host.stdout(
      `${JSON.stringify({ to, projects: handled.map(({ where, data, exit: own }) => ({ root: where, ...data, exit: own })), changelog: news, exit })}\n`,
    );
    return exit;
  }
  const exit = reportMany(handled, false, host);
  if (news !== "") host.stdout(`\n${news}\n`);
  host.stderr(closing(handled, argv["dry-run"] === true, to, commandName(host)));
  return exit;
}

async function upgrade({ project, from }: Upgradable, to: string, build: boolean, host: Host): Promise<Omit<Handled, "where">> {
  const outcome = await carryOut({ project, before: project.text, options: { stamp: true, older: true }, build }, host);
  const { plan, built, issues, exit } = outcome;
  const parts = upgradedParts(plan);
  const details = upgradeDetails(parts, project.spec.out) + issues.map(renderIssue).join("");
  return { summary: upgradeSummary(from, to, plan), details, data: { from, to, parts, ...planToJson(plan), built, issues }, exit };
}

async function preview({ project, from }: Upgradable, to: string, host: Host): Promise<Omit<Handled, "where">> {
  const plan = planProject(withPorts(project, host), host, { readOnly: true, stamp: true, older: true });
  const parts = upgradedParts(plan);
  const data = { from, to, parts, ...planToJson(plan) };
  return { summary: upgradeSummary(from, to, plan), details: upgradeDetails(parts, project.spec.out), data, exit: plan.exit };
}

/** The changelog since the oldest version that generated any of the projects. */
function newsSince(versions: readonly Upgradable[], to: string): string {
  const [oldest] = versions.flatMap(({ from }) => from ?? []).sort(compareVersions);
  return oldest === undefined ? "" : changesBetween(oldest, to);
}

function closing(handled: readonly Handled[], isDryRun: boolean, to: string, command: string): string {
  if (handled.every(({ summary }) => summary === nothingToDo(to))) return `\nEverything is as ${to} generates it.\n`;
  const open = handled.filter(({ exit }) => exit !== EXIT.ok).length;
  const what = isDryRun ? "Nothing was written" : `Upgraded ${projectsText(handled.length - open)}`;
  if (open === 0) return `\n${what}.\n${isDryRun ? `next: npx ${command} upgrade\n` : "next: git diff, and run the companions' tests\n"}`;
  return `\n${what}; ${open} ${open === 1 ? "needs" : "need"} you: see what is said above.\n`;
}
