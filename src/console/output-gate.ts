/**
 * Container output on its way to a terminal that may stand still (Ctrl-S, a pager that nobody scrolls): containers wait for a reader who is
 * slow, as for any pipe, but not for one who takes nothing at all. What comes then is only in the log, and how much that was is said.
 *
 *   take(chunk) --> backlog small: show
 *              \--> large: wait until it is smaller --> nothing was taken for a second: skip, until it is smaller
 */
import type { OnOutput, OutputChunk } from "../engine/drivers/process/output.ts";

export interface OutputGateOptions {
  /** What was shown and not taken yet, bytes. */
  readonly backlog: () => number;
  readonly show: (chunk: OutputChunk) => void;
  /** Called when output is shown again, for each container of which some was not. */
  readonly skipped: (container: string, bytes: number) => void;
  readonly limits?: GateLimits;
}

interface GateLimits {
  /** bytes */
  readonly backlog: number;
  /** How long a reader may take nothing before he counts as standing still, ms. */
  readonly patienceMs: number;
}

export interface OutputGate {
  readonly take: OnOutput;
  /** No more output comes: says what was skipped. */
  end(): void;
}

/** How often a backlog is looked at that someone waits for, ms. */
const LOOK = 20;

export function createOutputGate({ backlog, show, skipped, limits }: OutputGateOptions): OutputGate {
  const { backlog: limit, patienceMs } = limits ?? { backlog: 256 * 1024, patienceMs: 1000 };
  const missing = new Map<string, number>();
  let still = false;
  let waiting: Promise<void> | undefined;

  function tell(): void {
    still = false;
    for (const [container, bytes] of missing) skipped(container, bytes);
    missing.clear();
  }

  async function room(): Promise<void> {
    let [least, since] = [backlog(), performance.now()];
    while (backlog() > limit) {
      await new Promise((resolve) => setTimeout(resolve, LOOK));
      const now = backlog();
      if (now < least) [least, since] = [now, performance.now()];
      else if (performance.now() - since >= patienceMs) {
        still = true;
        return;
      }
    }
  }

  return {
    take(chunk) {
      if (still && backlog() > limit / 2) {
        missing.set(chunk.container, (missing.get(chunk.container) ?? 0) + chunk.bytes.length);
        return;
      }
      if (still) tell();
      show(chunk);
      if (backlog() <= limit) return;
      waiting ??= room().finally(() => {
        waiting = undefined;
      });
      return waiting;
    },
    end: tell,
  };
}
