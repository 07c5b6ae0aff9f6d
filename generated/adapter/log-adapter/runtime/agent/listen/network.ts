// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Log, reasonOf } from "../../service/log.ts";
import { BatchBuilder } from "../batch-builder.ts";
import { attribute } from "../record.ts";
import { type Address, parseAddress } from "./address.ts";
import { listenOnHttp } from "./http-listener.ts";
import { Intake } from "./intake.ts";
import type { Listener, ListenerParts, ListenSettings } from "./listener.ts";
import type { Origin } from "./piece.ts";
import { listenOnTcp } from "./tcp-listener.ts";
import { listenOnUdp } from "./udp-listener.ts";

const tickMs = 50;
const complainEveryMs = 30_000;
const listeners = { tcp: listenOnTcp, udp: listenOnUdp, http: listenOnHttp } as const;

export interface NetworkOptions {
  readonly addresses: readonly string[];
  /** How many read what comes in. */
  readonly lanes: number;
  /** Most bytes that wait, of each address. */
  readonly maxBytes: number;
  readonly settings: ListenSettings;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Everything that is listened on: it belongs to the process, and agents come and go.
 *
 *     tcp://  ── Reception (records of a byte stream) ─┐
 *     udp://  ── datagrams ────────────────────────────┼─► Intake ──► NetworkSource of each lane ──► batches
 *     http:// ── bodies ───────────────────────────────┘    (one of each address)        │
 *                  ◄── 204 ─────────────── all lanes ◄────────── acknowledged ───────────┘
 */
export class Network {
  readonly intakes: readonly Intake[];
  /** Told when there is something to read. */
  readonly readers = new Set<() => void>();
  /** Told of each record that is dropped because nobody can be kept waiting. */
  onDropped: (rule: string) => void = () => undefined;
  settings: ListenSettings;
  readonly #options: NetworkOptions;
  readonly #listeners: readonly (readonly [Address, Listener])[];
  #scratch: BatchBuilder | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #complainedAt = Number.NEGATIVE_INFINITY;

  constructor(options: NetworkOptions) {
    const { addresses, lanes, maxBytes, settings, now } = options;
    this.#options = options;
    this.settings = settings;
    const wake = () => {
      for (const reader of this.readers) reader();
    };
    const all = addresses.map(parseAddress);
    this.intakes = all.map(({ text }) => new Intake({ name: text, lanes, maxBytes, wake }));
    this.#listeners = all.flatMap((address, index) => {
      const intake = this.intakes[index];
      if (!intake) return [];
      const parts: ListenerParts = {
        address,
        intake,
        settings: () => this.settings,
        originOf: (peer, port) => originOf(address, peer, port),
        onDropped: (rule) => this.onDropped(rule),
        onRefused: () => this.#complain(address),
        scratch: () => this.#scratchFor(this.settings.maxLineBytes),
        now,
      };
      return [[address, listeners[address.scheme](parts)] as const];
    });
  }

  /** Rejects with a sentence that names the address that cannot be had. */
  async open(): Promise<void> {
    for (const [address, listener] of this.#listeners) {
      try {
        const port = await listener.open();
        this.#options.log.info("listening", { listen: address.text, port });
      } catch (error) {
        throw new Error(`${address.text} cannot be listened on: ${reasonOf(error)}`);
      }
    }
    this.#timer = setInterval(() => this.#tick(), tickMs).unref();
  }

  /** By address. */
  connections(): readonly (readonly [string, number])[] {
    return this.#listeners.map(([{ text }, listener]) => [text, listener.connections()]);
  }

  /** Lets nobody in any more. What is on its way is still taken. */
  stop(): void {
    for (const [, listener] of this.#listeners) listener.stop();
  }

  /** Takes nothing more: what is there is all that there is. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    for (const [, listener] of this.#listeners) listener.close();
  }

  #tick(): void {
    const now = this.#options.now();
    for (const [, listener] of this.#listeners) listener.tick(now);
  }

  #scratchFor(maxLineBytes: number): BatchBuilder {
    if (this.#scratch?.limits.maxLineBytes !== maxLineBytes)
      this.#scratch = new BatchBuilder({ maxRecords: 8192, maxBytes: 2 * maxLineBytes, maxLineBytes }, 0);
    return this.#scratch;
  }

  #complain(address: Address): void {
    const { log, now } = this.#options;
    if (now() - this.#complainedAt < complainEveryMs) return;
    this.#complainedAt = now();
    log.warn("there are too many connections, more are refused", { listen: address.text, most: this.settings.maxConnections });
  }
}

function originOf({ scheme, text }: Address, peer = "", port = 0): Origin {
  // An IPv4 address, as a socket of IPv6 has it.
  const address = peer.replace(/^::ffff:(?=[\d.]+$)/, "");
  const transport = scheme === "udp" ? "udp" : "tcp";
  const attributes = { [attribute.source]: text, [attribute.transport]: transport, [attribute.peer]: address };
  return { path: `${scheme}://${address.includes(":") ? `[${address}]` : address}:${port}`, attributes };
}
