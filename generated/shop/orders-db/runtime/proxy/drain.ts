// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { sleep } from "../service/backoff.ts";
import type { Ambassador } from "./ambassador.ts";

const lookEveryMs = 50;

/**
 * Goes on until no connection is open, and accepts new ones all the while: an app may open some while it shuts down. At least `drainMinMs`,
 * at most `drainTimeoutMs`, or until `insisted` is aborted. Resolves to the number of connections that were open then, and ends those.
 */
export async function drain(
  ambassador: Pick<Ambassador, "open" | "endAll">,
  { drainMinMs, drainTimeoutMs }: { readonly drainMinMs: number; readonly drainTimeoutMs: number },
  insisted: AbortSignal,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    const passed = performance.now() - began;
    if (insisted.aborted || (passed >= drainMinMs && (ambassador.open === 0 || passed >= drainTimeoutMs))) break;
    await sleep(lookEveryMs, insisted);
  }
  const left = ambassador.open;
  if (left === 0) return 0;
  ambassador.endAll("the proxy is shutting down");
  // What was written has to leave the process.
  for (let looks = 0; looks < 20 && ambassador.open > 0; looks += 1) await sleep(lookEveryMs);
  return left;
}
