// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Socket } from "node:net";
import { describe, dial } from "../../service/dial.ts";
import { reasonOf } from "../../service/log.ts";
import { probeTcp } from "../../service/probes/tcp.ts";
import type { Outcome, Protocol, Session, Surroundings } from "../protocol.ts";
import { NotYet } from "../queue.ts";
import type { Route } from "../route.ts";
import { tcpForm } from "../route-url.ts";

/** Any protocol over TCP, passed on as it is. Whoever is connected stays on the route; new connections take the one in force. */
export function tcp(): Protocol {
  return {
    name: "tcp",
    form: tcpForm,
    halfOpen: true,
    probe: (route, signal) => probeTcp(route, signal),
    check: async (route, signal) => {
      try {
        await probeTcp(route, signal);
        return undefined;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        return { reason: `the route ${route.name} (${route.text}) does not answer: ${describe(error)}` };
      }
    },
    open: (around) => async (client) => {
      const full = around.refusal();
      if (full !== undefined) {
        around.metrics.refused.add();
        around.log.warn("a connection was refused", { reason: full });
        client.destroy();
        return;
      }
      const session = new TcpSession(client, around);
      around.add(session);
      await session.serve();
      around.remove(session);
    },
  };
}

class TcpSession implements Session {
  readonly #client: Socket;
  readonly #around: Surroundings;
  #route: Route | undefined;

  constructor(client: Socket, around: Surroundings) {
    this.#client = client;
    this.#around = around;
  }

  get route(): Route | undefined {
    return this.#route;
  }

  async serve(): Promise<void> {
    const { queue, metrics, log } = this.#around;
    const gone = new AbortController();
    const closed = new Promise<void>((resolve) => this.#client.once("close", resolve));
    void closed.then(() => gone.abort());
    const attempt = (route: Route, signal: AbortSignal) => {
      metrics.dials.add(1, { route: route.name });
      return dial(route.host, route.port, signal).catch((error: unknown) => {
        metrics.dialFailures.add(1, { route: route.name });
        throw new NotYet(describe(error), { cause: error });
      });
    };
    try {
      const { route, result: server } = await queue.connect(attempt, gone.signal);
      this.#route = route;
      splice(this.#client, server, this.#around);
    } catch (error) {
      metrics.refused.add();
      log.warn("a connection was ended", { reason: reasonOf(error) });
      // There is no protocol to say why in; a reset is not taken for a server that has finished.
      this.#client.resetAndDestroy();
    }
    await closed;
  }

  async follow(): Promise<Outcome> {
    if (this.#route === undefined || this.#route === this.#around.route) return { how: "moved" };
    return { how: "waiting", reason: `an open connection stays on the route ${this.#route.name} until it ends` };
  }

  end(): void {
    this.#client.destroy();
  }
}

/** Passes bytes on in both directions; each waits for the slower end. When one side ends, what is under way still arrives. */
function splice(client: Socket, server: Socket, { metrics }: Surroundings): void {
  server.setNoDelay(true).setKeepAlive(true, 30_000);
  client.on("data", (chunk) => metrics.bytesToServer.add(chunk.length));
  server.on("data", (chunk) => metrics.bytesToClient.add(chunk.length));
  client.pipe(server);
  server.pipe(client);
  server.on("error", () => client.destroy());
  server.on("close", () => client.destroySoon());
  client.on("close", () => server.destroySoon());
}
