// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createReadStream } from "node:fs";
import { open, readdir, rename, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../service/log.ts";
import { endTornLine, makeFolder, syncFolder } from "./durable.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { LogRecord } from "./record.ts";

export interface DeadLetter {
  readonly record: LogRecord;
  readonly reason: string;
}

/**
 * Keeps what a sink refused for good, one JSON object per line: `{"time":"…","sink":"otlp","reason":"HTTP 400: …","record":{…}}`.
 * A file for each sink, so that one sink that refuses much takes no room of another. Two files of half the allowed size each: when the
 * current one is full it replaces the older. What a replay finds in them and cannot read is kept beside them (`….damaged`).
 */
export class DeadLetterFile {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #metrics: AgentMetrics;
  readonly #now: () => number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, maxBytes: number, metrics: AgentMetrics, now: () => number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#metrics = metrics;
    this.#now = now;
  }

  /** Resolves when the entries are on disk. Rejects when they cannot be: nothing of them is kept then. */
  append(sink: string, letters: readonly DeadLetter[]): Promise<void> {
    return this.#alone(() => this.#append(sink, letters));
  }

  /**
   * Takes what is kept out of the way, so that it can be sent again while new entries come. Returns its files, the oldest entries first, with
   * those of a replay that was cut off; who has sent a file removes it.
   */
  takeAside(): Promise<string[]> {
    return this.#alone(async () => {
      const folder = dirname(this.#path);
      const prefix = this.#takenPrefix;
      const numberOf = (name: string) => Number(name.slice(prefix.length));
      const names = await this.#names();
      const taken = names.filter((name) => name.startsWith(prefix));
      let next = 1 + Math.max(0, ...taken.map(numberOf));
      for (const name of [`${basename(this.#path)}.1`, basename(this.#path)]) {
        if (!names.includes(name)) continue;
        await rename(join(folder, name), join(folder, `${prefix}${next}`));
        taken.push(`${prefix}${next}`);
        next += 1;
      }
      await syncFolder(folder);
      return taken.sort((a, b) => numberOf(a) - numberOf(b)).map((name) => join(folder, name));
    });
  }

  /** How many entries there are now, those of a replay under way or cut off included. A file that cannot be read has none. */
  async count(): Promise<number> {
    const paths = (await this.#names()).map((name) => join(dirname(this.#path), name));
    const counts = await Promise.all(paths.map((path) => countLines(path).catch(() => 0)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  get #takenPrefix(): string {
    return `${basename(this.#path)}.replay-`;
  }

  /** The files that entries are in. */
  async #names(): Promise<string[]> {
    const current = basename(this.#path);
    const names: string[] = await readdir(dirname(this.#path)).catch((error: unknown) => {
      if (codeOf(error) === "ENOENT") return [];
      throw error;
    });
    const isTaken = (name: string) => name.startsWith(this.#takenPrefix) && Number.isInteger(Number(name.slice(this.#takenPrefix.length)));
    return names.filter((name) => name === current || name === `${current}.1` || isTaken(name));
  }

  /** Lines that are no entries are never deleted. Returns the file that they are in. */
  keepLines(lines: readonly Buffer[]): Promise<string> {
    return this.#alone(async () => {
      const path = `${this.#path}.damaged`;
      await appendWhole(path, Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])));
      return path;
    });
  }

  /** The same of a file that was taken aside and cannot be read. */
  keepFile(taken: string): Promise<string> {
    return this.#alone(async () => {
      let number = 1;
      while (await exists(`${this.#path}.damaged-${number}`)) number += 1;
      const path = `${this.#path}.damaged-${number}`;
      await rename(taken, path);
      await syncFolder(dirname(path));
      return path;
    });
  }

  /** One at a time: several batches may be refused at once. */
  #alone<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #append(sink: string, letters: readonly DeadLetter[]): Promise<void> {
    const time = new Date(this.#now()).toISOString();
    const text = letters.map(({ record, reason }) => `${JSON.stringify({ time, sink, reason, record })}\n`).join("");
    const bytes = Buffer.from(text);
    await makeFolder(dirname(this.#path));
    const size = await sizeOf(this.#path);
    if (size > 0 && size + bytes.length > this.#maxBytes / 2) await this.#turnOver();
    await appendWhole(this.#path, bytes);
    this.#metrics.recordsDeadLettered.add(letters.length);
  }

  async #turnOver(): Promise<void> {
    const older = `${this.#path}.1`;
    this.#metrics.deadLettersDiscarded.add(await countLines(older).catch(() => 0));
    await rename(this.#path, older);
  }
}

/** The file, and names that it and what is in it come to have. */
export function deadLetterNames(path: string): string[] {
  return [path, ...[".1", ".replay-1", ".damaged", ".damaged-1"].map((end) => `${path}${end}`)];
}

/** All of it, on disk, or nothing. */
async function appendWhole(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, "a+", 0o600);
  try {
    await endTornLine(file);
    const { size: before } = await file.stat();
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      await file.truncate(before).catch(() => undefined);
      throw error;
    }
  } finally {
    await file.close();
  }
}

async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>)
    for (let index = chunk.indexOf(10); index >= 0; index = chunk.indexOf(10, index + 1)) lines += 1;
  return lines;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return 0;
    throw error;
  }
}
