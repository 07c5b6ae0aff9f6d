/** SIGINT, SIGTERM and SIGHUP, counted, and the end of the npm that started us. Behind nohup only the first two. */
import { isNohup } from "./nohup.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** npm and npx pass on the SIGINT that the terminal has sent to all of us already: two that come together are one, ms. */
const TOGETHER = 200;

/** How often the parent is looked at, ms. */
const LOOK = 1000;

/**
 * @param heard gets the signal, and the how-manieth it is, from 1
 * SIGHUP is the end of a terminal: a request to stop, as for any program in its foreground. Behind nohup it changes nothing, and neither does
 * the end of whoever started us: that is what nohup asks for.
 * @param env where it says that npm or npx started us (docs.npmjs.com, scripts, environment), their end counts as SIGTERM: they die of one
 *   together with the shell between us, which passes nothing on, and nobody would be left at the terminal who could stop us.
 */
export function onStopSignals(
  heard: (signal: NodeJS.Signals, count: number) => void,
  env: Readonly<Record<string, string | undefined>>,
  nohup = isNohup(env),
): { stop(): void } {
  let count = 0;
  let lastInterrupt = Number.NEGATIVE_INFINITY;
  const listener = (signal: NodeJS.Signals): void => {
    // It has to be listened to all the same: without a listener it would end us.
    if (nohup && signal === "SIGHUP") return;
    const now = performance.now();
    const again = signal === "SIGINT" && now - lastInterrupt < TOGETHER;
    if (signal === "SIGINT") lastInterrupt = now;
    if (!again) heard(signal, ++count);
  };
  for (const signal of signals) process.on(signal, listener);
  const parent = process.ppid;
  const look = (): void => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    heard("SIGTERM", ++count);
  };
  const below = !nohup && (env["npm_command"] || env["npm_execpath"]);
  const timer = below ? setInterval(look, LOOK).unref() : undefined;
  return {
    stop: () => {
      clearInterval(timer);
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
