import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { onTestFinished } from "vitest";
import type { Pair } from "./certificates.ts";

/** A server's certificate; with an authority, clients must show one of its. */
export type Tls = Pair & { readonly caFile?: string };

/** The other end of a stream sink: a real TCP server that keeps what it reads, and answers where it is told to. */
export class StreamReceiver {
  readonly sockets: Socket[] = [];
  port = 0;
  readonly #chunks: Buffer[][] = [];
  #server: Server | undefined;
  readonly #onSocket: (socket: Socket, number: number) => void;

  readonly #tls: Tls | undefined;

  private constructor(onSocket: (socket: Socket, number: number) => void, tls: Tls | undefined) {
    this.#onSocket = onSocket;
    this.#tls = tls;
  }

  static async start(onSocket: (socket: Socket, number: number) => void = () => undefined, tls?: Tls): Promise<StreamReceiver> {
    const receiver = new StreamReceiver(onSocket, tls);
    await receiver.listen();
    onTestFinished(() => receiver.close());
    return receiver;
  }

  get url(): string {
    return `${this.#tls ? "tls" : "tcp"}://127.0.0.1:${this.port}`;
  }

  /** What each connection brought, in the order in which they were made. */
  get connections(): Buffer[] {
    return this.#chunks.map((chunks) => Buffer.concat(chunks));
  }

  /** All that arrived, connection after connection. */
  get text(): string {
    return Buffer.concat(this.connections).toString();
  }

  get lines(): string[] {
    return this.connections.flatMap((bytes) => bytes.toString().split("\n").slice(0, -1));
  }

  /** What arrived so far is forgotten. */
  clear(): void {
    for (const chunks of this.#chunks) chunks.length = 0;
  }

  async listen(): Promise<void> {
    const take = (socket: Socket) => this.#take(socket);
    const server = this.#tls ? createTlsServer(readTls(this.#tls), take) : createServer(take);
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** No longer listens, and cuts what is connected. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
    // A connection over TLS cannot be reset.
    for (const socket of this.sockets) this.#tls ? socket.destroy() : socket.resetAndDestroy();
    await closed;
    this.#server = undefined;
  }

  #take(socket: Socket): void {
    const number = this.sockets.push(socket) - 1;
    const chunks: Buffer[] = [];
    this.#chunks.push(chunks);
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => chunks.push(bytes));
    this.#onSocket(socket, number);
  }
}

function readTls({ certFile, keyFile, caFile }: Tls) {
  const client = caFile === undefined ? {} : { ca: readFileSync(caFile), requestCert: true };
  return { cert: readFileSync(certFile), key: readFileSync(keyFile), ...client };
}
