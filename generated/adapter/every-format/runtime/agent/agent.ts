// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { sleep } from "../service/backoff.ts";
import type { Log } from "../service/log.ts";
import type { Labels, Metrics } from "../service/metrics.ts";
import type { Env } from "../service/settings.ts";
import { lag } from "./backlog.ts";
import type { Configured } from "./configure.ts";
import type { Derived } from "./derive.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Lane } from "./lane.ts";
import type { LedgerPage } from "./ledger-page.ts";
import type { Network } from "./listen/network.ts";
import { type AgentMetrics, agentMetrics, labelled } from "./metrics.ts";
import { Outlet } from "./outlet.ts";
import type { Signals } from "./pipeline.ts";
import type { Transform } from "./record.ts";
import type { Replayed } from "./replay.ts";
import type { Shaping } from "./shaping/shaping.ts";
import { type SinkReport, type SinkStatus, sinkStatus } from "./sink-status.ts";
import { Descriptors } from "./source/descriptors.ts";
import { Tap } from "./tap.ts";
import { Trimmer } from "./trim.ts";
import { type ShapesPage, UnparsedLines } from "./unparsed-lines.ts";

const probeEveryMs = 1000;
const never = new AbortController().signal;

export interface AgentParts {
  readonly name: string;
  /** The app whose logs these are: `service.name`, where the environment names none. */
  readonly app?: string | undefined;
  readonly configured: Configured;
  /** Made anew for each lane: a limit is each sink's own. */
  readonly shaping?: () => Shaping | undefined;
  readonly transform: Transform | undefined;
  /** Called once, by the first agent: what it has counted goes on. */
  readonly derived?: (() => Derived) | undefined;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly env: Env;
  /** What is listened on: it outlives the agent. */
  readonly network?: Network | undefined;
  /** One that has left: this one goes on where it was, with other settings. It needs no `open`. */
  readonly after?: Agent | undefined;
  readonly now?: () => number;
}

/** One agent: a lane for each sink, and whether they are well. */
export class Agent {
  /** Live records, for whoever asks. */
  readonly tap: Tap;
  readonly #gated: boolean;
  readonly #counters: AgentMetrics;
  readonly #unparsed: UnparsedLines;
  readonly #derived: Derived | undefined;
  readonly #descriptors: Descriptors;
  readonly #now: () => number;
  readonly #heartbeat: Heartbeat;
  readonly #outlets: readonly Outlet[];
  readonly #lanes: readonly Lane[];
  /** Sinks that answered a probe. */
  readonly #answered = new Set<Outlet>();
  readonly #replays = new Set<Promise<unknown>>();
  #leave = never;

  constructor(parts: AgentParts) {
    const { name, app, configured, shaping, transform, metrics, log, env, network, after, now = Date.now } = parts;
    const { settings, sinks, stdin, normaliser } = configured;
    this.#now = now;
    this.tap = after?.tap ?? new Tap();
    // What was let through is let through: a pod must not become unready because its settings changed.
    this.#gated = settings.gate === "upstream" && !(after && after.#waiting().length === 0);
    this.#heartbeat = new Heartbeat(now);
    const counters = after ? after.#counters : agentMetrics(metrics, normaliser !== undefined);
    this.#counters = counters;
    const unparsed = after ? after.#unparsed : new UnparsedLines();
    this.#unparsed = unparsed;
    this.#derived = after ? after.#derived : parts.derived?.();
    const shared = { normaliser, heartbeat: this.#heartbeat, now };
    const several = sinks.length > 1;
    const [previous, left] = after ? [after.#outlets, after.#lanes] : [[], []];
    this.#outlets = sinks.map((destination, index) => {
      const label = destination.name ?? destination.kind;
      const counted = previous[index]?.metrics ?? (several ? labelled(counters, { sink: label }) : counters);
      const own = { metrics: counted, log: several ? log.with({ sink: label }) : log };
      return new Outlet({ agent: name, app, destination, settings, env, ...shared, ...own });
    });
    const groups = stdin ? [this.#outlets] : this.#outlets.map((outlet) => [outlet]);
    const descriptors = after ? after.#descriptors : new Descriptors();
    this.#descriptors = descriptors;
    const trimmer = settings.trim && !stdin ? new Trimmer(groups.length, log) : undefined;
    this.#lanes = groups.map((outlets, index) => {
      const before = left[index]?.handOver();
      const [only] = outlets.length > 1 ? [] : outlets;
      // Every lane reads every record.
      const derived = index === 0 ? this.#derived : undefined;
      const own = { metrics: only?.metrics ?? counters, log: only?.log ?? log, before, derived };
      const listened = network && { network, lane: index };
      return new Lane({
        network: listened,
        configured,
        outlets,
        shaping: shaping?.(),
        transform,
        tap: this.tap,
        trimmer,
        descriptors,
        unparsed,
        ...shared,
        ...own,
      });
    });
    this.#registerGauges(metrics, several, stdin, normaliser !== undefined);
    if (network && !after) countDropped(network, this.#outlets);
  }

  /** Reads the checkpoints. Rejects when the state folder cannot be used. */
  async open(): Promise<void> {
    for (const lane of this.#lanes) await lane.open();
  }

  /** What does not turn any more; empty when all does. */
  live(): readonly string[] {
    return this.#heartbeat.check();
  }

  /** A sink that is down is no reason, unless `gate: upstream` waits for its first answer: lines are safe in their files. */
  ready(): readonly string[] {
    return [
      ...new Set(this.#lanes.flatMap((lane) => lane.ready())),
      ...this.#waiting().map(({ sink, problem }) => `gate: ${sink.name} has not answered yet${problem ? ` (${problem})` : ""}`),
    ];
  }

  /** What became of every byte of every file, by sink: for /ledger. */
  ledger(): { readonly sinks: readonly LedgerPage[] } {
    return { sinks: this.#lanes.flatMap((lane) => lane.ledger() ?? []) };
  }

  /** What lines look like that no format took: for /shapes. */
  shapes(): ShapesPage {
    return this.#unparsed.page();
  }

  /** Ships until it is told to end, or to leave. Returns what is left, as a sentence; undefined when nothing is. */
  async run({ leave = never, ...stop }: Omit<Signals, "leave"> & Partial<Signals>): Promise<string | undefined> {
    const signals = { ...stop, leave };
    this.#leave = leave;
    if (this.#gated) for (const outlet of this.#outlets) void this.#waitFor(outlet, AbortSignal.any([signals.asked, leave]));
    const left = await Promise.all(this.#lanes.map((lane) => lane.run(signals)));
    await Promise.allSettled(this.#replays);
    const named = left.flatMap((sentence, index) => {
      if (sentence === undefined) return [];
      return [left.length > 1 ? `${this.#lanes[index]?.outlets[0]?.label}: ${sentence}` : sentence];
    });
    return named.length === 0 ? undefined : named.join("; ");
  }

  /** What each sink has done since the start. */
  status(): { readonly sinks: readonly SinkStatus[] } {
    return { sinks: this.#outlets.map((outlet) => sinkStatus(outlet, this.#laneOf(outlet), this.#now())) };
  }

  /** The same, with what waits in its dead-letter file. */
  async report(): Promise<{ readonly sinks: readonly SinkReport[] }> {
    const waiting = await Promise.all(this.#outlets.map((outlet) => outlet.deadLetters()));
    return { sinks: this.status().sinks.map((status, index) => ({ ...status, deadLetters: waiting[index] ?? 0 })) };
  }

  get sinkNames(): readonly string[] {
    return this.#outlets.map(({ label }) => label);
  }

  /** Sends the dead letters of all sinks, or of one, again. */
  async replay(signal: AbortSignal, sink?: string): Promise<readonly (Replayed & { readonly name: string })[]> {
    const until = AbortSignal.any([signal, this.#leave]);
    const replay = Promise.all(this.#lanes.map((lane) => lane.replay(until, sink)));
    this.#replays.add(replay);
    return (await replay.finally(() => this.#replays.delete(replay))).flat();
  }

  /** Sinks that the gate waits for. */
  #waiting(): readonly Outlet[] {
    return this.#outlets.filter((outlet) => this.#gated && !this.#answered.has(outlet) && !outlet.answered);
  }

  /** Apart from the constructor, whose scope holds the agent before this one: gauges live on. */
  #registerGauges(metrics: Metrics, several: boolean, stdin: boolean, hasFormats: boolean): void {
    const gauge = (gaugeName: string, help: string, read: (lane: Lane) => number | Iterable<readonly [Labels, number]>) =>
      metrics.gauge(`log_agent_${gaugeName}`, help, () =>
        this.#lanes.flatMap((lane) => {
          const label = several && !stdin ? { sink: lane.outlets[0]?.label ?? "" } : {};
          const value = read(lane);
          if (typeof value === "number") return [[label, value] as const];
          return [...value].map(([labels, one]) => [{ ...label, ...labels }, one] as const);
        }),
      );
    const perFile = ({ files, incoming }: Lane, of: "bytes" | "seconds") => [
      ...lag(files?.tails.values() ?? [], this.#now()).map((one) => [{ path: one.path }, one[of]] as const),
      ...(incoming?.lag(this.#now()) ?? []).map((one) => [{ path: one.stream.path }, one[of]] as const),
    ];
    gauge("lag_bytes", "Bytes per file that the sink has not acknowledged.", (lane) => perFile(lane, "bytes"));
    gauge("lag_seconds", "How long the first of these bytes has been there, per file.", (lane) => perFile(lane, "seconds"));
    gauge("files", "Files that are open.", ({ files }) => files?.tails.size ?? 0);
    gauge("files_unreadable", "Files that match but cannot be read.", ({ files }) => files?.complaints.length ?? 0);
    if (hasFormats)
      metrics.gauge("log_agent_unparsed_shapes", "Shapes of the lines that no format took, 1000 at the most.", () => this.#unparsed.count);
    metrics.gauge("log_agent_sink_up", "1 when the last attempt to send succeeded.", () =>
      this.#outlets.map(({ label, problem }) => [several ? { sink: label } : {}, problem === undefined ? 1 : 0] as const),
    );
  }

  #laneOf(outlet: Outlet): Lane | undefined {
    return this.#lanes.find(({ outlets }) => outlets.includes(outlet));
  }

  async #waitFor(outlet: Outlet, asked: AbortSignal): Promise<void> {
    while (!asked.aborted && !this.#answered.has(outlet)) {
      if ((await outlet.sink.probe?.(asked)) ?? true) this.#answered.add(outlet);
      else await sleep(probeEveryMs, asked);
    }
  }
}

/** Counters outlive the agent. */
function countDropped(network: Network, outlets: readonly Outlet[]): void {
  const counters = outlets.map(({ metrics }) => metrics.recordsDropped);
  network.onDropped = (rule) => {
    for (const counter of counters) counter.add(1, { rule });
  };
}
