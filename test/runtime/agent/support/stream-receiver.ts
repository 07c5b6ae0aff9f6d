import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** The other end of a stream sink: a real TCP server that keeps what it reads, and answers where it is told to. */
export class StreamReceiver {
  readonly sockets: Socket[] = [];
  port = 0;
  readonly #chunks: Buffer[][] = [];
  #server: Server | undefined;
  readonly #onSocket: (socket: Socket, number: number) => void;

  private constructor(onSocket: (socket: Socket, number: number) => void) {
    this.#onSocket = onSocket;
  }

  static async start(onSocket: (socket: Socket, number: number) => void = () => undefined): Promise<StreamReceiver> {
    const receiver = new StreamReceiver(onSocket);
    await receiver.listen();
    onTestFinished(() => receiver.close());
    return receiver;
  }

  get url(): string {
    return `tcp://127.0.0.1:${this.port}`;
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

  async listen(): Promise<void> {
    const server = createServer((socket) => this.#take(socket));
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** No longer listens, and cuts what is connected. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
    for (const socket of this.sockets) socket.resetAndDestroy();
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
