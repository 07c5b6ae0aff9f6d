/** `scaffold logs`: a container's log, as `kubectl logs` prints it. */
import { StringDecoder } from "node:string_decoder";
import type { Argv } from "yargs";
import { type LogRecord, logFile, readLog } from "../../engine/logs/read.ts";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { ContainerStatus, Pod } from "../../pod/model.ts";
import { parseDuration } from "../../runtime/service/units.ts";
import { podFlag, refusal, selectContainer, type Target, talkTo } from "../control/select.ts";

export function flags(yargs: Argv): Argv {
  return podFlag(yargs.positional("name", { type: "string", describe: "the pod, or a container; not needed while only one pod runs" }))
    .option("container", { alias: "c", type: "string", requiresArg: true, describe: "which container; the pod's first unless given" })
    .option("follow", { alias: "f", type: "boolean", describe: "go on until the container ends" })
    .option("previous", { alias: "p", type: "boolean", describe: "of the instance before the one that runs" })
    .option("tail", { type: "string", requiresArg: true, describe: "only the last so many lines" })
    .option("since", { type: "string", requiresArg: true, describe: "only what is no older, e.g. 5m" })
    .option("timestamps", { type: "boolean", describe: "each line with its time" })
    .example("$0 -f", "What the app prints, as it comes")
    .example("$0 -c log-agent --tail 20", "The last lines of a sidecar")
    .example("$0 app --previous", "The last words before a restart");
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const tail = tailOf(argv["tail"]);
  const sinceMs = sinceOf(argv["since"], host.now());
  const target = await selectContainer(argv, host);
  const path = fileOf(target, argv["previous"] === true);
  const timestamps = argv["timestamps"] === true;
  const following = argv["follow"] === true && argv["previous"] !== true ? await follow(target) : undefined;
  const decoder = new StringDecoder("utf8");
  let lineBegins = true;
  const shown = ({ time, text }: LogRecord): string => {
    const begins = lineBegins;
    lineBegins = text.at(-1) === 10;
    return `${timestamps && begins ? `${time} ` : ""}${decoder.write(text)}`;
  };
  try {
    for await (const record of readLog(path, { tail, sinceMs, ...(following && { over: following.over }) })) host.stdout(shown(record));
  } finally {
    following?.close();
  }
  return EXIT.ok;
}

const statusOf = ({ status }: Pod, container: string): ContainerStatus | undefined =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(({ name }) => name === container);

function fileOf({ pod, logs, container }: Target, previous: boolean): string {
  const status = statusOf(pod, container);
  const path = status && logFile(logs, status, previous);
  if (path !== undefined) return path;
  const named = `container "${container}" in pod "${pod.metadata.name}"`;
  if (previous) throw refusal("NOT_FOUND", `previous terminated ${named} not found`);
  throw refusal("NOT_STARTED", `${named} is waiting to start: ${status?.state.waiting?.reason ?? "ContainerCreating"}`);
}

/** Knows whether the instance that runs now goes on. */
async function follow(target: Target): Promise<{ over: () => boolean; close: () => void }> {
  const { pod, container } = target;
  const { restartCount } = statusOf(pod, container) ?? {};
  const { answers, close } = await talkTo(target, { verb: "watch" });
  let over = false;
  const watch = async (): Promise<void> => {
    for await (const answer of answers) {
      const now = answer.kind === "pod" ? statusOf(answer.pod, container) : undefined;
      over = now?.state.running === undefined || now.restartCount !== restartCount;
      if (over) break;
    }
  };
  void watch().finally(() => {
    over = true;
  });
  return { over: () => over, close };
}

function tailOf(written: unknown): number | undefined {
  if (written === undefined || written === "-1") return undefined;
  if (typeof written === "string" && /^\d+$/.test(written)) return Number(written);
  throw refusal("USAGE", `--tail ${written} is no number of lines`, "for example --tail 20");
}

function sinceOf(written: unknown, nowMs: number): number | undefined {
  if (written === undefined) return undefined;
  const ms = typeof written === "string" ? parseDuration(written) : undefined;
  if (ms === undefined) throw refusal("USAGE", `--since ${written} is not a duration`, "for example 30s, 5m or 2h");
  return nowMs - ms;
}
