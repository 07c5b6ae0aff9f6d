/** `scaffold ps`: the pods that run on this machine, as kubectl lists pods. */
import { stringify } from "yaml";
import type { Argv } from "yargs";
import { podTable } from "../../console/pod-table.ts";
import { runningPods } from "../../engine/control/client.ts";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { noPod, selectPod } from "../control/select.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("pod", { type: "string", describe: "only this one" })
    .option("output", { alias: "o", choices: ["wide", "json", "yaml", "name"] as const, describe: "another form" })
    .example("$0", "Which pods run, and how they are")
    .example("$0 web -o yaml", "The pod with its whole status");
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const name = typeof argv["pod"] === "string" ? argv["pod"] : undefined;
  const found = name === undefined ? await runningPods(host.env) : [await selectPod(name, host)];
  const pods = found.map(({ pod }) => pod);
  const answer = name !== undefined ? pods[0] : { apiVersion: "v1", kind: "List", items: pods };
  switch (argv["output"]) {
    case "json":
      host.stdout(`${JSON.stringify(answer, null, 4)}\n`);
      break;
    case "yaml":
      host.stdout(stringify(answer, { version: "1.1", aliasDuplicateObjects: false, sortMapEntries: true }));
      break;
    case "name":
      for (const { metadata } of pods) host.stdout(`pod/${metadata.name}\n`);
      break;
    default:
      if (pods.length > 0) host.stdout(podTable(pods, host.now(), argv["output"] === "wide"));
      else for (const { message, hint } of noPod().issues) host.stderr(`${message}\n  hint: ${hint}\n`);
  }
  return EXIT.ok;
}
