// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { reasonOf } from "../../service/log.ts";
import { QueueError } from "../queue.ts";
import type { Route } from "../route.ts";
import { LoginError } from "./login.ts";
import type { ErrorFields } from "./messages.ts";

/** What a client is told when it cannot be served: an SQLSTATE of PostgreSQL's Appendix A, the route and the reason. */
export function errorFieldsOf(error: unknown, route: Route): ErrorFields {
  if (error instanceof QueueError) {
    // too_many_connections; sqlclient_unable_to_establish_sqlconnection
    return error.why === "full" ? { code: "53300", message: error.message } : { code: "08001", message: error.message };
  }
  if (error instanceof LoginError) {
    const { code, detail, hint } = error;
    return { code, message: `the route ${route.name} (${route.text}) refused the login: ${error.message}`, detail, hint };
  }
  return { code: "08006", message: `the route ${route.name} (${route.text}) failed: ${reasonOf(error)}` };
}

/** A session that a switch ends. admin_shutdown, because drivers and pools connect again after that. */
export function notMoved(route: Route, reason: string): ErrorFields {
  return {
    code: "57P01",
    message: `the session ${reason}, which cannot be made again on the route ${route.name}`,
    hint: `Connect again to reach ${route.name}.`,
  };
}

export function serverLost(route: Route): ErrorFields {
  return { code: "08006", message: `the server of the route ${route.name} (${route.text}) closed the connection` };
}
