import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { verbsOf } from "../../../../src/runtime/agent/admin.ts";
import { Agent } from "../../../../src/runtime/agent/agent.ts";
import type { Batch } from "../../../../src/runtime/agent/batch.ts";
import { type AgentOptions, configure } from "../../../../src/runtime/agent/configure.ts";
import type { LedgerPage } from "../../../../src/runtime/agent/ledger-page.ts";
import type { LogRecord } from "../../../../src/runtime/agent/record.ts";
import { createShaping } from "../../../../src/runtime/agent/shaping/shaping.ts";
import { defineSink, type Outcome, type SinkDefinition } from "../../../../src/runtime/agent/sinks/sink.ts";
import type { TapRequest } from "../../../../src/runtime/agent/tap.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { adminHandler } from "../../../../src/runtime/service/admin.ts";
import { startHealth } from "../../../../src/runtime/service/health.ts";
import { createLog } from "../../../../src/runtime/service/log.ts";
import { createMetrics } from "../../../../src/runtime/service/metrics.ts";
import { until } from "./folder.ts";
import { unexplained } from "./ledger.ts";

/** A sink that keeps what it is sent, and can be made to hold its answer back. */
export class Collector {
  readonly records: LogRecord[] = [];
  readonly batches: number[] = [];
  readonly definition: SinkDefinition;
  /** Asked about every batch before it is kept. */
  answer: (batch: Batch) => Outcome = () => ({ kind: "delivered" });
  #open: Promise<void> = Promise.resolve();
  #unblock: () => void = () => undefined;
  waiting = 0;

  constructor() {
    this.definition = defineSink("collector", {}, {}, () => ({
      timeoutMs: 60_000,
      open: () => ({ name: "collector", send: (batch, signal) => this.#send(batch, signal), close: async () => undefined }),
    }));
  }

  get bodies(): string[] {
    return this.records.map(({ body }) => body);
  }

  block(): void {
    this.#open = new Promise((resolve) => {
      this.#unblock = resolve;
    });
  }

  unblock(): void {
    this.#unblock();
  }

  async #send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    this.waiting += 1;
    const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    await Promise.race([this.#open, aborted]);
    this.waiting -= 1;
    if (signal.aborted) return { kind: "retry", reason: "aborted" };
    const outcome = this.answer(batch);
    if (outcome.kind === "delivered") {
      this.batches.push(batch.count);
      this.records.push(...toRecords(batch));
    }
    return outcome;
  }
}

/** An agent in this process, impatient: it looks every few milliseconds. */
export class RunningAgent {
  readonly sink: Collector;
  readonly log: Record<string, unknown>[] = [];
  readonly #agent: Agent;
  readonly #metrics = createMetrics();
  readonly #asked = new AbortController();
  readonly #insisted = new AbortController();
  #ended: Promise<string | undefined> = Promise.resolve(undefined);

  private constructor(
    folder: string,
    sink: Collector,
    options: Partial<AgentOptions>,
    env: Readonly<Record<string, string>>,
    now: () => number,
  ) {
    this.sink = sink;
    const all = { name: "agent", watch: [join(folder, "logs/*.log")], stateDir: join(folder, "state"), sink: sink.definition, ...options };
    const configured = configure(all, { ...impatience, ...env });
    if (!configured.ok) throw new Error(configured.problems.join("\n"));
    const log = createLog({ level: "debug", write: (line) => this.log.push(JSON.parse(line)) });
    const { name, transform, derive, redact } = all;
    const derived = derive && (() => derive(this.#metrics, redact));
    const shaping = () => createShaping(all);
    this.#agent = new Agent({ name, configured: configured.value, shaping, transform, derived, metrics: this.#metrics, log, env, now });
  }

  static async start(
    folder: string,
    {
      sink = new Collector(),
      env = {},
      now = Date.now,
      ...options
    }: Partial<Omit<AgentOptions, "sink">> & { sink?: Collector; env?: Readonly<Record<string, string>>; now?: () => number } = {},
  ): Promise<RunningAgent> {
    const running = new RunningAgent(folder, sink, options, env, now);
    await running.#agent.open();
    running.#ended = running.#agent.run({ asked: running.#asked.signal, insisted: running.#insisted.signal });
    onTestFinished(async () => {
      await running.kill();
      expect(unexplained(running.ledger)).toEqual([]);
    });
    return running;
  }

  get ready(): readonly string[] {
    return this.#agent.ready();
  }

  get ledger(): readonly LedgerPage[] {
    return this.#agent.ledger().sinks;
  }

  replay(signal: AbortSignal = new AbortController().signal): ReturnType<Agent["replay"]> {
    return this.#agent.replay(signal);
  }

  tap(request: TapRequest): AsyncIterable<string> {
    return this.#agent.tap.listen(request, this.#asked.signal);
  }

  report(): ReturnType<Agent["report"]> {
    return this.#agent.report();
  }

  /** Answers on a port of 127.0.0.1 as the program does, to who has the token `t`. */
  async serve(): Promise<number> {
    const local = adminHandler({ verbs: verbsOf(() => this.#agent, this.#asked.signal), token: async () => "t" });
    const checks = { live: () => this.#agent.live(), ready: () => this.#agent.ready(), metrics: () => this.#metrics.render() };
    const pages = { "/ledger": () => this.#agent.ledger(), "/shapes": () => this.#agent.shapes() };
    const { port, close } = await startHealth({ host: "127.0.0.1", port: 0, ...checks, pages, local });
    onTestFinished(close);
    return port;
  }

  status(): ReturnType<Agent["status"]> {
    return this.#agent.status();
  }

  /** What /metrics shows. */
  get metrics(): string {
    return this.#metrics.render();
  }

  /** The sum of a metric's samples. */
  metric(name: string): number {
    const lines = this.metrics.split("\n");
    const samples = lines.filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }

  said(message: string): boolean {
    return this.log.some((line) => line["message"] === message);
  }

  async receives(count: number): Promise<void> {
    await until(`${count} records, there are ${this.sink.records.length}`, () => this.sink.records.length >= count);
  }

  /** Asks it to stop. Resolves with what it left undelivered. */
  stop(): Promise<string | undefined> {
    this.#asked.abort();
    return this.#ended;
  }

  /** Ends it in the middle of whatever it does. Its last save of the checkpoint tells what was acknowledged, no more. */
  kill(): Promise<string | undefined> {
    this.#asked.abort();
    this.#insisted.abort();
    return this.#ended;
  }
}

const impatience = {
  POLL_INTERVAL: "10ms",
  DISCOVERY_INTERVAL: "20ms",
  BATCH_MAX_WAIT: "5ms",
  ROTATE_WAIT: "150ms",
  RETRY_INITIAL: "5ms",
  RETRY_MAX: "20ms",
  DRAIN_TIMEOUT: "5s",
  DRAIN_SETTLE: "50ms",
};
