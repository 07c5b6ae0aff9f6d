// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Waiting between attempts, so that many clients of a server that comes back do not return in step. */
export interface Backoff {
  /** Milliseconds to wait before the next attempt: a random part of a bound that doubles up to the maximum ("full jitter"). */
  next(): number;
  /** How many times `next` was called since the last success. */
  readonly attempts: number;
  /** After a success. */
  reset(): void;
}

export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly random?: () => number;
}

export function createBackoff({ initialMs, maxMs, random = Math.random }: BackoffOptions): Backoff {
  let attempts = 0;
  return {
    next: () => {
      const bound = Math.min(maxMs, initialMs * 2 ** Math.min(attempts, 30));
      attempts += 1;
      return Math.round(random() * bound);
    },
    get attempts() {
      return attempts;
    },
    reset: () => {
      attempts = 0;
    },
  };
}

/** Resolves after `ms`, or as soon as one of the signals is aborted; never rejects. */
export function sleep(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some((signal) => signal.aborted)) return resolve();
    const done = () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) signal.addEventListener("abort", done);
  });
}
