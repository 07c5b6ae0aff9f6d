import { join, relative } from "node:path";
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { projectSchema } from "../../patterns/index.ts";
import { apply } from "../../plan/apply.ts";
import { stops } from "../../plan/change.ts";
import { describePlan, planToJson } from "../../plan/describe.ts";
import { removeBuilt, replaceDocument } from "../../project/files.ts";
import { planRemoval } from "../../project/generate.ts";
import { loadProject, parseProject } from "../../project/load.ts";
import { unregister } from "../../project/workspace.ts";
import { editSpec } from "../../spec/edit.ts";
import { nearest } from "../../suggest.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("name", { type: "string", demandOption: true, describe: "the companion" })
    .option("out", { type: "string", requiresArg: true, describe: "folder of the project; default: that of scaffold.yaml" })
    .option("force", { type: "boolean", describe: "delete its files even where you edited them" })
    .option("dry-run", { type: "boolean", describe: "say what would be deleted, and write nothing" })
    .option("json", { type: "boolean", describe: "print what was done as JSON" })
    .example("scaffold remove log-agent", "delete exactly what was generated for it, and its part of scaffold.yaml and pod.yaml");
}

/** Removes a companion from the document and deletes exactly what was generated for it; refuses where the user edited something. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const project = loadProject(host, argv["out"] === undefined ? undefined : String(argv["out"]));
  const name = String(argv["name"]);
  const known = Object.keys(project.spec.companions);
  if (!known.includes(name)) {
    const guess = nearest(name, known);
    const all = known.length > 0 ? `the companions are ${known.join(", ")}` : "the document has no companions";
    throw new ScaffoldError("UNKNOWN_COMPANION", `there is no companion "${name}"`, {
      hint: guess ? `did you mean \`scaffold remove ${guess}\`?` : all,
    });
  }
  const preset = project.presets.find(({ source }) => source.document.hasIn(["companions", name]));
  if (preset) {
    throw new ScaffoldError("FROM_PRESET", `"${name}" comes from ${preset.source.file}, which gives it to every document that extends it`, {
      exit: EXIT.findings,
      hint: `remove it there and here, then run \`scaffold generate -r\``,
    });
  }
  const without = parseProject(project.place, editSpec(project.text, [{ remove: ["companions", name] }], projectSchema()), host);
  const plan = planRemoval(without, name, host, { force: argv["force"] === true });
  const stopped = plan.changes.some(stops);
  const dry = argv["dry-run"] === true;
  if (!stopped && !dry) {
    replaceDocument(host.fs, project.place, project.text, without.text);
    apply(host.fs, project.place.root, plan);
    removeBuilt(host.fs, project.place.root, plan);
  }
  const folder = join(project.place.root, project.spec.out, name);
  const file = stopped || dry || host.fs.stat(join(folder, "package.json")) ? undefined : unregister(host, folder);
  const workspace = file === undefined ? undefined : relative(host.cwd, file);
  const data = { ...planToJson(plan), ...(workspace !== undefined && { workspace: { file: workspace } }) };
  host.stdout(argv["json"] === true ? `${JSON.stringify(data)}\n` : describePlan(plan));
  if (workspace !== undefined && argv["json"] !== true) host.stdout(`member  ${name}  taken off ${workspace}\n`);
  if (stopped && dry)
    host.stderr("\nNothing would be removed: the lines above say what is in the way.\n  hint: --force deletes files that you edited too\n");
  else if (dry) host.stderr("\nNothing was written.\n");
  else if (stopped)
    host.stderr("\nNothing was removed: the lines above say what is in the way.\n  hint: --force deletes files that you edited too\n");
  return plan.exit;
}
