import { join, relative } from "node:path";
import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { type Plan, writeOf } from "../../plan/change.ts";
import { describeBriefly, describePlan, planToJson } from "../../plan/describe.ts";
import { carryOut, foresee, type Outcome } from "../../project/carry-out.ts";
import { manifestPath } from "../../project/desired.ts";
import type { LoadedProject } from "../../project/load.ts";
import type { Registration } from "../../project/workspace.ts";
import { commandName } from "../command-name.ts";
import { renderIssue } from "./issue.ts";
import { folderOf } from "./many.ts";

/** Options of every command that ends with generating. */
export function generateFlags(yargs: Argv): Argv {
  return yargs
    .option("out", { type: "string", requiresArg: true, describe: "folder of the project; default: that of scaffold.yaml" })
    .option("build", { type: "boolean", default: true, describe: "bundle the programs; --no-build leaves it to `npm start`" })
    .option("force", { type: "boolean", describe: "overwrite managed files that were edited, make deleted ones again" })
    .option("adopt", { type: "boolean", describe: "keep managed files that were edited, and merge them from now on" })
    .option("yes", { alias: "y", type: "boolean", describe: "ask nothing" })
    .option("dry-run", { type: "boolean", describe: "print the plan and write nothing" })
    .option("verbose", { type: "boolean", describe: "name every file, also where many of a folder are made alike" })
    .option("json", { type: "boolean", describe: "print what was done as JSON" });
}

interface Generated {
  readonly project: LoadedProject;
  readonly before: string | undefined;
  readonly files: Readonly<Record<string, string>>;
  readonly changed?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  readonly argv: Readonly<Record<string, unknown>>;
  readonly host: Host;
}

/**
 * Writes the document where it changed, generates, builds, and says what was done and what to type next; with --dry-run what would be done.
 * Returns the exit code.
 */
export async function generateAndReport({ project, before, files, changed = {}, groups, argv, host }: Generated): Promise<number> {
  const options = { force: argv["force"] === true, adopt: argv["adopt"] === true, ...(groups && { groups }) };
  if (argv["dry-run"] === true) {
    const { own, plan, registered } = foresee({ project, before, files, options }, host);
    if (argv["json"] === true) {
      const workspace = registered && { workspace: registrationData(registered, host) };
      host.stdout(`${JSON.stringify({ root: folderOf(project, host), document: own, ...planToJson(plan), ...workspace })}\n`);
    } else {
      host.stdout(changeLines(own, plan, registered, argv["verbose"] === true, host));
      host.stderr("\nNothing was written.\n");
    }
    return plan.exit;
  }
  const outcome = await carryOut({ project, before, files, changed, options, build: argv["build"] !== false }, host);
  report(outcome, argv, host);
  return outcome.exit;
}

function changeLines(own: Outcome["own"], plan: Plan, registered: Registration | undefined, isVerbose: boolean, host: Host): string {
  const said = isVerbose ? describePlan(plan) : describeBriefly(plan);
  return [...own.map(({ kind, path }) => `${kind.padEnd(6)}  ${path}\n`), said, ...registrationLines(registered, host)].join("");
}

function report(outcome: Outcome, argv: Generated["argv"], host: Host): void {
  const { project, own, plan, built, issues, registered, exit } = outcome;
  const { place, spec } = project;
  const where = relative(host.cwd, place.root) || ".";
  const command = commandName(host);
  const next = `${where === "." ? "" : `cd ${where} && `}npx ${command} run`;
  if (argv["json"] === true) {
    const workspace = registered && { workspace: registrationData(registered, host) };
    host.stdout(`${JSON.stringify({ root: where, document: own, ...planToJson(plan), exit, built, issues, ...workspace, next })}\n`);
    return;
  }
  host.stdout(changeLines(own, plan, registered, argv["verbose"] === true, host));
  for (const name of built) host.stdout(`built   ${join(spec.out, name, "dist/main.mjs")}\n`);
  if (plan.changes.some(({ kind, path }) => kind === "adopt" && path === join(spec.out, manifestPath).replaceAll("\\", "/"))) {
    host.stderr(
      `\n${manifestPath} is yours and was kept: the containers of scaffold.yaml are not in it.\n  hint: copy their blocks from .scaffold/base/${manifestPath}; later changes are merged into it\n`,
    );
  }
  const written = plan.changes.filter((change) => writeOf(change) !== undefined).length + own.length;
  if (plan.exit !== EXIT.ok) {
    host.stderr(`\nSome files need you: see the lines above, then run \`npx ${command} generate\` again.\n`);
    return;
  }
  if (issues.length > 0) {
    for (const issue of issues) host.stderr(`\n${renderIssue(issue)}`);
    host.stderr(`\nEverything was written, but not every program could be built: mend that, then run \`npx ${command} build\`.\n`);
    return;
  }
  const what =
    written === 0 ? "Nothing to do: everything is as scaffold.yaml says" : `Wrote ${written} ${written === 1 ? "file" : "files"}`;
  host.stderr(`\n${what}, in ${where === "." ? "this folder" : where}.\nnext: ${next}\n`);
}

/** One line for each package that became a member of the workspace. */
export function registrationLines(registered: Registration | undefined, host: Host): string[] {
  if (!registered) return [];
  return registered.added.map((path) => `member  ${path}  registered in ${relative(host.cwd, registered.file)}\n`);
}

/** The same for `--json`. */
export function registrationData({ file, added }: Registration, host: Host): { file: string; added: readonly string[] } {
  return { file: relative(host.cwd, file), added };
}
