import type { Socket } from "node:net";
import { describe, dial } from "../../service/dial.ts";
import { type Setting, setting } from "../../service/settings.ts";

/** A host that is gone without a word is noticed after minutes even when nothing is sent. */
const keepAliveMs = 30_000;
/** At the end the other side gets this long to read what is on its way. */
const farewellMs = 2000;

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** `tcp://host:port`, or `tls://host:port` for TLS. */
export function streamUrl(common: { readonly env: string; readonly about: string; readonly default: string }): Setting<string> {
  const type = "tcp://host:port or tls://host:port";
  return setting(common, {
    type,
    parse: (text) => text,
    check: (value) => (addressOf(value) ? undefined : `must be ${type} such as ${common.default}`),
  });
}

/** `"tls://[::1]:6514"` → `{ host: "::1", port: 6514, secure: true }` */
export function addressOf(url: string): Address | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname, search, username } = new URL(url);
  if (!/^(tcp|tls):$/.test(protocol) || hostname === "" || Number(port) === 0) return undefined;
  if (!/^\/?$/.test(pathname) || search !== "" || username !== "") return undefined;
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port), secure: protocol === "tls:" };
}

export interface ConnectOptions {
  readonly address: Address;
  /** For the connection to stand, and then for the other end to take something of what is written. */
  readonly timeoutMs: number;
  /** Makes the connection a secure one; absent for plain TCP. */
  readonly secure?: (socket: Socket, signal: AbortSignal) => Promise<Socket>;
}

/** Rejects with one sentence when there is no connection in time. */
export async function connect({ address, timeoutMs, secure }: ConnectOptions, signal: AbortSignal): Promise<Connection> {
  const late = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, late]);
  try {
    const plain = await dial(address.host, address.port, either);
    return new Connection(secure ? await secure(plain, either) : plain, timeoutMs);
  } catch (error) {
    if (late.aborted) throw new Error(`no connection within ${timeoutMs} ms`);
    throw new Error(describe(error));
  }
}

/** A connection that notices its end: closed or reset by the other side, or nothing taken for too long. */
export class Connection {
  /** Why it is over; undefined as long as it is not. */
  lost: string | undefined;
  /** Called once, when it is over without having been ended here. */
  onLost: () => void = () => undefined;
  onData: (bytes: Buffer) => void = () => undefined;
  readonly #socket: Socket;
  #writing = false;

  constructor(socket: Socket, stallMs: number) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveMs);
    // Node arms this again whenever the kernel takes a part of a write: a slow reader is none that hangs.
    socket.setTimeout(stallMs);
    socket.on("timeout", () => {
      if (this.#writing) this.#lose(`nothing was taken for ${stallMs} ms`);
    });
    // What is not read would make the kernel reset the connection at its end, and with it what is on its way.
    socket.on("data", (bytes: Buffer) => this.onData(bytes));
    socket.on("end", () => this.#lose("closed by the other end"));
    socket.on("error", (error) => this.#lose(describe(error)));
    socket.on("close", () => this.#lose("closed"));
    if (socket.destroyed || socket.readableEnded) this.#lose("closed by the other end");
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

  /** Says that nothing more comes, and waits until the other end has closed too, which it does once it has read everything. */
  async end(): Promise<void> {
    this.onLost = () => undefined;
    if (this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, farewellMs);
      this.#socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      this.#socket.end();
    });
    this.#socket.destroy();
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
