/** `scaffold ctl`: what can be asked of a companion that runs on this machine. */
import { join } from "node:path";
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { type LoadedProject, loadProject } from "../../project/load.ts";
import { localEnvPath, localValue } from "../../project/local-env.ts";
import { nearest } from "../../suggest.ts";
import type { Action, Actions } from "../ctl/action.ts";
import { agentActions } from "../ctl/agent.ts";
import { ambassadorActions } from "../ctl/ambassador.ts";
import { ask } from "../ctl/ask.ts";

/** What each pattern's companions can be asked. */
const actionsOf: Readonly<Record<string, Actions>> = { ambassador: ambassadorActions, sidecar: agentActions, adapter: agentActions };

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("companion", { type: "string", demandOption: true, describe: "the companion's name" })
    .positional("action", {
      type: "string",
      demandOption: true,
      describe: "ambassador: status or switch; agent and adapter: status, ledger, tap, replay or shapes",
    })
    .positional("name", { type: "string", describe: "for switch: the route to go to; for replay: the one sink that is meant" })
    .option("out", { type: "string", requiresArg: true, describe: "folder of the project; default: that of scaffold.yaml" })
    .option("port", { type: "string", requiresArg: true, describe: "its admin port; default: what scaffold.yaml says" })
    .option("token", { type: "string", requiresArg: true, describe: `its token; default: SCAFFOLD_TOKEN, else what ${localEnvPath} says` })
    .option("force", { type: "boolean", describe: "for switch: also to a route on which nobody can log in just now" })
    .option("match", { type: "string", requiresArg: true, describe: "for tap: only records whose body this regular expression finds" })
    .option("count", { type: "string", requiresArg: true, describe: "for tap: end after so many records" })
    .option("all", { type: "boolean", describe: "for ledger: also files that were delivered and are no longer there" })
    .option("json", { type: "boolean", describe: "print the answer as JSON" })
    .example("scaffold ctl db-proxy status", "the route in force, and who is connected")
    .example("scaffold ctl db-proxy switch test", "to another database, while the app stays connected")
    .example("scaffold ctl log-agent tap --match ERROR", "records as they are sent")
    .example("scaffold ctl log-agent status", "what each sink has done, what waits, and what is in its dead-letter file")
    .example("scaffold ctl log-adapter shapes", "what lines look like that no format takes, without their letters and digits")
    .example("scaffold ctl log-agent replay central", "what that log server refused is sent again, from the dead-letter file")
    .epilogue(
      "Exit codes: 0 done; 1 a replay was refused again, in part at least; 2 usage, or there is no such companion, action, route or sink; 3 it does not run or refuses the token, " +
        "or the new route's server lets nobody in: then nothing has changed.",
    );
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const project = loadProject(host, argv["out"] === undefined ? undefined : String(argv["out"]));
  const companion = companionOf(project, String(argv["companion"]));
  const path = String(argv["action"]);
  const action = actionOf(companion.actions, path, companion.name);
  if (argv["name"] !== undefined && action.operand === undefined) {
    const hint = Object.keys(companion.actions).filter((name) => companion.actions[name]?.operand !== undefined);
    throw new ScaffoldError("USAGE", `${path} takes no name; got "${argv["name"]}"`, { hint: `${hint.join(", ")} takes one` });
  }
  const body = action.question(argv);
  const port = argv["port"] === undefined ? companion.port : Number(argv["port"]);
  if (!port) throw new ScaffoldError("NO_PORT", `${companion.name} has no admin port yet`, { hint: "`scaffold generate` gives it one" });
  const token = tokenOf(argv, companion.secret, project, host);
  let exit: number = EXIT.ok;
  for await (const answer of ask({ name: companion.name, port, token, path, action, body })) {
    host.stdout(argv["json"] === true ? `${JSON.stringify(answer)}\n` : action.show(answer, argv));
    if (action.failed?.(answer)) exit = EXIT.findings;
  }
  return exit;
}

function actionOf(actions: Actions, name: string, companion: string): Action {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action) return action;
  const guess = nearest(name, Object.keys(actions));
  const hint = guess ? `did you mean ${guess}?` : `one of ${Object.keys(actions).join(", ")}`;
  throw new ScaffoldError("USAGE", `there is no action "${name}" for ${companion}`, { hint });
}

interface Asked {
  readonly name: string;
  readonly port: number | undefined;
  readonly secret: string;
  readonly actions: Actions;
}

function companionOf({ spec }: LoadedProject, name: string): Asked {
  const companion = spec.companions[name];
  const actions = actionsOf[companion?.pattern ?? ""];
  const candidates = Object.keys(spec.companions).filter((one) => actionsOf[spec.companions[one]?.pattern ?? ""]);
  if (!companion || !actions) {
    const hint = candidates.length > 0 ? `there is ${candidates.join(", ")}` : "`scaffold sidecar` or `scaffold ambassador` makes one";
    throw new ScaffoldError("USAGE", companion ? `${name} cannot be asked anything` : `there is no companion "${name}"`, { hint });
  }
  // Agents answer on their one port, an ambassador on one of its own.
  const { admin, port = undefined, secret } = companion;
  const asked = companion.pattern === "ambassador" ? admin : port;
  return { name, port: typeof asked === "number" ? asked : undefined, secret: typeof secret === "string" ? secret : name, actions };
}

function tokenOf(argv: Readonly<Record<string, unknown>>, secret: string, { place }: LoadedProject, host: Host): string {
  const bytes = host.fs.read(join(place.root, localEnvPath));
  const local = bytes && localValue(new TextDecoder().decode(bytes), secret, "admin-token");
  const token = typeof argv["token"] === "string" ? argv["token"] : (host.env["SCAFFOLD_TOKEN"] ?? local);
  if (token) return token;
  throw new ScaffoldError("NO_TOKEN", `${localEnvPath} has no line ${secret}.admin-token=`, {
    hint: "`scaffold generate` makes it; for a proxy elsewhere give --token or SCAFFOLD_TOKEN",
  });
}
