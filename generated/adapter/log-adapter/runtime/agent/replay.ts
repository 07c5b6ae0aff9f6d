// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createReadStream } from "node:fs";
import { unlink } from "node:fs/promises";
import { basename } from "node:path";
import { type Log, reasonOf } from "../service/log.ts";
import { Batch } from "./batch.ts";
import type { DeadLetter, DeadLetterFile } from "./dead-letter.ts";
import { Exceptions } from "./ledger.ts";
import type { LogRecord, Transform } from "./record.ts";
import { transformFailed } from "./transform.ts";

/** What came of a replay. */
export interface Replayed {
  /** Records that were sent again, all the same what came of it. */
  readonly sent: number;
  /** Of those, what the sink took. */
  readonly delivered: number;
  /** Records that were refused again, by the sink or because the transform throws at them: they are back in the dead-letter file. */
  readonly refused: number;
  /** Why the first of these was. */
  readonly reason?: string;
  /** Records that the transform drops now; absent where there are none. */
  readonly dropped?: number;
  /** Lines of the dead-letter file that are no entry: they are kept in a file beside it. */
  readonly damaged: number;
  /** Files that are left for the next replay, because this one was cut off. */
  readonly filesLeft: number;
  /** Where damaged lines, and files that cannot be read, are now; absent where there are none. */
  readonly kept?: readonly string[];
}

export interface Replay {
  readonly file: DeadLetterFile;
  /** What the sink is called in the dead-letter file. */
  readonly name: string;
  readonly batchRecords: number;
  readonly batchBytes: number;
  /** For records that the user's hook threw at: they may be sent once it does not. */
  readonly transform: Transform | undefined;
  /** Resolves with false when it was given up. `exceptions` is told what was refused. */
  readonly send: (batch: Batch, exceptions: Exceptions) => Promise<boolean>;
  readonly log: Log;
}

/**
 * Sends what the dead-letter file keeps again. A file is removed once all of it was sent: what is cut off is sent again, in part twice, by
 * the next replay. What cannot be read is never removed.
 */
export async function replayDeadLetters(replay: Replay): Promise<Replayed> {
  const { file, log } = replay;
  const paths = await file.takeAside();
  const kept = new Set<string>();
  const exceptions = new Exceptions();
  let [sent, damaged, refused, dropped] = [0, 0, 0, 0];
  const result = (filesLeft: number): Replayed => ({
    sent,
    delivered: sent - exceptions.refused,
    refused: exceptions.refused + refused,
    ...(exceptions.reason !== undefined && { reason: exceptions.reason }),
    ...(dropped > 0 && { dropped }),
    damaged,
    filesLeft,
    ...(kept.size > 0 && { kept: [...kept] }),
  });
  for (const [index, path] of paths.entries()) {
    const one = await replayFile(path, replay, exceptions);
    sent += one.sent;
    refused += one.refused;
    dropped += one.dropped;
    if (one.end === "cut off") return result(paths.length - index);
    damaged += one.damaged.length;
    if (one.damaged.length > 0) {
      const place = await file.keepLines(one.damaged);
      log.warn("lines of the dead-letter file are no entries, and are kept", { lines: one.damaged.length, kept: place });
      kept.add(basename(place));
    }
    if (one.unreadable === undefined) await unlink(path);
    else {
      const place = await file.keepFile(path);
      log.error("a dead-letter file cannot be read, and is kept", { reason: one.unreadable, kept: place });
      kept.add(basename(place));
    }
  }
  return result(0);
}

interface FileReplayed {
  readonly end: "over" | "cut off";
  readonly sent: number;
  /** The transform threw at them again. */
  readonly refused: number;
  readonly dropped: number;
  readonly damaged: readonly Buffer[];
  /** What went wrong when it was read; what is in front of that was sent. */
  readonly unreadable?: unknown;
}

async function replayFile(path: string, replay: Replay, exceptions: Exceptions): Promise<FileReplayed> {
  const { file, name, batchRecords, batchBytes, transform, send } = replay;
  const damaged: Buffer[] = [];
  let [sent, refused, dropped, isOver] = [0, 0, 0, false];
  let unreadable: unknown;
  const lines = linesOf(path);
  while (!isOver) {
    const group = new Group(transform);
    while (!isOver && group.count < batchRecords && group.bytes < batchBytes) {
      try {
        const { value, done } = await lines.next();
        if (done) isOver = true;
        else group.add(value);
      } catch (error) {
        [unreadable, isOver] = [error, true];
      }
    }
    damaged.push(...group.damaged);
    if (group.refused.length > 0) await file.append(name, group.refused);
    refused += group.refused.length;
    dropped += group.dropped;
    exceptions.reason ??= group.refused[0]?.reason;
    const batch = Batch.of(group.records);
    const own = new Exceptions();
    if (batch.count > 0 && !(await send(batch, own))) return { end: "cut off", sent, refused, dropped, damaged };
    if (own.reason !== undefined) exceptions.refuse(own.refused, own.reason);
    sent += group.records.length;
  }
  return { end: "over", sent, refused, dropped, damaged, ...(unreadable !== undefined && { unreadable }) };
}

/** What is sent in one batch, and what is not. */
class Group {
  readonly records: LogRecord[] = [];
  readonly damaged: Buffer[] = [];
  /** The hook throws at them again. */
  readonly refused: DeadLetter[] = [];
  dropped = 0;
  bytes = 0;
  readonly #transform: Transform | undefined;

  constructor(transform: Transform | undefined) {
    this.#transform = transform;
  }

  get count(): number {
    return this.records.length + this.refused.length;
  }

  add(line: Buffer): void {
    const letter = letterOf(line);
    this.bytes += line.length;
    if (!letter) this.damaged.push(line);
    else if (!letter.reason.startsWith(transformFailed)) this.records.push(letter.record);
    else {
      try {
        const record = this.#transform ? this.#transform(letter.record) : letter.record;
        if (record) this.records.push(record);
        else this.dropped += 1;
      } catch (error) {
        this.refused.push({ record: letter.record, reason: `${transformFailed}${reasonOf(error)}` });
      }
    }
  }
}

/** The bytes of each line that is not empty. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...parts, chunk.subarray(from, end)]);
      parts = [];
      from = end + 1;
      if (line.length > 0) yield line;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

/** `{"time":"…","sink":"otlp","reason":"…","record":{…}}` */
function letterOf(line: Buffer): DeadLetter | undefined {
  try {
    const { record, reason = "" } = JSON.parse(line.toString()) as { readonly record?: Partial<LogRecord>; readonly reason?: string };
    const isWhole = typeof record?.id === "string" && typeof record.body === "string" && typeof record.observedTimeUnixNano === "string";
    return isWhole ? { record: { attributes: {}, ...record } as LogRecord, reason: String(reason) } : undefined;
  } catch {
    return undefined;
  }
}
