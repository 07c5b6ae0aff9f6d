/** `scaffold ctl`: what can be asked of a companion that runs on this machine. */
import { join } from "node:path";
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { type LoadedProject, loadProject } from "../../project/load.ts";
import { localEnvPath, localValue } from "../../project/local-env.ts";
import { nearest } from "../../suggest.ts";

/** What can be asked, and how an answer is shown to a person. */
interface Action {
  readonly method: "GET" | "POST";
  readonly body: (argv: Readonly<Record<string, unknown>>) => Record<string, unknown> | undefined;
  readonly show: (answer: Answer) => string;
}

type Answer = Readonly<Record<string, unknown>>;

const actions: Readonly<Record<string, Action>> = {
  status: { method: "GET", body: () => undefined, show: showStatus },
  switch: { method: "POST", body: routeBody, show: showSwitched },
};

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("companion", { type: "string", demandOption: true, describe: "the companion's name" })
    .positional("action", { type: "string", demandOption: true, describe: Object.keys(actions).join(" or ") })
    .positional("route", { type: "string", describe: "for switch: the route to go to" })
    .option("out", { type: "string", requiresArg: true, describe: "folder of the project; default: that of scaffold.yaml" })
    .option("port", { type: "string", requiresArg: true, describe: "its admin port; default: what scaffold.yaml says" })
    .option("token", { type: "string", requiresArg: true, describe: `its token; default: SCAFFOLD_TOKEN, else what ${localEnvPath} says` })
    .option("force", { type: "boolean", describe: "for switch: also to a route on which nobody can log in just now" })
    .option("json", { type: "boolean", describe: "print the answer as JSON" })
    .example("scaffold ctl db-proxy status", "the route in force, and who is connected")
    .example("scaffold ctl db-proxy switch test", "to another database, while the app stays connected")
    .epilogue(
      "Exit codes: 0 done; 2 usage, or there is no such companion, action or route; 3 it does not run or refuses the token, " +
        "or the new route's server lets nobody in: then nothing has changed.",
    );
}

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const project = loadProject(host, argv["out"] === undefined ? undefined : String(argv["out"]));
  const companion = companionOf(project, String(argv["companion"]));
  const name = String(argv["action"]);
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) {
    const guess = nearest(name, Object.keys(actions));
    const hint = guess ? `did you mean ${guess}?` : `one of ${Object.keys(actions).join(", ")}`;
    throw new ScaffoldError("USAGE", `there is no action "${name}"`, { hint });
  }
  const port = argv["port"] === undefined ? companion.port : Number(argv["port"]);
  if (!port) throw new ScaffoldError("NO_PORT", `${companion.name} has no admin port yet`, { hint: "`scaffold generate` gives it one" });
  const token = tokenOf(argv, companion.secret, project, host);
  const answer = await ask({ ...companion, port, token, path: name, action, body: action.body(argv) });
  host.stdout(argv["json"] === true ? `${JSON.stringify(answer)}\n` : action.show(answer));
  return EXIT.ok;
}

function companionOf({ spec }: LoadedProject, name: string): { name: string; port: number | undefined; secret: string } {
  const companion = spec.companions[name];
  const candidates = Object.keys(spec.companions).filter((one) => spec.companions[one]?.pattern === "ambassador");
  if (companion?.pattern !== "ambassador") {
    const hint = candidates.length > 0 ? `there is ${candidates.join(", ")}` : "`scaffold ambassador` makes one";
    throw new ScaffoldError("USAGE", companion ? `${name} is no ambassador` : `there is no companion "${name}"`, { hint });
  }
  const { admin, secret } = companion;
  return { name, port: typeof admin === "number" ? admin : undefined, secret: typeof secret === "string" ? secret : name };
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

interface Question {
  readonly name: string;
  readonly port: number;
  readonly token: string;
  readonly path: string;
  readonly action: Action;
  readonly body: Record<string, unknown> | undefined;
}

async function ask({ name, port, token, path, action, body }: Question): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
    method: action.method,
    headers: { authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new ScaffoldError("NOT_RUNNING", `${name} does not answer on 127.0.0.1:${port}`, {
      exit: EXIT.failed,
      hint: `\`scaffold run\` starts the pod; after \`run --port-map ${port}=N\` add --port N; on a cluster: kubectl port-forward, and --port`,
      cause,
    });
  });
  const answer = (await response.json().catch(() => ({ error: "the answer is no JSON" }))) as Answer;
  if (response.ok) return answer;
  if (response.status === 503) throw notSwitched(answer);
  const refused = response.status === 401 || response.status === 403;
  throw new ScaffoldError(refused ? "TOKEN_REFUSED" : "REFUSED", String(answer["error"]), {
    exit: response.status === 409 ? EXIT.usage : EXIT.failed,
    ...(refused && { hint: `the token it was started with is wanted: --token, SCAFFOLD_TOKEN, or the line in ${localEnvPath}` }),
  });
}

/** The new route was tried, and no connection can be served there. */
function notSwitched({ error, code, route }: Answer): ScaffoldError {
  const message = `${withCode({ ...(code !== undefined && { code: String(code) }), reason: String(error) })}; nothing has changed, ${route} stays in force`;
  return new ScaffoldError("ROUTE_BROKEN", message, { exit: EXIT.failed, hint: "mend it, or --force to switch all the same" });
}

function routeBody(argv: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (typeof argv["route"] === "string") return { route: argv["route"], ...(argv["force"] === true && { force: true }) };
  throw new ScaffoldError("USAGE", "switch to which route?", { hint: "scaffold ctl NAME switch ROUTE" });
}

function showSwitched({ route, from, moved, ended, waiting, reasons, problem }: Answer): string {
  if (route === from) return `${route} is in force already\n`;
  const count = (what: unknown, word: string) => (what === 0 ? "" : `, ${what} ${word}`);
  const whys = ((reasons ?? []) as readonly Why[]).map((why) => `  ${why.sessions} ${why.how}: ${withCode(why)}\n`);
  const forced = problem === undefined ? "" : `  forced: ${withCode(problem as Why)}\n`;
  return `${from} -> ${route}: ${moved} moved${count(ended, "ended")}${count(waiting, "waiting")}\n${forced}${whys.join("")}`;
}

/** Why sessions did not move at once, as the proxy words it. */
interface Why {
  readonly how: string;
  readonly sessions: number;
  readonly code?: string;
  readonly reason: string;
}

/** `28P01: the route test … refused the login` */
function withCode({ code, reason }: Pick<Why, "code" | "reason">): string {
  return code === undefined ? reason : `${code}: ${reason}`;
}

function showStatus(answer: Answer): string {
  const routes = answer["routes"] as readonly { name: string; url?: string; problem?: string; connections: number }[];
  const width = Math.max(...routes.map(({ name }) => name.length));
  const lines = routes.map(({ name, url, problem, connections }) => {
    const mark = name === answer["route"] ? "*" : " ";
    return `${mark} ${name.padEnd(width)}  ${String(connections).padStart(4)} connected  ${url ?? "-"}${problem ? `  (${problem})` : ""}\n`;
  });
  return `${lines.join("")}${answer["connections"]} connections, ${answer["waiting"]} waiting for a server, ${answer["behind"]} not on ${answer["route"]} yet\n`;
}
