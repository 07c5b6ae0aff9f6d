// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Log } from "../service/log.ts";
import type { Env } from "../service/settings.ts";
import type { Batch } from "./batch.ts";
import { type Configured, type Destination, stateFile } from "./configure.ts";
import { DeadLetterFile } from "./dead-letter.ts";
import { Delivery } from "./delivery.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { Exceptions } from "./ledger.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { Normaliser } from "./normaliser.ts";
import type { Transform } from "./record.ts";
import { type Replayed, replayDeadLetters } from "./replay.ts";
import { resourceFromEnv } from "./resource.ts";
import type { Sink } from "./sinks/sink.ts";

export interface OutletParts {
  readonly agent: string;
  readonly app: string | undefined;
  readonly destination: Destination;
  readonly settings: Configured["settings"];
  readonly normaliser: Normaliser | undefined;
  readonly metrics: AgentMetrics;
  readonly log: Log;
  readonly env: Env;
  readonly heartbeat: Heartbeat;
  readonly now: () => number;
}

/** A sink that is open, with all that is its own alone: retries, dead letters, and whether it is well. */
export class Outlet {
  readonly destination: Destination;
  /** What it is called in messages and metrics. */
  readonly label: string;
  readonly metrics: AgentMetrics;
  readonly sink: Sink;
  readonly #parts: OutletParts;
  readonly #deadLetters: DeadLetterFile;
  #delivery: Delivery | undefined;
  #replaying = false;

  constructor(parts: OutletParts) {
    const { agent, app, destination, settings, normaliser, log, env, metrics, now } = parts;
    this.#parts = parts;
    this.destination = destination;
    this.label = destination.name ?? destination.kind;
    this.metrics = metrics;
    const deadLetterPath = stateFile(settings.stateDir, "dead-letter.ndjson", destination.name);
    this.#deadLetters = new DeadLetterFile(deadLetterPath, settings.deadLetterMaxBytes, metrics, now);
    this.sink = destination.sink.open({ agent, resource: resourceFromEnv(env, app), log, normaliser });
  }

  /** The agent's own, which names the sink where there are several. */
  get log(): Log {
    return this.#parts.log;
  }

  /** Why the last attempt to send failed; undefined when it did not. */
  get problem(): string | undefined {
    return this.#delivery?.problem;
  }

  /** Whether the sink ever answered with success. */
  get answered(): boolean {
    return this.#delivery?.answered ?? false;
  }

  /** How many records wait in the dead-letter file now. */
  deadLetters(): Promise<number> {
    return this.#deadLetters.count();
  }

  /** Sends the dead letters again, in turns with what is read. */
  async replay(
    inTurn: (send: () => Promise<boolean>) => Promise<boolean>,
    transform: Transform | undefined,
    signal: AbortSignal,
  ): Promise<Replayed> {
    const { settings, log } = this.#parts;
    if (!this.#delivery) throw new Error("it does not send yet");
    if (this.#replaying) throw new Error("a replay is under way already");
    const delivery = this.#delivery;
    this.#replaying = true;
    const send = (batch: Batch, exceptions: Exceptions) => inTurn(() => delivery.deliver(batch, signal, exceptions));
    const batchRecords = Math.min(settings.maxBatchRecords, 1000);
    const batchBytes = settings.maxBatchBytes;
    return replayDeadLetters({ file: this.#deadLetters, name: this.label, batchRecords, batchBytes, transform, send, log }).finally(() => {
      this.#replaying = false;
    });
  }

  /** @param hurry aborted when the agent is asked to stop */
  open(hurry: AbortSignal): Delivery {
    const { destination, settings, metrics, log, heartbeat, now } = this.#parts;
    this.#delivery = new Delivery({
      sink: this.sink,
      sinkTimeoutMs: destination.sink.timeoutMs,
      deadLetters: this.#deadLetters,
      retry: { initialMs: settings.retryInitialMs, maxMs: settings.retryMaxMs },
      name: this.label,
      normaliser: this.#parts.normaliser,
      metrics,
      log,
      heartbeat,
      now,
      hurry,
    });
    return this.#delivery;
  }
}
