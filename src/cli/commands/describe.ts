/** `scaffold describe`: a pod that runs, as `kubectl describe pod` shows it. */
import type { Argv } from "yargs";
import { describePod } from "../../console/describe/pod.ts";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { selectPod } from "../control/select.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("pod", { type: "string", describe: "which pod; not needed while only one runs" })
    .example("$0", "Containers, conditions, volumes and events of the pod that runs");
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const { pod, events } = await selectPod(typeof argv["pod"] === "string" ? argv["pod"] : undefined, host);
  host.stdout(describePod(pod, events, host.now()));
  return EXIT.ok;
}
