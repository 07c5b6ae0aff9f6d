// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { probePostgres } from "../../service/probes/postgres.ts";
import type { Reason } from "../protocol.ts";
import { NotYet } from "../queue.ts";
import type { Route } from "../route.ts";
import { errorFieldsOf } from "./errors.ts";
import { logIn } from "./login.ts";
import { openUpstream } from "./upstream.ts";

/**
 * Whether a session could begin on a route; undefined when it could, else why not, with the SQLSTATE. Logs in as the route's user, or as that
 * of `last`, the parameters that the app last connected with. Where neither names one, it goes as far as a server does without: TLS as the
 * route asks for, and the answer to a start-up message. Rejects with the signal's reason.
 */
export async function checkRoute(
  route: Route,
  last: ReadonlyMap<string, string> | undefined,
  signal: AbortSignal,
): Promise<Reason | undefined> {
  try {
    const user = last?.get("user");
    if (route.user === undefined && user === undefined) return await checkServer(route, signal);
    const database = last?.get("database");
    const parameters = new Map([...(user ? [["user", user] as const] : []), ...(database ? [["database", database] as const] : [])]);
    (await logIn(route, parameters, signal)).wire.close();
    return undefined;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof NotYet) return noAnswer(route, error.message, error.sqlState);
    const { code, message } = errorFieldsOf(error, route);
    return { code, reason: message };
  }
}

async function checkServer(route: Route, signal: AbortSignal): Promise<Reason | undefined> {
  (await openUpstream(route, signal)).destroy();
  const { host, port, database = "postgres" } = route;
  const up = await probePostgres({ host, port, user: "postgres", database }, signal);
  return up === true ? undefined : noAnswer(route, up, "57P03");
}

/** sqlclient_unable_to_establish_sqlconnection, unless the server itself said something else. */
function noAnswer(route: Route, reason: string, code = "08001"): Reason {
  return { code, reason: `the route ${route.name} (${route.text}) does not answer: ${reason}` };
}
