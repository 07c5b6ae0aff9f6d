// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { existsSync, writeFileSync } from "node:fs";

/** Exit codes of a companion. 75 is EX_TEMPFAIL of sysexits.h: stopped with work left over. */
export const EXIT = { ok: 0, failed: 1, settings: 2, undelivered: 75 } as const;

/** The kubelet keeps at most 4096 bytes of a termination message. */
const maxMessageBytes = 4096;
const kubernetesPath = "/dev/termination-log";

/**
 * Leaves the last word for `kubectl describe pod`. Written to TERMINATION_MESSAGE_PATH when that is set, else to Kubernetes' default
 * path if it is there (outside a container it is not). Never throws: the process is ending anyway.
 * https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
 */
export function writeTerminationMessage(message: string, env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  const path = env["TERMINATION_MESSAGE_PATH"] || (existsSync(kubernetesPath) ? kubernetesPath : undefined);
  if (path === undefined) return false;
  try {
    writeFileSync(path, Buffer.from(message).subarray(0, maxMessageBytes));
    return true;
  } catch {
    return false;
  }
}

export interface Termination {
  /** Aborted by the first SIGTERM or SIGINT: finish what is under way. */
  readonly asked: AbortSignal;
  /** Aborted by the second: end at once. */
  readonly insisted: AbortSignal;
  /** Stops listening; the signals' default action is back. */
  stop(): void;
}

/** Turns SIGTERM and SIGINT into two abort signals. */
export function onTermination(): Termination {
  const asked = new AbortController();
  const insisted = new AbortController();
  const listener = (signal: NodeJS.Signals) => (asked.signal.aborted ? insisted : asked).abort(signal);
  const signals = ["SIGTERM", "SIGINT"] as const;
  for (const signal of signals) process.on(signal, listener);
  return {
    asked: asked.signal,
    insisted: insisted.signal,
    stop: () => {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
