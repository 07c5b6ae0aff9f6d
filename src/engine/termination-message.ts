/**
 * What a container leaves as its last words.
 * @see https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

const MESSAGE_BYTES = 4096;
/** FallbackToLogsOnError shows at most this much of the log, or 80 lines, whichever is less. */
export const LOG_TAIL_BYTES = 2048;
const LOG_TAIL_LINES = 80;

/** @param logTail the end of the container's output; given only under terminationMessagePolicy FallbackToLogsOnError */
export function terminationMessage(path: string, exitCode: number, logTail?: Uint8Array): string | undefined {
  const written = readEnd(path);
  if (written.length > 0) return written.toString("utf8");
  if (exitCode === 0 || !logTail) return undefined;
  const text = Buffer.from(logTail).subarray(-LOG_TAIL_BYTES).toString("utf8");
  const lines = text.split(/(?<=\n)/).slice(-LOG_TAIL_LINES);
  return lines.join("") || undefined;
}

/**
 * The last bytes of a file; nothing when it is gone, or is no longer a file: a program may replace it by anything, a FIFO that nobody
 * writes to or a link to a file of others among it.
 */
function readEnd(path: string): Buffer {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) return Buffer.alloc(0);
      const bytes = Buffer.alloc(Math.min(stat.size, MESSAGE_BYTES));
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, stat.size - bytes.length));
    } finally {
      closeSync(file);
    }
  } catch {
    return Buffer.alloc(0);
  }
}
