// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createBackoff, sleep } from "../../service/backoff.ts";
import { type Log, reasonOf } from "../../service/log.ts";
import { duration } from "../../service/settings.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Connection } from "./connection.ts";
import type { Connector } from "./connector.ts";
import { ResendWindow } from "./resend-window.ts";
import type { Outcome } from "./sink.ts";

/** A connection after a loss is no good before it has lasted this long: what accepts may be a proxy whose server is gone. */
const probationMs = 1000;

/** Settings of every sink whose other end never answers. */
export const oneWaySettings = {
  resendMs: duration({
    env: "SINK_RESEND",
    about: "after a lost connection, what was sent within this time is sent again, the last 3 MiB at least; 0s: nothing",
    max: 600_000,
    default: 5000,
  }),
} as const;

export interface OneWayOptions {
  readonly name: string;
  readonly connector: Connector;
  readonly resendMs: number;
  readonly log: Log;
  readonly now?: () => number;
}

/**
 * Writes to an end that never answers. A batch counts as delivered when the kernel has all of it and the connection shows no sign of an end:
 * from there on a kill of this process loses nothing. When the connection is lost later, whatever was sent in the last seconds is in doubt; it
 * is sent again on the next connection, and that has to last for a while, before anything else is sent: lines arrive twice rather than not at
 * all. What is not covered: the connection and this process ending at once, and an end that stopped reading longer ago than the window
 * reaches.
 */
export class OneWay {
  readonly #options: OneWayOptions;
  readonly #window: ResendWindow;
  readonly #closing = new AbortController();
  readonly #now: () => number;
  /** The connection was lost, and what is in the window has not been sent again. */
  #inDoubt = false;
  #connection: Connection | undefined;
  #opening: Promise<Connection> | undefined;

  constructor(options: OneWayOptions) {
    this.#options = options;
    this.#window = new ResendWindow(options.resendMs);
    this.#now = options.now ?? Date.now;
  }

  async send(encode: (out: ByteWriter) => void, signal: AbortSignal): Promise<Outcome> {
    try {
      const connection = await abortable(this.#connected(), signal);
      const block = this.#window.begin();
      const start = block.length;
      encode(block);
      try {
        await connection.write(block.written.subarray(start), signal);
      } catch (error) {
        block.length = start;
        throw error;
      }
      this.#window.keep(block, start, this.#now());
      return { kind: "delivered" };
    } catch (error) {
      return { kind: "retry", reason: reasonOf(error) };
    }
  }

  async probe(signal: AbortSignal): Promise<boolean> {
    try {
      await abortable(this.#connected(), signal);
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    if (!this.#inDoubt && (await this.#connection?.end()) === false) this.#doubt();
    // The last chance of what is in doubt.
    if (this.#inDoubt) {
      const connection = await this.#connected().catch(() => undefined);
      this.#inDoubt = (await connection?.end()) !== true;
    }
    this.#closing.abort();
    if (this.#inDoubt)
      this.#options.log.warn("the connection was lost, and what was sent last could not be sent again", { sink: this.#options.name });
  }

  #connected(): Promise<Connection> {
    if (this.#connection && this.#connection.lost === undefined) {
      if (this.#connection.version === this.#options.connector.version) return Promise.resolve(this.#connection);
      void this.#connection.end();
      this.#connection = undefined;
    }
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #open(): Promise<Connection> {
    const { signal } = this.#closing;
    const connection = await this.#options.connector.connect(signal);
    if (this.#inDoubt) {
      for (const bytes of this.#window.bytes()) await connection.write(bytes, signal);
      await sleep(Math.min(probationMs, this.#options.resendMs), signal);
      if (connection.lost !== undefined) throw new Error(connection.lost);
      this.#window.touch(this.#now());
      this.#inDoubt = false;
    }
    connection.onLost = () => {
      this.#doubt();
      void this.#recover(connection.lost);
    };
    this.#connection = connection;
    return connection;
  }

  #doubt(): void {
    this.#window.forgetOld(this.#now());
    this.#inDoubt = !this.#window.empty;
  }

  /** Nobody may have anything new to send for a long time, so what is in doubt is not left to wait for that. */
  async #recover(reason: string | undefined): Promise<void> {
    if (!this.#inDoubt || this.#closing.signal.aborted) return;
    const { log, name } = this.#options;
    log.warn("the connection was lost, what was sent last is sent again", { sink: name, reason });
    const backoff = createBackoff({ initialMs: 200, maxMs: 10_000 });
    while (!this.#closing.signal.aborted) {
      const connection = await this.#connected().catch(() => undefined);
      if (connection) return;
      await sleep(50 + backoff.next(), this.#closing.signal);
    }
  }
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error("given up"));
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
