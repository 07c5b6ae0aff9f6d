import { open, readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../service/log.ts";
import { makeFolder } from "./durable.ts";
import type { AgentMetrics } from "./metrics.ts";
import type { LogRecord } from "./record.ts";

export interface DeadLetter {
  readonly record: LogRecord;
  readonly reason: string;
}

/**
 * Keeps what a sink refused for good, one JSON object per line: `{"time":"…","sink":"otlp","reason":"HTTP 400: …","record":{…}}`.
 * A file for each sink, so that one sink that refuses much takes no room of another. Two files of half the allowed size each: when the current one is full it replaces the older.
 */
export class DeadLetterFile {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #metrics: AgentMetrics;
  readonly #now: () => number;

  constructor(path: string, maxBytes: number, metrics: AgentMetrics, now: () => number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#metrics = metrics;
    this.#now = now;
  }

  /** Resolves when the entries are on disk. Rejects when they cannot be: nothing of them is kept then. */
  async append(sink: string, letters: readonly DeadLetter[]): Promise<void> {
    const time = new Date(this.#now()).toISOString();
    const text = letters.map(({ record, reason }) => `${JSON.stringify({ time, sink, reason, record })}\n`).join("");
    const bytes = Buffer.from(text);
    await makeFolder(dirname(this.#path));
    const size = await sizeOf(this.#path);
    if (size > 0 && size + bytes.length > this.#maxBytes / 2) await this.#turnOver();
    const file = await open(this.#path, "a", 0o600);
    const { size: before } = await file.stat();
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      await file.truncate(before).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
    this.#metrics.recordsDeadLettered.add(letters.length);
  }

  async #turnOver(): Promise<void> {
    const older = `${this.#path}.1`;
    const lost = await readFile(older).catch(() => Buffer.alloc(0));
    let count = 0;
    for (let index = lost.indexOf(10); index >= 0; index = lost.indexOf(10, index + 1)) count += 1;
    this.#metrics.deadLettersDiscarded.add(count);
    await rename(this.#path, older);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return 0;
    throw error;
  }
}
