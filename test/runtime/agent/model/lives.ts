import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Agent } from "../../../../src/runtime/agent/agent.ts";
import { configure } from "../../../../src/runtime/agent/configure.ts";
import type { LedgerPage } from "../../../../src/runtime/agent/ledger-page.ts";
import { createLog } from "../../../../src/runtime/service/log.ts";
import { createMetrics } from "../../../../src/runtime/service/metrics.ts";
import type { FaultySink } from "./faulty-sink.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** Tiny batches, so that a handful of lines fills the window. */
export const sizes = { batchRecords: 4, windowBatches: 3, maxLineBytes: 256 };

const env = {
  POLL_INTERVAL: "500ms",
  DISCOVERY_INTERVAL: "1s",
  BATCH_MAX_WAIT: "20ms",
  ROTATE_WAIT: "3s",
  RETRY_INITIAL: "50ms",
  RETRY_MAX: "200ms",
  DRAIN_TIMEOUT: "3s",
  DRAIN_SETTLE: "100ms",
  BATCH_MAX_RECORDS: String(sizes.batchRecords),
  BATCH_MAX_BYTES: "1024",
  MAX_LINE_BYTES: String(sizes.maxLineBytes),
  IN_FLIGHT_BATCHES: String(sizes.windowBatches),
};

/** One agent after the other, on the same files and the same state folder. */
export class Lives {
  /** How many were killed, or ended with batches under way. */
  cutShort = 0;
  readonly #folder: string;
  readonly #sink: FaultySink;
  readonly #time: VirtualTime;
  #number = 0;
  #life: { readonly number: number; isDead: boolean } = { number: 0, isDead: true };
  #agent: Agent | undefined;
  #asked = new AbortController();
  #insisted = new AbortController();
  #ended: Promise<unknown> = Promise.resolve();

  constructor(folder: string, sink: FaultySink, time: VirtualTime) {
    this.#folder = folder;
    this.#sink = sink;
    this.#time = time;
    mkdirSync(this.state);
  }

  get state(): string {
    return join(this.#folder, `state-${this.#number}`);
  }

  get isRunning(): boolean {
    return this.#agent !== undefined;
  }

  get ledger(): readonly LedgerPage[] {
    return this.#agent?.ledger().sinks ?? [];
  }

  async start(): Promise<void> {
    if (this.#agent) return;
    const life = { number: this.#number, isDead: false };
    const watch = [join(this.#folder, "logs/*.log"), join(this.#folder, "logs/*.log.1")];
    const options = { name: "agent", watch, stateDir: this.state, sink: this.#sink.seenBy(life), transform: undefined };
    const configured = configure(options, env);
    if (!configured.ok) throw new Error(configured.problems.join("\n"));
    const log = createLog({ level: "error", write: () => undefined });
    const agent = new Agent({ ...options, configured: configured.value, metrics: createMetrics(), log, env });
    this.#life = life;
    this.#asked = new AbortController();
    this.#insisted = new AbortController();
    await agent.open();
    this.#agent = agent;
    this.#ended = agent.run({ asked: this.#asked.signal, insisted: this.#insisted.signal });
  }

  /** An orderly end: it delivers what it can. */
  async stop(): Promise<readonly LedgerPage[]> {
    this.#asked.abort();
    const undelivered = await this.#time.until(this.#ended);
    if (undelivered !== undefined) this.cutShort += 1;
    const { ledger } = this;
    this.#agent = undefined;
    return ledger;
  }

  /**
   * As SIGKILL: the next life finds the state folder as it is at this very moment, and nothing that this one still does is seen by anybody.
   * An agent in the same process cannot be stopped in the middle of a step, so the next one gets a copy of the folder.
   */
  async kill(): Promise<void> {
    if (!this.#agent) return;
    this.#life.isDead = true;
    const before = this.state;
    this.#number += 1;
    this.cutShort += 1;
    cpSync(before, this.state, { recursive: true });
    this.#asked.abort();
    this.#insisted.abort();
    await this.#time.until(this.#ended);
    this.#agent = undefined;
  }
}
