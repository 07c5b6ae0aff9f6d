// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { dial } from "../dial.ts";

/** Up as soon as a connection is accepted; it is closed at once. */
export async function probeTcp(target: { readonly host: string; readonly port: number }, signal: AbortSignal): Promise<true> {
  (await dial(target.host, target.port, signal)).destroy();
  return true;
}
