import { EXIT } from "../../errors.ts";
import type { Pod } from "../../pod/model.ts";

/** Why a run ended before its pod did. */
export interface Ending {
  /** The first signal, if any. */
  signal?: NodeJS.Signals;
  /** Whether an app container had been started when it came. */
  begun?: boolean;
  /** Whether the pod was ready when the time of `--for` was up. */
  ready?: boolean;
}

/**
 * The exit code of `scaffold run`. A pod that is stopped has Succeeded exactly when every app container ended with 0.
 * @param ofPod 0 when the pod Succeeded, else 1
 * @param witnessed a status file tells what happened: then it is never left to 130 and 143 to say so
 */
export function exitCode(ofPod: number, { signal, begun, ready }: Ending, witnessed: boolean): number {
  if (ready !== undefined) return ready ? EXIT.ok : EXIT.findings;
  if (!signal || begun || witnessed || ofPod === EXIT.ok) return ofPod;
  return signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
}

export function appHasStarted({ status }: Pod): boolean {
  return (status?.containerStatuses ?? []).some(({ state, lastState }) => state.running ?? state.terminated ?? lastState.terminated);
}
