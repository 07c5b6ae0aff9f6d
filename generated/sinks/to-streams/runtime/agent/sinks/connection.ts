// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Socket } from "node:net";
import { describe } from "../../service/dial.ts";

/** A host that is gone without a word is noticed after minutes even when nothing is sent. */
const keepAliveMs = 30_000;
/** At the end the other side gets this long to read what is on its way. */
const farewellMs = 2000;
const closedByOther = "closed by the other end";

/** A connection that notices its end: closed or reset by the other side, or nothing taken for too long. */
export class Connection {
  /** Why it is over; undefined as long as it is not. */
  lost: string | undefined;
  /** Called once, when it is over without having been ended here. */
  onLost: () => void = () => undefined;
  onData: (bytes: Buffer) => void = () => undefined;
  /** Of the certificates that it was made with. */
  readonly version: number;
  readonly #socket: Socket;
  #writing = false;

  /** `stallMs`: how long the other end may take nothing of what is written. */
  constructor(socket: Socket, stallMs: number, version = 0) {
    this.#socket = socket;
    this.version = version;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveMs);
    // Node arms this again whenever the kernel takes a part of a write: a slow reader is none that hangs.
    socket.setTimeout(stallMs);
    socket.on("timeout", () => {
      if (this.#writing) this.#lose(`nothing was taken for ${stallMs} ms`);
    });
    // What is not read would make the kernel reset the connection at its end, and with it what is on its way.
    socket.on("data", (bytes: Buffer) => this.onData(bytes));
    socket.on("end", () => this.#lose(closedByOther));
    socket.on("error", (error) => this.#lose(describe(error)));
    socket.on("close", () => this.#lose("closed"));
    if (socket.destroyed || socket.readableEnded) this.#lose(closedByOther);
  }

  /** Resolves when the kernel has all bytes, and no sign of an end has arrived by then. Aborting gives the connection up. */
  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    if (this.lost !== undefined) throw new Error(this.lost);
    const abort = () => this.destroy("given up");
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    this.#writing = true;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#socket.once("close", reject);
        this.#socket.write(bytes, (error) => {
          this.#socket.off("close", reject);
          if (error) reject(error);
          else resolve();
        });
      });
      await polled();
    } catch (error) {
      throw new Error(this.lost ?? describe(error));
    } finally {
      this.#writing = false;
      signal.removeEventListener("abort", abort);
    }
    if (this.lost !== undefined) throw new Error(this.lost);
  }

  /**
   * Says that nothing more comes, and waits for a while until the other end has closed too, which it does once it has read everything. Resolves
   * with false when it cut the connection instead.
   */
  async end(): Promise<boolean> {
    this.onLost = () => undefined;
    if (this.#socket.destroyed) return this.lost === closedByOther;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, farewellMs);
      this.#socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      this.#socket.end();
    });
    this.#socket.destroy();
    return this.lost === undefined || this.lost === closedByOther;
  }

  destroy(reason: string): void {
    this.#lose(reason);
  }

  #lose(reason: string): void {
    if (this.lost !== undefined) return;
    this.lost = reason;
    this.#socket.destroy();
    this.onLost();
  }
}

/** After one whole turn of the event loop: an end of the connection that the kernel knows of has then been reported. */
async function polled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
