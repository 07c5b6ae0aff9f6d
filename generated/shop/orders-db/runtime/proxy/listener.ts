// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createServer, type Server, type Socket } from "node:net";
import { codeOf, type Log } from "../service/log.ts";

/** The addresses that the app dials. Never another one: who can reach this port needs no password. */
const loopback = ["127.0.0.1", "::1"] as const;

export interface ListenerOptions {
  readonly port: number;
  /** See `Protocol.halfOpen`. */
  readonly halfOpen: boolean;
  readonly serve: (client: Socket) => void;
  readonly log: Log;
}

export interface Listener {
  readonly port: number;
  close(): void;
}

/**
 * Listens on both loopback addresses. `port` 0: any that is free on both. Rejects when the port is taken on either; a machine without
 * IPv6 has only the one.
 */
export async function listenOnLoopback({ port, halfOpen, serve, log }: ListenerOptions): Promise<Listener> {
  const servers: Server[] = [];
  let bound = port;
  try {
    for (const host of loopback) {
      const server = createServer({ allowHalfOpen: halfOpen }, (client) => {
        client.setNoDelay(true).setKeepAlive(true, 30_000);
        // Without a listener an error of a client's would end the process; each is followed by `close`.
        client.on("error", (error) => log.debug("a client's connection broke", { reason: error }));
        serve(client);
      });
      try {
        await listen(server, host, bound);
      } catch (error) {
        if (host === "::1" && ["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"].includes(codeOf(error) ?? "")) {
          log.info("no IPv6 here: listening on 127.0.0.1 alone");
          continue;
        }
        throw error;
      }
      servers.push(server);
      const address = server.address();
      if (address !== null && typeof address === "object") bound = address.port;
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  return { port: bound, close: () => servers.forEach((server) => void server.close()) };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, ipv6Only: host === "::1", exclusive: true, backlog: 1024 }, () => {
      server.off("error", reject).on("error", () => {});
      resolve();
    });
  });
}
