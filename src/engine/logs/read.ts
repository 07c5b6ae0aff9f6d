/** Reads a log that is being written: its records, from where one wants to begin, to the end of the container. */
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ContainerStatus } from "../../pod/model.ts";

export interface LogRecord {
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
  /** With the newline that ends a line; a part of a long line has none. */
  readonly text: Buffer;
}

export interface ReadLogOptions {
  /** Only the last so many lines of what is there. */
  readonly tail?: number | undefined;
  /** Nothing older, ms since the epoch. */
  readonly sinceMs?: number | undefined;
  /** Whether nothing more will be written; asked before each look. Without it what is there now is all. */
  readonly over?: () => boolean;
}

/** How often a log that is followed is looked at, ms. */
const LOOK = 100;
const NEWLINE = 10;

/**
 * The file with a container's log, as the kubelet chooses it (kubelet_pods.go validateContainerLogStatus); undefined when there is none.
 * @param logs the folder with the logs of the pod
 */
export function logFile(logs: string, { name, state, lastState, restartCount }: ContainerStatus, previous: boolean): string | undefined {
  const newest = previous && !state.waiting ? restartCount - 1 : restartCount;
  if (previous && !lastState.terminated) return undefined;
  try {
    const counts = readdirSync(join(logs, name)).flatMap((file) => /^(\d+)\.log$/.exec(file)?.[1] ?? []);
    const found = Math.max(...counts.map(Number).filter((count) => count <= newest));
    return Number.isFinite(found) ? join(logs, name, `${found}.log`) : undefined;
  } catch {
    return undefined;
  }
}

/** Follows the file when it is rotated; one that is removed is read to its end. */
export async function* readLog(path: string, { tail, sinceMs, over }: ReadLogOptions): AsyncGenerator<LogRecord, void, void> {
  let descriptor = openSync(path, "r");
  try {
    const wanted = (record: LogRecord): boolean => sinceMs === undefined || Date.parse(record.time) >= sinceMs;
    const reader = lineReader();
    // Who writes faster than we read must not keep us here: what is there now ends where it ends now.
    const { size } = fstatSync(descriptor);
    if (tail !== undefined) yield* lastLines([...reader(descriptor, size)].filter(wanted), tail);
    else for (const record of reader(descriptor, size)) if (wanted(record)) yield record;
    while (over !== undefined) {
      const last = over();
      const rotated = isAnother(descriptor, path);
      for (const record of reader(descriptor)) if (wanted(record)) yield record;
      if (rotated) {
        closeSync(descriptor);
        descriptor = openSync(path, "r");
      } else if (last) {
        return;
      } else {
        await new Promise((resolve) => setTimeout(resolve, LOOK));
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

function lastLines(records: readonly LogRecord[], tail: number): LogRecord[] {
  let from = records.length;
  // A last line that has no end yet is one too.
  for (let lines = records.at(-1)?.text.at(-1) === NEWLINE ? 0 : 1; from > 0; from--) {
    if (records[from - 1]?.text.at(-1) === NEWLINE && ++lines > tail) break;
  }
  return tail === 0 ? [] : records.slice(from);
}

function isAnother(descriptor: number, path: string): boolean {
  const now = statSync(path, { throwIfNoEntry: false });
  return now !== undefined && now.ino !== fstatSync(descriptor).ino;
}

/** Each call reads on, to the end of the file or `atMost` bytes. */
function lineReader(): (descriptor: number, atMost?: number) => Generator<LogRecord, void, void> {
  const chunk = Buffer.alloc(64 * 1024);
  let rest = Buffer.alloc(0);
  return function* read(descriptor, atMost = Number.POSITIVE_INFINITY) {
    for (let left = atMost, size = 1; left > 0; left -= size) {
      size = readSync(descriptor, chunk, 0, Math.min(chunk.length, left), null);
      if (size === 0) return;
      let bytes = Buffer.concat([rest, chunk.subarray(0, size)]);
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
        const record = recordOf(bytes.subarray(0, end + 1));
        if (record) yield record;
        bytes = bytes.subarray(end + 1);
      }
      rest = bytes;
    }
  };
}

/** `TIME STREAM TAG TEXT` */
function recordOf(line: Buffer): LogRecord | undefined {
  const [, time, tag] = /^(\S+) std(?:out|err) ([FP]) /.exec(line.subarray(0, 64).toString("latin1")) ?? [];
  if (time === undefined) return undefined;
  const from = time.length + " stdout F ".length;
  return { time, text: Buffer.from(line.subarray(from, tag === "P" ? -1 : line.length)) };
}
