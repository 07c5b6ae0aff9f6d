// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createServer } from "node:http";
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
}

export interface Health {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `/livez`, `/readyz` and `/metrics` for probes and scrapers: 200 `ok`, or 503 with the reasons, one per line.
 * Rejects when the address cannot be bound.
 */
export async function startHealth({ host, port, live, ready, metrics, pages = {} }: HealthOptions): Promise<Health> {
  const others = ["/readyz", ...Object.keys(pages)].join(", ");
  const known = `/livez, ${others} and /metrics`;
  const server = createServer((request, response) => {
    const path = request.url?.split("?", 1)[0];
    const plain = { "content-type": "text/plain; charset=utf-8" };
    if (request.method !== "GET" && request.method !== "HEAD") return response.writeHead(405, plain).end("GET only\n");
    if (path === "/metrics" && metrics)
      return response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(metrics());
    const page = path !== undefined && Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page) return response.writeHead(200, { "content-type": "application/json" }).end(`${JSON.stringify(page())}\n`);
    const check = path === "/livez" ? live : path === "/readyz" ? ready : undefined;
    if (!check) return response.writeHead(404, plain).end(`there is ${known}\n`);
    const reasons = check();
    return response.writeHead(reasons.length === 0 ? 200 : 503, plain).end(`${reasons.length === 0 ? "ok" : reasons.join("\n")}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    // A server that listens on TCP has an AddressInfo, not a string or null.
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
