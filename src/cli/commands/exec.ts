/** `scaffold exec`: a program in a container that runs, with its environment and its folder. */
import type { Argv } from "yargs";
import { standardStreams } from "../../console/standard-streams.ts";
import type { Conversation } from "../../engine/control/client.ts";
import type { Host } from "../../host.ts";
import { podFlag, refusal, selectContainer, talkTo } from "../control/select.ts";

export function flags(yargs: Argv): Argv {
  return podFlag(yargs.positional("name", { type: "string", describe: "the pod, or a container; not needed while only one pod runs" }))
    .option("container", { alias: "c", type: "string", requiresArg: true, describe: "which container; the pod's first unless given" })
    .option("stdin", { alias: "i", type: "boolean", describe: "pass standard input on" })
    .option("tty", { alias: "t", type: "boolean", describe: "taken for kubectl's sake: there is no terminal for the program" })
    .example("$0 app -- env", "The container's environment")
    .example("$0 web -c db -i -- psql < dump.sql", "Feed a program that runs beside the database")
    .epilogue(
      "The exit code is the program's. Paths in mounted volumes are rewritten in its arguments, as in the container's own command.",
    );
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const command = Array.isArray(argv["--"]) ? argv["--"].map(String) : [];
  if (command.length === 0)
    throw refusal("USAGE", "you must specify at least one command for the container", "scaffold exec NAME -- COMMAND");
  const target = await selectContainer(argv, host);
  if (argv["tty"] === true) host.stderr("there is no terminal for a program in a container here; it runs without one\n");
  const stdin = argv["stdin"] === true;
  const conversation = await talkTo(target, { verb: "exec", container: target.container, command, stdin });
  const streams = standardStreams();
  if (stdin) void feed(conversation, streams.stdin);
  try {
    for await (const answer of conversation.answers) {
      if (answer.kind === "output") await streams.write(answer.stream, Buffer.from(answer.data, "base64"));
      if (answer.kind === "refused") throw refusal("REFUSED", answer.message);
      if (answer.kind !== "exit") continue;
      if (answer.exitCode !== 0) host.stderr(`command terminated with exit code ${answer.exitCode}\n`);
      return answer.exitCode;
    }
  } finally {
    conversation.close();
    if (stdin) streams.close();
  }
  throw refusal("ENDED", "the pod ended, and the program with it");
}

async function feed(conversation: Conversation, stdin: AsyncIterable<Buffer>): Promise<void> {
  try {
    for await (const bytes of stdin) await conversation.send({ kind: "stdin", data: bytes.toString("base64") });
    await conversation.send({ kind: "end" });
  } catch {
    // Nobody wants it any more.
  }
}
