import type { Argv } from "yargs";
import type { Host } from "../../host.ts";
import { projectSchema } from "../../patterns/index.ts";
import { locate } from "../../project/locate.ts";
import { editSpec } from "../../spec/edit.ts";
import { podOptions } from "../../spec/schema.ts";
import { begin } from "../companion.ts";
import { flagsToOptions, optionFlags } from "../flags.ts";
import { parseChanged } from "../option-issues.ts";
import { generateAndReport, generateFlags } from "../report/generated.ts";

export function flags(yargs: Argv): Argv {
  return generateFlags(yargs)
    .options(optionFlags(podOptions))
    .example("scaffold pod", "write pod.yaml, the kustomize overlays and whatever else is not up to date")
    .example("scaffold pod --kind Deployment --replicas 2", "as a Deployment")
    .example("scaffold pod --lifecycle together", "if any container fails, the whole pod restarts");
}

/** Sets options of the pod in the document, then generates everything: programs and READMEs say how the pod is started and ended. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const place = locate(host, argv["out"] === undefined ? undefined : String(argv["out"]));
  const { project, before, starter } = begin(place, host, []);
  const given = flagsToOptions(argv, podOptions, project.spec.pod);
  const text = Object.keys(given).length === 0 ? project.text : editSpec(project.text, [{ merge: ["pod"], with: given }], projectSchema());
  const changed = { place, text, before, argv, schema: podOptions, at: ["pod"] };
  return generateAndReport({ project: parseChanged(changed, host), before, files: starter?.files ?? {}, argv, host });
}
