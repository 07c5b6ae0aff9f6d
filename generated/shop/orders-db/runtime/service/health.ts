// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Why something is not well, one sentence each; empty when all is well. */
export type Check = () => readonly string[];

export interface HealthOptions {
  readonly host: string;
  /** 0: any free port; see `port` of the result. */
  readonly port: number;
  readonly live: Check;
  readonly ready: Check;
  /** The body of /metrics. */
  readonly metrics?: () => string;
  /** Further pages, by path: what they show as JSON. */
  readonly pages?: Readonly<Record<string, () => unknown>>;
  /** Answers all other paths, on 127.0.0.1 alone: on the same port of that address where `host` is another. */
  readonly local?: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
}

export interface Health {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `/livez`, `/readyz` and `/metrics` for probes and scrapers: 200 `ok`, or 503 with the reasons, one per line.
 * Rejects when the address cannot be bound.
 */
export async function startHealth(options: HealthOptions): Promise<Health> {
  const { host, local } = options;
  const isLocal = host === "127.0.0.1";
  const server = await listen(host, options.port, handler({ ...options, local: isLocal ? local : undefined }));
  // A server that listens on TCP has an AddressInfo, not a string or null.
  const { port } = server.address() as AddressInfo;
  const servers = [server];
  try {
    if (local && !isLocal) servers.push(await listen("127.0.0.1", port, handler(options)));
  } catch (error) {
    await close(server);
    throw error;
  }
  return { port, close: async () => void (await Promise.all(servers.map(close))) };
}

function handler({ live, ready, metrics, pages = {}, local }: HealthOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const others = ["/readyz", ...Object.keys(pages)].join(", ");
  const known = `/livez, ${others} and /metrics`;
  return (request, response) => {
    const path = request.url?.split("?", 1)[0];
    const plain = { "content-type": "text/plain; charset=utf-8" };
    const isPage = ["/livez", "/readyz", "/metrics", ...Object.keys(pages)].includes(path ?? "");
    if (local && !isPage) return void local(request, response);
    if (request.method !== "GET" && request.method !== "HEAD") return response.writeHead(405, plain).end("GET only\n");
    if (path === "/metrics" && metrics)
      return response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(metrics());
    const page = path !== undefined && Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page) return response.writeHead(200, { "content-type": "application/json" }).end(`${JSON.stringify(page())}\n`);
    const check = path === "/livez" ? live : path === "/readyz" ? ready : undefined;
    if (!check) return response.writeHead(404, plain).end(`there is ${known}\n`);
    const reasons = check();
    return response.writeHead(reasons.length === 0 ? 200 : 503, plain).end(`${reasons.length === 0 ? "ok" : reasons.join("\n")}\n`);
  };
}

async function listen(host: string, port: number, answer: RequestListener): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return server;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
