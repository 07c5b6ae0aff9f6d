/**
 * Signals by name, for process groups. Node sends real-time signals by number only, so every name becomes a number first.
 * @see https://man7.org/linux/man-pages/man7/signal.7.html
 */
import { constants } from "node:os";
import type { SignalName } from "../../driver.ts";

/** As glibc has them on Linux; the first two real-time signals are its own. Other systems are not sent any. */
const realTime = { SIGRTMIN: 34, SIGRTMAX: 64 } as const;

/** `SIGTERM` -> 15, `SIGRTMIN+3` -> 37, `SIGRTMAX-1` -> 63; undefined when this machine has no signal of that name. */
export function signalNumber(name: SignalName): number | undefined {
  const known: Readonly<Record<string, number>> = constants.signals;
  if (known[name] !== undefined) return known[name];
  const [, base, distance = "0"] = /^(SIGRTMIN|SIGRTMAX)([+-]\d+)?$/.exec(name) ?? [];
  if (process.platform !== "linux" || (base !== "SIGRTMIN" && base !== "SIGRTMAX")) return undefined;
  const number = realTime[base] + Number(distance);
  return isRealTime(number) ? number : undefined;
}

export function isRealTime(number: number): boolean {
  return number >= realTime.SIGRTMIN && number <= realTime.SIGRTMAX;
}

/** The exit code that a container runtime reports for a process that the signal ended. */
export function exitCodeOf(name: SignalName): number | undefined {
  const number = signalNumber(name);
  return number === undefined ? undefined : 128 + number;
}
