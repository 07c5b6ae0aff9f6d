/**
 * CrashLoopBackOff: how long a container that exited has to wait before it is started again.
 *
 * Delays are measured from the last exit. The first restart is immediate, then 10 s, 20 s, 40 s … 300 s: the entry is made by the
 * first restart and only the second one has to wait for it (kuberuntime_manager.go doBackOff; client-go flowcontrol.Backoff without jitter).
 */
export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** An entry is forgotten when the instance that just exited had run for longer than this. */
  readonly resetMs: number;
}

interface Entry {
  delayMs: number;
  /** When the last start was decided. */
  readonly startedAtMs: number;
}

export class Backoff {
  readonly #entries = new Map<string, Entry>();
  readonly #options: BackoffOptions;

  constructor(options: BackoffOptions) {
    // kubelet.go newCrashLoopBackOff: a maximum below the initial delay lowers the initial delay too.
    this.#options = { ...options, initialMs: Math.min(options.initialMs, options.maxMs) };
  }

  /** The delay that applies to a container that exited at `exitedAtMs`, in ms; 0 = it may start now. */
  delay(container: string, exitedAtMs: number): number {
    const entry = this.#entries.get(container);
    return entry === undefined || this.#expired(entry, exitedAtMs) ? 0 : entry.delayMs;
  }

  /** A start was decided: the next one will wait longer. */
  next(container: string, exitedAtMs: number, nowMs: number): void {
    const entry = this.#entries.get(container);
    const { initialMs, maxMs } = this.#options;
    const delayMs = entry === undefined || this.#expired(entry, exitedAtMs) ? initialMs : Math.min(entry.delayMs * 2, maxMs);
    this.#entries.set(container, { delayMs, startedAtMs: nowMs });
  }

  #expired(entry: Entry, exitedAtMs: number): boolean {
    return exitedAtMs - entry.startedAtMs > this.#options.resetMs;
  }
}

/** A duration as Go prints it, as in `back-off 2m40s restarting failed container=…`. `goDuration(1500)` → `"1.5s"` */
export function goDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 1000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = `${(ms % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
