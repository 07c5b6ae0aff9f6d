// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { full, type Refusal, readBody, refusalOf } from "./http-body.ts";
import type { Listener, ListenerParts } from "./listener.ts";
import { putWhole } from "./reception.ts";

/** A client that takes longer with its first lines, or with all of a request, is sent away. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
const keepAliveTimeoutMs = 30_000;
/** When to come again, where there is no room. */
const retryAfterSeconds = 1;

/**
 * Lines in the bodies of POST requests. The answer, 204, comes when every sink has acknowledged all of them (what a sink refuses for good is
 * in the dead-letter file then): whoever sends again what was not answered loses nothing, whatever is killed in between.
 */
export function listenOnHttp({ address, intake, settings, originOf, onRefused, now }: ListenerParts): Listener {
  let stopped = false;
  const hold = (bytes: number): boolean => {
    if (bytes > intake.room) return false;
    intake.hold(bytes);
    return true;
  };
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { source, maxBodyBytes } = settings();
    const refusal = stopped ? stopping : refusalOf(request, address.path, maxBodyBytes);
    const early = refusal ?? (intake.isFull || Number(request.headers["content-length"] ?? 0) > intake.room ? full : undefined);
    const isAsked = request.headers.expect !== undefined;
    if (early && isAsked) return refuse(response, early);
    if (isAsked) response.writeContinue();
    const body = await readBody(request, { maxBytes: early ? 0 : maxBodyBytes, hold });
    if (early) return refuse(response, early);
    if (!Buffer.isBuffer(body)) return refuse(response, body);
    intake.hold(-body.length);
    const origin = originOf(request.socket.remoteAddress, request.socket.remotePort);
    const done = () => response.writeHead(204, stopped ? { connection: "close" } : {}).end();
    if (body.length === 0) done();
    else putWhole({ intake, origin, framing: source.framing }, body, now(), done);
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    // The client has gone away: it will send all of it again.
    take(request, response).catch(() => response.destroy());
  };
  const server = createServer({ connectionsCheckingInterval: 1000 }, onRequest);
  server.on("checkContinue", onRequest);
  server.on("drop", onRefused);
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    socket.on("close", () => {
      connections -= 1;
    });
  });
  Object.assign(server, {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  });
  return {
    open: () => {
      server.maxConnections = settings().maxConnections;
      return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen({ host: address.host, port: address.port, exclusive: true }, () => {
          server.on("error", () => undefined);
          const bound = server.address();
          resolve(typeof bound === "object" && bound ? bound.port : address.port);
        });
      });
    },
    connections: () => connections,
    tick: () => undefined,
    stop: () => {
      stopped = true;
      server.close();
      server.closeIdleConnections();
    },
    close: () => {
      stopped = true;
    },
  };
}

const stopping: Refusal = { status: 503, reason: "it comes to its end" };

function refuse(response: ServerResponse, { status, reason }: Refusal): void {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    ...(status === 405 && { allow: "POST" }),
    ...(status === 503 && { "retry-after": String(retryAfterSeconds) }),
    ...((status === 413 || status === 503) && { connection: "close" }),
  };
  response.writeHead(status, headers).end(`${reason}\n`);
}
