/**
 * The time of a run. What is measured goes by a clock that only goes forward: a clock that is set must neither end a grace period nor prolong
 * it. What is shown goes by the wall clock as it was when it happened, also after a suspend, in which the other clock may have stood still.
 */

export interface HostClock {
  /** ms since the epoch when the run began, from then on counted forward. */
  now(): number;
  /** What the wall clock said at that moment, ms since the epoch. */
  wall(ms: number): number;
}

/** The two are never together to the millisecond; by more than this one of them was set, ms. */
const APART = 500;

export function createHostClock(
  forward: () => number = () => performance.timeOrigin + performance.now(),
  wall: () => number = Date.now,
): HostClock {
  /** From which moment on the wall clock is how far ahead. */
  const jumps: { readonly sinceMs: number; readonly aheadMs: number }[] = [];
  return {
    now() {
      const nowMs = Math.round(forward());
      const aheadMs = wall() - nowMs;
      if (Math.abs(aheadMs - (jumps.at(-1)?.aheadMs ?? 0)) > APART) jumps.push({ sinceMs: nowMs, aheadMs });
      return nowMs;
    },
    wall: (ms) => ms + (jumps.findLast(({ sinceMs }) => sinceMs <= ms)?.aheadMs ?? 0),
  };
}
