import { join, relative } from "node:path";
import type { Argv } from "yargs";
import { EXIT, type Issue } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Plan } from "../../plan/change.ts";
import { writeOf } from "../../plan/change.ts";
import { describePlan, planToJson } from "../../plan/describe.ts";
import { objectReferences } from "../../pod/references.ts";
import { manifestOf, manifestPath } from "../../project/desired.ts";
import { createMissing, removeBuilt, replaceDocument, replaceFile } from "../../project/files.ts";
import { buildStale, generateProject } from "../../project/generate.ts";
import type { LoadedProject } from "../../project/load.ts";
import { completeLocalEnv, localEnvPath } from "../../project/local-env.ts";
import { withPorts } from "../../project/ports.ts";
import { commandName } from "../command-name.ts";
import { renderIssue } from "./issue.ts";

/** Options of every command that ends with generating. */
export function generateFlags(yargs: Argv): Argv {
  return yargs
    .option("out", { type: "string", requiresArg: true, describe: "folder of the project; default: that of scaffold.yaml" })
    .option("build", { type: "boolean", default: true, describe: "bundle the programs; --no-build leaves it to `npm start`" })
    .option("force", { type: "boolean", describe: "overwrite managed files that were edited, make deleted ones again" })
    .option("adopt", { type: "boolean", describe: "keep managed files that were edited, and merge them from now on" })
    .option("yes", { alias: "y", type: "boolean", describe: "ask nothing" })
    .option("json", { type: "boolean", describe: "print what was done as JSON" });
}

export interface Generation {
  /** The project as its document will be. */
  readonly project: LoadedProject;
  /** The document on the disk; undefined when there is none yet. */
  readonly before: string | undefined;
  /** The user's own first files, written where they do not exist. */
  readonly files: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  readonly argv: Readonly<Record<string, unknown>>;
  readonly host: Host;
}

/** Writes the document where it changed, generates, builds, and says what was done and what to type next. Returns the exit code. */
export async function generateAndReport({ project, before, files, groups, argv, host }: Generation): Promise<number> {
  const ready = withPorts(project, host);
  const { root } = ready.place;
  const own: { kind: string; path: string }[] = [];
  if (ready.text !== before) {
    replaceDocument(host.fs, ready.place, before, ready.text);
    own.push({ kind: before === undefined ? "create" : "update", path: "scaffold.yaml" });
  }
  for (const path of createMissing(host.fs, root, files)) own.push({ kind: "create", path });
  const options = { force: argv["force"] === true, adopt: argv["adopt"] === true, ...(groups && { groups }) };
  const plan = generateProject(ready, host, options);
  removeBuilt(host.fs, root, plan);
  completeSecrets(ready, host);
  const builds = argv["build"] !== false && plan.exit === EXIT.ok;
  const { built, issues } = builds ? await buildStale(ready, host) : { built: [], issues: [] };
  const exit = issues.length > 0 ? EXIT.failed : plan.exit;
  report(ready, { own, plan, built, issues, exit }, argv["json"] === true, host);
  return exit;
}

/** Values for this machine of the Secrets and ConfigMaps that the manifest reads, where there are none. */
function completeSecrets({ place, spec }: LoadedProject, host: Host): void {
  const path = join(place.root, localEnvPath);
  const bytes = host.fs.read(path);
  const next = completeLocalEnv(bytes && new TextDecoder().decode(bytes), objectReferences(manifestOf(spec)));
  if (next !== undefined) replaceFile(host.fs, path, next, 0o600);
}

interface Outcome {
  readonly own: readonly { kind: string; path: string }[];
  readonly plan: Plan;
  readonly built: readonly string[];
  /** What kept programs from being built. */
  readonly issues: readonly Issue[];
  readonly exit: number;
}

function report({ place, spec }: LoadedProject, { own, plan, built, issues, exit }: Outcome, json: boolean, host: Host): void {
  const where = relative(host.cwd, place.root) || ".";
  const command = commandName(host);
  const next = `${where === "." ? "" : `cd ${where} && `}npx ${command} run`;
  if (json) {
    host.stdout(`${JSON.stringify({ root: where, document: own, ...planToJson(plan), exit, built, issues, next })}\n`);
    return;
  }
  for (const { kind, path } of own) host.stdout(`${kind.padEnd(6)}  ${path}\n`);
  host.stdout(describePlan(plan));
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
