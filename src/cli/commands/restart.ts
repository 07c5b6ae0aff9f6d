/** `scaffold restart`: one container, or the whole pod from its first init container. */
import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { ask, podFlag, refusal, selectPod } from "../control/select.ts";

export function flags(yargs: Argv): Argv {
  return podFlag(yargs.positional("container", { type: "string", describe: "a container or sidecar; the whole pod when none is named" }))
    .example("$0 app", "Stop the container with the pod's grace period, and start it again")
    .example("$0", "Stop everything, and begin again with the first init container; volumes stay")
    .epilogue("The container's restart policy and its back-off have no say; its restart count goes up by one.");
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const container = typeof argv["container"] === "string" ? argv["container"] : undefined;
  const target = await selectPod(typeof argv["pod"] === "string" ? argv["pod"] : undefined, host);
  const answer = await ask(target, { verb: "restart", ...(container !== undefined && { container }) });
  if (answer?.kind !== "done") throw refusal("REFUSED", answer?.kind === "refused" ? answer.message : "the pod has ended");
  const { pod } = target;
  host.stdout(
    container === undefined ? `pod/${pod.metadata.name} restarted\n` : `container/${container} of pod/${pod.metadata.name} restarted\n`,
  );
  return EXIT.ok;
}
