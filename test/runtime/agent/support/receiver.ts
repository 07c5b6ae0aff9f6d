import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

export interface Received {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** What a server does with a request: a status, perhaps with headers and body; `reset` cuts the connection, `hang` never answers. */
export type Reply = number | { status: number; headers?: Record<string, string>; body?: string } | "reset" | "hang";

export interface Receiver {
  readonly url: string;
  readonly requests: Received[];
  close(): Promise<void>;
}

/** A real HTTP server on the loopback interface that answers as it is told. */
export async function receiver(
  reply: (request: Received, number: number) => Reply,
  port = 0,
  onEnd: (end: () => Promise<void>) => void = onTestFinished,
): Promise<Receiver> {
  const requests: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => undefined);
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const body = (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
      const received = { path: request.url ?? "", method: request.method ?? "", headers: request.headers, body, at: Date.now() };
      requests.push(received);
      answer(response, reply(received, requests.length));
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  onEnd(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === "hang") return;
  if (reply === "reset") {
    response.destroy();
    return;
  }
  const { status, headers = {}, body = "" } = typeof reply === "number" ? { status: reply } : reply;
  response.writeHead(status, headers).end(body);
}

/** The bodies of an NDJSON request. */
export function ndjsonBodies(request: Received): string[] {
  return request.body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => String(JSON.parse(line).body));
}
