// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Socket } from "node:net";
import { ProtocolViolation } from "./frames.ts";
import type { Message } from "./messages.ts";

/** While a conversation is read message by message, none is longer: what is asked then has short answers. */
const longest = 2 ** 24;

/**
 * A connection to a server, read in one of two ways: message by message while we talk to it ourselves (`read`), or in the chunks
 * that come, to be passed on (`stream`).
 */
export class Wire {
  readonly socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #sink: ((chunk: Buffer) => void) | undefined;
  #wake = () => {};
  #failure: Error | undefined;
  #onEnd: (() => void) | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.on("data", (chunk: Buffer) => {
      if (this.#sink) return this.#sink(chunk);
      this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    socket.on("error", (error) => this.#ended(error));
    socket.on("close", () => this.#ended(new Error("the server closed the connection")));
    socket.on("end", () => this.#ended(new Error("the server closed the connection")));
    // It was paused behind the answer to SSLRequest.
    socket.resume();
  }

  get ended(): boolean {
    return this.#failure !== undefined;
  }

  write(bytes: Buffer): boolean {
    return this.socket.write(bytes);
  }

  /** The next message. Rejects when the connection ends, when the signal is aborted, or when what comes is no message. */
  async read(signal?: AbortSignal): Promise<Message> {
    for (;;) {
      const found = this.#take();
      if (found) return found;
      if (this.#failure) throw this.#failure;
      if (signal?.aborted) throw signal.reason;
      await new Promise<void>((resolve) => {
        const wake = () => {
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        this.#wake = wake;
        signal?.addEventListener("abort", wake);
      });
    }
  }

  #take(): Message | undefined {
    if (this.#bytes.length < 5) return undefined;
    const length = this.#bytes.readInt32BE(1);
    if (length < 4 || length > longest) throw new ProtocolViolation("does not speak PostgreSQL's protocol");
    if (this.#bytes.length < length + 1) return undefined;
    const type = String.fromCharCode(this.#bytes[0] ?? 0);
    const body = this.#bytes.subarray(5, length + 1);
    this.#bytes = this.#bytes.subarray(length + 1);
    return { type, body };
  }

  /** From now on chunks go to `sink`, beginning with what has come already; `onEnd` once when the connection has ended. */
  stream(sink: (chunk: Buffer) => void, onEnd: () => void): void {
    this.#onEnd = onEnd;
    this.#sink = sink;
    const bytes = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    if (bytes.length > 0) sink(bytes);
    if (this.#failure) this.#ended(this.#failure);
  }

  /** Back to message by message. What ends now is told by `read`. */
  talk(): void {
    this.#sink = undefined;
    this.#onEnd = undefined;
    this.socket.resume();
  }

  /** Ends the session as a client does, without waiting. */
  close(): void {
    this.#onEnd = undefined;
    this.#sink = () => {};
    if (!this.socket.destroyed) this.socket.end(Buffer.from([0x58, 0, 0, 0, 4]));
    // A peer that is gone never answers the end.
    const timer = setTimeout(() => this.socket.destroy(), 5000);
    timer.unref();
    this.socket.once("close", () => clearTimeout(timer)).resume();
  }

  #ended(failure: Error): void {
    this.#failure ??= failure;
    this.#wake();
    const tell = this.#onEnd;
    this.#onEnd = undefined;
    tell?.();
  }
}
