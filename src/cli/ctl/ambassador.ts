/** What can be asked of an ambassador. */
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Actions, Answer } from "./action.ts";

export const ambassadorActions: Actions = {
  status: { method: "GET", question: () => ({}), show: showStatus },
  switch: { method: "POST", operand: "a route", question: routeBody, show: showSwitched, unavailable: notSwitched },
};

function routeBody(argv: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (typeof argv["name"] === "string") return { route: argv["name"], ...(argv["force"] === true && { force: true }) };
  throw new ScaffoldError("USAGE", "switch to which route?", { hint: "scaffold ctl NAME switch ROUTE" });
}

function showSwitched({ route, from, moved, ended, waiting, reasons, problem }: Answer): string {
  if (route === from) return `${route} is in force already\n`;
  const count = (what: unknown, word: string) => (what === 0 ? "" : `, ${what} ${word}`);
  const whys = ((reasons ?? []) as readonly Why[]).map((why) => `  ${why.sessions} ${why.how}: ${withCode(why)}\n`);
  const forced = problem === undefined ? "" : `  forced: ${withCode(problem as Why)}\n`;
  return `${from} -> ${route}: ${moved} moved${count(ended, "ended")}${count(waiting, "waiting")}\n${forced}${whys.join("")}`;
}

/** The new route was tried, and no connection can be served there. */
function notSwitched({ error, code, route }: Answer): ScaffoldError {
  const message = `${withCode({ ...(code !== undefined && { code: String(code) }), reason: String(error) })}; nothing has changed, ${route} stays in force`;
  return new ScaffoldError("ROUTE_BROKEN", message, { exit: EXIT.failed, hint: "mend it, or --force to switch all the same" });
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
