/**
 * Writes to a descriptor without ever holding up the process: who reads `scaffold run 2>&1 | less` slowly must not delay probes and
 * grace periods. (Node's process.stderr writes to pipes and terminals synchronously.)
 */
import { constants, fstatSync, openSync, write } from "node:fs";

export interface TerminalWriter {
  /** Resolves when this and all before it has been taken, or nobody reads any more. Never rejects. */
  write(text: string): Promise<void>;
  /** What was written and not taken yet, bytes. */
  backlog(): number;
  /** Resolves when everything has been taken, or this time is over: what is left then is given up, ms. */
  end(atMostMs: number): Promise<void>;
}

/** A full pipe says EAGAIN; it is asked again after this long, ms. */
const AGAIN = 10;

export function createTerminalWriter(standard: number): TerminalWriter {
  const descriptor = nonBlocking(standard);
  let last: Promise<void> = Promise.resolve();
  let waiting: string[] = [];
  let backlog = 0;
  let deadline = Number.POSITIVE_INFINITY;

  /** Everything that has come together meanwhile goes in one call. */
  async function flush(): Promise<void> {
    let rest = Buffer.from(waiting.join(""));
    waiting = [];
    while (rest.length > 0 && performance.now() < deadline) {
      const taken = await writeSome(descriptor, rest);
      backlog -= taken;
      rest = rest.subarray(taken);
    }
    backlog -= rest.length;
  }

  function put(text: string): Promise<void> {
    waiting.push(text);
    backlog += Buffer.byteLength(text);
    // The first to come plans the next flush, the others join it.
    if (waiting.length === 1) last = last.then(flush);
    return last;
  }

  return {
    write: put,
    backlog: () => backlog,
    end(atMostMs) {
      deadline = performance.now() + atMostMs;
      return put("");
    },
  };
}

/**
 * The same pipe or terminal opened once more, so that a full one is an answer and not a wait; the descriptor itself is left as it is,
 * because others share it. Where that cannot be done (no /proc, a socket, another user's terminal) a thread does the waiting.
 */
function nonBlocking(descriptor: number): number {
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFIFO() && !stat.isCharacterDevice()) return descriptor;
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return descriptor;
  }
}

/** How much was taken; all of it when there is nobody left to take it. */
function writeSome(descriptor: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve) => {
    write(descriptor, bytes, (error, taken) => {
      if (error?.code === "EAGAIN") setTimeout(resolve, AGAIN, 0);
      else resolve(error ? bytes.length : taken);
    });
  });
}
