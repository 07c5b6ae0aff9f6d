// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Fields, Log } from "../service/log.ts";
import { EXIT, writeTerminationMessage } from "../service/termination.ts";

/**
 * Says the last word, in the log and, unless all went well, as the container's termination message, and ends the process.
 * At once: an attempt that hangs in a name server's or a server's silence must not hold the pod's start.
 */
export function end(log: Log, code: number, message: string, fields: Fields & { readonly problems?: readonly string[] } = {}): never {
  if (code === EXIT.ok) log.info(message, fields);
  else {
    log.error(message, { ...fields, exit: code });
    writeTerminationMessage([message, ...(fields.problems ?? [])].join("\n"));
  }
  process.exit(code);
}
