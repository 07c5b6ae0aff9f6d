/** SIGINT, SIGTERM and SIGHUP, counted. */

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** npm and npx pass on the SIGINT that the terminal has sent to all of us already: two that come together are one, ms. */
const TOGETHER = 200;

/** @param heard gets the signal, and the how-manieth it is, from 1 */
export function onStopSignals(heard: (signal: NodeJS.Signals, count: number) => void): { stop(): void } {
  let count = 0;
  let lastInterrupt = Number.NEGATIVE_INFINITY;
  const listener = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    const again = signal === "SIGINT" && now - lastInterrupt < TOGETHER;
    if (signal === "SIGINT") lastInterrupt = now;
    if (!again) heard(signal, ++count);
  };
  for (const signal of signals) process.on(signal, listener);
  return {
    stop: () => {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
