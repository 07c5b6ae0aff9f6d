// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { createBackoff, sleep } from "../service/backoff.ts";
import { codeOf, type Log, reasonOf } from "../service/log.ts";
import { parseCheckpoint, renderCheckpoint } from "./checkpoint-format.ts";
import { makeFolder, replaceFile } from "./durable.ts";
import { Ledger, noTotals, type SavedLedger } from "./ledger.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { Stream } from "./source/stream.ts";

/** Acknowledgements are gathered this long, unless somebody waits for them; writing takes at most this part of the time. */
const gatherMs = 100;
const shareOfTime = 20;

/** What is written. */
interface State {
  readonly streams: Iterable<Stream>;
  readonly ledger: Pick<Ledger, "of" | "totals" | "closed">;
}

/** What was read. */
interface Loaded {
  readonly streams: readonly Stream[];
  readonly ledger: SavedLedger;
  /** When it was written, ms; undefined: there is none. */
  readonly savedAt?: number;
}

/**
 * Keeps on disk how far each file was delivered. The file before the current one stays beside it (`checkpoint.json.previous`), should
 * the current one turn out to be damaged.
 */
export class Checkpoint {
  /** Why the last attempt to write failed; undefined when it did not. */
  problem: string | undefined;
  readonly #path: string;
  readonly #log: Log;
  readonly #metrics: AgentMetrics;
  readonly #backoff = createBackoff({ initialMs: 1000, maxMs: 10_000 });
  #state: () => State = () => ({ streams: [], ledger: new Ledger(() => undefined) });
  #writing: Promise<void> = Promise.resolve();
  /** The write that has not begun yet: it will have everything that was acknowledged by then. */
  #next: Promise<void> | undefined;
  #hurry = new AbortController();
  #restMs = 0;
  #again: NodeJS.Timeout | undefined;

  constructor(path: string, log: Log, metrics: AgentMetrics) {
    this.#path = path;
    this.#log = log;
    this.#metrics = metrics;
  }

  /**
   * Reads the last good copy, and proves that the folder can be written. Throws when it cannot, or when a later version wrote the file:
   * to go on would mean to read everything again.
   */
  async open(): Promise<Loaded> {
    await makeFolder(dirname(this.#path));
    const loaded = await this.#load();
    await this.#write({ streams: loaded.streams, ledger: new Ledger(() => undefined, loaded.ledger) });
    return loaded;
  }

  /** From now on, what a save writes. */
  track(state: () => State): void {
    this.#state = state;
  }

  /** Resolves when the present state is on disk, or could not be written: then it is tried again until it succeeds. Never rejects. */
  save(): Promise<void> {
    this.#next ??= this.#writing
      .then(() => sleep(this.#restMs, this.#hurry.signal))
      .then(() => {
        this.#hurry = new AbortController();
        this.#next = undefined;
        this.#writing = this.#tryToWrite();
        return this.#writing;
      });
    return this.#next;
  }

  /** Somebody waits for what is to be saved. */
  hurry(): void {
    if (this.#next) this.#hurry.abort();
  }

  /** At an orderly end both copies say the same: damage to one costs no repetition. */
  async close(): Promise<void> {
    for (const _copy of ["previous", "current"]) {
      const saved = this.save();
      this.hurry();
      await saved;
    }
    clearTimeout(this.#again);
  }

  async #tryToWrite(): Promise<void> {
    clearTimeout(this.#again);
    const begun = performance.now();
    try {
      await this.#write(this.#state());
      if (this.problem !== undefined) this.#log.info("the checkpoint can be written again");
      this.problem = undefined;
      this.#backoff.reset();
      this.#metrics.checkpointWrites.add();
    } catch (error) {
      if (this.problem === undefined)
        this.#log.error("the checkpoint cannot be written, a restart would repeat records", { reason: error });
      this.problem = `the checkpoint cannot be written: ${reasonOf(error)}`;
      this.#metrics.checkpointFailures.add();
      this.#again = setTimeout(() => void this.save(), this.#backoff.next() + 100);
    }
    this.#restMs = Math.max(gatherMs, Math.min(1000, (performance.now() - begun) * shareOfTime));
  }

  async #write({ streams, ledger }: State): Promise<void> {
    // In the moment between the two renames only the previous copy is there, and it is good.
    const keepPrevious = () => rename(this.#path, `${this.#path}.previous`).catch(ignoreMissing);
    await replaceFile(this.#path, renderCheckpoint(streams, ledger), keepPrevious);
  }

  async #load(): Promise<Loaded> {
    let damaged = false;
    for (const path of [this.#path, `${this.#path}.previous`]) {
      const text = await readFile(path, "utf8").catch(ignoreMissing);
      if (text === undefined) continue;
      const parsed = parseCheckpoint(text);
      if (parsed.ok) {
        if (damaged) this.#log.error("going on from the previous checkpoint; records after it are sent again", { path });
        return { ...parsed, savedAt: (await stat(path)).mtimeMs };
      }
      if (parsed.newer) throw new Error(`${path} was written by a later version of this agent (${parsed.reason})`);
      damaged = true;
      await rename(path, `${path}.damaged`);
      this.#log.error("the checkpoint is damaged", { path, reason: parsed.reason, kept: `${path}.damaged` });
    }
    if (damaged) this.#log.error("no good checkpoint is left: every watched file is read from its start");
    return { streams: [], ledger: { accounts: new Map(), totals: noTotals(), closed: [] } };
  }
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
  return undefined;
}
