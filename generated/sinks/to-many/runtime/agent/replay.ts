// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createReadStream } from "node:fs";
import { unlink } from "node:fs/promises";
import { createInterface } from "node:readline";
import { reasonOf } from "../service/log.ts";
import { Batch } from "./batch.ts";
import type { DeadLetter, DeadLetterFile } from "./dead-letter.ts";
import type { LogRecord, Transform } from "./record.ts";
import { transformFailed } from "./transform.ts";

/** What came of a replay. */
export interface Replayed {
  /** Records that were sent again; those that were refused again are back in the dead-letter file. */
  readonly sent: number;
  /** Lines of the dead-letter file that are no entry: they are passed over. */
  readonly damaged: number;
  /** Files that are left for the next replay, because this one was cut off. */
  readonly filesLeft: number;
}

export interface Replay {
  readonly file: DeadLetterFile;
  /** What the sink is called in the dead-letter file. */
  readonly name: string;
  readonly batchRecords: number;
  /** For records that the user's hook threw at: they may be sent once it does not. */
  readonly transform: Transform | undefined;
  /** Resolves with false when it was given up. */
  readonly send: (batch: Batch) => Promise<boolean>;
}

/**
 * Sends what the dead-letter file keeps again. A file is removed once all of it was sent: what is cut off is sent again, in part twice, by
 * the next replay.
 */
export async function replayDeadLetters({ file, name, batchRecords, transform, send }: Replay): Promise<Replayed> {
  const paths = await file.takeAside();
  let [sent, damaged] = [0, 0];
  for (const [index, path] of paths.entries()) {
    for await (const group of groupsOf(path, batchRecords, transform)) {
      damaged += group.damaged;
      if (group.refused.length > 0) await file.append(name, group.refused);
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
  /** The hook throws at them again. */
  readonly refused: readonly DeadLetter[];
}

async function* groupsOf(path: string, size: number, transform: Transform | undefined): AsyncGenerator<Group> {
  let [records, refused, damaged]: [LogRecord[], DeadLetter[], number] = [[], [], 0];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const letter = letterOf(line);
    if (!letter) damaged += 1;
    else if (!letter.reason.startsWith(transformFailed)) records.push(letter.record);
    else {
      try {
        const record = transform ? transform(letter.record) : letter.record;
        if (record) records.push(record);
      } catch (error) {
        refused.push({ record: letter.record, reason: `${transformFailed}${reasonOf(error)}` });
      }
    }
    if (records.length + refused.length < size) continue;
    yield { records, damaged, refused };
    [records, refused, damaged] = [[], [], 0];
  }
  yield { records, damaged, refused };
}

/** `{"time":"…","sink":"otlp","reason":"…","record":{…}}` */
function letterOf(line: string): DeadLetter | undefined {
  try {
    const { record, reason = "" } = JSON.parse(line) as { readonly record?: Partial<LogRecord>; readonly reason?: string };
    const isWhole = typeof record?.id === "string" && typeof record.body === "string" && typeof record.observedTimeUnixNano === "string";
    return isWhole ? { record: { attributes: {}, ...record } as LogRecord, reason: String(reason) } : undefined;
  } catch {
    return undefined;
  }
}
