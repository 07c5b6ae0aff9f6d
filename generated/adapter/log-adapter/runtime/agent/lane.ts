// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { setMaxListeners } from "node:events";
import type { Log } from "../service/log.ts";
import { Checkpoint } from "./checkpoint.ts";
import { type Configured, stateFile } from "./configure.ts";
import type { Derived } from "./derive.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { Exceptions, Ledger, type Outcome, type SavedLedger, type Totals } from "./ledger.ts";
import { type LedgerPage, ledgerPage } from "./ledger-page.ts";
import { Beside } from "./listen/beside.ts";
import type { Network } from "./listen/network.ts";
import { NetworkSource } from "./listen/network-source.ts";
import { passedOver as passedOverRule } from "./listen/piece.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { Normaliser } from "./normaliser.ts";
import type { Outlet } from "./outlet.ts";
import { Pipeline, type Signals } from "./pipeline.ts";
import type { Transform } from "./record.ts";
import type { Replayed } from "./replay.ts";
import type { Shaping } from "./shaping/shaping.ts";
import type { Descriptors } from "./source/descriptors.ts";
import { Files } from "./source/files.ts";
import type { OpenFiles } from "./source/held.ts";
import type { LineSource } from "./source/line-source.ts";
import { Source } from "./source/source.ts";
import { Stdin } from "./source/stdin.ts";
import type { Stream } from "./source/stream.ts";
import type { Tail } from "./source/tail.ts";
import { watchedNothing } from "./source/watched.ts";
import type { Tap } from "./tap.ts";
import type { Trimmer } from "./trim.ts";
import type { UnparsedLines } from "./unparsed-lines.ts";

/** Why what came in over the network is abandoned. */
const endedFirst = "the agent ended before it was delivered";

/** What standard input has brought cannot be read again. */
const nothingToRemember = { save: async () => undefined, hurry: () => undefined, close: async () => undefined };

/** All that another lane needs to go on where one has left. */
export interface Handover {
  readonly files: OpenFiles;
  readonly streams: readonly Stream[];
  readonly ledger: SavedLedger;
  readonly checkpoint: Checkpoint;
}

export interface LaneParts {
  readonly configured: Configured;
  /** One; all of them where what is read cannot be read again: then the slowest decides. */
  readonly outlets: readonly Outlet[];
  readonly normaliser: Normaliser | undefined;
  readonly unparsed: UnparsedLines;
  readonly derived: Derived | undefined;
  readonly shaping: Shaping | undefined;
  readonly transform: Transform | undefined;
  readonly tap: Tap;
  /** undefined: rotated files stay. */
  readonly trimmer: Trimmer | undefined;
  readonly metrics: AgentMetrics;
  readonly log: Log;
  readonly heartbeat: Heartbeat;
  readonly descriptors: Descriptors;
  /** What is listened on, and which of its readers this one is; undefined: nothing is. */
  readonly network: { readonly network: Network; readonly lane: number } | undefined;
  /** From the lane that this one goes on for. */
  readonly before: Handover | undefined;
  readonly now: () => number;
}

/** The way from the files to one sink, with descriptors, positions and a checkpoint of its own: another sink that is down costs it nothing. */
export class Lane {
  readonly outlets: readonly Outlet[];
  readonly #parts: LaneParts;
  readonly #checkpoint: Checkpoint;
  #ledger: Ledger;
  #passedOver = new Exceptions();
  #files: Files | undefined;
  #source: LineSource | undefined;
  readonly #incoming: NetworkSource | undefined;
  #pipeline: Pipeline | undefined;

  constructor(parts: LaneParts) {
    const { configured, outlets, metrics, log, before } = parts;
    this.#parts = parts;
    this.outlets = outlets;
    const path = stateFile(configured.settings.stateDir, "checkpoint.json", outlets[0]?.destination.name);
    this.#checkpoint = before?.checkpoint ?? new Checkpoint(path, log, metrics);
    this.#ledger = new Ledger((outcome, bytes, reason) => this.#count(outcome, bytes, reason));
    const { network: listened } = parts;
    const dropped = (stream: Stream, rule: string, bytes: number) => this.#passOver(stream, rule, bytes);
    const { network: source = watchedNothing } = configured;
    this.#incoming = listened && new NetworkSource({ intakes: listened.network.intakes, lane: listened.lane, source, dropped });
    if (before) this.#begin(before.streams, before.ledger, parts.now());
  }

  get files(): Files | undefined {
    return this.#files;
  }

  /** Reads the checkpoint. Rejects when the state folder cannot be used. */
  async open(): Promise<void> {
    if (this.#parts.configured.stdin) return;
    const { streams, ledger, savedAt } = await this.#checkpoint.open();
    this.#begin(streams, ledger, savedAt);
  }

  /** Ends it, once it has left; undefined for standard input. */
  handOver(): Handover | undefined {
    const files = this.#files;
    if (!files) return undefined;
    this.#source?.stop();
    const streams = [...files.streams()];
    const ledger = this.#ledger.saved([...streams, ...(this.#incoming?.streams ?? [])]);
    return { files: files.handOver(), streams, ledger, checkpoint: this.#checkpoint };
  }

  #begin(streams: readonly Stream[], saved: SavedLedger, stoppedAt: number | undefined): void {
    const { configured, metrics, log, descriptors, before, now } = this.#parts;
    const ledger = new Ledger((outcome, bytes, reason) => this.#count(outcome, bytes, reason), saved);
    const remember = () => void this.#checkpoint.save();
    const passedOver = (stream: Stream, bytes: number) => this.#passOver(stream, passedOverRule, bytes);
    const { sources, settings } = configured;
    const found = { sources, descriptors, before: before?.files, unpackIn: settings.stateDir };
    const files = new Files({ ...found, log, metrics, ledger, passedOver, remember, stoppedAt, now }, streams);
    this.#checkpoint.track(() => {
      ledger.sweep(new Set(this.#streams(files)));
      return { streams: files.streams(true), ledger };
    });
    this.#files = files;
    this.#ledger = ledger;
  }

  /** What became of every byte; undefined for standard input. */
  ledger(): LedgerPage | undefined {
    const { outlets, now } = this.#parts;
    if (!this.#files) return undefined;
    this.#ledger.sweep(new Set(this.#streams(this.#files)));
    return ledgerPage({ sink: outlets[0]?.label ?? "", ledger: this.#ledger, files: this.#files, incoming: this.#incoming, now: now() });
  }

  /** What comes in over the network; undefined: nothing does. */
  get incoming(): NetworkSource | undefined {
    return this.#incoming;
  }

  *#streams(files: Files): Iterable<Stream> {
    yield* files.streams();
    yield* this.#incoming?.streams ?? [];
  }

  #passOver(stream: Stream, rule: string, bytes: number): void {
    if (rule === passedOverRule) this.#parts.metrics.bytesPassedOver.add(bytes);
    this.#passedOver.dropped(stream, rule, bytes);
  }

  /** What became of every byte since the checkpoint was made. */
  get totals(): Totals {
    return this.#ledger.totals;
  }

  /** What is counted of all its sinks together. */
  get metrics(): AgentMetrics {
    return this.#parts.metrics;
  }

  /**
   * Sends the dead letters of its sinks, or of that one alone, again; what cannot be sent before the signal is aborted is left for another
   * time.
   */
  async replay(signal: AbortSignal, sink?: string): Promise<readonly (Replayed & { readonly name: string })[]> {
    const pipeline = this.#pipeline;
    if (!pipeline) throw new Error("it does not send yet");
    return Promise.all(
      this.outlets
        .filter(({ label }) => sink === undefined || label === sink)
        .map(async (outlet) => ({
          name: outlet.label,
          ...(await outlet.replay((send) => pipeline.inTurn(send), this.#parts.transform, signal)),
        })),
    );
  }

  /** Why it cannot hold lines; empty when it can. */
  ready(): readonly string[] {
    const starting = this.#source === undefined ? ["starting: files are not watched yet"] : [];
    return this.#checkpoint.problem === undefined ? starting : [...starting, this.#checkpoint.problem];
  }

  /** Ships until it is told to end. Returns what is left, as a sentence; undefined when nothing is. */
  async run(signals: Signals): Promise<string | undefined> {
    const { configured, outlets, normaliser, unparsed, derived, shaping, transform, tap, metrics, heartbeat, now } = this.#parts;
    const { settings, stdin } = configured;
    const [source, asked] = this.#openSource(signals.asked);
    // At the end of standard input there is no haste: nobody waits for the process to go.
    const hurry = AbortSignal.any([signals.asked, signals.leave]);
    setMaxListeners(0, hurry);
    const deliveries = outlets.map((outlet) => outlet.open(hurry));
    source.start();
    this.#source = source;
    const pipeline = new Pipeline({
      ...settings,
      ...(stdin && { drainSettleMs: 0 }),
      source,
      deliveries,
      concurrency: Math.min(...outlets.map(({ sink }) => sink.concurrency ?? 1)),
      checkpoint: stdin ? nothingToRemember : this.#remembering(),
      ledger: {
        except: (exceptions) => this.#ledger.except(exceptions),
        move: (stream, next) => {
          this.#ledger.move(stream, next);
          this.#incoming?.moved(stream);
        },
      },
      takePassedOver: () => {
        const taken = this.#passedOver;
        this.#passedOver = new Exceptions();
        return taken;
      },
      limits: { maxRecords: settings.maxBatchRecords, maxBytes: settings.maxBatchBytes, maxLineBytes: settings.maxLineBytes },
      normaliser,
      unparsed,
      derived,
      asObjects: outlets.some(({ destination }) => !destination.fits),
      shaping,
      transform,
      tap: (batch) => tap.offer(batch, outlets.map(({ label }) => label).join(","), normaliser),
      metrics,
      heartbeat,
      now,
    });
    this.#pipeline = pipeline;
    const left = await pipeline.run({ ...signals, asked });
    if (!signals.leave.aborted) this.#files?.closeAll();
    await Promise.all(outlets.map(({ sink }) => sink.close()));
    if (left.lines === 0) return undefined;
    const why = outlets.flatMap(({ problem }) => (problem === undefined ? [] : [`; ${problem}`])).join("");
    return `${left.exact ? "" : "at least "}${left.lines} undelivered lines (${left.bytes} bytes) in ${left.files} files${why}`;
  }

  /** The checkpoint; at the very end with what is lost with the process. */
  #remembering(): Pick<Checkpoint, "save" | "hurry" | "close"> {
    const checkpoint = this.#checkpoint;
    return {
      save: () => checkpoint.save(),
      hurry: () => checkpoint.hurry(),
      close: () => {
        this.#parts.network?.network.close();
        for (const { stream, end } of this.#incoming?.ends() ?? []) this.#ledger.abandon(stream, stream.position, end, endedFirst);
        return checkpoint.close();
      },
    };
  }

  async #saved(): Promise<boolean> {
    this.#checkpoint.hurry();
    await this.#checkpoint.save();
    return this.#checkpoint.problem === undefined;
  }

  #count(outcome: Outcome, bytes: number, reason?: string): void {
    this.#parts.metrics.ledgerBytes.add(bytes, { outcome, ...(reason !== undefined && { reason }) });
  }

  /** The source, and the signal after which it is only drained. */
  #openSource(asked: AbortSignal): [LineSource, AbortSignal] {
    const { configured, log, now } = this.#parts;
    const files = this.#files;
    if (configured.stdin) {
      const [source = watchedNothing] = configured.sources;
      const stdin = new Stdin({ ...configured.settings, source, input: process.stdin, now });
      return [stdin, AbortSignal.any([asked, stdin.ended])];
    }
    if (!files) throw new Error("open() comes before run()");
    const { trimmer } = this.#parts;
    const onDelivered = trimmer && ((tail: Tail) => void trimmer.delivered(this, tail, () => this.#saved()));
    const source = new Source({ onDelivered, ...configured.settings, log, now, files });
    const { network } = this.#parts;
    if (!network || !this.#incoming) return [source, asked];
    return [new Beside({ files: source, network: network.network, incoming: this.#incoming, ...configured.settings, now }), asked];
  }
}
