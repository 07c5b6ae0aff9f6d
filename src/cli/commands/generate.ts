import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { describePlan, planToJson } from "../../plan/describe.ts";
import { diffPlan } from "../../plan/diff.ts";
import { planProject } from "../../project/generate.ts";
import { loadProject } from "../../project/load.ts";
import { withPorts } from "../../project/ports.ts";
import { generateAndReport, generateFlags } from "../report/generated.ts";

export function flags(yargs: Argv): Argv {
  return generateFlags(yargs)
    .option("dry-run", { type: "boolean", describe: "print the plan and write nothing" })
    .option("diff", { type: "boolean", describe: "print the plan as a unified diff and write nothing" })
    .example("scaffold generate", "bring every generated file up to date with scaffold.yaml")
    .example("scaffold generate --diff | less", "what would change, line by line");
}

/** Generates everything the document stands for. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const project = loadProject(host, argv["out"] === undefined ? undefined : String(argv["out"]));
  if (argv["dry-run"] !== true && argv["diff"] !== true) {
    return generateAndReport({ project, before: project.text, files: {}, argv, host });
  }
  const plan = planProject(withPorts(project, host), host, {
    force: argv["force"] === true,
    adopt: argv["adopt"] === true,
    readOnly: true,
  });
  if (argv["json"] === true) host.stdout(`${JSON.stringify(planToJson(plan))}\n`);
  else host.stdout(argv["diff"] === true ? diffPlan(plan) : describePlan(plan));
  return plan.exit === 0 ? EXIT.ok : EXIT.findings;
}
