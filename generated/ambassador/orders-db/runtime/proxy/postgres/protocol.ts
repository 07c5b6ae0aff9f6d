// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Socket } from "node:net";
import { reasonOf } from "../../service/log.ts";
import { probePostgres } from "../../service/probes/postgres.ts";
import type { Protocol, Surroundings } from "../protocol.ts";
import { postgresForm } from "../route-url.ts";
import { CancelKeys } from "./cancel.ts";
import { checkRoute } from "./check.ts";
import { PostgresSession } from "./session.ts";
import { type Opening, Refusal, readOpening, refuse } from "./startup.ts";

/** PostgreSQL's protocol 3, session mode: each connection of the app has a server connection of its own. */
export function postgres(): Protocol {
  let last: ReadonlyMap<string, string> | undefined;
  const remember = (parameters: ReadonlyMap<string, string>) => {
    last = parameters;
  };
  return {
    name: "postgres",
    form: postgresForm,
    halfOpen: false,
    // sqlclient_unable_to_establish_sqlconnection
    unreachable: { code: "08001" },
    probe: ({ host, port, user = "postgres", database = user }, signal) => probePostgres({ host, port, user, database }, signal),
    check: (route, signal) => checkRoute(route, last, signal),
    open: (around) => {
      const keys = new CancelKeys();
      return (client) => serve(client, around, keys, remember);
    },
  };
}

async function serve(
  client: Socket,
  around: Surroundings,
  keys: CancelKeys,
  remember: (parameters: ReadonlyMap<string, string>) => void,
): Promise<void> {
  const opening = await readOpening(client, around.startupTimeoutMs).catch((error: unknown) => {
    around.metrics.refused.add();
    around.log.warn("a connection was refused", { reason: reasonOf(error) });
    client.end(error instanceof Refusal ? error.reply : "").resume();
    return undefined;
  });
  if (!opening) return void client.end().resume();
  if (opening.kind === "cancel") return cancel(client, opening, around, keys);
  const full = around.refusal();
  if (full !== undefined) {
    around.metrics.refused.add();
    client.end(refuse({ code: "53300", message: full }).reply).resume();
    return;
  }
  remember(opening.parameters);
  const session = new PostgresSession(client, opening, around, keys);
  around.add(session);
  await session.serve();
  around.remove(session);
}

/** As a server does, it answers nothing and closes, whether or not there was something to cancel. */
async function cancel(client: Socket, key: Opening & { kind: "cancel" }, around: Surroundings, keys: CancelKeys): Promise<void> {
  const sent = keys.cancel(key);
  if (sent) {
    around.metrics.cancels.add();
    await sent.catch((error: unknown) => around.log.warn("a cancel request failed", { reason: reasonOf(error) }));
  } else around.log.debug("a cancel request whose key is none of a connected client");
  client.end().resume();
}
