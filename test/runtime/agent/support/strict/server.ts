import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import * as zlib from "node:zlib";
import { onTestFinished } from "vitest";

export interface StrictRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** What was sent, without its compression. */
  readonly bytes: Buffer;
  readonly body: string;
  /** Which of the server's connections it came on. */
  readonly connection: number;
  /** The name in the client's certificate. */
  readonly client: string | undefined;
}

export interface StrictAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What one kind of server makes of a request: stores it, or throws a `Violation` where the real one would refuse it. */
export interface Contract {
  /** The lines that it holds, in the order in which they came. */
  readonly stored: readonly string[];
  judge(request: StrictRequest): StrictAnswer;
}

/** The sink did what its contract does not allow. */
export class Violation extends Error {}

export function demand(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Violation(what);
}

export interface Faults {
  /** In place of the server's own answer; `close` ends the connection without one, `hang` does nothing. Numbered from 1. */
  fault?: (number: number, request: StrictRequest) => StrictAnswer | "close" | "hang" | undefined;
  /** A larger body, uncompressed, is answered with 413. */
  maxBytes?: number;
  /** The only value of Authorization that is let in. */
  authorization?: string;
}

export interface StrictServer extends Faults {
  readonly url: string;
  readonly requests: readonly StrictRequest[];
  /** What the sink did that it must not. */
  readonly violations: readonly string[];
  /** Ends connections on which nothing is under way. */
  endIdle(): void;
}

/** A server on the loopback interface that holds a sink to its contract. */
export async function strictServer(contract: Contract, tls?: ServerOptions): Promise<StrictServer> {
  const requests: StrictRequest[] = [];
  const violations: string[] = [];
  const connections = new Map<Socket, number>();
  const busy = new Set<Socket>();
  const listener = (message: IncomingMessage, response: ServerResponse) => {
    busy.add(message.socket);
    response.on("close", () => busy.delete(message.socket));
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("error", () => undefined);
    message.on("end", () => {
      const request = readRequest(message, Buffer.concat(chunks), connections.get(message.socket) ?? 0);
      requests.push(request);
      const answer = served.fault?.(requests.length, request) ?? answerOf(request);
      if (answer === "close") response.destroy();
      else if (answer !== "hang") response.writeHead(answer.status, { ...answer.headers }).end(answer.body);
    });
  };
  const answerOf = (request: StrictRequest): StrictAnswer => {
    if (served.authorization !== undefined && request.headers.authorization !== served.authorization) return { status: 401, body: "who?" };
    if (request.bytes.length > (served.maxBytes ?? 2 ** 26)) return { status: 413, body: "too large" };
    try {
      return contract.judge(request);
    } catch (error) {
      if (!(error instanceof Violation || error instanceof SyntaxError)) throw error;
      violations.push(error.message);
      return { status: 400, body: error.message };
    }
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.on(tls ? "secureConnection" : "connection", (socket: Socket) => {
    connections.set(socket, connections.size + 1);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => close(server));
  const endIdle = () => {
    for (const socket of connections.keys()) if (!busy.has(socket)) socket.destroy();
  };
  const { port } = server.address() as AddressInfo;
  const served: StrictServer = { url: `${tls ? "https" : "http"}://127.0.0.1:${port}`, requests, violations, endIdle };
  return served;
}

function close(server: Server | ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function readRequest(message: IncomingMessage, sent: Buffer, connection: number): StrictRequest {
  const url = new URL(message.url ?? "/", "http://server");
  const bytes = decompress(message.headers["content-encoding"], sent);
  const { socket } = message;
  const client = socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate().subject.CN : undefined;
  return {
    method: message.method ?? "",
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    bytes,
    body: bytes.toString(),
    connection,
    client: Array.isArray(client) ? client[0] : client,
  };
}

function decompress(encoding: string | undefined, sent: Buffer): Buffer {
  if (encoding === undefined) return sent;
  if (encoding === "gzip") return zlib.gunzipSync(sent);
  const zstd: unknown = Reflect.get(zlib, "zstdDecompressSync");
  if (encoding === "zstd" && typeof zstd === "function") return zstd(sent);
  throw new Error(`content-encoding ${encoding}`);
}
