/** `scaffold delete`: ends a pod as `kubectl delete pod` does; its runner ends with it. */
import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { ask, refusal, selectPod, talkTo } from "../control/select.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("pod", { type: "string", describe: "which pod; not needed while only one runs" })
    .option("grace-period", { type: "string", requiresArg: true, describe: "seconds, instead of the pod's own; 0 is at once" })
    .option("now", { type: "boolean", describe: "the same as --grace-period=1" })
    .option("wait", { type: "boolean", default: true, describe: "return when the pod is gone" })
    .example("$0", "Stop the pod that runs: preStop hooks, SIGTERM, and SIGKILL when the grace period is over")
    .example("$0 web --grace-period=0", "At once");
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const seconds = argv["now"] === true ? 1 : graceOf(argv["grace-period"]);
  const target = await selectPod(typeof argv["pod"] === "string" ? argv["pod"] : undefined, host);
  const watching = argv["wait"] === false ? undefined : await talkTo(target, { verb: "watch" });
  await ask(target, { verb: "delete", ...(seconds !== undefined && { graceSeconds: seconds }) });
  const { pod } = target;
  host.stdout(`pod "${pod.metadata.name}" deleted from ${pod.metadata.namespace ?? "default"} namespace\n`);
  if (watching) for await (const _ of watching.answers);
  return EXIT.ok;
}

function graceOf(written: unknown): number | undefined {
  if (written === undefined) return undefined;
  if (typeof written === "string" && /^\d+$/.test(written)) return Number(written);
  throw refusal("USAGE", `--grace-period ${written} is no number of seconds`, "for example --grace-period=5");
}
