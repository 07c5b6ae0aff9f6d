import { join, relative, resolve } from "node:path";
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { patterns, projectSchema } from "../../patterns/index.ts";
import { parseProject } from "../../project/load.ts";
import { documentName, locate } from "../../project/locate.ts";
import { newPackageFiles, registerInWorkspace, toolkitRange, workspaceOf } from "../../project/workspace.ts";
import { editSpec } from "../../spec/edit.ts";
import { begin } from "../companion.ts";
import { generateAndReport, generateFlags } from "../report/generated.ts";

export function flags(yargs: Argv): Argv {
  return generateFlags(yargs)
    .positional("dir", { type: "string", default: ".", describe: "folder of the project; made when it does not exist" })
    .example("scaffold new shop", "a project in shop/, with a sample app and a log agent")
    .example("scaffold new packages/shop", "in a workspace: registered there too");
}

/** Starts a project: a document, a small sample app, a log agent, the pod. Inside a workspace it is registered there. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const root = resolve(host.cwd, String(argv["out"] ?? argv["dir"] ?? "."));
  const place = locate(host, root);
  if (place.exists) {
    throw new ScaffoldError("EXISTS", `${relative(host.cwd, place.document) || documentName} exists already`, {
      exit: EXIT.findings,
      hint: "`scaffold sidecar` or `scaffold init` adds a companion to it",
    });
  }
  const { project, starter } = begin(place, host, []);
  const { app } = project.spec;
  const companion = { pattern: "sidecar", ...patterns.sidecar.firstOptions({}, app) };
  const text = editSpec(project.text, [{ set: ["companions", "log-agent"], to: companion }], projectSchema());
  const workspace = workspaceOf(host, root);
  const files = { ...starter?.files, ...newPackageFiles(project.spec.name, toolkitRange(host, root)) };
  const exit = await generateAndReport({ project: parseProject(place, text, host), before: undefined, files, argv, host });
  if (workspace && argv["dry-run"] !== true) {
    const changed = registerInWorkspace(host, workspace, root);
    if (changed) host.stderr(`registered in ${relative(host.cwd, join(workspace.root, changed)) || changed}\n`);
  }
  return exit;
}
