// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { sleep } from "../service/backoff.ts";
import { type Log, reasonOf } from "../service/log.ts";
import { formatDuration } from "../service/units.ts";

/** One thing to wait for: up is `true`, else the reason why not yet; a rejection is a reason too. */
export interface Awaited {
  readonly text: string;
  readonly probe: (signal: AbortSignal) => true | string | Promise<true | string>;
}

export interface Pace {
  readonly intervalMs: number;
  /** An attempt that takes longer has failed; its signal is aborted. */
  readonly attemptMs: number;
}

export interface Missing {
  readonly text: string;
  readonly reason: string;
}

/** An unchanged reason is told again after this long. */
const repeatMs = 5000;

/**
 * Waits until each of the things was up once, all at the same time. Tells the log what came up when, and why the others did not yet.
 * Resolves to what was still missing when `stop` was aborted: nothing when all came up.
 */
export async function waitForAll(things: readonly Awaited[], pace: Pace, log: Log, stop: AbortSignal): Promise<Missing[]> {
  const missing = await Promise.all(things.map((thing) => waitForOne(thing, pace, log, stop)));
  return missing.filter((item) => item !== undefined);
}

async function waitForOne({ text, probe }: Awaited, pace: Pace, log: Log, stop: AbortSignal): Promise<Missing | undefined> {
  const began = performance.now();
  const told = new Map<string, number>();
  let reason = "no answer yet";
  while (!stop.aborted) {
    const outcome = await attempt(probe, pace.attemptMs, stop);
    if (outcome === true) {
      log.info("up", { target: text, after: seconds(performance.now() - began) });
      return undefined;
    }
    // An attempt that was cut short says nothing about the target.
    if (stop.aborted) break;
    reason = outcome;
    const now = performance.now();
    if (now - (told.get(reason) ?? Number.NEGATIVE_INFINITY) >= repeatMs) {
      told.set(reason, now);
      log.info("not up yet", { target: text, reason });
    }
    await sleep(pace.intervalMs, stop);
  }
  return { text, reason };
}

async function attempt(probe: Awaited["probe"], attemptMs: number, stop: AbortSignal): Promise<true | string> {
  const attempt = new AbortController();
  const stopped = () => attempt.abort(new Error("stopped"));
  const timer = setTimeout(() => attempt.abort(new Error(`no answer within ${formatDuration(attemptMs)}`)), attemptMs);
  stop.addEventListener("abort", stopped, { once: true });
  try {
    // A hook of the user's may not look at its signal: the race is decided without it.
    return await Promise.race([
      new Promise<never>((_, reject) => attempt.signal.addEventListener("abort", () => reject(attempt.signal.reason), { once: true })),
      (async () => probe(attempt.signal))(),
    ]);
  } catch (error) {
    return reasonOf(error);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", stopped);
  }
}

/** 1234 → `"1.2s"` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}
