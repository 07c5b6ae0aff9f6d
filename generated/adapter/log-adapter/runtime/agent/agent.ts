// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { sleep } from "../service/backoff.ts";
import type { Log } from "../service/log.ts";
import type { Metrics } from "../service/metrics.ts";
import type { Env } from "../service/settings.ts";
import { lag } from "./backlog.ts";
import { Checkpoint } from "./checkpoint.ts";
import type { Configured } from "./configure.ts";
import { DeadLetterFile } from "./dead-letter.ts";
import { Delivery } from "./delivery.ts";
import { Heartbeat } from "./heartbeat.ts";
import { type AgentMetrics, agentMetrics } from "./metrics.ts";
import type { Normaliser } from "./normaliser.ts";
import { Pipeline } from "./pipeline.ts";
import type { Transform } from "./record.ts";
import { resourceFromEnv } from "./resource.ts";
import type { Sink } from "./sinks/sink.ts";
import { Files } from "./source/files.ts";
import type { LineSource } from "./source/line-source.ts";
import { Source } from "./source/source.ts";
import { Stdin } from "./source/stdin.ts";

const probeEveryMs = 1000;

/** What standard input has brought cannot be read again. */
const nothingToRemember = { save: async () => undefined, close: async () => undefined };

export interface AgentParts {
  readonly name: string;
  /** The app whose logs these are: `service.name`, where the environment names none. */
  readonly app?: string | undefined;
  readonly configured: Configured;
  readonly normaliser?: Normaliser | undefined;
  readonly transform: Transform | undefined;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly env: Env;
  readonly now?: () => number;
}

/** One agent: puts the parts together, and knows whether they are well. */
export class Agent {
  readonly #parts: AgentParts;
  readonly #counters: AgentMetrics;
  readonly #now: () => number;
  readonly #checkpoint: Checkpoint;
  readonly #sink: Sink;
  readonly #heartbeat: Heartbeat;
  #files: Files | undefined;
  #source: LineSource | undefined;
  #delivery: Delivery | undefined;
  #answered = false;

  constructor(parts: AgentParts) {
    const { name, app, configured, normaliser, metrics, log, env, now = Date.now } = parts;
    this.#parts = parts;
    this.#now = now;
    this.#counters = agentMetrics(metrics);
    this.#checkpoint = new Checkpoint(configured.settings.stateDir, log, this.#counters);
    this.#sink = configured.sink.open({ agent: name, resource: resourceFromEnv(env, app), log, normaliser });
    this.#heartbeat = new Heartbeat(now);
    metrics.gauge("log_agent_lag_bytes", "Bytes per file that the sink has not acknowledged.", () =>
      lag(this.#files?.tails.values() ?? []),
    );
    metrics.gauge("log_agent_files", "Files that are open.", () => this.#files?.tails.size ?? 0);
    metrics.gauge("log_agent_files_unreadable", "Files that match but cannot be read.", () => this.#files?.complaints.length ?? 0);
    metrics.gauge("log_agent_sink_up", "1 when the last attempt to send succeeded.", () => (this.#delivery?.problem === undefined ? 1 : 0));
  }

  /** Reads the checkpoint. Rejects when the state folder cannot be used. */
  async open(): Promise<void> {
    const { configured, log } = this.#parts;
    if (configured.stdin) return;
    const streams = await this.#checkpoint.open();
    const { globs, excluded } = configured;
    const remember = () => void this.#checkpoint.save();
    this.#files = new Files({ globs, excluded, log, metrics: this.#counters, remember, now: this.#now }, streams);
    this.#checkpoint.track(() => this.#files?.streams() ?? []);
  }

  /** Why the loop is not turning; empty when it is. */
  live(): readonly string[] {
    return this.#heartbeat.check();
  }

  /** A sink that is down is no reason, unless `gate: upstream` waits for its first answer: lines are safe in their files. */
  ready(): readonly string[] {
    const reasons: string[] = [];
    if (this.#source === undefined) reasons.push("starting: files are not watched yet");
    if (this.#checkpoint.problem !== undefined) reasons.push(this.#checkpoint.problem);
    const gated = this.#parts.configured.settings.gate === "upstream" && !this.#answered && !this.#delivery?.answered;
    if (gated)
      reasons.push(`gate: ${this.#sink.name} has not answered yet${this.#delivery?.problem ? ` (${this.#delivery.problem})` : ""}`);
    return reasons;
  }

  /** Ships until it is told to end. Returns what is left, as a sentence; undefined when nothing is. */
  async run({ asked, insisted }: { readonly asked: AbortSignal; readonly insisted: AbortSignal }): Promise<string | undefined> {
    const { configured, normaliser, transform, log } = this.#parts;
    const { settings } = configured;
    const shared = { metrics: this.#counters, log, heartbeat: this.#heartbeat, now: this.#now };
    const [source, over] = this.#openSource(asked);
    const delivery = new Delivery({
      ...shared,
      sink: this.#sink,
      sinkTimeoutMs: configured.sink.timeoutMs,
      deadLetters: new DeadLetterFile(settings.stateDir, settings.deadLetterMaxBytes, this.#counters, this.#now),
      retry: { initialMs: settings.retryInitialMs, maxMs: settings.retryMaxMs },
      // At the end of standard input there is no haste: nobody waits for the process to go.
      hurry: asked,
    });
    this.#delivery = delivery;
    source.start();
    this.#source = source;
    if (settings.gate === "upstream") void this.#waitForUpstream(asked);
    const limits = { maxRecords: settings.maxBatchRecords, maxBytes: settings.maxBatchBytes, maxLineBytes: settings.maxLineBytes };
    const checkpoint = configured.stdin ? nothingToRemember : this.#checkpoint;
    const parts = { source, delivery, checkpoint, limits, normaliser, transform };
    const quiet = configured.stdin ? { drainSettleMs: 0 } : {};
    const pipeline = new Pipeline({ ...settings, ...shared, ...parts, ...quiet });
    const left = await pipeline.run(over, insisted);
    this.#files?.closeAll();
    await this.#sink.close();
    if (left.lines === 0) return undefined;
    const why = delivery.problem ? `; ${delivery.problem}` : "";
    return `${left.exact ? "" : "at least "}${left.lines} undelivered lines (${left.bytes} bytes) in ${left.files} files${why}`;
  }

  /** The source, and the signal after which it is only drained. */
  #openSource(asked: AbortSignal): [LineSource, AbortSignal] {
    const { settings, stdin } = this.#parts.configured;
    const files = this.#files;
    if (stdin) {
      const source = new Stdin({ ...settings, input: process.stdin, now: this.#now });
      return [source, AbortSignal.any([asked, source.ended])];
    }
    if (!files) throw new Error("open() comes before run()");
    return [new Source({ ...settings, log: this.#parts.log, now: this.#now, files }), asked];
  }

  async #waitForUpstream(asked: AbortSignal): Promise<void> {
    while (!asked.aborted && !this.#answered) {
      this.#answered = (await this.#sink.probe?.(asked)) ?? true;
      if (!this.#answered) await sleep(probeEveryMs, asked);
    }
  }
}
