// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createBackoff } from "../service/backoff.ts";
import { codeOf, type Log, reasonOf } from "../service/log.ts";
import { parseCheckpoint, renderCheckpoint } from "./checkpoint-format.ts";
import { makeFolder, replaceFile } from "./durable.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { Stream } from "./source/stream.ts";

const fileName = "checkpoint.json";

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
  #streams: () => Iterable<Stream> = () => [];
  #writing: Promise<void> = Promise.resolve();
  #again: NodeJS.Timeout | undefined;

  constructor(stateDir: string, log: Log, metrics: AgentMetrics) {
    this.#path = join(stateDir, fileName);
    this.#log = log;
    this.#metrics = metrics;
  }

  /**
   * Reads the last good copy, and proves that the folder can be written. Throws when it cannot, or when a later version wrote the file:
   * to go on would mean to read everything again.
   */
  async open(): Promise<readonly Stream[]> {
    await makeFolder(dirname(this.#path));
    const streams = await this.#load();
    await this.#write(streams);
    return streams;
  }

  /** From now on, what a save writes. */
  track(streams: () => Iterable<Stream>): void {
    this.#streams = streams;
  }

  /** Resolves when the present state is on disk, or could not be written: then it is tried again until it succeeds. Never rejects. */
  save(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      clearTimeout(this.#again);
      try {
        await this.#write(this.#streams());
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
    });
    return this.#writing;
  }

  async close(): Promise<void> {
    await this.save();
    clearTimeout(this.#again);
  }

  async #write(streams: Iterable<Stream>): Promise<void> {
    // In the moment between the two renames only the previous copy is there, and it is good.
    const keepPrevious = () => rename(this.#path, `${this.#path}.previous`).catch(ignoreMissing);
    await replaceFile(this.#path, renderCheckpoint(streams), keepPrevious);
  }

  async #load(): Promise<readonly Stream[]> {
    let damaged = false;
    for (const path of [this.#path, `${this.#path}.previous`]) {
      const text = await readFile(path, "utf8").catch(ignoreMissing);
      if (text === undefined) continue;
      const parsed = parseCheckpoint(text);
      if (parsed.ok) {
        if (damaged) this.#log.error("going on from the previous checkpoint; records after it are sent again", { path });
        return parsed.streams;
      }
      if (parsed.newer) throw new Error(`${path} was written by a later version of this agent (${parsed.reason})`);
      damaged = true;
      await rename(path, `${path}.damaged`);
      this.#log.error("the checkpoint is damaged", { path, reason: parsed.reason, kept: `${path}.damaged` });
    }
    if (damaged) this.#log.error("no good checkpoint is left: every watched file is read from its start");
    return [];
  }
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
  return undefined;
}
