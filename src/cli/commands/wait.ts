/** `scaffold wait`: until a pod is as one wants it, as `kubectl wait` does. */
import type { Argv } from "yargs";
import type { Conversation } from "../../engine/control/client.ts";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Pod } from "../../pod/model.ts";
import { parseDuration } from "../../runtime/service/units.ts";
import { parseJsonPath, valuesAt } from "../control/json-path.ts";
import { refusal, selectPod, talkTo } from "../control/select.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("pod", { type: "string", describe: "which pod; not needed while only one runs" })
    .option("for", {
      type: "string",
      requiresArg: true,
      demandOption: true,
      describe: "condition=NAME[=VALUE], delete or jsonpath='{PATH}'[=VALUE]",
    })
    .option("timeout", { type: "string", requiresArg: true, default: "30s", describe: "how long; 0 looks once" })
    .example("$0 --for=condition=Ready --timeout=60s", "Until every container is ready")
    .example("$0 web --for=jsonpath='{.status.phase}'=Succeeded", "Until the pod has done its work")
    .example("$0 --for=delete", "Until the pod is gone")
    .epilogue("Exit codes: 0 it is so; 1 the time was up first, or the pod ended.");
}

/** undefined: the pod is to be gone. */
type Holds = ((pod: Pod) => boolean) | undefined;

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const holds = readCondition(String(argv["for"]));
  const timeoutMs = readTimeout(String(argv["timeout"]));
  const name = typeof argv["pod"] === "string" ? argv["pod"] : undefined;
  /** A pod that is to be gone, and is. */
  const unlessGone = <T>(there: Promise<T>): Promise<T | undefined> =>
    there.catch((error: unknown) => {
      if (holds === undefined && error instanceof ScaffoldError && (error.code === "NO_POD" || error.code === "NOT_FOUND"))
        return undefined;
      throw error;
    });
  const found = await unlessGone(selectPod(name, host));
  // What is not there need not be waited for.
  if (found === undefined) return EXIT.ok;
  const { pod } = found;
  const conversation = await unlessGone(talkTo(found, { verb: "watch" }));
  const outcome = conversation ? await watch(conversation, holds, timeoutMs) : "met";
  conversation?.close();
  if (outcome === "met") {
    host.stdout(`pod/${pod.metadata.name} condition met\n`);
    return EXIT.ok;
  }
  if (outcome === "late") throw refusal("TIMEOUT", `timed out waiting for the condition on pods/${pod.metadata.name}`);
  throw refusal("NOT_FOUND", `pods "${pod.metadata.name}" not found: it ended before the condition was met`);
}

async function watch({ answers, close }: Conversation, holds: Holds, timeoutMs: number): Promise<"met" | "late" | "gone"> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    close();
  }, timeoutMs);
  try {
    for await (const answer of answers) {
      if (answer.kind === "pod" && holds?.(answer.pod)) return "met";
      if (timeoutMs === 0) return "late";
    }
    return late ? "late" : holds === undefined ? "met" : "gone";
  } finally {
    clearTimeout(timer);
  }
}

/** `condition=Ready`, `condition=Ready=false`, `delete`, `jsonpath={.status.phase}=Running` */
function readCondition(text: string): Holds {
  if (text === "delete") return undefined;
  const [, type, wanted = "true"] = /^condition=([^=]+)(?:=(.+))?$/i.exec(text) ?? [];
  if (type !== undefined) {
    const is = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
    return ({ status }) => status?.conditions.some((one) => is(one.type, type) && is(one.status, wanted)) === true;
  }
  const [, written, value] = /^jsonpath=(\{.*\}|[^={}]+)(?:=(.+))?$/.exec(text) ?? [];
  const path = written === undefined ? undefined : parseJsonPath(written);
  if (path === undefined)
    throw refusal(
      "USAGE",
      `--for=${text} is no condition`,
      "--for=condition=Ready, --for=delete or --for=jsonpath='{.status.phase}'=Running",
    );
  return (pod) => valuesAt(pod, path).some((found) => value === undefined || String(found) === value);
}

function readTimeout(text: string): number {
  const ms = parseDuration(/^\d+$/.test(text) ? `${text}s` : text);
  if (ms === undefined) throw refusal("USAGE", `--timeout ${text} is not a duration`, "for example 30s or 5m");
  return Math.min(ms, 2 ** 31 - 1);
}
