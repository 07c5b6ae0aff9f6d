// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createReadStream } from "node:fs";
import { unlink } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Batch } from "./batch.ts";
import type { DeadLetterFile } from "./dead-letter.ts";
import type { LogRecord } from "./record.ts";

/** What came of a replay. */
export interface Replayed {
  /** Records that were sent again; those that were refused again are back in the dead-letter file. */
  readonly sent: number;
  /** Lines of the dead-letter file that are no entry: they are passed over. */
  readonly damaged: number;
  /** Files that are left for the next replay, because this one was cut off. */
  readonly filesLeft: number;
}

/**
 * Sends what the dead-letter file keeps again. A file is removed once all of it was sent: what is cut off is sent again, in part twice, by
 * the next replay.
 *
 * @param send resolves with false when it was given up
 */
export async function replayDeadLetters(
  file: DeadLetterFile,
  batchRecords: number,
  send: (batch: Batch) => Promise<boolean>,
): Promise<Replayed> {
  const paths = await file.takeAside();
  let [sent, damaged] = [0, 0];
  for (const [index, path] of paths.entries()) {
    for await (const group of groupsOf(path, batchRecords)) {
      damaged += group.damaged;
      if (group.records.length > 0 && !(await send(Batch.of(group.records)))) return { sent, damaged, filesLeft: paths.length - index };
      sent += group.records.length;
    }
    await unlink(path);
  }
  return { sent, damaged, filesLeft: 0 };
}

interface Group {
  readonly records: readonly LogRecord[];
  readonly damaged: number;
}

async function* groupsOf(path: string, size: number): AsyncGenerator<Group> {
  let [records, damaged]: [LogRecord[], number] = [[], 0];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const record = recordOf(line);
    if (record) records.push(record);
    else damaged += 1;
    if (records.length < size) continue;
    yield { records, damaged };
    [records, damaged] = [[], 0];
  }
  yield { records, damaged };
}

/** The record of `{"time":"…","sink":"otlp","reason":"…","record":{…}}`. */
function recordOf(line: string): LogRecord | undefined {
  try {
    const { record } = JSON.parse(line) as { readonly record?: Partial<LogRecord> };
    const isWhole = typeof record?.id === "string" && typeof record.body === "string" && typeof record.observedTimeUnixNano === "string";
    return isWhole ? ({ attributes: {}, ...record } as LogRecord) : undefined;
  } catch {
    return undefined;
  }
}
