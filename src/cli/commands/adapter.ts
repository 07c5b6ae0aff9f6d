import type { Argv } from "yargs";
import { ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { companionCommand } from "../companion.ts";
import { fromFlags, prepareFrom } from "../infer/from.ts";
import { learnFlags } from "../learn/flags.ts";

const command = companionCommand(
  "adapter",
  [
    ["scaffold adapter", "access logs and JSON lines become records of one schema, printed"],
    ["scaffold adapter --formats combined json --sink otlp --sink-url http://collector:4318", "ship to an OpenTelemetry collector"],
    ["scaffold adapter --pattern '<time:iso>  <level> [<thread>] <message>'", "a format of your own"],
    [
      `scaffold adapter --formats 'nginx: $remote_addr [$time_local] "$request" $status $request_time'`,
      "the log_format of nginx, or what other programs call it",
    ],
    ["scaffold adapter app-logs --from app.log", "the formats that a file of lines shows; some of its lines become tests"],
    ["scaffold adapter app-logs --learn today.log", "what its formats take of a newer log, and as a diff what they lack"],
  ],
  { positional: "companion", flags: (yargs) => learnFlags(fromFlags(yargs)), prepare: prepareFrom },
);

export function flags(yargs: Argv): Argv {
  return command
    .flags(yargs)
    .epilogue(
      "--learn: the diff is on standard output, what was found on standard error. Exit 0: nothing to learn, or --apply wrote it; 1: there is something to learn, or records that show no format.",
    );
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  if (argv["learn"] !== undefined) return (await import("../learn/learn.ts")).learn(argv, host);
  if (argv["apply"] === undefined) return command.run(argv, host);
  throw new ScaffoldError("USAGE", "--apply: goes with --learn", { hint: "name a log of the adapter, as in --learn today.log" });
}
